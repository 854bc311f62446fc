// `understudy wire`: the wire engine by hand, a JSON line in and a JSON line out.
#pragma once

#include <iosfwd>

namespace understudy::gateway {

// Reads lines until the end and prints one for each:
//   {"decode": {"method", "target", "headers": {}, "body_base64"}}
//     -> {"service", "operation", "input"} or {"error": {"code", "message", "status"}}
//   {"encode": {"service", "operation", "protocol"?, "output" or "error": {"code", "message", "fields"?}}}
//     -> {"status", "headers": {}, "body_base64"}
// It routes as the server does (the moto dialect), decodes and encodes, and validates nothing. Members stand
// by their names in the model; blobs as base64, times as RFC 3339 in UTC, numbers that JSON lacks as "NaN",
// "Infinity",
// "-Infinity". `output` also takes times as epoch seconds. A header may have a list of values. A line that is
// none of this answers {"error"} too. Answers 0.
int wire(std::istream& in, std::ostream& out);

}  // namespace understudy::gateway
