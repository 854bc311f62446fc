// Account settings: of one principal, or of all who have none of their own.
#include <algorithm>

#include "services/ecs/handlers.hpp"

namespace understudy::ecs {
namespace {

constexpr kit::Error bad_setting{"InvalidParameterException",
                                 "{} should be one of "
                                 "[serviceLongArnFormat,taskLongArnFormat,containerInstanceLongArnFormat,"
                                 "containerLongArnFormat,awsvpcTrunking,containerInsights,dualStackIPv6]"};
constexpr kit::Error bad_value{"InvalidParameterException", "The value of {} should be one of {}"};

struct Known {
  std::string_view name, usual, values;
};
// What applies when nobody has said (developer guide, "Account settings").
constexpr Known known[] = {
    {"awsvpcTrunking", "disabled", "[enabled,disabled]"},
    {"containerInsights", "disabled", "[enabled,disabled,enhanced]"},
    {"containerInstanceLongArnFormat", "enabled", "[enabled,disabled]"},
    {"containerLongArnFormat", "enabled", "[enabled,disabled]"},
    {"defaultLogDriverMode", "non-blocking", "[blocking,non-blocking]"},
    {"dualStackIPv6", "enabled", "[enabled,disabled]"},
    {"fargateEventWindows", "disabled", "[enabled,disabled]"},
    {"fargateFIPSMode", "disabled", "[enabled,disabled]"},
    {"fargateTaskRetirementWaitPeriod", "7", "[0,7,14]"},
    {"guardDutyActivate", "off", ""},
    {"serviceLongArnFormat", "enabled", "[enabled,disabled]"},
    {"tagResourceAuthorization", "off", "[on,off]"},
    {"taskLongArnFormat", "enabled", "[enabled,disabled]"},
};

const Known& known_setting(std::string_view name) {
  const auto* found = std::ranges::find(known, name, &Known::name);
  if (found == std::end(known)) throw bad_setting.says(name);
  return *found;
}

// "enabled" is one of "[enabled,disabled]".
bool is_one_of(std::string_view value, std::string_view values) {
  for (const char before : {'[', ','})
    for (const char after : {',', ']'})
      if (values.find(fmt::format("{}{}{}", before, value, after)) != values.npos) return true;
  return false;
}

std::string meant_principal(const Call& call) {
  return call.in["principalArn"] ? std::string(call.in["principalArn"].text()) : principal_of(call);
}

// moto's users see of a setting its name and value alone.
void show_setting(const Call& call, std::string_view principal, std::string_view name, std::string_view value,
                  const Slot& slot) {
  const Out out = slot.structure(4);
  out["name"] = name;
  out["value"] = value;
  if (as_moto(call)) return;
  out["principalArn"] = principal;
  out["type"] = name == "guardDutyActivate" ? "aws_managed" : "user";
}

kit::Outcome put_setting(Call& call, State& state, const std::string& principal, std::string_view shown) {
  const std::string name(call.in["name"].text()), value(call.in["value"].text());
  const Known& setting = known_setting(name);
  if (!is_one_of(value, setting.values)) return bad_value.says(name, setting.values);
  const SettingKey key{principal, name};
  if (state.settings.contains(key)) {
    state.settings.edit(key)->value = value;
  } else {
    state.settings.insert(key, {value});
  }
  show_setting(call, shown, name, value, call.out["setting"]);
  return {};
}

}  // namespace

kit::Outcome put_account_setting(Call& call, State& state) {
  const std::string principal = meant_principal(call);
  return put_setting(call, state, principal, principal);
}

kit::Outcome put_account_setting_default(Call& call, State& state) {
  return put_setting(call, state, {},
                     fmt::format("arn:{}:iam::{}:root", kit::partition_of(call.region()), call.account()));
}

kit::Outcome delete_account_setting(Call& call, State& state) {
  const std::string name(call.in["name"].text()), principal = meant_principal(call);
  const Known& setting = known_setting(name);
  state.settings.erase({principal, name});
  show_setting(call, principal, name, setting.usual, call.out["setting"]);
  return {};
}

kit::Outcome list_account_settings(Call& call, State& state) {
  const std::string principal = meant_principal(call);
  const In name = call.in["name"], value = call.in["value"];
  if (name) known_setting(name.text());
  const OutList settings = call.out["settings"].list();
  const auto wanted = [&](std::string_view each, std::string_view text) {
    return (!name || name.text() == each) && (!value || value.text() == text);
  };
  if (call.in["effectiveSettings"].boolean()) {
    for (const Known& each : known) {
      const Setting* set = state.settings.find({principal, std::string(each.name)});
      if (!set) set = state.settings.find({{}, std::string(each.name)});
      const std::string_view text = set ? std::string_view(set->value) : each.usual;
      if (wanted(each.name, text)) show_setting(call, principal, each.name, text, settings.add());
    }
    return {};
  }
  list_page(
      call, state.settings, "settings",
      [&](const SettingKey& key, const Setting& setting) {
        return key.principal == principal && wanted(key.name, setting.value);
      },
      [&](const SettingKey& key, const Setting& setting) {
        show_setting(call, principal, key.name, setting.value, settings.add());
      });
  return {};
}

}  // namespace understudy::ecs
