// JSON text and values: policies and other documents inside parameters, and the views of states.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/value.hpp"

namespace understudy::kit {

// Parses one JSON document into the arena: objects become maps, whole numbers within 64 bits integers, others
// reals. Nothing when it is no JSON, nests deeper than 128 levels or is not UTF-8. Of a repeated key the last
// value counts.
std::optional<Value> parse_json(std::string_view text, Arena& arena);

// Appends a value: times as RFC 3339 strings, blobs as base64 strings, NaN and infinities as strings.
// Structures cannot be written without their names and must not occur (asserted). `indent` 0 writes one line.
void append_json(std::string& out, const Value& value, int indent = 0);
void append_json_string(std::string& out, std::string_view text);
std::string to_json(const Value& value, int indent = 0);

}  // namespace understudy::kit
