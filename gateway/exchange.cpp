// Blobs in and out of calls, and the fields that only HTTP knows.
#include "gateway/exchange.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/gateway.hpp"
#include "gateway/lane.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/route_host.hpp"
#include "services/registry.hpp"

namespace understudy::gateway {
namespace {

using kit::Hash;

constexpr std::size_t piece_bytes = 256 * 1024;

constexpr std::string_view checksum_prefix = "x-amz-checksum-";
constexpr std::array<std::pair<std::string_view, Hash>, 5> checksums{{{"crc32", Hash::crc32},
                                                                      {"crc32c", Hash::crc32c},
                                                                      {"crc64nvme", Hash::crc64nvme},
                                                                      {"sha1", Hash::sha1},
                                                                      {"sha256", Hash::sha256}}};

bool add_named(std::string_view name, kit::HashSet& wanted) {
  for (const auto& [known, hash] : checksums)
    if (protocol::equal_without_case(known, name)) {
      wanted.add(hash);
      return true;
    }
  return false;
}

bool starts_without_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && protocol::equal_without_case(text.substr(0, prefix.size()), prefix);
}

// What the client will compare with, in a field or in the trailer that a field announces. When it says
// nothing, S3 keeps CRC-64/NVME (user guide, "Checking object integrity").
kit::HashSet wanted_hashes(const protocol::Request& request, bool authenticates) {
  kit::HashSet wanted{Hash::md5};
  bool any = false;
  for (const protocol::Field& field : request.fields) {
    if (starts_without_case(field.name, checksum_prefix)) {
      any |= add_named(field.name.substr(checksum_prefix.size()), wanted);
    } else if (protocol::equal_without_case(field.name, "x-amz-sdk-checksum-algorithm")) {
      any |= add_named(field.value, wanted);
    } else if (protocol::equal_without_case(field.name, "x-amz-trailer")) {
      for (std::string_view rest = field.value; !rest.empty();) {
        const auto comma = std::min(rest.find(','), rest.size());
        std::string_view one = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (starts_without_case(one, checksum_prefix))
          any |= add_named(one.substr(checksum_prefix.size()), wanted);
      }
    } else if (authenticates && protocol::equal_without_case(field.name, "x-amz-content-sha256") &&
               field.value.size() == 64) {
      wanted.add(Hash::sha256);
    }
  }
  if (!any) wanted.add(Hash::crc64nvme);
  return wanted;
}

bool takes_blob(const models::Operation& operation) {
  const auto input = operation.input();
  const auto payload = input ? input->payload() : std::nullopt;
  return payload && payload->has(models::tables::streaming) && payload->shape().type() == models::Type::blob;
}

kit::HashSet wanted_hashes(const HttpCall& call) {
  return wanted_hashes(call.head.request, call.lane.gateway.authentication != auth::Mode::none);
}

// An answer's body out of a blob.
class BlobPieces final : public Pieces {
 public:
  BlobPieces(kit::BlobPtr blob, std::uint64_t from, std::uint64_t size)
      : blob_(std::move(blob)), from_(from), left_(size) {
    length = size;
  }
  Next next(Session&, std::string& out) override {
    if (left_ == 0) return Next::end;
    out.resize(std::min<std::uint64_t>(left_, piece_bytes));
    const std::size_t got = kit::read_some(*blob_, from_, out);
    out.resize(got);
    if (got == 0) return Next::broken;
    taken(got);
    return Next::more;
  }
  File file() override {
    if (left_ == 0) return {};
    kit::Blob::Extent extent = blob_->extent(from_);
    held_ = std::move(extent.held);  // open while its bytes are on their way
    return {extent.file, extent.at, std::min(extent.size, left_)};
  }
  void taken(std::uint64_t size) override {
    from_ += size;
    left_ -= size;
  }

