// Fuzzes signatures: "METHOD target", headers, an empty line, the body; whatever the head claims is read,
// written in canonical form and judged.
#include <vector>

#include "gateway/auth.hpp"
#include "gateway/auth_keys.hpp"
#include "gateway/auth_signature.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {
namespace {

using gateway::protocol::Field;
namespace auth = gateway::auth;

// The head without the validity that a session has seen to.
gateway::protocol::Request read_head(std::string_view& input, std::vector<Field>& fields) {
  gateway::protocol::Request request;
  const std::string_view first = take_line(input);
  const std::size_t space = std::min(first.find(' '), first.size());
  request.method = first.substr(0, space);
  const std::string_view target = first.substr(std::min(space + 1, first.size()));
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  for (std::string_view line = take_line(input); !line.empty() && fields.size() < 64;
       line = take_line(input)) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    while (value.starts_with(' ')) value.remove_prefix(1);
    fields.push_back({line.substr(0, colon), value});
  }
  request.fields = fields;
  return request;
}

void play(std::string_view input) {
  std::vector<Field> fields;
  gateway::protocol::Request request = read_head(input, fields);
  request.body = input;
  kit::Arena arena;
  const auth::Claims claims = auth::read_claims(request, arena);
  auth::ChunkSeals seals;
  seals.begin(claims.signature);
  seals.add(input);
  seals.end();
  for (const std::string_view service : {"s3", "dynamodb", "sts", "ec2", "lambda"}) {
    gateway::Target target;
    target.service = models::find(service);
    target.protocol = target.service->protocols().front();
    const kit::Time now = auth::parse_basic_time(claims.date).value_or(kit::Time());
    const auto failure = auth::authenticate({.request = request,
                                             .target = target,
                                             .body = input,
                                             .seals = &seals,
                                             .now = now,
                                             .world_now = now,
                                             .arena = arena});
    // Who is believed has signed with a key that everybody knows.
    require(failure || !auth::well_known_secrets(claims.scope->access_key).empty());
    require(!failure || !failure->code.empty());
  }
  try {
    auth::parse_credentials(input);
  } catch (const std::runtime_error&) {
  }
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  understudy::fuzz::play({reinterpret_cast<const char*>(data), size});
  return 0;
}
