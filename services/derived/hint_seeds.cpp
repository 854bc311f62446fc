// Makes the resources that hints tell of: those that AWS has made before anybody asks, and those that come
// with others.
#include <algorithm>

#include "services/derived/play.hpp"
#include "services/kit/json.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;

// A mark of its own keeps what clients have deleted from coming back.
void Play::seed() {
  constexpr std::string_view mark = "seeds";
  if (plan_.seeds().empty() || records_.contains(std::string(mark))) return;
  Record made;
  made.type = mark;
  made.created = made.updated = turn_.now;
  records_.insert(std::string(mark), std::move(made));
  for (const auto& [hint, kind] : plan_.seeds()) {
    const auto fields = kit::parse_json(hint->two, arena());
    if (fields) grow(plan_.resource(kind), filled(*fields, nullptr), {});
  }
}

// Another kind's record, identified as its own creation would.
std::string Play::grow(const Resource& kind, const Value& fields,
                       const std::map<std::string, std::string>& parents) {
  for (std::uint16_t i = 0; i < plan_.operations(); ++i)
    if (plan_.operation(i).resource == plan_.number_of(kind)) {
      Play other(call_, turn_, records_, plan_, i, native_);
      return other.take_root(fields, parents);
    }
  return {};
}

std::string Play::take_root(const Value& fields, const std::map<std::string, std::string>& parents) {
  const Resource& kind = resource();
  if (!fields.is(Kind::map)) return {};
  Record record;
  record.type = kind.type;
  record.created = record.updated = turn_.now;
  record.parents = parents;
  if (!kind.creating.empty()) record.stage.state = kind.creating.back();
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    const std::string name(Plan::canonical(kind, folded(fields.entry(i).key)));
    if (!kind.status.empty() && name == kind.status)
      record.stage.state = fields.entry(i).value.text();
    else
      record.fields[name] = Doc(fields.entry(i).value);
  }
  const Value none = Value::structure(arena());
  identify(record, {&none, plan_.service().shape(0)});
  fill_as_told(record, true);
  std::string key = row_key(record);
  if (records_.contains(key)) return key;
  const auto& others = records_.by<InOrder>().tree(record.type);
  record.order = others.empty() ? 1 : others.rbegin()->first + 1;
  records_.insert(key, std::move(record));
  return key;
}

void Play::make_as_told(const std::string& row) {
  for (const Told& one : op_.told) {
    if (one.hint->says != Says::makes || !all_hold(one.hint->three, &record(row))) continue;
    const Resource* kind = plan_.resource_of_type(one.hint->one);
    const auto fields = kit::parse_json(one.hint->two, arena());
    if (!kind || !fields) continue;
    std::map<std::string, std::string> parents = record(row).parents;
    parents[resource().noun] = record(row).own;
    const std::string key = grow(*kind, filled(*fields, &record(row)), parents);
    const auto output = model_.output();
    for (std::uint16_t i = 0; output && !key.empty() && i < output->size(); ++i) {
      const Member member = output->member(i);
      const std::string_view name = plan_.folded(member.id());
      const Record& made = record(key);
      if (name == kind->noun + "id") set(out(), member, text_value(made.own, member.shape()));
      if (name == kind->noun + "arn") set(out(), member, text_value(made.arn, member.shape()));
    }
  }
}

}  // namespace understudy::derived
