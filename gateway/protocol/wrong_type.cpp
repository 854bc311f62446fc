// AWS's words for a value of the wrong type.
//
// Two wordings are in use. Most services: "NUMBER_VALUE can not be converted to a String" (Athena, SQS,
// X-Ray, SES). DynamoDB's own: "NUMBER_VALUE cannot be converted to String" (dynalite's tests assert its
// messages against it).
#include "gateway/protocol/wrong_type.hpp"

namespace understudy::gateway::protocol {
namespace {

using models::Shape;
using models::Type;

bool container(Type type) { return type == Type::structure || type == Type::list || type == Type::map; }

std::string_view java_type(Type type) {
  switch (type) {
    case Type::string: return "String";
    case Type::boolean: return "Boolean";
    case Type::integer: return "Integer";
    case Type::long_integer: return "Long";
    case Type::float_number: return "Float";
    case Type::double_number: return "Double";
    case Type::timestamp: return "Date";
    case Type::blob: return "Blob";
    default: return "Object";
  }
}

std::string_view token(Found found) {
  switch (found) {
    case Found::string: return "STRING_VALUE";
    case Found::number: return "NUMBER_VALUE";
    case Found::decimal: return "DECIMAL_VALUE";
    case Found::true_value: return "TRUE_VALUE";
    case Found::false_value: return "FALSE_VALUE";
    case Found::bytes: return "BYTES_VALUE";
    default: return "VALUE";
  }
}

std::string in_dynamodb(Found found, const Shape& wanted, Place place) {
  constexpr std::string_view collection = "Unrecognized collection type ";
  constexpr std::string_view package = "com.amazonaws.dynamodb.v20120810.";
  if (found == Found::object) return "Start of structure or map found where not expected";
  if (found == Found::list) {
    std::string message(collection);
    if (wanted.type() == Type::structure)
      return message.append("class ").append(package).append(wanted.name());
    if (wanted.type() == Type::map)
      return message.append("java.util.Map<java.lang.String, ")
                 .append(package)
                 .append(wanted.value().shape().name()) +
             ">";
    if (wanted.type() == Type::blob) return message + "class java.nio.ByteBuffer";
    return message.append("class java.lang.").append(java_type(wanted.type()));
  }
  if (container(wanted.type()))
    return place == Place::field ? "Unexpected field type" : "Unexpected value type in payload";
  if (wanted.type() == Type::blob) return "only base-64-encoded strings are convertible to bytes";
  return std::string(token(found)).append(" cannot be converted to ").append(java_type(wanted.type()));
}

}  // namespace

bool speaks_dynamodb(const models::Service& service) {
  return service.name() == "dynamodb" || service.name() == "dynamodbstreams";
}

std::string wrong_type(Found found, const Shape& wanted, Place place) {
  if (speaks_dynamodb(wanted.service())) return in_dynamodb(found, wanted, place);
  if (found == Found::object) return "Start of structure or map found where not expected.";
  if (found == Found::list) return "Start of list found where not expected";
  if (wanted.type() == Type::list) return "Expected list or null";
  if (wanted.type() == Type::map) return "Expected map or null";
  if (wanted.type() == Type::structure) return "Expected null";
  if (found == Found::decimal) found = Found::number;
  std::string message(token(found));
  if (wanted.type() == Type::timestamp) return message + " can not be converted to milliseconds since epoch";
  message += wanted.type() == Type::integer ? " can not be converted to an " : " can not be converted to a ";
  return message.append(java_type(wanted.type()));
}

}  // namespace understudy::gateway::protocol
