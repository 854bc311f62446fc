// Shapes, members, constraints and errors of a service: from service-2 JSON to rows.
#include "services/models/compiler/shapes.hpp"

#include <algorithm>
#include <limits>

#include "services/models/compiler/traits.hpp"

namespace understudy::models::compiler {
namespace {

using tables::Location;
using tables::TimestampFormat;
using tables::Type;

template <class T>
struct Word {
  std::string_view word;
  T value;
};

constexpr Word<Type> types[] = {
    {"structure", Type::structure},  {"list", Type::list},           {"map", Type::map},
    {"string", Type::string},        {"blob", Type::blob},           {"boolean", Type::boolean},
    {"integer", Type::integer},      {"long", Type::long_integer},   {"float", Type::float_number},
    {"double", Type::double_number}, {"timestamp", Type::timestamp},
};
constexpr Word<Location> locations[] = {
    {"", Location::body},         {"uri", Location::uri},         {"querystring", Location::query_string},
    {"header", Location::header}, {"headers", Location::headers}, {"statusCode", Location::status_code},
};
constexpr Word<TimestampFormat> timestamp_formats[] = {
    {"", TimestampFormat::unset},
    {"iso8601", TimestampFormat::iso8601},
    {"rfc822", TimestampFormat::rfc822},
    {"unixTimestamp", TimestampFormat::unix_timestamp},
};
constexpr Word<std::uint16_t> shape_flags[] = {
    {"sensitive", tables::sensitive},
    {"union", tables::union_shape},
    {"eventstream", tables::event_stream},
    {"event", tables::event},
    {"exception", tables::exception},
    {"sparse", tables::sparse},
    {"wrapper", tables::wrapper},
    {"box", tables::box},
    {"flattened", tables::shape_flattened},
    {"streaming", tables::shape_streaming},
    {"requiresLength", tables::requires_length},
    {"document", tables::is_document},
};
constexpr Word<std::uint16_t> member_flags[] = {
    {"idempotencyToken", tables::idempotency_token}, {"jsonvalue", tables::json_value},
    {"xmlAttribute", tables::xml_attribute},         {"hostLabel", tables::host_label},
    {"eventheader", tables::event_header},           {"eventpayload", tables::event_payload},
};
// Said of a shape, these hold for every member of that shape.
constexpr Word<std::uint16_t> inherited_member_flags[] = {
    {"flattened", tables::flattened},
    {"streaming", tables::streaming},
};
constexpr std::string_view bounds[] = {"min", "max", "pattern", "enum"};

template <class T, std::size_t n>
T meaning(const Word<T> (&words)[n], std::string_view word, std::string_view what) {
  for (const auto& w : words)
    if (w.word == word) return w.value;
  throw Broken("unknown " + std::string(what) + " \"" + std::string(word) + "\"");
}

bool bounded(const Json& json) {
  return std::any_of(std::begin(bounds), std::end(bounds),
                     [&](std::string_view key) { return json.find(key); });
}

tables::Text optional_text(Rows& rows, const Json& json, std::string_view key) {
  const Json* found = json.find(key);
  return found ? rows.strings.of(json.text_of(key)) : tables::none;
}

}  // namespace

std::vector<std::string_view> member_names(const Json& model) {
  std::vector<std::string_view> names;
  for (const auto& [shape, json] : model.object_of("shapes"))
    for (const auto& [name, ref] : json.object_of("members")) names.push_back(name);
  return names;
}

Shapes::Shapes(const Json& model, Rows& rows) : model_(model), rows_(rows) {
  const auto& shapes = model_.object_of("shapes");
  if (shapes.size() >= tables::none) throw Broken("more than 65,534 shapes");
  for (const auto& [name, json] : shapes) {
    if (!numbers_.emplace(name, static_cast<tables::Index>(numbers_.size())).second)
      throw Broken("two shapes").in("shape", name);
    jsons_.emplace(name, &json);
  }
  for (const auto& [name, json] : shapes) {
    try {
      tables::ShapeRow row = scalar_traits(name, json);
      row.first = static_cast<std::uint32_t>(rows_.members.size());
      if (row.type == Type::structure || row.type == Type::document) {
        structure(json, row);
      } else if (row.type == Type::list) {
        member("member", json.find("member") ? *json.find("member") : Json{}, true);
      } else if (row.type == Type::map) {
        member("key", json.find("key") ? *json.find("key") : Json{}, true);
        member("value", json.find("value") ? *json.find("value") : Json{}, true);
      }
      row.members = static_cast<std::uint16_t>(rows_.members.size() - row.first);
      row.wire_order = static_cast<std::uint32_t>(rows_.wire_orders.size());
      if (row.type == Type::structure) order_by_wire(row);
      rows_.shapes.push_back(row);
    } catch (const Broken& broken) {
      throw broken.in("shape", name);
    }
  }
  for (const auto& [name, json] : shapes)
    if (json.flag("exception") || json.flag("fault") || json.find("error")) error(name);
  narrow();
}

tables::Index Shapes::number(std::string_view shape) const {
  const auto found = numbers_.find(shape);
  if (found == numbers_.end()) throw Broken("refers to the unknown shape " + std::string(shape));
  return found->second;
}

// All of a shape's row that needs no other row.
tables::ShapeRow Shapes::scalar_traits(std::string_view name, const Json& json) {
  check_traits(Bearer::shape, json);
  tables::ShapeRow row{};
  row.name = rows_.strings.of(name);
  row.type = meaning(types, json.text_of("type"), "type");
  for (const auto& [key, flag] : shape_flags)
    if (json.flag(key)) row.flags |= flag;
  if (row.flags & tables::is_document) row.type = Type::document;
  row.constraint = constraint(json);
  row.payload = tables::none;
  row.location_name = optional_text(rows_, json, "locationName");
  row.error = tables::none;
  return row;
}

void Shapes::structure(const Json& json, tables::ShapeRow& row) {
  const auto& members = json.object_of("members");
  if (members.size() >= tables::none) throw Broken("more than 65,534 members");
  const auto place = [&](std::string_view trait, std::string_view name) {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == name; });
    if (found == members.end())
      throw Broken("\"" + std::string(trait) + "\" names " + std::string(name) + ", which is no member");
    return static_cast<tables::Index>(found - members.begin());
  };
  for (const auto& [name, ref] : members) member(name, ref, false);
  for (const Json& name : json.list_of("required"))
    rows_.members[row.first + place("required", name.text)].flags |= tables::required;
  if (json.find("payload")) row.payload = place("payload", json.text_of("payload"));
}

