// Scalars of query parameters and XML bodies, parsed by the model's type.
#include "gateway/protocol/scalars.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Value;
using models::Type;

template <class T>
Scalar given(const std::optional<T>& value, std::string_view wrong) {
  return value ? Scalar{Value(*value)} : Scalar{{}, wrong};
}

// XML Schema 1.1: exactly these four; AWS refuses TRUE, and an empty text with words of its own (probed with
// SES).
Scalar boolean(std::string_view text) {
  if (text == "true" || text == "1") return {Value(true)};
  if (text == "false" || text == "0") return {Value(false)};
  if (text.empty()) return {{}, "missing value for boolean type"};
  return {{}, "boolean must follow xsd1.1 definition"};
}

// Only the format that the model asks for: CloudWatch refuses decimal seconds.
std::optional<kit::Time> time(std::string_view text, models::TimestampFormat format) {
  switch (format) {
    case models::TimestampFormat::rfc822: return parse_rfc822(text);
    case models::TimestampFormat::unix_timestamp: return parse_unix(text);
    default: return parse_iso8601(text);
  }
}

}  // namespace

// Reported by users of AWS: the words for booleans and ISO 8601. Those for numbers and blobs are built like
// them.
Scalar parse_scalar(const models::Member& member, std::string_view text, kit::Arena& arena) {
  switch (member.shape().type()) {
    case Type::boolean: return boolean(text);
    case Type::integer:
    case Type::long_integer:
      return given(parse_integer(text),
                   text.empty() ? "missing value for integer type" : "integer must follow xsd1.1 definition");
    case Type::float_number:
    case Type::double_number:
      return given(parse_double(text),
                   text.empty() ? "missing value for double type" : "double must follow xsd1.1 definition");
    case Type::timestamp: return given(time(text, member.timestamp()), "timestamp must follow ISO8601");
    case Type::blob: {
      const auto bytes = decode_base64(text, arena);
      return bytes ? Scalar{Value::blob(*bytes)} : Scalar{{}, "blob must be encoded in base64"};
    }
    default: return {Value::string(text)};
  }
}

}  // namespace understudy::gateway::protocol
