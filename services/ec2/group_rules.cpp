// Operations on security group rules: authorize, revoke, modify, describe.
#include <algorithm>
#include <array>

#include "services/ec2/cidr.hpp"
#include "services/ec2/handlers.hpp"
#include "services/ec2/rules.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::size_t most_rules = 60;  // of one direction (VPC quotas)
constexpr kit::Error no_such_rule{"InvalidPermission.NotFound",
                                  "The specified rule does not exist in this security group."};

constexpr kit::Error no_protocol{"InvalidParameterValue",
                                 "Invalid value 'null' for protocol. VPC security group rules must specify "
                                 "protocols explicitly."};
constexpr kit::Error half_a_range{
    "InvalidParameterValue",
    "Invalid value for portRange. Must specify both from and to ports with TCP/UDP."};
constexpr kit::Error no_source{"MissingParameter",
                               "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or "
                               "referencedGroupId"};
constexpr kit::Error many_sources{"InvalidParameterCombination",
                                  "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be "
                                  "specified"};

template <std::string Rule::*Field>
void text(const Seen<Rule>& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
constexpr Filter<Rule> filters[] = {
    {"group-id", text<&Rule::group>},
    {"security-group-rule-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
};

std::string peer_of(const Rule& rule) {
  return !rule.cidr.empty()    ? rule.cidr
         : !rule.cidr6.empty() ? rule.cidr6
         : !rule.peer.empty()  ? rule.peer
                               : rule.prefix_list;
}

kit::Failure duplicate(const Rule& rule) {
  std::string upper = rule.protocol == "-1" ? "ALL" : rule.protocol;
  std::ranges::transform(upper, upper.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const std::string ports =
      rule.from ? fmt::format("from port: {}, to port: {}, ", *rule.from, rule.to.value_or(-1))
                : std::string();
  return {"InvalidPermission.Duplicate",
          fmt::format("the specified rule \"peer: {}, {}, {}ALLOW\" already exists", peer_of(rule), upper,
                      ports)};
}

std::optional<std::string> find(const State& state, const Rule& rule) {
  for (const std::string& id : ids_of<&Rule::group>(state.rules, rule.group))
    if (same_rule(*state.rules.find(id), rule)) return id;
  return {};
}

kit::Outcome authorize(Call& call, State& state, bool egress) {
  const std::string group = group_meant(call, state);
  std::vector<Rule> rules = read_rules(call, state, group, egress);
  if (rules.empty()) return missing_parameter("ipPermissions");
  const kit::Tags tags = tags_of(call, kinds::rule);
  std::size_t have = 0;
  for (const std::string& id : ids_of<&Rule::group>(state.rules, group))
    have += state.rules.find(id)->egress == egress;
  if (have + rules.size() > most_rules)
    return kit::Error{"RulesPerSecurityGroupLimitExceeded",
                      "The maximum number of rules per security group has been reached."};
  const OutList list = call.out["SecurityGroupRules"].list();
  for (Rule& rule : rules) {
    if (find(state, rule)) return duplicate(rule);
    rule.tags = tags;
    const std::string id = draw(call, kinds::rule);
    show_rule(call, state, id, add(state.rules, id, std::move(rule)), list.add().structure(12));
  }
  call.out["Return"] = true;
  return {};
}

kit::Outcome revoke(Call& call, State& state, bool egress) {
  const std::string group = group_meant(call, state);
  for (const In id : call.in["SecurityGroupRuleIds"]) {
    const Rule& rule = need(state.rules, id.text(), kinds::rule);
    if (rule.group != group || rule.egress != egress) return missing(kinds::rule, id.text());
    state.rules.erase(std::string(id.text()));
  }
  const std::vector<Rule> rules = read_rules(call, state, group, egress);
  if (rules.empty() && call.in["SecurityGroupRuleIds"].empty()) return missing_parameter("ipPermissions");
  for (const Rule& rule : rules) {
    const auto id = find(state, rule);
    if (!id) return no_such_rule;
    state.rules.erase(*id);
  }
  call.out["Return"] = true;
  return {};
}

kit::Outcome describe_anew(Call& call, State& state, bool egress) {
  const std::string group = group_meant(call, state);
  const In descriptions = call.in["SecurityGroupRuleDescriptions"];
  for (const In each : descriptions) {
    const Rule& rule = need(state.rules, each["SecurityGroupRuleId"].text(), kinds::rule);
    if (rule.group != group || rule.egress != egress)
      return missing(kinds::rule, each["SecurityGroupRuleId"].text());
    auto edit = state.rules.edit(std::string(each["SecurityGroupRuleId"].text()));
    edit->description.reset();
    if (const In text = each["Description"]) edit->description = text.text();
  }
  const std::vector<Rule> rules = read_rules(call, state, group, egress);
  if (rules.empty() && descriptions.empty()) return missing_parameter("ipPermissions");
  for (const Rule& rule : rules) {
    const auto id = find(state, rule);
    if (!id) return no_such_rule;
    state.rules.edit(*id)->description = rule.description;
  }
  call.out["Return"] = true;
  return {};
}

// A SecurityGroupRuleRequest in place of what the rule says.
void change(const In& from, const Call& call, const State& state, Rule& rule) {
  if (!from["IpProtocol"]) throw kit::Failure(no_protocol);
  rule.protocol = protocol_of(from["IpProtocol"].text());
  rule.from.reset(), rule.to.reset();
  if (const In port = from["FromPort"]) rule.from = port.integer();
  if (const In port = from["ToPort"]) rule.to = port.integer();
  if (rule.protocol == "-1") rule.from.reset(), rule.to.reset();
  if ((rule.protocol == "tcp" || rule.protocol == "udp") && (!rule.from || !rule.to))
    throw kit::Failure(half_a_range);
  check_ports(rule);
  const auto sources = std::ranges::count_if(
      std::to_array({Key("CidrIpv4"), Key("CidrIpv6"), Key("PrefixListId"), Key("ReferencedGroupId")}),
      [&](Key key) { return static_cast<bool>(from[key]); });
  if (sources == 0) throw kit::Failure(no_source);
  if (sources > 1) throw kit::Failure(many_sources);
  rule.cidr.clear(), rule.cidr6.clear(), rule.prefix_list.clear(), rule.peer.clear(), rule.peer_owner.clear();
  rule.description.reset();
  if (const In text = from["CidrIpv4"]) {
    const auto block = parse_block(text.text());
    if (!block)
      throw kit::Failure("InvalidParameterValue", fmt::format("CIDR block {} is malformed", text.text()));
    rule.cidr = text_of(*block);
  }
  if (const In text = from["CidrIpv6"]) {
    const auto block = parse_block6(text.text());
    if (!block)
      throw kit::Failure("InvalidParameterValue", fmt::format("CIDR block {} is malformed", text.text()));
    rule.cidr6 = text_of(*block);
  }
  rule.prefix_list = from["PrefixListId"].text();
  if (const In peer = from["ReferencedGroupId"]) {
    need(state.groups, peer.text(), kinds::group);
    rule.peer = peer.text();
    rule.peer_owner = call.account();
  }
  if (const In text = from["Description"]) rule.description = text.text();
}

}  // namespace

kit::Outcome authorize_security_group_ingress(Call& call, State& state) {
  return authorize(call, state, false);
}
kit::Outcome authorize_security_group_egress(Call& call, State& state) {
  return authorize(call, state, true);
}
kit::Outcome revoke_security_group_ingress(Call& call, State& state) { return revoke(call, state, false); }
kit::Outcome revoke_security_group_egress(Call& call, State& state) { return revoke(call, state, true); }
kit::Outcome update_security_group_rule_descriptions_ingress(Call& call, State& state) {
  return describe_anew(call, state, false);
}
kit::Outcome update_security_group_rule_descriptions_egress(Call& call, State& state) {
  return describe_anew(call, state, true);
}

kit::Outcome modify_security_group_rules(Call& call, State& state) {
  const std::string_view group = call.in["GroupId"].text();
  need(state.groups, group, kinds::group);
  for (const In each : call.in["SecurityGroupRules"]) {
    const std::string id(each["SecurityGroupRuleId"].text());
    if (need(state.rules, id, kinds::rule).group != group) return missing(kinds::rule, id);
    Rule changed = *state.rules.find(id);
    change(each["SecurityGroupRule"], call, state, changed);
    if (const auto other = find(state, changed); other && *other != id) return duplicate(changed);
    *state.rules.edit(id) = std::move(changed);
  }
  call.out["Return"] = true;
  return {};
}

kit::Outcome describe_security_group_rules(Call& call, State& state) {
  for (const In filter : call.in["Filters"])
    for (const In value : filter["Values"])
      if (filter["Name"].text() == "group-id" && !value.text().starts_with("sg-"))
        return kit::Error{"InvalidGroupId.Malformed", "The security group ID '{}' is malformed"}.says(
            value.text());
  describe<Rule>(
      call, state, state.rules, kinds::rule, call.in["SecurityGroupRuleIds"], filters, "SecurityGroupRules",
      [&](const std::string& id, const Rule& row, const Out& out) { show_rule(call, state, id, row, out); });
  return {};
}

}  // namespace understudy::ec2
