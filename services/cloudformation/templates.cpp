// Templates by themselves: what they say, without making anything.
#include <fmt/format.h>

#include <algorithm>

#include "services/cloudformation/definition.hpp"
#include "services/cloudformation/errands.hpp"
#include "services/cloudformation/handlers.hpp"

namespace understudy::cloudformation {
namespace {

bool hidden(const Value& declared) { return text_of(at(declared, "NoEcho")) == "true"; }

void show_capabilities(const Value& root, const Out& out) {
  const Capabilities wanted = capabilities_of(root);
  const auto transforms = transforms_of(root);
  if (!wanted.needed.empty()) {
    out["Capabilities"].list(1).add() = wanted.needed;
    out["CapabilitiesReason"] =
        fmt::format("The following resource(s) require capabilities: [{}]", fmt::join(wanted.types, ", "));
  }
  if (transforms.empty()) return;
  const OutList list = out["DeclaredTransforms"].list();
  for (const std::string& name : transforms) list.add() = name;
}

void show_declaration(const Out& out, std::string_view key, const Value& declared) {
  out["ParameterKey"] = key;
  if (declared.find("Default")) out["DefaultValue"] = text_of(at(declared, "Default"));
  out["NoEcho"] = hidden(declared);
  out["Description"] = text_of(at(declared, "Description"));
}

kit::Task summarize(Call& call, State& state, std::string body) {
  static_cast<void>(state);
  const std::string url(call.in["TemplateURL"].text());
  if (body.empty() && !url.empty()) {
    kit::Request request = ask_for_object(call, url);
    const kit::Answer answer = co_await call.ask(std::move(request));
    body = object_in(answer, url);
  }
  if (body.empty()) body = call.in["TemplateBody"].text();
  if (body.empty())
    co_return invalid("Either Template URL, Template Body, Stack Name or Stack Set Name must be specified.");
  const Value root = parse_template(body, call.arena());
  check_template(root);
  const Value& parameters = at(root, "Parameters");
  const OutList list = call.out["Parameters"].list();
  for (std::uint32_t i = 0; i < parameters.size(); ++i) {
    const auto [key, declared] = parameters.entry(i);
    const Out out = list.add().structure(6);
    show_declaration(out, key, declared);
    out["ParameterType"] = at(declared, "Type").text();
    const Out constraints = out["ParameterConstraints"].structure(1);
    if (const Value& allowed = at(declared, "AllowedValues")) {
      const OutList values = constraints["AllowedValues"].list();
      for (const Value& each : allowed.elements()) values.add() = text_of(each);
    }
  }
  if (const Value& said = at(root, "Description")) call.out["Description"] = said.text();
  show_capabilities(root, call.out);
  std::vector<std::string> types;
  const Value& resources = at(root, "Resources");
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    std::string type = text_of(at(resources.entry(i).value, "Type"));
    if (std::ranges::find(types, type) == types.end()) types.push_back(std::move(type));
  }
  const OutList shown = call.out["ResourceTypes"].list();
  for (const std::string& type : types) shown.add() = type;
  if (const Value& version = at(root, "AWSTemplateFormatVersion")) call.out["Version"] = text_of(version);
  if (const Value& metadata = at(root, "Metadata")) call.out["Metadata"] = text_of(metadata);
  co_return {};
}

kit::Task refuse(kit::Failure failure) { co_return failure; }

}  // namespace

kit::Outcome get_template(Call& call, State& state) {
  if (const std::string_view set = call.in["ChangeSetName"].text(); !set.empty()) {
    const std::string id = change_set_of(state, set, call.in["StackName"].text());
    call.out["TemplateBody"] = state.change_sets.find(id)->definition.body.view();
  } else {
    const std::string id = stack_of(state, call.in["StackName"].text());
    call.out["TemplateBody"] = state.stacks.find(id)->definition.body.view();
  }
  const OutList stages = call.out["StagesAvailable"].list(2);
  stages.add() = "Original";
  stages.add() = "Processed";
  return {};
}

kit::Task get_template_summary(Call& call, State& state) {
  const std::string_view name = call.in["StackName"].text();
  if (call.in["StackSetName"])
    return refuse(invalid("GetTemplateSummary of stack sets is not played by this server."));
  if (name.empty()) return summarize(call, state, {});
  const std::string* id = find_stack(state, name);
  if (!id) return refuse(no_stack.says(name));
  const Stack& stack = *state.stacks.find(*id);
  if (stack.status == "REVIEW_IN_PROGRESS")
    return refuse(invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."));
  return summarize(call, state, std::string(stack.definition.body.view()));
}

kit::Task validate_template(Call& call, State&) {
  const std::string url(call.in["TemplateURL"].text());
  std::string body(call.in["TemplateBody"].text());
  if (body.size() > largest_body)
    co_return invalid(
        fmt::format("1 validation error detected: Value '...' at 'templateBody' failed to satisfy "
                    "constraint: Member must have length less than or equal to {}",
                    largest_body));
  if (!url.empty()) {
    kit::Request request = ask_for_object(call, url);
    const kit::Answer answer = co_await call.ask(std::move(request));
    body = object_in(answer, url);
  }
  if (body.empty()) co_return invalid("Either Template URL or Template Body must be specified.");
  const Value root = parse_template(body, call.arena());
  check_template(root);
  const Value& parameters = at(root, "Parameters");
  const OutList list = call.out["Parameters"].list();
  for (std::uint32_t i = 0; i < parameters.size(); ++i)
    show_declaration(list.add().structure(4), parameters.entry(i).key, parameters.entry(i).value);
  call.out["Description"] = text_of(at(root, "Description"));
  show_capabilities(root, call.out);
  co_return {};
}

}  // namespace understudy::cloudformation
