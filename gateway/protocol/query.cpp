// Form parameters to values: the names' dotted paths are sorted into the input's structure, level by level.
#include "gateway/protocol/query.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/protocol/scalars.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/protocol/unique_keys.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Value;
using models::Member;
using models::Shape;
using models::Type;
namespace tables = models::tables;

// One parameter on its way down: the path's part from `at` on is still to be followed.
struct Parameter {
  std::string_view name;
  std::string_view value;
  std::uint32_t at;
  std::uint32_t key;  // where it goes on this level: a member's number, a list's index

  bool ended() const { return at >= name.size(); }
  std::string_view segment() const {
    if (ended()) return {};
    const auto rest = name.substr(at);
    return rest.substr(0, rest.find('.'));
  }
  void step(std::size_t characters) { at += static_cast<std::uint32_t>(characters) + 1; }
};
using Parameters = std::span<Parameter>;

constexpr std::uint32_t nowhere = UINT32_MAX;

// The reasons as query services word them.
constexpr std::string_view no_scalar = "Start of list found where not expected";
constexpr std::string_view no_structure = "Unexpected complex element termination";
constexpr std::string_view no_list = "Unexpected list element termination";
constexpr std::string_view no_top_list = "Top level element may not be treated as a list";

// Takes out what leads nowhere and brings equal keys together, in the order of keys and else of arrival.
Parameters arranged(Parameters all) {
  const auto end =
      std::remove_if(all.begin(), all.end(), [](const Parameter& p) { return p.key == nowhere; });
  const Parameters kept = all.first(static_cast<std::size_t>(end - all.begin()));
  const auto by_key = [](const Parameter& a, const Parameter& b) { return a.key < b.key; };
  if (std::is_sorted(kept.begin(), kept.end(), by_key)) return kept;
  if (kept.size() > 24) {
    std::stable_sort(kept.begin(), kept.end(), by_key);
    return kept;
  }
  for (std::size_t i = 1; i < kept.size(); ++i) {
    const Parameter moved = kept[i];
    std::size_t to = i;
    for (; to > 0 && moved.key < kept[to - 1].key; --to) kept[to] = kept[to - 1];
    kept[to] = moved;
  }
  return kept;
}

// The first run of equal keys, taken from the front.
Parameters take_run(Parameters& rest) {
  std::size_t n = 1;
  while (n < rest.size() && rest[n].key == rest[0].key) ++n;
  const Parameters run = rest.first(n);
  rest = rest.subspan(n);
  return run;
}

