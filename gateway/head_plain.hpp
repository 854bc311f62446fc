// The usual request's head, read in one pass.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/head.hpp"

namespace understudy::gateway {

// Reads a whole head that is plainly good: a known method, an origin-form target of unreserved characters,
// HTTP/1.1, fields on a line each with a value and a name of letters, digits and hyphens, at most one Host,
// one Content-Length, and neither Transfer-Encoding, Expect nor Upgrade. False for all others, good or bad:
// those are read_head's parser's to judge, and nothing of `fields` and `head` counts. What it accepts, it
// reads as that parser would.
bool read_plain_head(std::string_view bytes, std::vector<protocol::Field>& fields, Head& head);

}  // namespace understudy::gateway
