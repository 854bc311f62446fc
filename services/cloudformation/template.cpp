// Templates: their sections, the references within them and the order that follows.
#include "services/cloudformation/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "services/cloudformation/yaml.hpp"
#include "services/kit/json.hpp"

namespace understudy::cloudformation {
namespace {

constexpr std::array<std::string_view, 10> sections{"AWSTemplateFormatVersion",
                                                    "Conditions",
                                                    "Description",
                                                    "Hooks",
                                                    "Mappings",
                                                    "Metadata",
                                                    "Outputs",
                                                    "Parameters",
                                                    "Resources",
                                                    "Rules"};
constexpr std::array<std::string_view, 8> pseudo{"AWS::AccountId", "AWS::NoValue",  "AWS::NotificationARNs",
                                                 "AWS::Partition", "AWS::Region",   "AWS::StackId",
                                                 "AWS::StackName", "AWS::URLSuffix"};
constexpr std::array<std::string_view, 11> of_resources{
    "Description", "Version",    "Condition", "CreationPolicy",      "DeletionPolicy", "DependsOn",
    "Metadata",    "Properties", "Type",      "UpdateReplacePolicy", "UpdatePolicy"};
constexpr std::array<std::string_view, 18> functions{
    "Fn::And",    "Fn::Base64", "Fn::Cidr", "Fn::Equals",      "Fn::FindInMap", "Fn::GetAZs",
    "Fn::GetAtt", "Fn::If",     "Fn::Join", "Fn::ImportValue", "Fn::Not",       "Fn::Or",
    "Fn::Select", "Fn::Split",  "Fn::Sub",  "Fn::Length",      "Fn::Contains",  "Fn::ToJsonString"};

bool is_pseudo(std::string_view name) { return std::ranges::find(pseudo, name) != pseudo.end(); }

// "${Name}" and "${Name.Attribute}" of a Fn::Sub's text; "${!Literal}" is none.
template <class F>
void each_hole(std::string_view text, F&& found) {
  for (std::size_t from = 0; (from = text.find("${", from)) != text.npos;) {
    const auto end = text.find('}', from);
    if (end == text.npos) return;
    const std::string_view name = text.substr(from + 2, end - from - 2);
    if (!name.starts_with('!')) found(name);
    from = end;
  }
}

struct Seen {
  std::set<std::string, std::less<>> resources;   // that it refers to
  std::set<std::string, std::less<>> unresolved;  // what is neither resource nor parameter
  std::set<std::string, std::less<>> conditions;  // that Fn::If asks for
};

class Walk {
 public:
  Walk(const Value& root, Seen& seen) : root_(root), seen_(seen) {}

  void into(const Value& value) {
    for (const Value& each : value.is(kit::Kind::list) ? value.elements() : std::span<const Value>())
      into(each);
    if (!value.is(kit::Kind::map)) return;
    if (value.size() == 1 && function(value.entry(0).key, value.entry(0).value)) return;
    for (std::uint32_t i = 0; i < value.size(); ++i) into(value.entry(i).value);
  }

 private:
  void refer(std::string_view name) {
    if (is_pseudo(name) || at(root_, "Parameters").find(name)) return;
    (at(root_, "Resources").find(name) ? seen_.resources : seen_.unresolved).emplace(name);
  }

  bool function(std::string_view name, const Value& argument) {
    if (name == "Ref") {
      if (!argument.is(kit::Kind::string))
        throw invalid("Template format error: Every Ref object must have a single String value.");
      return refer(argument.text()), true;
    }
    if (!name.starts_with("Fn::")) return false;
    if (name == "Fn::Transform" || name.starts_with("Fn::ForEach"))
      throw invalid(fmt::format("Template error: {} needs a transform, and this server has none.", name));
    if (std::ranges::find(functions, name) == functions.end())
      throw invalid(
          fmt::format("Template error: Encountered unsupported function: {} Supported functions are: [{}, "
                      "Ref, Condition]",
                      name, fmt::join(functions, ", ")));
    if (name == "Fn::GetAtt") return attribute(argument), true;
    if (name == "Fn::If" && argument.is(kit::Kind::list) && argument.size() > 0)
      seen_.conditions.emplace(argument.elements()[0].text());
    if (name == "Fn::Sub") substitute(argument);
    into(argument);
    return true;
  }