// Any number of at most nine digits; nowhere when it is none.
std::uint32_t index_of(std::string_view segment) {
  if (segment.empty() || segment.size() > 9) return nowhere;
  std::uint32_t value = 0;
  for (const char c : segment) {
    if (c < '0' || c > '9') return nowhere;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

// All parameters of a request, in the call's memory.
class Collected {
 public:
  explicit Collected(kit::Arena& arena) : arena_(arena) {}

  std::size_t size() const { return size_; }
  Parameters all() const { return {first_, size_}; }
  void add(const Parameter& parameter) {
    if (size_ == capacity_) {
      capacity_ = capacity_ == 0 ? 16 : capacity_ * 2;
      auto* const wider = arena_.array<Parameter>(capacity_);
      std::copy_n(first_, size_, wider);
      first_ = wider;
    }
    first_[size_++] = parameter;
  }

 private:
  kit::Arena& arena_;
  Parameter* first_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

class Reader {
 public:
  Reader(models::Protocol protocol, kit::Arena& arena)
      : ec2_(protocol == models::Protocol::ec2), arena_(arena) {}

  bool structure(const Shape& shape, Parameters parameters, Value& into);
  std::optional<kit::Failure> take_failure() { return std::move(failure_); }

 private:
  std::uint32_t place(const Shape& shape, const Parameter& parameter, std::string_view segment,
                      std::uint16_t& next) const;
  bool calls(const Parameter& parameter, std::string_view segment, const Member& member) const;
  bool named(const Member& member, std::string_view segment) const;
  std::string_view name(const Member& element, std::string_view otherwise) const;
  bool value(const Member& member, Parameters parameters, Value& into);
  bool scalar(const Member& member, Parameters parameters, Value& into);
  bool list(const Member& member, Parameters parameters, Value& into);
  bool map(const Member& member, Parameters parameters, Value& into);
  bool entry(const Shape& shape, Parameters parameters, UniqueKeys& into);
  bool follow(Parameters& parameters, std::string_view segment, std::string_view wrong);
  bool number(Parameters& parameters);
  bool leaves_nothing(Parameters& parameters, std::string_view wrong);
  bool wrong(const Parameter& parameter, std::string_view reason, const Member* member = nullptr);

  bool ec2_;
  kit::Arena& arena_;
  int depth_ = 0;
  std::optional<kit::Failure> failure_;
};

// EC2 names a parameter by queryName, else by the location name with a capital, else by the member's name.
bool Reader::named(const Member& member, std::string_view segment) const {
  if (const std::string_view query = member.query(); !query.empty()) return segment == query;
  const std::string_view wire = member.wire();
  if (!ec2_) return segment == wire;
  const auto capital = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  return segment.size() == wire.size() && !wire.empty() && segment.substr(1) == wire.substr(1) &&
         (segment[0] == capital(wire[0]) || (segment[0] == wire[0] && wire == member.name()));
}

std::string_view Reader::name(const Member& element, std::string_view otherwise) const {
  if (!element.query().empty()) return element.query();
  return element.wire().empty() ? otherwise : element.wire();
}

// A flattened list is called by its element's name, if that has one (the list Attributes: `Attribute.1`), but
// an empty one comes by its own: `Attributes=`.
bool Reader::calls(const Parameter& parameter, std::string_view segment, const Member& member) const {
  if (ec2_ || !member.has(tables::flattened) || member.shape().type() != Type::list)
    return named(member, segment);
  const std::string_view element = name(member.shape().element(), {});
  if (!element.empty() && segment == element) return true;
  const bool last = parameter.at + segment.size() >= parameter.name.size();
  return (element.empty() || last) && named(member, segment);
}

// The member's number. Clients send members in some order of their own, so the search goes on where the last
// ended.
std::uint32_t Reader::place(const Shape& shape, const Parameter& parameter, std::string_view segment,
                            std::uint16_t& next) const {
  const std::uint16_t size = shape.size();
  for (std::uint16_t n = 0; n < size; ++n) {
    const std::uint16_t i = static_cast<std::uint16_t>(next + n) % size;
    if (!calls(parameter, segment, shape.member(i))) continue;
    next = i;
    return i;
  }
  return nowhere;
}

bool Reader::wrong(const Parameter& parameter, std::string_view reason, const Member* member) {
  if (!ec2_) {
    failure_.emplace("MalformedInput", std::string(reason), std::uint16_t{400});
  } else if (!member) {
    const std::string_view name = valid_utf8(parameter.name) ? parameter.name : std::string_view();
    failure_.emplace("UnknownParameter", fmt::format("The parameter {} is not recognized", name),
                     std::uint16_t{400});
  } else {
    const Type type = member->shape().type();
    const std::string_view expected = type == Type::boolean     ? "Expecting a boolean."
                                      : type == Type::timestamp ? "Must be in ISO8601 format."
                                      : type == Type::blob      ? "Must be encoded in base64."
                                      : type == Type::string    ? "Must be UTF-8."
                                                                : "Expecting a number.";
    const std::string_view shown = valid_utf8(parameter.value) ? parameter.value : std::string_view();
    failure_.emplace(
        "InvalidParameterValue",
        fmt::format("Value ({}) for parameter {} is invalid. {}", shown, parameter.name, expected),
        std::uint16_t{400});
  }
  return false;
}

bool Reader::structure(const Shape& shape, Parameters parameters, Value& into) {
  std::uint16_t next = 0;
  for (Parameter& p : parameters) {
    const std::string_view segment = p.segment();
    p.key = place(shape, p, segment, next);
    p.step(segment.size());
  }
  for (Parameters rest = arranged(parameters); !rest.empty();) {
    const Parameters run = take_run(rest);
    const Member member = shape.member(static_cast<std::uint16_t>(run[0].key));
    if (!value(member, run, into.set(arena_, member.id()))) return false;
  }
  return true;
}

bool Reader::value(const Member& member, Parameters parameters, Value& into) {
  const Shape shape = member.shape();
  if (depth_ == max_depth) return wrong(parameters[0], no_structure);
  ++depth_;
  bool good = true;
  const auto start = [&](const Value& fresh) { return into = fresh; };
  if (shape.type() == Type::structure) {
    Value grown = start(Value::structure(arena_, 4));
    good = leaves_nothing(parameters, no_structure) && structure(shape, parameters, grown);
  } else if (shape.type() == Type::list) {
    Value grown = start(Value::list(arena_));
    good = list(member, parameters, grown);
  } else if (shape.type() == Type::map) {
    Value grown = start(Value::map(arena_));
    good = map(member, parameters, grown);
  } else {
    good = scalar(member, parameters, into);
  }
  --depth_;
  return good;
}

// A container's own name with a value is an empty container (`Tags=`) or an error; what goes on below it is
// kept.
bool Reader::leaves_nothing(Parameters& parameters, std::string_view reason) {
  for (Parameter& p : parameters) {
    if (p.ended() && !p.value.empty()) return wrong(p, reason);
    p.key = p.ended() ? nowhere : 0;
  }
  parameters = arranged(parameters);
  return true;
}

bool Reader::scalar(const Member& member, Parameters parameters, Value& into) {
  for (const Parameter& p : parameters)
    if (!p.ended()) return wrong(p, no_scalar);
  const Parameter& p = parameters[0];
  if (member.shape().type() == Type::string && !valid_utf8(p.value))
    return wrong(p, "Could not parse a parameter as UTF-8", &member);
  const Scalar scalar = parse_scalar(member, p.value, arena_);
  if (!scalar.wrong.empty()) return wrong(p, scalar.wrong, &member);
  into = scalar.value;
  return true;
}

// Keeps the parameters whose path goes on with this segment, one step further.
bool Reader::follow(Parameters& parameters, std::string_view segment, std::string_view reason) {
  for (Parameter& p : parameters) {
    const std::string_view found = p.segment();
    p.key = found == segment ? 0 : nowhere;
    if (p.key == nowhere && index_of(found) != nowhere) return wrong(p, reason);
    p.step(found.size());
  }
  parameters = arranged(parameters);
  return true;
}

// Steps over the indexes and brings those that are equal together.
bool Reader::number(Parameters& parameters) {
  for (Parameter& p : parameters) {
    const std::string_view segment = p.segment();
    p.key = p.ended() ? nowhere : index_of(segment);
    if (p.key == nowhere) return wrong(p, no_list);
    p.step(segment.size());
  }
  parameters = arranged(parameters);
  return true;
}

bool Reader::list(const Member& member, Parameters parameters, Value& into) {
  const Member element = member.shape().element();
  if (!leaves_nothing(parameters, no_list)) return false;
  if (!ec2_ && !member.has(tables::flattened) &&
      !follow(parameters, name(element, "member"), depth_ == 1 ? no_top_list : no_list))
    return false;
  if (!number(parameters)) return false;
  while (!parameters.empty())
    if (!value(element, take_run(parameters), into.add(arena_))) return false;
  return true;
}

bool Reader::map(const Member& member, Parameters parameters, Value& into) {
  if (!leaves_nothing(parameters, no_structure)) return false;
  if (!member.has(tables::flattened) && !follow(parameters, "entry", depth_ == 1 ? no_top_list : no_list))
    return false;
  if (!number(parameters)) return false;
  UniqueKeys entries(into);
  while (!parameters.empty())
    if (!entry(member.shape(), take_run(parameters), entries)) return false;
  return true;
}

// A value of which nothing was sent is an empty structure or list, if it is one: those have no parameter of
// their own.
bool Reader::entry(const Shape& shape, Parameters parameters, UniqueKeys& into) {
  const Member key_member = shape.key(), value_member = shape.value();
  const std::string_view key_name = name(key_member, "key"), value_name = name(value_member, "value");
  for (Parameter& p : parameters) {
    const std::string_view segment = p.segment();
    p.key = segment == key_name ? 0 : segment == value_name ? 1 : nowhere;
    p.step(segment.size());
  }
  const Parameter first = parameters[0];
  const Parameters sorted = arranged(parameters);
  const auto values = std::ranges::find(sorted, 1u, &Parameter::key);
  const Parameters of_key(sorted.begin(), values), of_value(values, sorted.end());
  Value key;
  if (of_key.empty()) return wrong(first, no_structure);
  if (!scalar(key_member, of_key, key)) return false;
  Value& slot = into.set(arena_, key.text());
  if (!of_value.empty()) return value(value_member, of_value, slot);
  switch (value_member.shape().type()) {
    case Type::structure: slot = Value::structure(arena_); return true;
    case Type::list: slot = Value::list(arena_); return true;
    case Type::map: slot = Value::map(arena_); return true;
    default: return wrong(first, no_structure);
  }
}

}  // namespace

std::optional<kit::Failure> decode_query(const models::Operation& operation, models::Protocol protocol,
                                         const Request& request, kit::Arena& arena, Value& input) {
  if (!input.is(kit::Kind::structure)) input = Value::structure(arena, 8);
  const auto shape = operation.input();
  if (!shape || shape->size() == 0) return {};
  Collected collected(arena);
  for (std::string_view source : {request.body, request.query}) {
    for (FormField field; next_field(source, field);) {
      if (field.name == "Action" || field.name == "Version") continue;
      if (collected.size() == max_parameters)
        return kit::Failure("MalformedInput",
                            fmt::format("A request has at most {} parameters", max_parameters), 400);
      collected.add({percent_decode(field.name, arena, Plus::space),
                     percent_decode(field.value, arena, Plus::space), 0, 0});
    }
  }
  Reader reader(protocol, arena);
  if (reader.structure(*shape, collected.all(), input)) return {};
  return reader.take_failure();
}

}  // namespace understudy::gateway::protocol
