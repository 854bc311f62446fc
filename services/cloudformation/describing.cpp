// What there is: stacks, their resources and events, exports.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "services/cloudformation/handlers.hpp"
#include "services/cloudformation/template.hpp"
#include "services/cloudformation/work.hpp"
#include "services/kit/json.hpp"
#include "services/kit/naming.hpp"
#include "services/kit/sealed.hpp"

namespace understudy::cloudformation {
namespace {

// Pages of what is in memory anyway. The token says how many came before.
struct Page {
  std::size_t from = 0, to = 0;
  std::optional<std::string> next;
};
Page page_of(const Call& call, std::string_view listing, std::size_t all, std::size_t most) {
  Page page;
  if (const std::string_view token = call.in["NextToken"].text(); !token.empty()) {
    const auto text = kit::unseal(listing, token);
    if (!text) throw invalid("The specified NextToken is not valid.");
    page.from = std::min<std::size_t>(all, std::stoul(*text));
  }
  page.to = std::min(all, page.from + most);
  if (page.to < all) page.next = kit::seal(listing, std::to_string(page.to));
  return page;
}

void show_tags(const kit::Tags& tags, const Slot& slot) {
  const OutList list = slot.list(static_cast<std::uint32_t>(tags.size()));
  for (const auto& [key, value] : tags) {
    const Out tag = list.add().structure(2);
    tag["Key"] = key;
    tag["Value"] = value;
  }
}

void show_texts(const std::vector<std::string>& texts, const Slot& slot) {
  const OutList list = slot.list(static_cast<std::uint32_t>(texts.size()));
  for (const std::string& text : texts) list.add() = text;
}

void show_parameters(const std::vector<Parameter>& parameters, const Slot& slot) {
  const OutList list = slot.list(static_cast<std::uint32_t>(parameters.size()));
  for (const Parameter& parameter : parameters) {
    const Out out = list.add().structure(3);
    out["ParameterKey"] = parameter.key;
    out["ParameterValue"] = parameter.hidden ? std::string_view("****") : std::string_view(parameter.value);
    if (!parameter.resolved.empty())
      out["ResolvedValue"] =
          parameter.hidden ? std::string_view("****") : std::string_view(parameter.resolved);
  }
}

void show_outputs(const std::vector<Output>& outputs, const Slot& slot) {
  const OutList list = slot.list(static_cast<std::uint32_t>(outputs.size()));
  for (const Output& output : outputs) {
    const Out out = list.add().structure(4);
    out["OutputKey"] = output.key;
    out["OutputValue"] = output.value;
    if (!output.description.empty()) out["Description"] = output.description;
    if (!output.exported.empty()) out["ExportName"] = output.exported;
  }
}

void show_stack(const Call& call, const std::string& id, const Stack& stack, const Out& out) {
  out["StackId"] = id;
  out["StackName"] = stack.name;
  if (!stack.change_set.empty()) out["ChangeSetId"] = stack.change_set;
  if (!stack.description.empty()) out["Description"] = stack.description;
  if (!stack.definition.parameters.empty()) show_parameters(stack.definition.parameters, out["Parameters"]);
  out["CreationTime"] = stack.created;
  if (stack.deleted) out["DeletionTime"] = *stack.deleted;
  if (stack.updated) out["LastUpdatedTime"] = *stack.updated;
  if (const Text& json = stack.definition.rollback_configuration; !json.empty()) {
    const auto value = kit::parse_json(json.view(), call.arena());
    out["RollbackConfiguration"] = kit::by_ids<Names>(*value, call.arena());
  } else {
    out["RollbackConfiguration"].structure(1);
  }
  out["StackStatus"] = stack.status;
  if (!stack.reason.empty()) out["StackStatusReason"] = stack.reason;
  out["DisableRollback"] = stack.settings.disable_rollback;
  show_texts(stack.definition.notification_arns, out["NotificationARNs"]);
  if (stack.settings.timeout) out["TimeoutInMinutes"] = *stack.settings.timeout;
  if (!stack.definition.capabilities.empty()) show_texts(stack.definition.capabilities, out["Capabilities"]);
  if (!stack.definition.outputs.empty()) show_outputs(stack.definition.outputs, out["Outputs"]);
  if (!stack.definition.role.empty()) out["RoleARN"] = stack.definition.role;
  show_tags(stack.definition.tags, out["Tags"]);
  out["EnableTerminationProtection"] = stack.settings.protect;
  if (!stack.parent.empty()) out["ParentId"] = stack.parent;
  if (!stack.root.empty()) out["RootId"] = stack.root;
  out["DriftInformation"].structure(1)["StackDriftStatus"] = "NOT_CHECKED";
}

// Stacks from the newest to the oldest.
std::vector<std::string> newest_first(const State& state) {
  std::vector<std::string> ids;
  const auto& order = state.stacks.by<ByNumber>().tree();
  for (auto at = order.rbegin(); at != order.rend(); ++at) ids.push_back(at->second);
  return ids;
}

// Rows in the order in which they were made.
std::vector<std::pair<std::string, const Resource*>> rows_of(const State& state, const std::string& id) {
  std::vector<std::pair<std::string, const Resource*>> rows;
  each_resource(state, id,
                [&](const std::string& logical, const Resource& row) { rows.emplace_back(logical, &row); });
  std::ranges::sort(rows, {}, [](const auto& row) { return row.second->order; });
  return rows;
}

void show_resource(const std::string& logical, const Resource& row, const Out& out) {
  out["LogicalResourceId"] = logical;
  if (!row.physical.empty()) out["PhysicalResourceId"] = row.physical;
  out["ResourceType"] = row.type;
  out["ResourceStatus"] = row.status;
  if (!row.reason.empty()) out["ResourceStatusReason"] = row.reason;
  out["DriftInformation"].structure(1)["StackResourceDriftStatus"] = "NOT_CHECKED";
}

void show_described(const State& state, const std::string& id, const std::string& logical,
                    const Resource& row, const Out& out) {
  out["StackName"] = state.stacks.find(id)->name;
  out["StackId"] = id;
  out["Timestamp"] = row.updated;
  show_resource(logical, row, out);
}

std::string looked_at(const Call& call, State& state, std::string_view name) {
  const std::string id = stack_of(state, name);
  look(call.turn(), state, id);
  return id;
}

}  // namespace

kit::Outcome describe_stacks(Call& call, State& state) {
  const std::string_view name = call.in["StackName"].text();
  std::vector<std::string> ids;
  if (!name.empty()) {
    ids.push_back(stack_of(state, name));
  } else {
    ids = newest_first(state);
    std::erase_if(ids, [&](const std::string& id) { return state.stacks.find(id)->gone(); });
  }
  for (const std::string& id : ids) look(call.turn(), state, id);
  const Page page = page_of(call, "stacks", ids.size(), 50);
  const OutList list = call.out["Stacks"].list();
  for (std::size_t i = page.from; i < page.to; ++i)
    show_stack(call, ids[i], *state.stacks.find(ids[i]), list.add().structure(24));
  if (page.next) call.out["NextToken"] = *page.next;
  return {};
}

kit::Outcome list_stacks(Call& call, State& state) {
  std::vector<std::string> ids = newest_first(state);
  for (const std::string& id : ids) look(call.turn(), state, id);
  const In filter = call.in["StackStatusFilter"];
  std::erase_if(ids, [&](const std::string& id) {
    if (filter.empty()) return false;
    for (const In each : filter)
      if (each.text() == state.stacks.find(id)->status) return false;
    return true;
  });
  const Page page = page_of(call, "summaries", ids.size(), 100);
  const OutList list = call.out["StackSummaries"].list();
  for (std::size_t i = page.from; i < page.to; ++i) {
    const Stack& stack = *state.stacks.find(ids[i]);
    const Out out = list.add().structure(12);
    out["StackId"] = ids[i];
    out["StackName"] = stack.name;
    if (!stack.description.empty()) out["TemplateDescription"] = stack.description;
    out["CreationTime"] = stack.created;
    if (stack.updated) out["LastUpdatedTime"] = *stack.updated;
    if (stack.deleted) out["DeletionTime"] = *stack.deleted;
    out["StackStatus"] = stack.status;
    if (!stack.reason.empty()) out["StackStatusReason"] = stack.reason;
    if (!stack.parent.empty()) out["ParentId"] = stack.parent;
    if (!stack.root.empty()) out["RootId"] = stack.root;
    out["DriftInformation"].structure(1)["StackDriftStatus"] = "NOT_CHECKED";
  }
  if (page.next) call.out["NextToken"] = *page.next;
  return {};
}

kit::Outcome describe_stack_events(Call& call, State& state) {
  const std::string name(call.in["StackName"].text());
  if (name.empty())
    return invalid(
        "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must "
        "not be null");
  const std::string* found = find_stack(state, name);
  if (!found) return invalid(fmt::format("Stack [{}] does not exist", name));
  const std::string id = *found;
  look(call.turn(), state, id);
  std::vector<const Event*> events;
  for (auto at = state.events.rows().lower_bound({id, 0});
       at != state.events.rows().end() && at->first.stack == id; ++at)
    events.push_back(&at->second->row);
  std::ranges::reverse(events);
  const Page page = page_of(call, "events", events.size(), 100);
  const OutList list = call.out["StackEvents"].list();
  for (std::size_t i = page.from; i < page.to; ++i) {
    const Event& event = *events[i];
    const Out out = list.add().structure(12);
    out["StackId"] = id;
    out["EventId"] = event.id;
    out["StackName"] = state.stacks.find(id)->name;
    out["LogicalResourceId"] = event.logical;
    out["PhysicalResourceId"] = event.physical;
    out["ResourceType"] = event.type;
    out["Timestamp"] = event.at;
    out["ResourceStatus"] = event.status;
    if (!event.reason.empty()) out["ResourceStatusReason"] = event.reason;
    if (!event.properties.empty()) out["ResourceProperties"] = event.properties.view();
    if (!event.token.empty()) out["ClientRequestToken"] = event.token;
  }
  if (page.next) call.out["NextToken"] = *page.next;
  return {};
}

kit::Outcome describe_stack_resource(Call& call, State& state) {
  const std::string* found = find_stack(state, call.in["StackName"].text());
  if (!found) return invalid(fmt::format("Stack '{}' does not exist", call.in["StackName"].text()));
  const std::string id = *found, logical(call.in["LogicalResourceId"].text());
  const Resource* row = state.resources.find({id, logical});
  if (!row)
    return invalid(
        fmt::format("Resource {} does not exist for stack {}", logical, state.stacks.find(id)->name));
  const Out out = call.out["StackResourceDetail"].structure(12);
  out["StackName"] = state.stacks.find(id)->name;
  out["StackId"] = id;
  out["LastUpdatedTimestamp"] = row->updated;
  const auto root = kit::parse_json(state.stacks.find(id)->definition.template_json.view(), call.arena());
  const Value& declared = at(root.value_or(Value()), "Resources", std::string_view(logical), "Metadata");
  out["Metadata"] = declared ? kit::to_json(declared) : std::string("{}");
  show_resource(logical, *row, out);
  return {};
}

kit::Outcome describe_stack_resources(Call& call, State& state) {
  const std::string_view name = call.in["StackName"].text(), physical = call.in["PhysicalResourceId"].text(),
                         logical = call.in["LogicalResourceId"].text();
  if (name.empty() && physical.empty())
    return invalid("Either StackName or PhysicalResourceId must be specified.");
  std::string id;
  if (!name.empty()) {
    id = looked_at(call, state, name);
  } else {
    for (const auto& [key, row] : state.resources.rows())
      if (row->row.physical == physical && !state.stacks.find(key.stack)->gone()) id = key.stack;
    if (id.empty()) return invalid(fmt::format("Stack for {} does not exist", physical));
  }
  const OutList list = call.out["StackResources"].list();
  for (const auto& [key, row] : rows_of(state, id))
    if ((logical.empty() || key == logical) &&
        (physical.empty() || !logical.empty() || name.empty() || row->physical == physical))
      show_described(state, id, key, *row, list.add().structure(10));
  return {};
}

kit::Outcome list_stack_resources(Call& call, State& state) {
  const std::string* found = find_stack(state, call.in["StackName"].text());
  if (!found) return invalid(fmt::format("Stack with id {} does not exist", call.in["StackName"].text()));
  const std::string id = *found;
  look(call.turn(), state, id);
  const auto rows = rows_of(state, id);
  const Page page = page_of(call, "resources", rows.size(), 100);
  const OutList list = call.out["StackResourceSummaries"].list();
  for (std::size_t i = page.from; i < page.to; ++i) {
    const Out out = list.add().structure(8);
    out["LastUpdatedTimestamp"] = rows[i].second->updated;
    show_resource(rows[i].first, *rows[i].second, out);
  }
  if (page.next) call.out["NextToken"] = *page.next;
  return {};
}

kit::Outcome list_exports(Call& call, State& state) {
  struct Row {
    std::string name, value, stack;
  };
  std::vector<Row> rows;
  for (const auto& [id, row] : state.stacks.rows())
    for (const Output& output : row->row.definition.outputs)
      if (!row->row.gone() && !output.exported.empty()) rows.push_back({output.exported, output.value, id});
  std::ranges::sort(rows, {}, &Row::name);
  const Page page = page_of(call, "exports", rows.size(), 100);
  const OutList list = call.out["Exports"].list();
  for (std::size_t i = page.from; i < page.to; ++i) {
    const Out out = list.add().structure(3);
    out["ExportingStackId"] = rows[i].stack;
    out["Name"] = rows[i].name;
    out["Value"] = rows[i].value;
  }
  if (page.next) call.out["NextToken"] = *page.next;
  return {};
}

kit::Outcome list_imports(Call& call, State& state) {
  const std::string_view name = call.in["ExportName"].text();
  const auto names = importers(state, name);
  if (names.empty()) return invalid(fmt::format("Export '{}' is not imported by any stack.", name));
  const Page page = page_of(call, "imports", names.size(), 100);
  const OutList list = call.out["Imports"].list();
  for (std::size_t i = page.from; i < page.to; ++i) list.add() = names[i];
  if (page.next) call.out["NextToken"] = *page.next;
  return {};
}

}  // namespace understudy::cloudformation
