// Fuzzes forms: an operation's name, then the form. Its answers and errors are written from it too.
#pragma once

#include <vector>

#include "gateway/protocol/protocol.hpp"
#include "tests/fuzz/operations.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {

inline void play_form(models::Protocol protocol, std::string_view input) {
  const models::Operation& operation = speaking(protocol).pick(take_line(input));
  const Padded body(input);
  kit::Arena arena;
  kit::Value value;
  const gateway::protocol::Field type{"Content-Type", "application/x-www-form-urlencoded"};
  gateway::protocol::Request request;
  request.method = "POST";
  request.path = "/";
  request.fields = {&type, 1};
  request.body = body.view();
  const auto failure = gateway::protocol::decode(protocol, operation, request, {}, arena, value);
  gateway::protocol::Reply reply;
  const gateway::protocol::Context context{arena, "id"};
  if (failure)
    gateway::protocol::encode_error(protocol, &operation.service(), &operation, *failure, context, reply);
  // An output of its own is not at hand; the input's members that it shares are written as they are.
  else
    gateway::protocol::encode(protocol, operation, value, context, reply);
  require(reply.status >= 200 && reply.status < 600);
}

}  // namespace understudy::fuzz