  void attribute(const Value& argument) {
    std::string_view name;
    if (argument.is(kit::Kind::string)) {
      name = argument.text().substr(0, argument.text().find('.'));
      if (name.size() == argument.text().size()) name = {};
    } else if (argument.is(kit::Kind::list) && argument.size() == 2) {
      name = argument.elements()[0].text();
      into(argument.elements()[1]);
    }
    if (name.empty())
      throw invalid(
          "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and "
          "the resource attribute");
    if (!at(root_, "Resources").find(name))
      throw invalid(
          fmt::format("Template error: instance of Fn::GetAtt references undefined resource {}", name));
    seen_.resources.emplace(name);
  }

  void substitute(const Value& argument) {
    const bool with_own = argument.is(kit::Kind::list) && argument.size() == 2;
    const Value& text = with_own ? argument.elements()[0] : argument;
    const Value& own = with_own ? argument.elements()[1] : kit::no_value;
    if (!text.is(kit::Kind::string) || (argument.is(kit::Kind::list) && !with_own))
      throw invalid(
          "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify "
          "a string as first argument, and an optional second argument to specify a mapping of values to "
          "replace in the string");
    each_hole(text.text(), [&](std::string_view hole) {
      if (!own.find(hole)) refer(hole.substr(0, hole.find('.')));
    });
  }

  const Value& root_;
  Seen& seen_;
};

std::string list_of(const auto& names) { return fmt::format("[{}]", fmt::join(names, ", ")); }

void refuse_unresolved(const Value& root, const Seen& seen, std::string_view section) {
  if (!seen.unresolved.empty())
    throw invalid(fmt::format(
        "Template format error: Unresolved resource dependencies {} in the {} block of the template",
        list_of(seen.unresolved), section));
  for (const std::string& condition : seen.conditions)
    if (!at(root, "Conditions").find(condition))
      throw invalid(fmt::format(
          "Template format error: Unresolved condition dependency {} in the {} block of the template",
          condition, section));
}

void refuse_nulls(const Value& value, const std::string& path) {
  if (value.is(kit::Kind::none))
    throw invalid(fmt::format("[{}] 'null' values are not allowed in templates", path));
  if (value.is(kit::Kind::list))
    for (std::uint32_t i = 0; i < value.size(); ++i)
      refuse_nulls(value.elements()[i], fmt::format("{}/{}", path, i));
  if (value.is(kit::Kind::map))
    for (std::uint32_t i = 0; i < value.size(); ++i)
      refuse_nulls(value.entry(i).value, fmt::format("{}/{}", path, value.entry(i).key));
}

bool alphanumeric(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c); });
}

void check_resource(const Value& root, std::string_view id, const Value& resource, Seen& seen) {
  if (!alphanumeric(id))
    throw invalid(fmt::format("Template format error: Resource name {} is non alphanumeric.", id));
  if (!resource.is(kit::Kind::map))
    throw invalid(fmt::format("Template format error: [/Resources/{}] resource definition is malformed", id));
  for (std::uint32_t i = 0; i < resource.size(); ++i) {
    const auto [key, value] = resource.entry(i);
    if (value && std::ranges::find(of_resources, key) == of_resources.end())
      throw invalid(fmt::format("Invalid template resource property '{}'", key));
  }
  if (!at(resource, "Type").is(kit::Kind::string))
    throw invalid(fmt::format(
        "Template format error: [/Resources/{}] Every Resources object must contain a Type member.", id));
  const Value& properties = at(resource, "Properties");
  if (properties && !properties.is(kit::Kind::map))
    throw invalid(fmt::format("Template format error: [/Resources/{}] Properties must be an object.", id));
  if (properties) refuse_nulls(properties, fmt::format("/Resources/{}/Properties", id));
  for (const std::string_view policy : {"DeletionPolicy", "UpdateReplacePolicy"}) {
    const std::string_view said = at(resource, policy).text("Delete");
    if (said != "Delete" && said != "Retain" && said != "Snapshot" &&
        !(said == "RetainExceptOnCreate" && policy == "DeletionPolicy"))
      throw invalid(
          fmt::format("Template format error: Unrecognized {} {} for resource {}", policy, said, id));
  }
  if (const Value& condition = at(resource, "Condition")) seen.conditions.emplace(condition.text());
  Walk(root, seen).into(properties);
}

