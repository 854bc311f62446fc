// Finds the states of resources in their status enums and in the service's waiters.
#include <algorithm>
#include <array>
#include <optional>

#include "services/derived/plan.hpp"

namespace understudy::derived {

using models::Member;
using models::Shape;
using models::Type;

namespace {

// What a resource becomes when nothing says otherwise, most likely first. All in folded form.
constexpr std::array<std::string_view, 33> resting{
    "active",     "available",  "enabled",        "ready",
    "running",    "inservice",  "deployed",       "created",
    "complete",   "completed",  "succeeded",      "success",
    "ok",         "online",     "healthy",        "issued",
    "normal",     "published",  "trained",        "installed",
    "associated", "attached",   "createcomplete", "finished",
    "verified",   "registered", "open",           "successful",
    "valid",      "inuse",      "accepted",       "creationsuccessful",
    "stopped"};
constexpr std::array<std::string_view, 16> beginning{
    "creating", "createinprogress",   "provisioning",    "pending",   "starting",  "initializing",
    "queued",   "submitted",          "inprogress",      "requested", "launching", "registering",
    "building", "creationinprogress", "pendingcreation", "importing"};
constexpr std::array<std::string_view, 4> changing{"updating", "updateinprogress", "modifying",
                                                   "updatepending"};
constexpr std::array<std::string_view, 9> ending{"deleting",           "deleteinprogress", "deregistering",
                                                 "terminating",        "deleted",          "removing",
                                                 "deletioninprogress", "pendingdeletion",  "destroying"};

}  // namespace

struct Lifecycles {
  Plan& plan;

  std::string_view text(models::tables::Text t) const { return plan.service().text(t); }

