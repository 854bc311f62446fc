// Reading definitions: templates, parameters and capabilities.
#include "services/cloudformation/definition.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <charconv>

#include "services/cloudformation/types.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"
#include "services/kit/naming.hpp"

namespace understudy::cloudformation {
namespace {

using kit::Kind;

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    std::string_view part = text.substr(from, comma - from);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.emplace_back(part);
    from = comma + 1;
  }
  return parts;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Whole texts against the template author's pattern, bounded in steps.
bool matches(std::string_view pattern, std::string_view text) {
  int code = 0;
  PCRE2_SIZE place = 0;
  pcre2_code* compiled =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &code, &place, nullptr);
  if (!compiled) return true;  // no pattern that we know
  pcre2_match_data* data = pcre2_match_data_create_from_pattern(compiled, nullptr);
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  pcre2_set_match_limit(context, 100'000);
  const int found =
      pcre2_match(compiled, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data, context);
  pcre2_match_context_free(context);
  pcre2_match_data_free(data);
  pcre2_code_free(compiled);
  return found != PCRE2_ERROR_NOMATCH;
}

void check_value(std::string_view key, const Value& declared, std::string_view value) {
  const auto refuse = [&](std::string why) {
    const Value& own = at(declared, "ConstraintDescription");
    throw invalid(own ? fmt::format("Parameter {} failed to satisfy constraint: {}", key, own.text())
                      : fmt::format("Parameter '{}' {}", key, why));
  };
  if (const Value& allowed = at(declared, "AllowedValues"))
    for (const std::string& each : is_list_type(at(declared, "Type").text())
                                       ? split_list(value)
                                       : std::vector<std::string>{std::string(value)})
      if (std::ranges::none_of(allowed.elements(), [&](const Value& v) { return text_of(v) == each; }))
        refuse("must be one of AllowedValues");
  if (const Value& pattern = at(declared, "AllowedPattern"); pattern && !matches(pattern.text(), value))
    refuse(fmt::format("must match pattern {}", pattern.text()));
  const auto bound = [&](std::string_view name) { return number(text_of(at(declared, name))); };
  if (const auto least = bound("MinLength"); least && static_cast<double>(value.size()) < *least)
    refuse(fmt::format("must contain at least {} characters", *least));
  if (const auto most = bound("MaxLength"); most && static_cast<double>(value.size()) > *most)
    refuse(fmt::format("must contain at most {} characters", *most));
  if (at(declared, "Type").text() != "Number") return;
  const auto said = number(value);
  if (!said) refuse("must be a number");
  if (const auto least = bound("MinValue"); least && *said < *least)
    refuse(fmt::format("must be a number not less than {}", *least));
  if (const auto most = bound("MaxValue"); most && *said > *most)
    refuse(fmt::format("must be a number not greater than {}", *most));
}

// What the caller says of a parameter; nothing: nothing.
std::optional<std::string> given_value(const In& in, std::string_view key, const Definition* previous) {
  for (const In each : in["Parameters"]) {
    if (each["ParameterKey"].text() != key) continue;
    if (!each["UsePreviousValue"].boolean()) {
      if (!each["ParameterValue"])
        throw invalid(
            fmt::format("Invalid input for parameter key {}. Cannot specify usePreviousValue as false and "
                        "non existing value",
                        key));
      return std::string(each["ParameterValue"].text());
    }
    if (each["ParameterValue"])
      throw invalid(
          fmt::format("Invalid input for parameter key {}. Cannot specify usePreviousValue as true and non "
                      "empty value for a parameter",
                      key));
    const auto known = previous ? std::ranges::find(previous->parameters, key, &Parameter::key)
                                : std::vector<Parameter>::const_iterator{};
    if (!previous || known == previous->parameters.end())
      throw invalid(
          fmt::format("Invalid input for parameter key {}. Cannot specify usePreviousValue as true for a "
                      "parameter key not in the previous template",
                      key));
    return known->value;
  }
  return std::nullopt;
}

std::vector<Parameter> read_parameters(const In& in, const Value& root, const Definition* previous,
                                       const Stored& stored) {
  const Value& declared = at(root, "Parameters");
  std::vector<std::string_view> strange, missing;
  for (const In each : in["Parameters"])
    if (!declared.find(each["ParameterKey"].text())) strange.push_back(each["ParameterKey"].text());
  if (!strange.empty())
    throw invalid(fmt::format("Parameters: [{}] do not exist in the template", fmt::join(strange, ", ")));
  std::vector<Parameter> all;
  for (std::uint32_t i = 0; i < declared.size(); ++i) {
    const auto [key, of] = declared.entry(i);
    if (!at(of, "Type").is(Kind::string))
      throw invalid(fmt::format(
          "Template format error: Every Parameters object must contain a Type member. ({})", key));
    auto value = given_value(in, key, previous);
    if (!value && of.find("Default")) value = text_of(at(of, "Default"));
    if (!value) {
      missing.push_back(key);
      continue;
    }
    Parameter parameter{std::string(key), *value, {}, text_of(at(of, "NoEcho")) == "true"};
    const std::string_view type = at(of, "Type").text();
    if (is_stored_type(type)) {
      const auto found = stored.find(*value);
      if (found == stored.end())
        throw invalid(
            fmt::format("Unable to fetch parameters [{}] from parameter store for this account.", *value));
      parameter.resolved = found->second;
    } else {
      check_value(key, of, *value);
    }
    all.push_back(std::move(parameter));
  }
  if (!missing.empty())
    throw invalid(fmt::format("Parameters: [{}] must have values", fmt::join(missing, ", ")));
  return all;
}

void check_capabilities(const In& in, const Value& root) {
  const Capabilities wanted = capabilities_of(root);
  if (wanted.needed.empty()) return;
  for (const In each : in["Capabilities"])
    if (each.text() == "CAPABILITY_NAMED_IAM" || each.text() == wanted.needed) return;
  throw kit::Failure("InsufficientCapabilitiesException",
                     fmt::format("Requires capabilities : [{}]", wanted.needed));
}

// Types that nothing here can make are refused before anything is made.
void check_types(const Value& root) {
  std::vector<std::string_view> unknown;
  const Value& resources = at(root, "Resources");
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    const auto [logical, resource] = resources.entry(i);
    const std::string_view type = at(resource, "Type").text();
    if (at(at(resource, "CreationPolicy"), "ResourceSignal"))
      throw invalid(fmt::format(
          "Resource {} waits for signals by its CreationPolicy, and this server waits for none.", logical));
    if (type.starts_with("Custom::") || type == "AWS::CloudFormation::CustomResource")
      throw invalid(fmt::format(
          "Resource {} is a custom resource, and this server runs no functions that could make it.",
          logical));
    if (!find_type(type) && std::ranges::find(unknown, type) == unknown.end()) unknown.push_back(type);
  }
  if (!unknown.empty())
    throw invalid(
        fmt::format("Template format error: Unrecognized resource types: [{}]", fmt::join(unknown, ", ")));
}

