// Reads and shows security group rules.
#include "services/ec2/rules.hpp"

#include <algorithm>
#include <array>

#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

struct Protocol {
  std::string_view number, name;
};
constexpr std::array protocols{Protocol{"1", "icmp"}, Protocol{"6", "tcp"}, Protocol{"17", "udp"},
                               Protocol{"58", "icmpv6"}, Protocol{"all", "-1"}};

[[noreturn]] void bad_block(std::string_view text) {
  throw kit::Failure("InvalidParameterValue", fmt::format("CIDR block {} is malformed", text));
}

// Adds a rule for each source of a permission.
void read_sources(const In& permission, const Call& call, const State& state, Rule rule,
                  std::vector<Rule>& rules) {
  const auto one = [&](std::string Rule::*field, std::string text, const In& from) {
    Rule made = rule;
    made.*field = std::move(text);
    if (const In description = from["Description"]) made.description = description.text();
    rules.push_back(std::move(made));
  };
  for (const In range : permission["IpRanges"]) {
    const auto block = parse_block(range["CidrIp"].text());
    if (!block) bad_block(range["CidrIp"].text());
    one(&Rule::cidr, text_of(*block), range);
  }
  for (const In range : permission["Ipv6Ranges"]) {
    const auto block = parse_block6(range["CidrIpv6"].text());
    if (!block) bad_block(range["CidrIpv6"].text());
    one(&Rule::cidr6, text_of(*block), range);
  }
  for (const In list : permission["PrefixListIds"])
    one(&Rule::prefix_list, std::string(list["PrefixListId"].text()), list);
  for (const In pair : permission["UserIdGroupPairs"]) {
    rule.peer_owner = pair["UserId"].text(call.account());
    std::string peer(pair["GroupId"].text());
    if (peer.empty()) {
      const std::string& vpc = state.groups.find(rule.group)->vpc;
      const auto named = group_named(state, vpc, pair["GroupName"].text());
      if (!named) throw missing(kinds::group, pair["GroupName"].text());
      peer = *named;
    } else if (rule.peer_owner == call.account()) {
      need(state.groups, peer, kinds::group);
    }
    one(&Rule::peer, peer, pair);
  }
}

}  // namespace

std::string protocol_of(std::string_view given) {
  for (const Protocol& known : protocols)
    if (known.number == given) return std::string(known.name);
  std::string text(given);
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool named = std::ranges::find(protocols, text, &Protocol::name) != protocols.end();
  const bool numbered =
      !text.empty() && text.size() <= 3 && text.find_first_not_of("0123456789") == text.npos;
  if (!named && !numbered)
    throw kit::Failure("InvalidParameterValue",
                       fmt::format("Invalid value '{}' for IP protocol. Unknown protocol.", given));
  return text;
}

