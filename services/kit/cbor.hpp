// CBOR (RFC 8949) and values: how views lie on disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/value.hpp"

namespace understudy::kit {

// Appends a value. Times are RFC 9581's extended times (tag 1001) with whole seconds and microseconds. A
// string's bytes are written as they are: what a client sent may be no UTF-8. Structures cannot be written
// without their names and must not occur (asserted).
void append_cbor(std::string& out, const Value& value);

// Parses what append_cbor() wrote: one value, nothing behind it. Strings point into `bytes`. Nothing when it
// is cut off, nests deeper than 128 levels or holds what append_cbor() never writes.
std::optional<Value> parse_cbor(std::string_view bytes, Arena& arena);

}  // namespace understudy::kit
