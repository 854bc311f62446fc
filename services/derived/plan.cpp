// Plans: their making, keeping, and the canonical names of members.
#include "services/derived/plan.hpp"

#include <array>
#include <atomic>
#include <mutex>

#include "services/derived/hints.hpp"

namespace understudy::derived {
namespace {

// What may be left of a member's name when only the last words of the noun stand before it.
constexpr std::array<std::string_view, 17> common_rests{
    "arn",    "createdat",  "creationdate", "creationtime", "description", "displayname",
    "id",     "identifier", "name",         "owner",        "ownerid",     "state",
    "status", "tags",       "type",         "url",          "version"};
static_assert(std::ranges::is_sorted(common_rests));

// Kept for the life of the process: a plan is a constant that is computed late.
struct Kept {
  std::unique_ptr<std::atomic<const Plan*>[]> plans {
    new std::atomic<const Plan*>[ models::all().size() ]()
  };
  std::mutex making;
  std::vector<std::unique_ptr<const Plan>> owned;
};

}  // namespace

std::string_view role_name(Role role) {
  constexpr std::array<std::string_view, 13> names{"unplayed", "create", "put",      "get",  "list",
                                                   "update",   "remove", "state",    "link", "unlink",
                                                   "tag",      "untag",  "list tags"};
  return names[static_cast<std::size_t>(role)];
}

Plan::Plan(const models::Service& service, const ServiceHints& hints) : service_(service) {
  folded_.reserve(service.names());
  for (std::uint32_t i = 0; i < service.names(); ++i)
    folded_.push_back(derived::folded(service.text(static_cast<models::tables::Text>(i))));
  operations_.resize(service.operations());
  for (std::uint16_t i = 0; i < service.operations(); ++i)
    operations_[i].name = parse_operation(service.operation(i).name());
  take_roles(hints.hints);
  find_nouns(*this);
  for (Resource& resource : resources_)
    for (const kit::Resource& hint : hints.resources)
      if (derived::folded(hint.name) == resource.noun) resource.hint = &hint;
  take(hints.hints);
  find_outputs(*this);
  find_identities(*this);
  find_lifecycles(*this);
}

namespace {

// "Create*|UpdateCluster": alternatives, each with at most one '*'.
bool means(std::string_view of, std::string_view name) {
  for (;;) {
    const auto bar = of.find('|');
    const std::string_view one = of.substr(0, bar);
    const auto star = one.find('*');
    if (star == one.npos ? one == name
                         : name.size() + 1 >= one.size() && name.starts_with(one.substr(0, star)) &&
                               name.ends_with(one.substr(star + 1)))
      return true;
    if (bar == of.npos) return false;
    of.remove_prefix(bar + 1);
  }
}

}  // namespace

// What operations do is told before anything is inferred from them.
void Plan::take_roles(Hints hints) {
  for (const Hint& hint : hints) {
    if (hint.says != Says::plays) continue;
    for (std::uint16_t i = 0; i < operations_.size(); ++i) {
      if (!means(hint.of, service_.operation(i).name())) continue;
      for (std::uint8_t role = 0; role <= static_cast<std::uint8_t>(Role::list_tags); ++role)
        if (role_name(static_cast<Role>(role)) == hint.one) operations_[i].role = static_cast<Role>(role);
      if (hint.two.empty()) continue;
      std::vector<std::string> words = split_words(hint.two);
      std::string noun = joined(words);
      auto known = resource_named(noun);
      if (known == nowhere) {
        known = static_cast<std::int16_t>(resources_.size());
        by_noun_.emplace(noun, known);
        Resource& made = resources_.emplace_back();
        made.type = hint.two;
        made.noun = std::move(noun);
        made.words = std::move(words);
      }
      const Role role = operations_[i].role;
      resources_[static_cast<std::size_t>(known)].creatable |= role == Role::create || role == Role::put;
      operations_[i].resource = known;
    }
  }
}

void Plan::take(Hints hints) {
  for (const bool exact : {true, false})
    for (const Hint& hint : hints) {
      if (hint.says == Says::plays && exact && hint.one == role_name(Role::unplayed))
        for (std::uint16_t i = 0; i < operations_.size(); ++i)
          if (means(hint.of, service_.operation(i).name())) operations_[i].role = Role::unplayed;
      if (hint.says == Says::plays || (hint.of.find('*') == hint.of.npos) != exact) continue;
      const Told told{&hint, derived::folded(hint.one), exact};
      if (hint.of == "*") told_of_all_.push_back(told);
      for (Resource& resource : resources_)
        if (means(hint.of, resource.type)) {
          resource.told.push_back(told);
          if (hint.says == Says::seeds) seeds_.push_back({&hint, number_of(resource)});
        }
      if (hint.of == "*") continue;
      for (std::uint16_t i = 0; i < operations_.size(); ++i)
        if (means(hint.of, service_.operation(i).name())) {
          operations_[i].told.push_back(told);
        }
    }
}

const Resource* Plan::resource_of_type(std::string_view type) const {
  const auto found = std::ranges::find(resources_, type, &Resource::type);
  return found == resources_.end() ? nullptr : &*found;
}

std::int16_t Plan::resource_named(std::string_view noun) const {
  const auto found = by_noun_.find(noun);
  return found == by_noun_.end() ? nowhere : found->second;
}

std::string_view Plan::canonical(const Resource& resource, std::string_view folded) {
  std::string_view best;  // what the longest stem leaves
  for (std::size_t i = 0; i < resource.stems.size(); ++i) {
    const std::string& stem = resource.stems[i];
    if (folded.size() <= stem.size() || !folded.starts_with(stem)) continue;
    std::string_view rest = folded.substr(stem.size());
    // "BrowserSettingsArn" of a BrowserSetting
    if (rest.size() > 1 && rest.front() == 's' && std::ranges::binary_search(common_rests, rest.substr(1)))
      rest.remove_prefix(1);
    if (i > 0 && !std::ranges::binary_search(common_rests, rest)) continue;
    if (best.empty() || rest.size() < best.size()) best = rest;
  }
  if (!best.empty()) return best == "identifier" || best == "uuid" ? "id" : best;
  if (folded == "identifier") return "id";
  if (resource.about_another) return folded;
  if (folded == "resourceid" || folded == "resourceidentifier") return "id";
  if (folded == "resourcearn") return "arn";
  return folded;
}

Plan::Names Plan::names_resource(std::string_view folded) const {
  constexpr std::array<std::string_view, 9> ends{"",    "identifier", "id",   "name",       "arn",
                                                 "ids", "names",      "arns", "identifiers"};
  Names best;
  for (const std::string_view end : ends) {
    if (folded.size() <= end.size() || !folded.ends_with(end)) continue;
    const std::string_view base = folded.substr(0, folded.size() - end.size());
    for (const auto* table : {&by_noun_, &by_stem_}) {
      auto found = table->find(base);
      // "browserSettingsArn" of a BrowserSetting
      if (found == table->end() && table == &by_noun_ && base.ends_with("settings") && !end.empty())
        found = table->find(base.substr(0, base.size() - 1));
      if (found == table->end() || base.size() <= best.length) continue;
      if (!resource(found->second).creatable) continue;
      best = {found->second, identity_word(end), base.size()};
    }
  }
  if (best.resource == nowhere && folded.ends_with('s')) {  // "clusters": many by one member
    const auto found = by_noun_.find(singular(folded));
    if (found != by_noun_.end() && resource(found->second).creatable)
      best = {found->second, {}, found->first.size()};
  }
  return best;
}

const Plan& plan_of(const models::Service& service) {
  static Kept kept;
  std::atomic<const Plan*>& place = kept.plans[service.index()];
  if (const Plan* plan = place.load(std::memory_order_acquire)) return *plan;
  const std::lock_guard lock(kept.making);
  if (const Plan* plan = place.load(std::memory_order_acquire)) return *plan;
  kept.owned.push_back(std::make_unique<const Plan>(service, hints_of(service.name())));
  place.store(kept.owned.back().get(), std::memory_order_release);
  return *kept.owned.back();
}

}  // namespace understudy::derived