// DependsOn: one logical id or a list of them.
std::vector<std::string_view> depends_on(const Value& resource) {
  const Value& said = at(resource, "DependsOn");
  std::vector<std::string_view> names;
  if (said.is(kit::Kind::string)) names.push_back(said.text());
  if (said.is(kit::Kind::list))
    for (const Value& each : said.elements()) names.push_back(each.text());
  return names;
}

void check_conditions(const Value& root) {
  const Value& conditions = at(root, "Conditions");
  for (std::uint32_t i = 0; i < conditions.size(); ++i) {
    Seen seen;
    Walk(root, seen).into(conditions.entry(i).value);
    if (!seen.resources.empty() || !seen.unresolved.empty())
      throw invalid(fmt::format(
          "Template format error: Unresolved dependencies {}. Cannot reference resources in the Conditions "
          "block of the template",
          list_of(seen.resources.empty() ? seen.unresolved : seen.resources)));
  }
}

void check_outputs(const Value& root) {
  const Value& outputs = at(root, "Outputs");
  Seen seen;
  for (std::uint32_t i = 0; i < outputs.size(); ++i) {
    const auto [id, output] = outputs.entry(i);
    if (!output.is(kit::Kind::map) || !output.find("Value"))
      throw invalid(fmt::format(
          "Template format error: [/Outputs/{}] Every Outputs member must contain a Value object", id));
    if (const Value& condition = at(output, "Condition")) seen.conditions.emplace(condition.text());
    Walk(root, seen).into(output);
  }
  refuse_unresolved(root, seen, "Outputs");
}

}  // namespace

kit::Failure invalid(std::string message) { return {"ValidationError", std::move(message)}; }

Value parse_template(std::string_view body, kit::Arena& arena) {
  const auto start = body.find_first_not_of(" \t\r\n");
  if (start == body.npos) throw invalid("Template format error: unsupported structure.");
  if (body[start] != '{') {
    const Value root = parse_yaml(body, arena);
    if (!root.is(kit::Kind::map)) throw invalid("Template format error: unsupported structure.");
    return root;
  }
  const auto root = kit::parse_json(body, arena);
  if (!root) {
    // A flow mapping in YAML begins as an object does.
    try {
      return parse_yaml(body, arena);
    } catch (const kit::Failure&) {
      throw invalid("Template format error: JSON not well-formed. (line 1, column 1)");
    }
  }
  return *root;
}

std::string text_of(const Value& scalar) {
  switch (scalar.kind()) {
    case kit::Kind::boolean: return scalar.boolean() ? "true" : "false";
    case kit::Kind::integer: return std::to_string(scalar.integer());
    case kit::Kind::real: return fmt::format("{}", scalar.real());
    case kit::Kind::list:
    case kit::Kind::map: return kit::to_json(scalar);
    default: return std::string(scalar.text());
  }
}