 private:
  kit::BlobPtr blob_;
  std::uint64_t from_, left_;
  std::shared_ptr<const void> held_;
};

void turn_to(HttpCall& call, const Played::Entry& entry) {
  const kit::Page& page = entry.service->pages[entry.operation - entry.service->operations.size()];
  Target& to = call.target;
  to.kind = Target::Kind::call;
  to.operation = to.service->find_operation(page.like);
  to.protocol = to.service->protocols().front();
  call.operation_name = page.path.substr(1);
  call.operation = entry.operation;
  call.service = entry.service->name;
  call.fidelity = "native";
  call.odd = true;
  call.input = kit::Value::structure(call.arena);
}

void set_header(HttpCall& call, protocol::Reply& reply, std::string_view name, std::string_view value) {
  std::erase_if(reply.headers,
                [&](const protocol::Field& f) { return protocol::equal_without_case(f.name, name); });
  reply.header(call.arena, call.arena.copy(name), value);
}

// The length that an operation says itself, which for an answer to HEAD is not that of what is sent.
void take_length(HttpCall& call, protocol::Reply& reply) {
  const auto said = std::ranges::find_if(reply.headers, [](const protocol::Field& f) {
    return protocol::equal_without_case(f.name, "content-length");
  });
  if (said == reply.headers.end()) return;
  if (const auto length = protocol::parse_integer(said->value))
    call.length = static_cast<std::uint64_t>(*length);
  reply.headers.erase(said);
}

}  // namespace

std::unique_ptr<kit::BlobStore::Writer> open_blob(HttpCall& call) {
  if (call.head.request.method != "PUT") return nullptr;
  Gateway& gateway = call.lane.gateway;
  if (gateway.router.route(call.door.routing, call.request(), call.arena, call.target) ||
      call.target.kind != Target::Kind::call)
    return nullptr;
  const kit::Service* service = gateway.played.find(*call.target.operation).service;
  if (!service || !registry::http(*service) || !takes_blob(*call.target.operation)) return nullptr;
  return std::make_unique<kit::BlobStore::Writer>(gateway.blobs, wanted_hashes(call));
}

std::optional<kit::Failure> failure_of_body(const HttpCall& call) {
  if (!call.body || !call.body->to_blob()) return {};
  switch (call.body->refusal().status) {
    case 413:
      return kit::Failure("EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.",
                          400);
    case 507:
      return kit::Failure("ServiceUnavailable", "There is no space left for the request's body.", 503);
    default: return {};
  }
}

bool begin_exchange(HttpCall& call) {
  if (!call.target.service) return false;
  const kit::Service* service = call.lane.gateway.played.service(*call.target.service);
  const kit::HttpService* http = service ? registry::http(*service) : nullptr;
  if (!http) return false;
  call.exchange = std::make_unique<kit::Exchange>();
  kit::Exchange& exchange = *call.exchange;
  exchange.method = call.request().method;
  exchange.path = call.target.path;
  exchange.query = call.target.query;
  exchange.host_service = parse_host(call.request().header("host"), call.door.routing.own_domain).service;
  exchange.bytes = call.request().body;
  exchange.body = std::move(call.blob);
  exchange.enforced = call.lane.gateway.authentication == auth::Mode::enforce;
  exchange.fields.reserve(call.request().fields.size());
  for (const protocol::Field& field : call.request().fields)
    exchange.fields.emplace_back(field.name, field.value);
  const std::string_view page = http->odd(exchange);
  if (page.empty()) return false;
  const auto entry = call.lane.gateway.played.find_page(page);
  if (entry.service != service) return false;
  turn_to(call, entry);
  return true;
}

void take_blob(HttpCall& call) {
  if (!call.exchange || call.odd || call.exchange->body || !takes_blob(*call.target.operation)) return;
  const std::string_view bytes = std::exchange(call.request().body, {});
  if (bytes.size() <= kit::BlobStore::in_memory) {
    call.exchange->body = kit::make_blob(bytes, wanted_hashes(call));
  } else {
    kit::BlobStore::Writer writer(call.lane.gateway.blobs, wanted_hashes(call));
    call.exchange->body = writer.append(bytes) ? writer.finish() : kit::make_blob(bytes, wanted_hashes(call));
  }
  call.exchange->bytes = {};
}

void finish_exchange(HttpCall& call, protocol::Reply& reply) {
  kit::Exchange& exchange = *call.exchange;
  const bool to_head = exchange.method == "HEAD";
  if (!call.failure) take_length(call, reply);
  for (const auto& [name, value] : exchange.headers) set_header(call, reply, name, value);
  if (exchange.status) reply.status = exchange.status;
  if (exchange.text) {
    reply.body = *exchange.text;
    reply.payload.reset();
  }
  if (call.failure || !exchange.blob || to_head || exchange.size == 0) return;
  const kit::Blob::Extent extent = exchange.blob->extent(exchange.from);
  if (extent.file < 0 && extent.size >= exchange.size) {
    reply.payload = extent.bytes.substr(0, exchange.size);
  } else {
    call.pieces =
        kit::Ref<Pieces>(std::make_unique<BlobPieces>(exchange.blob, exchange.from, exchange.size).release());
  }
}

}  // namespace understudy::gateway
