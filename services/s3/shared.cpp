// Calls' surroundings, errors' facts, and texts.
#include "services/s3/shared.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "services/kit/format.hpp"

namespace understudy::s3 {
namespace {

bool unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

Failure with(const Call& call, Failure failure, Facts facts) {
  kit::Arena& arena = call.arena();
  failure.fields = kit::Value::map(arena, static_cast<std::uint32_t>(facts.size()));
  for (const auto& [name, value] : facts)
    failure.fields.set(arena, name) = kit::Value::string(arena.copy(value));
  return failure;
}

Failure bad_argument(const Call& call, std::string_view message, std::string_view name,
                     std::string_view value) {
  return with(call, invalid_argument.says(message), {{"ArgumentName", name}, {"ArgumentValue", value}});
}

kit::Exchange& exchange(const Call& call) {
  auto* exchanging = dynamic_cast<kit::Exchanging*>(&call.base());
  if (!exchanging) throw Failure("NotImplemented", "S3 is played over HTTP alone.", 501);
  if (!exchanging->exchange) exchanging->exchange = std::make_unique<kit::Exchange>();
  return *exchanging->exchange;
}

kit::BlobPtr body_of(const Call& call, kit::HashSet wanted) {
  kit::Exchange& http = exchange(call);
  if (!http.body) http.body = kit::make_blob(call.in["Body"].text(), wanted);
  return http.body;
}

std::string_view account_of(const Call& call) { return call.caller().account; }

void check_document(const Call& call) {
  const kit::Exchange& http = exchange(call);
  const std::string_view said = http.header("content-md5");
  if (said.empty()) return;
  const auto bytes = kit::parse_base64(said);
  if (!bytes || bytes->size() != 16)
    throw with(call, Failure("InvalidDigest", "The Content-MD5 you specified was invalid.", 400),
               {{"Content-MD5", said}});
  const kit::Digests computed = kit::digest(http.bytes, {kit::Hash::md5});
  if (computed.get(kit::Hash::md5) != *bytes)
    throw with(call, bad_digest,
               {{"ExpectedDigest", said}, {"CalculatedDigest", kit::base64(computed.get(kit::Hash::md5))}});
}

std::uint8_t storage_class(const Call& call, std::string_view name) {
  if (name.empty()) return 0;
  const auto found = std::ranges::find(storage_classes, name);
  if (found == storage_classes.end())
    throw with(call, Failure("InvalidStorageClass", "The storage class you specified is not valid", 400),
               {{"StorageClassRequested", name}});
  return static_cast<std::uint8_t>(found - storage_classes.begin());
}

bool archived(const Object& object) {
  const std::string_view storage = storage_classes[object.storage];
  if (storage != "GLACIER" && storage != "DEEP_ARCHIVE") return false;
  const auto& restore = object.more().restore;
  return !restore || !restore->expires;
}

std::string quoted(std::string_view etag) { return fmt::format("\"{}\"", etag); }

std::string unquoted(std::string_view etag) {
  if (etag.starts_with('"')) etag.remove_prefix(1);  // one alone is forgiven, as S3 does
  if (etag.ends_with('"')) etag.remove_suffix(1);
  return std::string(etag);
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (unreserved(c) || c == '/') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string url_decoded(std::string_view text, bool plus) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += plus && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string http_time(Time time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                     fmt::gmtime(static_cast<std::time_t>(kit::epoch_seconds(time))));
}

std::string iso_time(Time time) {
  const std::int64_t millis = kit::epoch_millis(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(static_cast<std::time_t>(kit::epoch_seconds(time))),
                     ((millis % 1000) + 1000) % 1000);
}

}  // namespace understudy::s3
