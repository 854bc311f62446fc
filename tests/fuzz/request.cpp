// Fuzzes whole requests: "METHOD target", headers, an empty line, the body; routed, decoded by whatever
// protocol that gives, validated, and refused in the service's own form.
#include <vector>

#include "gateway/protocol/protocol.hpp"
#include "gateway/route.hpp"
#include "gateway/validate.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {
namespace {

using gateway::protocol::Field;

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
  if (!request.path.starts_with('/')) request.path = "/";
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
  static const gateway::Router router;
  static const gateway::Validator validator;
  static const gateway::Routing routing;
  std::vector<Field> fields;
  gateway::protocol::Request request = read_head(input, fields);
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
