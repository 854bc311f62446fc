// Gives records and answers what services tell of them.
#include <algorithm>

#include "services/derived/play.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;

namespace {

// What the defaults have and the value lacks is added to it, in every element of a list.
Value completed(const Value& value, const Value& defaults, kit::Arena& arena) {
  if (value.is(Kind::list) && defaults.is(Kind::list) && defaults.size() == 1) {
    Value list = Value::list(arena, value.size());
    for (const Value& one : value.elements()) list.add(arena) = completed(one, defaults.elements()[0], arena);
    return list;
  }
  if (!value.is(Kind::map) || !defaults.is(Kind::map)) return value;
  Value map = Value::map(arena, value.size() + defaults.size());
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const auto [key, inner] = value.entry(i);
    const Value* lacking = defaults.find(key);
    map.set(arena, key) = lacking ? completed(inner, *lacking, arena) : inner;
  }
  for (std::uint32_t i = 0; i < defaults.size(); ++i)
    if (!value.find(defaults.entry(i).key)) map.set(arena, defaults.entry(i).key) = defaults.entry(i).value;
  return map;
}

}  // namespace

const Hint* Play::told(Says says, const Resource* about) const {
  const bool own = !about || (op_.resource != nowhere && about == &resource());
  const auto find = [says](const std::vector<Told>& all, bool exact) -> const Hint* {
    for (const Told& one : all)
      if (one.hint->says == says && one.exact == exact) return one.hint;
    return nullptr;
  };
  const std::vector<Told>& further = about ? about->told : plan_.told_of_all();
  for (const bool exact : {true, false}) {
    if (const Hint* hint = own ? find(op_.told, exact) : nullptr) return hint;
    if (const Hint* hint = find(further, exact)) return hint;
  }
  return nullptr;
}

// Constants first, for identities are made of them.
void Play::fill_constants(Record& record) const {
  for (const auto* hints : {&op_.told, &resource().told})
    for (const auto& [hint, field, exact] : *hints)
      if (hint->says == Says::value && hint->two.find('{') == hint->two.npos) {
        const std::string name(Plan::canonical(resource(), field));
        const bool kept = record.fields.contains(name) || record.fields.contains(field);
        if (!kept && name != resource().status) record.fields[name] = Doc(told_value(hint->two, &record));
      }
}

void Play::fill_as_told(Record& record, bool fresh) const {
  for (const auto* hints : {&op_.told, &resource().told})
    for (const auto& [hint, field, exact] : *hints) {
      const bool default_value = hint->says == Says::value || hint->says == Says::completes;
      if (hint->says != Says::sets && (!default_value || !fresh)) continue;
      const std::string name(Plan::canonical(resource(), field));
      const Value told = told_value(hint->two, &record);
      if (!told) continue;
      if (!resource().status.empty() && name == resource().status) {
        record.stage = {std::string(told.text()), {}, 0, 0, kit::never};
        continue;
      }
      auto there = record.fields.find(name);
      if (there == record.fields.end()) there = record.fields.find(field);
      if (there == record.fields.end()) {
        if (hint->says != Says::completes) record.fields[name] = Doc(told);
      } else if (hint->says == Says::sets) {
        there->second = Doc(told);
      } else if (told.container()) {
        there->second = Doc(completed(there->second.value(arena()), told, arena()));
      }
    }
}

void Play::answer_as_told(const Record* record) {
  const auto output = model_.output();
  if (!output) return;
  for (const auto& [hint, field, exact] : op_.told) {
    if (hint->says != Says::answers) continue;
    for (std::uint16_t i = 0; i < output->size(); ++i) {
      const Member member = output->member(i);
      if (plan_.folded(member.id()) != field) continue;
      if (const Value value = converted(told_value(hint->two, record), member.shape()))
        set(out(), member, value);
    }
  }
}

}  // namespace understudy::derived
