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

Plan::Plan(const models::Service& service, std::span<const kit::Resource> hints) : service_(service) {
  folded_.reserve(service.names());
  for (std::uint32_t i = 0; i < service.names(); ++i)
    folded_.push_back(derived::folded(service.text(static_cast<models::tables::Text>(i))));
  operations_.resize(service.operations());
  for (std::uint16_t i = 0; i < service.operations(); ++i)
    operations_[i].name = parse_operation(service.operation(i).name());
  find_nouns(*this);
  for (Resource& resource : resources_)
    for (const kit::Resource& hint : hints)
      if (derived::folded(hint.name) == resource.noun) resource.hint = &hint;
  find_outputs(*this);
  find_identities(*this);
  find_lifecycles(*this);
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
  for (std::size_t i = 0; i < resource.stems.size(); ++i) {
    const std::string& stem = resource.stems[i];
    if (folded.size() <= stem.size() || !folded.starts_with(stem)) continue;
    const std::string_view rest = folded.substr(stem.size());
    if (i > 0 && !std::ranges::binary_search(common_rests, rest)) continue;
    return rest == "identifier" || rest == "uuid" ? "id" : rest;
  }
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
      const auto found = table->find(base);
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