std::vector<std::string> texts(const In& list) {
  std::vector<std::string> all;
  for (const In each : list) all.emplace_back(each.text());
  return all;
}

// ResourceTypes: "AWS::EC2::Instance", or "AWS::EC2::*" and the like for all that begins so.
void check_allowed(const In& allowed, const Value& root) {
  if (!allowed) return;
  const Value& resources = at(root, "Resources");
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    const std::string_view type = at(resources.entry(i).value, "Type").text();
    bool good = false;
    for (const In each : allowed) {
      const std::string_view one = each.text();
      good |= one == type || (one.ends_with("::*") && type.starts_with(one.substr(0, one.size() - 1)));
    }
    if (!good)
      throw invalid(fmt::format("Resource type {} is not allowed by parameter ResourceTypes [{}]", type,
                                fmt::join(texts(allowed), ", ")));
  }
}

}  // namespace

bool is_stored_type(std::string_view type) { return type.starts_with("AWS::SSM::Parameter::Value<"); }
bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || type.find("List<") != type.npos ||
         type.find("CommaDelimitedList>") != type.npos;
}

std::string_view body_of(const In& in, const Definition* previous) {
  if (previous && in["UsePreviousTemplate"].boolean()) return previous->body;
  return in["TemplateBody"].text();
}

Definition read_definition(const In& in, const Definition* previous, const Stored& stored,
                           kit::Arena& arena) {
  const std::string_view body = body_of(in, previous);
  if (body.empty()) throw invalid("Either Template URL or Template Body must be specified.");
  const Value root = parse_template(body, arena);
  check_template(root);
  Definition made;
  made.body = body;
  made.template_json = Text(kit::to_json(root));
  made.parameters = read_parameters(in, root, previous, stored);
  check_types(root);
  check_allowed(in["ResourceTypes"], root);
  check_capabilities(in, root);
  made.capabilities = texts(in["Capabilities"]);
  if (in["Tags"] || !previous) {
    for (const In tag : in["Tags"]) made.tags[std::string(tag["Key"].text())] = tag["Value"].text();
  } else {
    made.tags = previous->tags;
  }
  made.notification_arns =
      in["NotificationARNs"] || !previous ? texts(in["NotificationARNs"]) : previous->notification_arns;
  made.role = in["RoleARN"] || !previous ? in["RoleARN"].text() : std::string_view(previous->role);
  if (in["RollbackConfiguration"]) {
    made.rollback_configuration =
        Text(kit::to_json(kit::by_names<Names>(in["RollbackConfiguration"].value(), arena)));
  } else if (previous) {
    made.rollback_configuration = previous->rollback_configuration;
  }
  if (previous) {
    made.outputs = previous->outputs;
    made.imports = previous->imports;
  }
  return made;
}