  // The enum's value that reads like one of these words.
  template <std::size_t N>
  std::string_view one_of(const Shape& shape, const std::array<std::string_view, N>& words) const {
    const auto constraint = shape.constraint();
    if (!constraint) return {};
    std::vector<std::string> values;
    for (const auto value : constraint->enums) values.push_back(folded(text(value)));
    for (const std::string_view word : words)
      for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] == word) return text(constraint->enums[i]);
    return {};
  }

  void find_status(Resource& resource) {
    for (const std::uint16_t view : resource.views) {
      const Shape shape = plan.service().shape(view);
      constexpr std::array<std::string_view, 7> names{
          "status", "state", "lifecyclestate", "lifecyclestatus", "lifecycle", "currentstate", "jobstatus"};
      std::array<std::optional<Shape>, names.size()> found;
      for (std::uint16_t m = 0; m < shape.size(); ++m) {
        const Member member = shape.member(m);
        const std::string_view folded = plan.folded(member.id());
        if (folded.find("stat") == folded.npos && !folded.ends_with("lifecycle")) continue;
        if (member.shape().type() != Type::string) continue;
        const auto* name = std::ranges::find(names, plan.canonical(resource, member.id()));
        if (name != names.end())
          found[static_cast<std::size_t>(name - names.begin())].emplace(member.shape());
      }
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (!found[i]) continue;
        const auto constraint = found[i]->constraint();
        const bool enumerated = constraint && !constraint->enums.empty();
        if (!resource.status.empty() && !enumerated) continue;
        resource.status = names[i];
        resource.status_shape = found[i]->index();
        if (enumerated) return;
      }
    }
  }

  // The value at which a waiter for the resource's creation succeeds.
  std::string_view awaited(const Resource& resource) const {
    const models::Service& service = plan.service();
    const auto& row = service.row();
    const std::span waiters(service.rows<models::tables::WaiterRow>(row.waiters), row.waiters.count);
    const auto* acceptors = service.rows<models::tables::AcceptorRow>(row.acceptors);
    for (const auto& waiter : waiters) {
      const std::string name = folded(text(waiter.name));
      if (name.find("delet") != name.npos || name.find("terminat") != name.npos ||
          name.find("stopped") != name.npos)
        continue;
      const auto operation = service.find_operation(text(waiter.operation));
      if (!operation || plan.operation(operation->index()).resource != plan.number_of(resource)) continue;
      if (plan.operation(operation->index()).attribute) continue;
      for (std::uint32_t a = 0; a < waiter.acceptors; ++a) {
        const auto& acceptor = acceptors[waiter.first_acceptor + a];
        if (text(acceptor.state) != "success") continue;
        const std::string_view path = text(acceptor.argument);
        const std::string last =
            folded(path.substr(path.find_last_of(".]") == path.npos ? 0 : path.find_last_of(".]") + 1));
        if (!last.ends_with("status") && !last.ends_with("state")) continue;
        std::string_view expected = text(acceptor.expected);
        if (expected.size() > 2 && expected.front() == '"')
          expected = expected.substr(1, expected.size() - 2);
        return expected;
      }
    }
    return {};
  }

  // As moto names models: "dms::replicationinstance", but "glue::job_run".
  std::string model_name(const Resource& resource) const {
    const std::string service = std::string(plan.service().name()) + "::";
    const std::string spaced = service + joined(resource.words, "_");
    const bool is_known = std::ranges::binary_search(kit::Progressions::all_usual(), std::string_view(spaced),
                                                     {}, &kit::Progressions::Usual::model);
    return is_known ? spaced : service + joined(resource.words, "");
  }

  void find_all() {
    for (Resource& resource : plan.resources_) find(resource);
  }

  void find(Resource& resource) {
    find_status(resource);
    if (!resource.has_status()) return;
    find_states(resource);
    take_states(resource);
    resource.moves.push_back({"create", resource.creating});
    if (!resource.updating.empty()) resource.moves.push_back({"update", resource.updating});
    if (!resource.deleting.empty()) {
      resource.deleting.push_back({});
      resource.moves.push_back({leaving, resource.deleting});
    }
    resource.lifecycle_name = model_name(resource);
    resource.lifecycle = {resource.lifecycle_name, resource.moves};
    if (resource.hint && resource.hint->lifecycle) resource.lifecycle = *resource.hint->lifecycle;
  }

  // "CREATING ACTIVE", as the service tells.
  static void take_states(Resource& resource) {
    for (const auto& [hint, move, exact] : resource.told) {
      if (hint->says != Says::states) continue;
      auto& states = move == leaving    ? resource.deleting
                     : move == "update" ? resource.updating
                                        : resource.creating;
      states.clear();
      for (std::string_view rest = hint->two; !rest.empty();) {
        const auto space = rest.find(' ');
        states.push_back(rest.substr(0, space));
        rest = space == rest.npos ? std::string_view() : rest.substr(space + 1);
      }
    }
  }

  void find_states(Resource& resource) {
    const Shape shape = plan.service().shape(resource.status_shape);
    const auto constraint = shape.constraint();
    std::string_view rest = awaited(resource);
    if (rest.empty()) rest = one_of(shape, resting);
    const std::string_view first = one_of(shape, beginning), last = one_of(shape, ending);
    if (rest.empty() && constraint && !constraint->enums.empty()) rest = text(constraint->enums.front());
    if (!constraint || constraint->enums.empty()) {  // older services write their states in lower case
      const bool lower =
          plan.service().speaks(models::Protocol::query) || (!rest.empty() && rest.front() >= 'a');
      if (rest.empty()) rest = lower ? "available" : "ACTIVE";
      if (resource.status == "status" || resource.status == "state")
        resource.creating.push_back(lower ? "creating" : "CREATING");
      resource.deleting.push_back(lower ? "deleting" : "DELETING");
    }
    if (!first.empty() && first != rest) resource.creating.push_back(first);
    resource.creating.push_back(rest);
    if (const std::string_view meanwhile = one_of(shape, changing); !meanwhile.empty())
      resource.updating = {meanwhile, rest};
    if (!last.empty()) resource.deleting.push_back(last);
  }
};

std::string_view state_in(const Shape& shape, std::string_view state) {
  const auto constraint = shape.constraint();
  if (!constraint) return {};
  const auto text = [&](models::tables::Text t) { return shape.service().text(t); };
  for (const auto value : constraint->enums)
    if (text(value) == state) return state;
  for (const std::string_view word : resting)
    for (const auto value : constraint->enums)
      if (folded(text(value)) == word) return text(value);
  return {};
}

void find_lifecycles(Plan& plan) { Lifecycles{plan}.find_all(); }

}  // namespace understudy::derived
