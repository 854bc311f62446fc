// The stages that a request passes between its connection and its shard, and its answer on the way back.
#pragma once

#include "gateway/call.hpp"
#include "gateway/gateway.hpp"
#include "gateway/lane.hpp"
#include "gateway/protocol/protocol.hpp"

namespace understudy::gateway {

// Starts a whole request on its way. True: it will be answered through call.answered(). False: what there is
// to answer is in the call already.
bool start(HttpCall& call);

// Writes a call's answer: what was made for it, its failure, or its output.
void answer(HttpCall& call, protocol::Reply& reply);

// The code that the log shows for a failed call, else empty.
std::string_view error_code(const HttpCall& call);

}  // namespace understudy::gateway
