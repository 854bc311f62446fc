// Records by what identifies them, and what becomes of them as time passes.
#include <algorithm>

#include "services/derived/play.hpp"

namespace understudy::derived {

// "arn:aws:ecs:us-east-1:1:cluster/web" and "web" are the same one, and so are an ARN and its last parts.
bool same_identity(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.size() < b.size()) std::swap(a, b);
  if (b.empty() || !a.starts_with("arn:") || !a.ends_with(b)) return false;
  const char before = a[a.size() - b.size() - 1];
  return before == '/' || before == ':';
}

bool identifies(const Record& record, std::string_view identity) {
  return same_identity(record.own, identity) || same_identity(record.arn, identity) ||
         (!record.alias.empty() && same_identity(record.alias, identity));
}

Rows identified(const Records& records, std::string_view type, std::string_view identity) {
  Rows found;
  const auto look = [&](const auto& index, std::string_view text) {
    for (auto at = index.tree().lower_bound({std::string(text), std::string()});
         at != index.tree().end() && at->first.first == text; ++at) {
      const std::string& key = at->second;
      if (!type.empty() && (*records.find(key)).type != type) continue;
      if (!identifies((*records.find(key)), identity)) continue;
      if (std::ranges::find(found, key) == found.end()) found.push_back(key);
    }
  };
  const auto look_everywhere = [&](std::string_view text) {
    look(records.by<By<&Record::own>>(), text);
    look(records.by<By<&Record::arn>>(), text);
    look(records.by<By<&Record::alias>>(), text);
  };
  look_everywhere(identity);
  if (identity.starts_with("arn:") && found.empty())
    for (const char separator : {'/', ':'})
      if (const auto place = identity.rfind(separator); place != identity.npos)
        look_everywhere(identity.substr(place + 1));
  return found;
}

void erase(Records& records, const Plan& plan, const std::string& key) {
  const Record gone = *records.find(key);
  records.erase(key);
  const Resource* resource = plan.resource_of_type(gone.type);
  if (!resource) return;
  for (const Resource& child : plan.resources()) {
    if (std::ranges::find(child.parents, plan.number_of(*resource)) == child.parents.end()) continue;
    Rows rows;
    for (const auto& [order, row] : records.by<InOrder>().tree(child.type)) rows.push_back(row);
    for (const std::string& row : rows) {
      const Record& one = *records.find(row);
      const auto named = one.parents.find(resource->noun);
      if (named != one.parents.end() && identifies(gone, named->second) &&
          identified(records, resource->type, named->second).empty())
        records.erase(row);
    }
  }
}

kit::Time next_deadline(const Records& records) {
  const auto& due = records.by<ByDue>().tree();
  return due.empty() ? kit::never : due.begin()->first.first;
}

void settle(Records& records, kit::Turn& turn) {
  const Plan& plan = plan_of(*models::find(turn.place.service));
  const auto& due = records.by<ByDue>().tree();
  while (!due.empty() && due.begin()->first.first <= turn.now) {
    const std::string key = due.begin()->second;
    bool gone = false;
    {
      auto edit = records.edit(key);
      const Resource* resource = plan.resource_of_type(edit->type);
      if (!resource ||
          !kit::tick(edit->stage, resource->lifecycle, turn.progression(resource->lifecycle.model)))
        edit->stage.due = kit::never;
      edit->updated = turn.now;
      gone = edit->stage.state.empty();
    }
    if (gone) erase(records, plan, key);
  }
}

}  // namespace understudy::derived
