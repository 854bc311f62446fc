// JSON on the wire: awsJson 1.0 and 1.1, rest-json's bodies, documents and JSON values in headers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/error.hpp"
#include "services/kit/json.hpp"
#include "services/kit/packed.hpp"
#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

// Whose members a structure's object holds: all of them, or of a rest-json input or output only those without
// a place in the head.
enum class Members : std::uint8_t { all, body };

// Decoding. The text needs SIMDJSON_PADDING more readable bytes behind it, whatever they hold, and must live
// as long as the values: strings without escapes stay where they are. Members already in the structure are
// kept or replaced. Null is as good as absent, save in sparse lists and maps and in documents. The failure is
// AWS's SerializationException; AWS gives it no message when the text is no JSON, and says what it met when a
// value is of the wrong type. `packing`: maps that are offered to their service first.
std::optional<kit::Failure> decode_json_body(const models::Shape& shape, std::string_view text, Members which,
                                             kit::Arena& arena, kit::Value& structure,
                                             const kit::Packing* packing = nullptr);
std::optional<kit::Failure> decode_json_value(const models::Shape& shape, std::string_view text,
                                              kit::Arena& arena, kit::Value& value);
std::optional<kit::Failure> decode_json_document(std::string_view text, kit::Arena& arena,
                                                 kit::Value& document);

// Encoding, in the order of the value. Anything that does not fit its shape is written as what it is.
void append_json_structure(std::string& out, const models::Shape& shape, const kit::Value& structure,
                           Members which);
// The members alone, each with a comma behind it.
void append_json_members(std::string& out, const models::Shape& shape, const kit::Value& structure,
                         Members which);
void append_json_document(std::string& out, const kit::Value& document);
using kit::append_json_string;

}  // namespace understudy::gateway::protocol