// Where two members share a wire name (S3's deprecated notification `Event` beside its `Events`), the body's
// member comes before one that travels in the head, and a repeated element's before a single one's.
void Shapes::order_by_wire(tables::ShapeRow& row) {
  const auto rank = [&](tables::Index i) {
    const tables::MemberRow& m = rows_.members[row.first + i];
    return std::tuple(std::string_view(rows_.strings.all()[m.wire]), m.location != Location::body,
                      !(m.flags & tables::flattened), i);
  };
  std::vector<tables::Index> order(row.members);
  for (tables::Index i = 0; i < row.members; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
  rows_.wire_orders.insert(rows_.wire_orders.end(), order.begin(), order.end());
}

void Shapes::member(std::string_view name, const Json& ref, bool element) {
  try {
    check_traits(Bearer::member, ref);
    const std::string_view shape = ref.text_of("shape");
    tables::MemberRow row{};
    row.name = rows_.strings.of(name);
    row.shape = number(shape);
    const Json& target = *jsons_.at(shape);
    row.wire = optional_text(rows_, ref, "locationName");
    if (row.wire == tables::none) row.wire = optional_text(rows_, target, "locationName");
    if (row.wire == tables::none && !element) row.wire = row.name;
    row.query = optional_text(rows_, ref, "queryName");
    row.xmlns = row.xmlprefix = tables::none;
    if (const Json* xml = ref.find("xmlNamespace") ? ref.find("xmlNamespace") : target.find("xmlNamespace")) {
      row.xmlns =
          xml->is(Json::Kind::text) ? rows_.strings.of(xml->text) : rows_.strings.of(xml->text_of("uri"));
      row.xmlprefix = optional_text(rows_, *xml, "prefix");
    }
    for (const auto& [key, flag] : member_flags)
      if (ref.flag(key)) row.flags |= flag;
    for (const auto& [key, flag] : inherited_member_flags)
      if (ref.flag(key) || target.flag(key)) row.flags |= flag;
    row.location = meaning(locations, ref.text_of("location", ""), "location");
    row.timestamp =
        meaning(timestamp_formats, ref.text_of("timestampFormat", target.text_of("timestampFormat", "")),
                "timestamp format");
    if (bounded(ref)) narrowed_.emplace_back(rows_.members.size(), &ref);
    rows_.members.push_back(row);
  } catch (const Broken& broken) {
    throw broken.in(element ? "its" : "member", name);
  }
}

tables::Index Shapes::constraint(const Json& json) {
  if (!bounded(json)) return tables::none;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Bounds key{json.number_of("min", -infinity),
             json.number_of("max", infinity),
             optional_text(rows_, json, "pattern"),
             optional_text(rows_, json, json.find("patternText") ? "patternText" : "pattern"),
             {}};
  auto& [min, max, pattern, pattern_text, enums] = key;
  if (min > max) throw Broken("\"min\" is above \"max\"");
  for (const Json& value : json.list_of("enum")) {
    if (!value.is(Json::Kind::text)) throw Broken("\"enum\" holds something else than strings");
    enums.push_back(rows_.strings.of(value.text));
  }
  const auto [entry, fresh] =
      constraints_.try_emplace(key, static_cast<tables::Index>(rows_.constraints.size()));
  if (fresh) {
    if (rows_.enum_texts.size() + enums.size() > tables::none)
      throw Broken("the service has more than 65,535 enum values");
    rows_.constraints.push_back({min, max, pattern, pattern_text, static_cast<std::uint16_t>(enums.size()),
                                 static_cast<std::uint16_t>(rows_.enum_texts.size())});
    rows_.enum_texts.insert(rows_.enum_texts.end(), enums.begin(), enums.end());
  }
  return entry->second;
}

// A reference may bound its shape further (apigatewayv2's ExportApiRequest:
// `{"shape":"__string","enum":["YAML","JSON"]}`): then the member gets a copy of the shape with both bounds,
// the reference's winning.
void Shapes::narrow() {
  for (const auto& [place, ref] : narrowed_) {
    const tables::Index shape = rows_.members[place].shape;
    Json both = *jsons_.at(rows_.strings.all()[rows_.shapes[shape].name]);
    for (const std::string_view key : bounds) {
      const Json* own = ref->find(key);
      if (!own) continue;
      std::erase_if(both.members, [&](const Json::Entry& e) { return e.first == key; });
      both.members.emplace_back(key, *own);
    }
    tables::ShapeRow row = rows_.shapes[shape];
    row.constraint = constraint(both);
    if (rows_.shapes.size() == tables::none) throw Broken("more than 65,534 shapes");
    rows_.members[place].shape = static_cast<tables::Index>(rows_.shapes.size());
    rows_.shapes.push_back(row);
  }
}

tables::Index Shapes::error(std::string_view shape) {
  tables::ShapeRow& target = rows_.shapes[number(shape)];
  if (target.error != tables::none) return target.error;
  try {
    if (target.type != Type::structure) throw Broken("is an error but no structure");
    static const Json nothing;
    const Json& json = *jsons_.at(shape);
    const Json& error = json.find("error") ? *json.find("error") : nothing;
    const Json& retryable = json.find("retryable") ? *json.find("retryable") : nothing;
    check_traits(Bearer::error, error);
    tables::ErrorRow row{};
    row.code = rows_.strings.of(error.text_of("code", shape));
    row.status = static_cast<std::uint16_t>(error.integer_of("httpStatusCode", 300, 599, 0));
    row.shape = number(shape);
    if (error.flag("senderFault")) row.flags |= tables::sender_fault;
    if (json.flag("fault") || error.flag("fault")) row.flags |= tables::fault;
    if (json.find("retryable")) row.flags |= tables::retryable;
    if (retryable.flag("throttling")) row.flags |= tables::throttling;
    target.error = static_cast<tables::Index>(rows_.errors.size());
    rows_.errors.push_back(row);
    return target.error;
  } catch (const Broken& broken) {
    throw broken.in("shape", shape);
  }
}

}  // namespace understudy::models::compiler
