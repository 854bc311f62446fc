// Fuzzes whole requests: "METHOD target", headers, an empty line, the body; routed, decoded by whatever
// protocol that gives, validated, and refused in the service's own form.
#include <vector>

#include "gateway/protocol/protocol.hpp"
#include "gateway/route.hpp"
#include "gateway/validate.hpp"
#include "tests/fuzz/head.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {
namespace {

using gateway::protocol::Field;

void play(std::string_view input) {
  static const gateway::Router router;
  static const gateway::Validator validator;
  static const gateway::Routing routing;
  std::vector<Field> fields;
  gateway::protocol::Request request = read_head(input, fields);
  if (!request.path.starts_with('/')) request.path = "/";
  const Padded body(input);
  request.body = body.view();
  kit::Arena arena;
  gateway::Target target;
  const gateway::protocol::Context context{arena, "id", request.path};
  gateway::protocol::Reply reply;
  const auto refuse = [&](const kit::Failure& failure) {
    gateway::protocol::encode_error(target.protocol, target.service,
                                    target.operation ? &*target.operation : nullptr, failure, context, reply);
    require(reply.status >= 400 && reply.status < 600);
  };
  if (const auto failure = router.route(routing, request, arena, target)) return refuse(*failure);
  if (target.kind != gateway::Target::Kind::call) return;
  require(target.service && target.operation);
  request.path = target.path;
  request.query = target.query;
  kit::Value value;
  if (const auto failure =
          gateway::protocol::decode(target.protocol, *target.operation, request, target.labels, arena, value))
    return refuse(*failure);
  if (const auto failure = validator.check(*target.operation, target.protocol, value)) refuse(*failure);
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  understudy::fuzz::play({reinterpret_cast<const char*>(data), size});
  return 0;
}