void check_ports(const Rule& rule) {
  if (rule.protocol != "tcp" && rule.protocol != "udp") return;
  if (!rule.from || !rule.to)
    throw kit::Failure("InvalidParameterValue",
                       "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
  if (*rule.from < 0 || *rule.to > 65535 || *rule.from > *rule.to)
    throw kit::Failure("InvalidParameterValue",
                       fmt::format("Invalid TCP/UDP port range ({}:{})", *rule.from, *rule.to));
}

std::vector<Rule> read_rules(const Call& call, const State& state, const std::string& group, bool egress) {
  std::vector<Rule> rules;
  Rule rule;
  rule.group = group;
  rule.egress = egress;
  const auto read_head = [&](const In& from) {
    if (!from["IpProtocol"])
      throw kit::Failure("InvalidParameterValue",
                         "Invalid value 'null' for protocol. VPC security group rules must specify protocols "
                         "explicitly.");
    rule.protocol = protocol_of(from["IpProtocol"].text());
    rule.from.reset(), rule.to.reset();
    if (rule.protocol == "-1") return;  // all ports, whatever was given
    if (const In port = from["FromPort"]) rule.from = port.integer();
    if (const In port = from["ToPort"]) rule.to = port.integer();
    check_ports(rule);
  };
  for (const In permission : call.in["IpPermissions"]) {
    read_head(permission);
    const std::size_t before = rules.size();
    read_sources(permission, call, state, rule, rules);
    if (rules.size() == before) throw missing_parameter("groupName or cidrIp or cidrIpv6 or prefixListId");
  }
  if (!rules.empty() || !(call.in["IpProtocol"] || call.in["CidrIp"] || call.in["SourceSecurityGroupName"]))
    return rules;
  if (const In name = call.in["SourceSecurityGroupName"]) {
    rule.protocol = "-1";
    if (call.in["IpProtocol"]) read_head(call.in);
    const auto peer = group_named(state, state.groups.find(group)->vpc, name.text());
    if (!peer) throw missing(kinds::group, name.text());
    rule.peer = *peer;
    rule.peer_owner = call.in["SourceSecurityGroupOwnerId"].text(call.account());
  } else {
    read_head(call.in);
    const auto block = parse_block(call.in["CidrIp"].text());
    if (!block) bad_block(call.in["CidrIp"].text());
    rule.cidr = text_of(*block);
  }
  rules.push_back(rule);
  return rules;
}

bool same_rule(const Rule& a, const Rule& b) {
  return a.egress == b.egress && a.protocol == b.protocol && a.from == b.from && a.to == b.to &&
         a.cidr == b.cidr && a.cidr6 == b.cidr6 && a.prefix_list == b.prefix_list && a.peer == b.peer;
}

void show_rule(const Call& call, const State&, const std::string& id, const Rule& rule, const Out& out) {
  out["SecurityGroupRuleId"] = id;
  out["SecurityGroupRuleArn"] = arn_of(call, "security-group-rule", id);
  out["GroupId"] = rule.group;
  out["GroupOwnerId"] = call.account();
  out["IsEgress"] = rule.egress;
  out["IpProtocol"] = rule.protocol;
  out["FromPort"] = rule.from.value_or(-1);
  out["ToPort"] = rule.to.value_or(-1);
  if (!rule.cidr.empty()) out["CidrIpv4"] = rule.cidr;
  if (!rule.cidr6.empty()) out["CidrIpv6"] = rule.cidr6;
  if (!rule.prefix_list.empty()) out["PrefixListId"] = rule.prefix_list;
  if (!rule.peer.empty()) {
    const Out peer = out["ReferencedGroupInfo"].structure(2);
    peer["GroupId"] = rule.peer;
    peer["UserId"] = rule.peer_owner;
  }
  if (rule.description) out["Description"] = *rule.description;
  show_tags(rule.tags, out["Tags"]);
}

void show_permissions(const State& state, const std::string& group, bool egress, const Slot& slot) {
  using Head = std::tuple<std::string, std::optional<std::int64_t>, std::optional<std::int64_t>>;
  std::vector<std::pair<Head, std::vector<const Rule*>>> heads;
  for (const std::string& id : ids_of<&Rule::group>(state.rules, group)) {
    const Rule& rule = *state.rules.find(id);
    if (rule.egress != egress) continue;
    const Head head{rule.protocol, rule.from, rule.to};
    auto found = std::ranges::find(heads, head, [](const auto& h) { return h.first; });
    if (found == heads.end()) found = heads.insert(heads.end(), {head, {}});
    found->second.push_back(&rule);
  }
  const OutList list = slot.list();
  for (const auto& [head, rules] : heads) {
    const Out out = list.add().structure(8);
    const auto& [protocol, from, to] = head;
    out["IpProtocol"] = protocol;
    if (from) out["FromPort"] = *from;
    if (to) out["ToPort"] = *to;
    const OutList ranges = out["IpRanges"].list(), ranges6 = out["Ipv6Ranges"].list(),
                  prefixes = out["PrefixListIds"].list(), pairs = out["UserIdGroupPairs"].list();
    for (const Rule* rule : rules) {
      const Out each = (!rule->cidr.empty()    ? ranges
                        : !rule->cidr6.empty() ? ranges6
                        : !rule->peer.empty()  ? pairs
                                               : prefixes)
                           .add()
                           .structure(3);
      if (rule->description) each["Description"] = *rule->description;
      if (!rule->cidr.empty()) each["CidrIp"] = rule->cidr;
      if (!rule->cidr6.empty()) each["CidrIpv6"] = rule->cidr6;
      if (!rule->prefix_list.empty()) each["PrefixListId"] = rule->prefix_list;
      if (rule->peer.empty()) continue;
      each["GroupId"] = rule->peer;
      each["UserId"] = rule->peer_owner;
    }
  }
}

}  // namespace understudy::ec2
