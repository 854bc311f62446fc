// What a record says of others: its parents, what it is about, and the other ends of relations.
#include <algorithm>

#include "services/derived/play.hpp"
#include "services/kit/arn.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

Value Play::parent_value(const Record& record, std::string_view name, const Shape& shape) {
  if (!is_text(shape)) return {};
  const auto names = plan_.names_resource(name);
  if (names.resource == nowhere) return {};
  const auto given = record.parents.find(plan_.resource(names.resource).noun);
  if (given == record.parents.end()) return {};
  const Rows rows = identified(plan_.resource(names.resource).type, given->second);
  if (rows.empty()) {  // another account's, or AWS's own: an ARN ends in its name
    const auto arn = names.as == "arn" ? std::nullopt : kit::Arn::parse(given->second);
    return text_value(arn ? arn->resource.substr(arn->resource.find_last_of("/:") + 1) : given->second,
                      shape);
  }
  const Record& parent = this->record(rows.front());
  std::string_view text = given->second;
  if (names.as == "arn")
    text = parent.arn;
  else if (names.as == "id" || names.as == "name")
    if (const std::string_view field = parent.text(names.as); !field.empty()) text = field;
  if (text.empty()) return {};
  return text_value(text, shape);
}

// The ARN or the id of what a record is about: a subscription's ResourceArn.
std::string_view Play::subject(const Record& record, bool arn) const {
  for (const char* const field : {"resourceidentifier", "resourcearn", "resourceid"}) {
    const std::string_view named = record.text(field);
    if (named.empty()) continue;
    const Rows rows = identified({}, named);
    if (!rows.empty()) return arn ? this->record(rows.front()).arn : this->record(rows.front()).own;
    if (named.starts_with("arn:") == arn) return named;
  }
  return {};
}

// The other end of a relation: a portal's browserSettingsArn, once they are associated.
Value Play::linked_value(const Record& record, std::string_view folded, const Shape& shape) {
  constexpr std::string_view associated = "associated";  // "associatedPortalArns" of the settings
  const bool many = is_text_list(shape) && folded.starts_with(associated);
  if ((shape.type() != Type::string && !many) || resource().is_link) return {};
  const auto names = plan_.names_resource(many ? folded.substr(associated.size()) : folded);
  if (names.resource == nowhere || names.resource == op_.resource || names.as.empty()) return {};
  const std::string &own = resource().noun, &other = plan_.resource(names.resource).noun;
  Value all = Value::list(arena());
  for (const Resource& link : plan_.resources()) {
    if (!link.is_link || link.noun.find(many ? own : other) == link.noun.npos) continue;
    for (const std::string& row : of_type(link.type)) {
      const Record& joins = this->record(row);
      const auto here = joins.parents.find(own), there = joins.parents.find(other);
      if (here == joins.parents.end() || there == joins.parents.end() || !identifies(record, here->second))
        continue;
      const Shape one = many ? shape.element().shape() : shape;
      const std::string name = other + std::string(names.as);
      const Value value = parent_value(joins, name, one);
      if (!many) return value;
      if (value) all.add(arena()) = value;
    }
  }
  return many && all.size() > 0 ? all : Value();
}

// What was given as a list of ids comes back as a list of structures that each show one: SubnetIds and
// Subnets.
Value Play::named_list(const Record& record, std::string_view folded, const Shape& shape) {
  if (shape.type() != Type::list) return {};
  const Shape element = shape.element().shape();
  const std::string one = singular(folded);
  if (is_text_list(shape)) {  // SecurityGroups of SecurityGroupIds
    const auto ids = record.fields.find(one + "ids");
    return ids == record.fields.end() ? Value() : converted(ids->second.value(arena()), shape);
  }
  if (element.type() != Type::structure) return {};
  for (const std::string_view end : {"ids", "names", "arns", "identifiers"}) {
    const auto found = record.fields.find(one + std::string(end));
    if (found == record.fields.end()) continue;
    const Value given = found->second.value(arena());
    if (!given.is(Kind::list)) continue;
    const std::string_view word = identity_word(end);
    std::optional<Member> place;
    for (std::uint16_t i = 0; i < element.size(); ++i) {
      const Member member = element.member(i);
      const std::string_view name = plan_.folded(member.id());
      if (member.shape().type() == Type::string && (name.starts_with(one) || identity_word(name) == word) &&
          identity_word(name.substr(name.starts_with(one) ? one.size() : 0)) == word)
        place.emplace(member);
    }
    if (!place) continue;
    Value list = Value::list(arena(), given.size());
    for (const Value& id : given.elements()) {
      Value shown = Value::structure(arena());
      set(shown, *place, id);
      for (std::uint16_t i = 0; i < element.size(); ++i)
        if (const Member member = element.member(i);
            plan_.folded(member.id()).ends_with("status") && member.shape().type() == Type::string)
          set(shown, member, Value::string("active"));
      list.add(arena()) = shown;
    }
    return list;
  }
  return {};
}

// "MonitoringJobDefinitionName" of a DataQualityJobDefinition: the last words of the noun behind others.
std::string_view Play::by_another_name(const Record& record, std::string_view folded) const {
  const Resource& r = resource();
  if (r.words.size() < 2) return {};
  const std::string tail = r.words[r.words.size() - 2] + r.words.back();
  for (const std::string_view word : {"name", "arn"})
    if (folded.size() > tail.size() + word.size() && folded.ends_with(word) &&
        folded.substr(0, folded.size() - word.size()).ends_with(tail))
      return record.text(word);
  return {};
}

// A relation shows what it joins: "Arn" of the policy that is attached.
std::string_view Play::joined_text(const Record& record, std::string_view folded) const {
  const Resource& r = resource();
  if (!r.is_link || (folded != "name" && folded != "arn" && folded != "id")) return {};
  for (const auto& [field, doc] : record.fields)
    if (field.size() > folded.size() && field.ends_with(folded) &&
        r.noun.starts_with(std::string_view(field).substr(0, field.size() - folded.size())))
      return doc.string();
  if (folded != "name") return {};
  const std::string_view arn = joined_text(record, "arn");
  return arn.find('/') == arn.npos ? std::string_view() : arn.substr(arn.rfind('/') + 1);
}

}  // namespace understudy::derived
