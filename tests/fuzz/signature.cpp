// Fuzzes signatures: "METHOD target", headers, an empty line, the body; whatever the head claims is read,
// written in canonical form and judged.
#include <vector>

#include "gateway/auth.hpp"
#include "gateway/auth_keys.hpp"
#include "gateway/auth_signature.hpp"
#include "tests/fuzz/head.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {
namespace {

using gateway::protocol::Field;
namespace auth = gateway::auth;

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
