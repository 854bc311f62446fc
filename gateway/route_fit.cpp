// Tells apart operations of several services that share method and path, by what else the request holds.
#include <simdjson.h>

#include <algorithm>

#include "gateway/protocol/bindings.hpp"
#include "gateway/route_rest.hpp"

namespace understudy::gateway {
namespace {

using models::Location;
using models::Member;
using models::Protocol;
using models::Shape;
using models::Type;
namespace dom = simdjson::dom;

constexpr std::size_t most_bytes = 1 << 20;  // of a body that is worth a look
constexpr int more = 100;                    // what a request holds tells more than what it forgot

bool may_be(Type type, dom::element_type found) {
  switch (found) {
    case dom::element_type::ARRAY: return type == Type::list || type == Type::document;
    case dom::element_type::OBJECT:
      return type == Type::structure || type == Type::map || type == Type::document;
    case dom::element_type::BOOL: return type == Type::boolean || type == Type::document;
    case dom::element_type::STRING: return type != Type::list && type != Type::structure && type != Type::map;
    case dom::element_type::NULL_VALUE: return true;
    default:
      return type == Type::integer || type == Type::long_integer || type == Type::float_number ||
             type == Type::double_number || type == Type::timestamp || type == Type::document;
  }
}

int unknown_parameters(const models::Operation& operation, const SplitTarget& target) {
  const auto shape = operation.input();
  int unknown = 0;
  for (const auto& parameter : target.parameters) {
    bool known = protocol::constant_parameter(operation.uri(), parameter.name) ||
                 protocol::envelope_parameter(parameter.name);
    for (std::uint16_t i = 0; shape && i < shape->size() && !known; ++i) {
      const Member member = shape->member(i);
      known = member.location() == Location::query_string &&
              (member.wire() == parameter.name || member.shape().type() == Type::map);
    }
    unknown += !known;
  }
  return unknown;
}

int strange_members(const Shape& shape, std::string_view body) {
  int strange = 0;
  dom::parser parser;
  dom::object object;
  if (!body.empty() && parser.parse(body.data(), body.size()).get(object)) return 0;  // others will refuse it
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    if (member.location() != Location::body || !member.has(models::tables::required)) continue;
    strange += body.empty() || object.at_key(member.wire()).error();
  }
  if (body.empty()) return strange;
  for (const auto [key, value] : object) {
    const auto member = shape.by_wire(key);
    if (!member || member->location() != Location::body || !may_be(member->shape().type(), value.type()))
      strange += more;
  }
  return strange;
}

}  // namespace

int misfits(const models::Operation& operation, Protocol protocol, const SplitTarget& target) {
  const int unknown = more * unknown_parameters(operation, target);
  const auto shape = operation.input();
  const std::string_view body = target.request.body;
  if (protocol != Protocol::rest_json || body.size() > most_bytes) return unknown;
  if (!shape) return unknown;
  const auto payload = shape->payload();
  if (!payload) return unknown + strange_members(*shape, body);
  return payload->shape().type() == Type::structure ? unknown + strange_members(payload->shape(), body)
                                                    : unknown;
}

}  // namespace understudy::gateway
