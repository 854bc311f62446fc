// Updates, removals and moves between states.
#include <algorithm>
#include <array>
#include <utility>

#include "services/derived/play.hpp"

namespace understudy::derived {

using kit::Value;

namespace {

// Where a verb leads, most likely first; the status enum says which of them it is.
struct Leads {
  std::string_view verb;
  std::array<std::string_view, 6> to;
};
constexpr std::array leads{
    Leads{"abort", {"aborted", "aborting", "cancelled", "canceled", "failed"}},
    Leads{"accept", {"accepted", "active", "associated", "available", "enabled"}},
    Leads{"activate", {"active", "activated", "enabled", "running"}},
    Leads{"approve", {"approved", "active", "accepted"}},
    Leads{"archive", {"archived"}},
    Leads{"cancel", {"cancelled", "canceled", "cancelling", "canceling", "stopped", "user_cancelled"}},
    Leads{"close", {"closed", "resolved"}},
    Leads{"complete", {"completed", "complete", "succeeded", "active"}},
    Leads{"confirm", {"confirmed", "available", "active"}},
    Leads{"deactivate", {"inactive", "deactivated", "disabled"}},
    Leads{"decline", {"declined", "rejected"}},
    Leads{"deprecate", {"deprecated"}},
    Leads{"disable", {"disabled", "inactive", "off", "stopped"}},
    Leads{"enable", {"enabled", "active", "on", "running"}},
    Leads{"lock", {"locked"}},
    Leads{"pause", {"paused", "stopped", "suspended"}},
    Leads{"publish", {"published"}},
    Leads{"reject", {"rejected", "declined"}},
    Leads{"release", {"released", "available"}},
    Leads{"restart", {"running", "active", "available"}},
    Leads{"resume", {"active", "running", "available", "resumed", "enabled"}},
    Leads{"revoke", {"revoked"}},
    Leads{"start", {"running", "started", "active", "in_progress", "inprogress", "available"}},
    Leads{"stop", {"stopped", "stopping", "inactive", "cancelled", "disabled", "stop"}},
    Leads{"suspend", {"suspended", "inactive"}},
    Leads{"terminate", {"terminated", "terminating"}},
    Leads{"unarchive", {"active", "available", "unarchived"}},
    Leads{"undeprecate", {"registered", "active"}},
    Leads{"unlock", {"unlocked"}},
};

}  // namespace

std::string_view Play::stated() const {
  const auto found = std::ranges::find(leads, op_.name.first, &Leads::verb);
  for (const Told& one : op_.told)
    if (one.hint->says == Says::leads && all_hold(one.hint->three, nullptr)) return one.hint->one;
  if (found == leads.end() || !resource().has_status()) return {};
  const auto constraint = plan_.service().shape(resource().status_shape).constraint();
  // Where any text is a status, small letters are the style of those who began with them.
  if (!constraint || constraint->enums.empty()) {
    const std::string_view rest =
        resource().creating.empty() ? std::string_view() : resource().creating.back();
    return !rest.empty() && rest.front() >= 'a' ? found->to.front() : std::string_view();
  }
  for (const std::string_view to : found->to)
    for (const auto value : constraint->enums)
      if (!to.empty() && folded(plan_.service().text(value)) == folded(to))
        return plan_.service().text(value);
  return {};
}

// "NewUserName": the row moves to where its new identity puts it.
void Play::rename(const std::string& key, Record& record, const Given& given) {
  if (!given.value->is(kit::Kind::structure)) return;
  for (const Value& value : given.value->elements()) {
    const std::string_view name = plan_.folded(value.name());
    if (!name.starts_with("new") || !value.is(kit::Kind::string)) continue;
    if (plan_.canonical(resource(), name.substr(3)) != resource().own) continue;
    record.own = value.text();
    record.fields[resource().own] = Doc::text(record.own);
    record.fields.erase(std::string(plan_.canonical(resource(), name)));
    if (!record.arn.empty()) {
      record.arn = make_arn(record, record.own);
      record.fields["arn"] = Doc::text(record.arn);
    }
    const std::string to = row_key(record);
    if (to != key && records_.contains(to)) throw refusal(Refusal::exists, &resource(), record.own);
  }
}

bool Play::shows_status() const {
  const auto output = model_.output();
  if (!output || resource().status.empty()) return false;
  const auto shown = [&](const models::Shape& shape) {
    for (std::uint16_t i = 0; i < shape.size(); ++i)
      if (plan_.canonical(resource(), shape.member(i).id()) == resource().status) return true;
    return false;
  };
  if (op_.wrapper == nowhere) return shown(*output);
  return shown(output->member(static_cast<std::uint16_t>(op_.wrapper)).shape());
}

std::string Play::change(const std::string& key, const Given& given) {
  Record changed = record(key);
  const auto before = changed.fields;
  store(changed, given);
  // What identifies stays; a client may name it by another of its forms.
  for (const Key& k : op_.keys)
    if (const auto was = before.find(k.field); was != before.end()) changed.fields[k.field] = was->second;
  for (const std::string_view identity : {"id", "arn"})
    if (const auto was = before.find(std::string(identity)); was != before.end())
      changed.fields[std::string(identity)] = was->second;
  changed.updated = turn_.now;
  ++changed.version;
  // A change that takes its time, of what is at rest; an answer that shows no state keeps it to itself.
  const bool rests = !resource().creating.empty() && changed.stage.move != leaving &&
                     (changed.stage.state == resource().creating.back() ||
                      (changed.stage.move == "create" && changed.stage.due == kit::never));
  if (op_.role == Role::update && !op_.attribute && rests && shows_status()) start(changed, "update");
  fill_as_told(changed, false);
  rename(key, changed, given);
  if (changed.own == record(key).own) {
    *records_.edit(key) = std::move(changed);
    return key;
  }
  std::string to = row_key(changed);
  records_.erase(key);
  records_.insert(to, std::move(changed));
  return to;
}

// A change of what was read says which state of it: WAF's LockToken, Network Firewall's UpdateToken.
void Play::refuse_stale(const Rows& rows) const {
  const auto input = model_.input();
  if (!input || rows.size() != 1 || !modelled(Refusal::stale, nullptr, true)) return;
  for (std::uint16_t i = 0; i < input->size(); ++i) {
    const models::Member member = input->member(i);
    const std::string_view name = plan_.folded(member.id());
    if (name != "locktoken" && name != "updatetoken" && name != "ifmatch") continue;
    const Value* given = this->input(static_cast<std::int16_t>(i));
    const Record& current = record(rows.front());
    const std::string_view kept = current.text(name == "ifmatch" ? "etag" : name);
    if (given && given->text() != (kept.empty() ? mark_of(current) : std::string(kept)))
      throw refusal(Refusal::stale, &resource(), current.own);
  }
}

kit::Outcome Play::update() {
  need_named(whole());
  Rows rows;
  for (const Given& given : entries()) {
    std::string key;
    if (given.value == &call_.input) {
      key = need(given);
      refuse_stale({key});
    } else {
      key = find(whole()).empty() ? std::string() : find(whole()).front();
      for (const Value& value : given.value->elements())  // the entry's own identity
        if (const auto texts = text_of(value); !texts.empty())
          if (const Rows named = identified(resource().type, texts); !named.empty()) key = named.front();
      if (key.empty()) throw refusal(Refusal::missing, &resource(), "");
    }
    rows.push_back(change(key, given));
  }
  answer(rows);
  return {};
}

// Reads know that it may be missing and the removal does not: removing it once more is no error.
bool Play::removes_again() const {
  if (op_.role != Role::remove || op_.attribute || told(Says::missing, &resource()) || resource().hint)
    return false;
  const std::int16_t read = resource().get != nowhere ? resource().get : resource().update;
  return read != nowhere && model_.errors() > 0 &&
         knows_missing(plan_.service().operation(static_cast<std::uint16_t>(read)), resource(), 1) &&
         !knows_missing(model_, resource(), 0);
}

bool Play::is_used(const Record& used, const Resource& by, bool by_fields) const {
  const bool within = std::ranges::find(by.parents, op_.resource) != by.parents.end();
  if ((!within && !by_fields) || by.is_link || by.own.empty() || &by == &resource()) return false;
  return std::ranges::any_of(of_type(by.type), [&](const std::string& row) {
    const Record& user = record(row);
    if (user.stage.move == leaving) return false;
    const auto named = user.parents.find(resource().noun);
    if (within && named != user.parents.end() && identifies(used, named->second)) return true;
    if (!by_fields) return false;
    return std::ranges::any_of(resource().stems, [&](const std::string& stem) {
      return std::ranges::any_of(std::array{"name", "id", "arn", "identifier"}, [&](const char* word) {
        const std::string_view text = user.text(stem + word);
        return !text.empty() && identifies(used, text);
      });
    });
  });
}

// What others lie within stays, if the operation has an error for that; so does what others only name, if
// the error is its kind's own: "SubnetGroupInUse".
void Play::refuse_in_use(const Rows& rows) const {
  const auto error = modelled(Refusal::in_use, &resource(), true);
  const bool told =
      std::ranges::any_of(op_.told, [](const Told& one) { return one.hint->says == Says::rejects; });
  if (!error || told) return;  // the service has said itself what keeps it
  const std::string name = folded(error->name());
  const bool its_own = std::ranges::any_of(resource().stems, [&](const std::string& stem) {
    return stem.size() > 2 && name.find(stem) != name.npos;
  });
  for (const std::string& row : rows)
    for (const Resource& kind : plan_.resources())
      if (is_used(record(row), kind, its_own)) throw refusal(Refusal::in_use, &resource(), record(row).own);
}

// With it go those that only exist within it.
kit::Outcome Play::remove() {
  Rows rows;
  if (op_.entries != nowhere && input(op_.entries)) {
    for (const Given& given : entries())
      for (const Value& value : given.value->elements())
        for (const std::string& row : identified(resource().type, text_of(value)))
          if (std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
  } else if (op_.batch && own_key()) {
    rows = find(whole());
  } else if ((told(Says::forgives, nullptr) || removes_again()) && find(whole()).empty()) {
    rows.clear();
  } else if (op_.role == Role::unlink) {
    rows = {need(whole())};
  } else {
    rows = need_all(whole());
  }
  refuse_stale(rows);
  refuse_in_use(rows);
  for (const std::string& key : rows) {
    auto edit = records_.edit(key);
    if (edit->stage.move != leaving) start(*edit, leaving);
    edit->updated = turn_.now;
  }
  answer(rows);
  for (const std::string& key : rows) {  // at once, unless the clock is to do it
    const Record* there = records_.find(key);
    if (there && (there->stage.move != leaving || there->stage.due == kit::never))
      erase(records_, plan_, key);
  }
  return {};
}

kit::Outcome Play::state() {
  const Given given = whole();
  Rows rows = need_all(given);
  const std::string_view to = op_.attribute && !told(Says::leads, nullptr) ? std::string_view() : stated();
  for (std::string& key : rows) {
    key = change(key, given);
    auto edit = records_.edit(key);
    if (!to.empty()) edit->stage = {std::string(to), {}, 0, 0, kit::never};
    if (op_.name.first == "enable" || op_.name.first == "disable") {
      const std::string field = op_.attribute ? joined(op_.name.noun) + "enabled" : "enabled";
      edit->fields[field] = Doc(Value(op_.name.first == "enable"));
    }
  }
  answer(rows);
  return {};
}

}  // namespace understudy::derived
