// What a call gets and gives when its operation is about HTTP itself: the exchange, and bodies that are
// blobs.
#pragma once

#include <memory>
#include <optional>

#include "gateway/call.hpp"
#include "gateway/protocol/protocol.hpp"
#include "services/kit/blob.hpp"
#include "services/kit/error.hpp"

namespace understudy::gateway {

inline constexpr std::uint64_t largest_blob = 5ull << 30;  // bytes of one request's body, as S3 has it

// Where the body of a request goes whose head has come: a writer when its operation's input streams to a
// service that takes blobs, else null. Routes the request, which only PUTs with a body to come have to.
std::unique_ptr<kit::BlobStore::Writer> open_blob(HttpCall& call);
// What a body that became no blob after all is answered with; nothing: in plain text, as any malformed one.
std::optional<kit::Failure> failure_of_body(const HttpCall& call);

// Of a routed call: gives it its exchange, if its service wants one, and turns it to the page that plays it
// if no modelled operation does. True: there is such a page.
bool begin_exchange(HttpCall& call);
// Behind authentication: a body that came with the head becomes a blob too.
void take_blob(HttpCall& call);
// Writes what the exchange says into the reply.
void finish_exchange(HttpCall& call, protocol::Reply& reply);

}  // namespace understudy::gateway