void check_template(const Value& root) {
  const auto transforms = transforms_of(root);
  if (!transforms.empty()) throw invalid(fmt::format("No transform named {} found.", transforms.front()));
  std::vector<std::string_view> strange;
  for (std::uint32_t i = 0; i < root.size(); ++i)
    if (std::ranges::find(sections, root.entry(i).key) == sections.end())
      strange.push_back(root.entry(i).key);
  if (!strange.empty())
    throw invalid(fmt::format("Invalid template property or properties {}", list_of(strange)));
  if (const Value& version = at(root, "AWSTemplateFormatVersion");
      version && text_of(version) != "2010-09-09")
    throw invalid("Template format error: unsupported value for AWSTemplateFormatVersion.");
  for (const std::string_view section : {"Parameters", "Mappings", "Conditions", "Resources", "Outputs"})
    if (at(root, section) && !at(root, section).is(kit::Kind::map))
      throw invalid(fmt::format("Template format error: {} must be an object.", section));
  const Value& resources = at(root, "Resources");
  if (!resources) throw invalid("Template format error: At least one Resources member must be defined.");
  check_conditions(root);
  Seen seen;
  std::vector<std::string> all;
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    const auto [id, resource] = resources.entry(i);
    check_resource(root, id, resource, seen);
    for (const std::string_view name : depends_on(resource))
      if (!resources.find(name)) seen.unresolved.emplace(name);
    all.emplace_back(id);
  }
  refuse_unresolved(root, seen, "Resources");
  check_outputs(root);
  creation_order(root, all);
}

std::vector<std::string> creation_order(const Value& root, const std::vector<std::string>& wanted) {
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> waits;
  for (const std::string& id : wanted) {
    Seen seen;
    const Value& resource = at(root, "Resources", std::string_view(id));
    Walk(root, seen).into(at(resource, "Properties"));
    for (const std::string_view name : depends_on(resource)) seen.resources.emplace(name);
    std::erase_if(seen.resources,
                  [&](const auto& n) { return std::ranges::find(wanted, n) == wanted.end(); });
    waits.emplace(id, std::move(seen.resources));
  }
  std::vector<std::string> order;
  std::set<std::string, std::less<>> done;
  while (order.size() < wanted.size()) {
    const std::size_t before = order.size();
    for (const std::string& id : wanted) {
      if (done.contains(id)) continue;
      if (!std::ranges::all_of(waits[id], [&](const auto& n) { return done.contains(n); })) continue;
      order.push_back(id);
      done.insert(id);
    }
    if (order.size() > before) continue;
    std::vector<std::string> circle;
    for (const std::string& id : wanted)
      if (!done.contains(id)) circle.push_back(id);
    throw invalid(fmt::format("Circular dependency between resources: {}", list_of(circle)));
  }
  return order;
}

Capabilities capabilities_of(const Value& root) {
  struct Kind {
    std::string_view type, name;  // and the property that names it
  };
  constexpr std::array<Kind, 8> kinds{{{"AWS::IAM::AccessKey", ""},
                                       {"AWS::IAM::Group", "GroupName"},
                                       {"AWS::IAM::InstanceProfile", "InstanceProfileName"},
                                       {"AWS::IAM::ManagedPolicy", "ManagedPolicyName"},
                                       {"AWS::IAM::Policy", ""},
                                       {"AWS::IAM::Role", "RoleName"},
                                       {"AWS::IAM::User", "UserName"},
                                       {"AWS::IAM::UserToGroupAddition", ""}}};
  Capabilities found;
  const Value& resources = at(root, "Resources");
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    const Value& resource = resources.entry(i).value;
    const std::string_view type = at(resource, "Type").text();
    const auto kind = std::ranges::find(kinds, type, &Kind::type);
    if (kind == kinds.end()) continue;
    if (std::ranges::find(found.types, type) == found.types.end()) found.types.emplace_back(type);
    const bool named = !kind->name.empty() && at(resource, "Properties").find(kind->name);
    if (named || found.needed.empty()) found.needed = named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM";
  }
  return found;
}

std::vector<std::string> transforms_of(const Value& root) {
  const Value& said = at(root, "Transform");
  std::vector<std::string> names;
  if (said.is(kit::Kind::string)) names.emplace_back(said.text());
  if (said.is(kit::Kind::list))
    for (const Value& each : said.elements())
      names.emplace_back(each.is(kit::Kind::map) ? at(each, "Name").text() : each.text());
  return names;
}

}  // namespace understudy::cloudformation