// ---- Working it out

Working::Working(const State& state, Where where, const Definition& definition, kit::Arena& arena, bool guess)
    : state_(state),
      where_(std::move(where)),
      arena_(arena),
      guess_(guess),
      root_(kit::parse_json(definition.template_json, arena).value_or(Value())),
      evaluator_(root_, scope_, arena) {
  fill_parameters(definition);
  scope_.reference = [this](std::string_view logical) { return reference(logical); };
  scope_.attribute = [this](std::string_view logical, std::string_view name) {
    return attribute(logical, name);
  };
  scope_.imported = [this](std::string_view name) -> std::optional<std::string> {
    const auto found = find_export(state_, name);
    if (!found) return std::nullopt;
    if (std::ranges::find(imports_, name) == imports_.end()) imports_.emplace_back(name);
    return found->value;
  };
}

void Working::fill_parameters(const Definition& definition) {
  const auto string = [&](std::string_view text) { return Value::string(arena_.copy(text)); };
  const auto list = [&](const std::vector<std::string>& texts) {
    Value all = Value::list(arena_, static_cast<std::uint32_t>(texts.size()));
    for (const std::string& text : texts) all.add(arena_) = string(text);
    return all;
  };
  for (const Parameter& parameter : definition.parameters) {
    const std::string_view type = at(root_, "Parameters", std::string_view(parameter.key), "Type").text();
    const std::string& value = is_stored_type(type) ? parameter.resolved : parameter.value;
    scope_.parameters[parameter.key] = is_list_type(type) ? list(split_list(value)) : string(value);
  }
  const std::string_view partition = kit::partition_of(where_.region);
  scope_.parameters["AWS::AccountId"] = string(where_.account);
  scope_.parameters["AWS::NotificationARNs"] = list(definition.notification_arns);
  scope_.parameters["AWS::Partition"] = string(partition);
  scope_.parameters["AWS::Region"] = string(where_.region);
  scope_.parameters["AWS::StackId"] = string(where_.id);
  scope_.parameters["AWS::StackName"] = string(where_.name);
  scope_.parameters["AWS::URLSuffix"] = string(partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com");
}

std::optional<Value> Working::reference(std::string_view logical) const {
  const Resource* row = state_.resources.find({where_.id, std::string(logical)});
  if (row && !row->physical.empty()) return Value::string(arena_.copy(row->physical));
  if (guess_ && resource(logical)) return Value::string(later);
  return std::nullopt;
}

std::optional<Value> Working::attribute(std::string_view logical, std::string_view name) const {
  const Resource* row = state_.resources.find({where_.id, std::string(logical)});
  if (!row || row->physical.empty())
    return guess_ && resource(logical) ? std::optional(Value::string(later)) : std::nullopt;
  const auto known = kit::parse_json(row->attributes, arena_);
  if (!known) return std::nullopt;
  if (const Value* found = known->find(name)) return *found;
  return std::nullopt;
}

Value Working::properties(std::string_view logical) {
  const Value worked = evaluator_.evaluate(at(resource(logical), "Properties"));
  return worked.is(Kind::map) ? worked : Value::map(arena_);
}

std::vector<std::string> Working::order() {
  std::vector<std::string> wanted;
  const Value& resources = at(root_, "Resources");
  for (std::uint32_t i = 0; i < resources.size(); ++i)
    if (evaluator_.holds(resources.entry(i).value)) wanted.emplace_back(resources.entry(i).key);
  return creation_order(root_, wanted);
}

std::vector<Output> Working::outputs() {
  std::vector<Output> all;
  const Value& declared = at(root_, "Outputs");
  for (std::uint32_t i = 0; i < declared.size(); ++i) {
    const auto [key, output] = declared.entry(i);
    if (!evaluator_.holds(output)) continue;
    const Value value = evaluator_.evaluate(at(output, "Value"));
    if (!value || value.container())
      throw invalid(fmt::format(
          "Template format error: The Value field of every Outputs member must evaluate to a String. ({})",
          key));
    Output made{std::string(key), text_of(value), text_of(at(output, "Description")), {}};
    if (const Value& name = at(output, "Export", "Name")) {
      made.exported = text_of(evaluator_.evaluate(name));
      if (const auto other = find_export(state_, made.exported);
          other && other->stack != where_.id && !guess_)
        throw invalid(fmt::format("Export with name {} is already exported by stack {}", made.exported,
                                  state_.stacks.find(other->stack)->name));
    }
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace understudy::cloudformation
