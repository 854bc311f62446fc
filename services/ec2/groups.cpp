// Security groups.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/rules.hpp"
#include "services/ec2/stages.hpp"

namespace understudy::ec2 {
namespace {

void show(const Call& call, const State& state, const std::string& id, const Group& group, const Out& out) {
  out["GroupId"] = id;
  out["SecurityGroupArn"] = arn_of(call, "security-group", id);
  out["GroupName"] = group.name;
  out["Description"] = group.description;
  out["OwnerId"] = call.account();
  out["VpcId"] = group.vpc;
  show_permissions(state, id, false, out["IpPermissions"]);
  show_permissions(state, id, true, out["IpPermissionsEgress"]);
  show_tags(group.tags, out["Tags"]);
}

template <bool Egress>
void each_rule(const Seen<Group>& seen, auto&& visit) {
  for (const std::string& id : ids_of<&Rule::group>(seen.state.rules, seen.id))
    if (const Rule& rule = *seen.state.rules.find(id); rule.egress == Egress) visit(rule);
}
template <bool Egress, std::string Rule::*Field>
void rule_texts(const Seen<Group>& seen, Texts& texts) {
  each_rule<Egress>(seen, [&](const Rule& rule) { texts.push_back(rule.*Field); });
}
template <bool Egress, std::optional<std::int64_t> Rule::*Field>
void rule_ports(const Seen<Group>& seen, Texts& texts) {
  each_rule<Egress>(seen, [&](const Rule& rule) { texts.push_back(number((rule.*Field).value_or(-1))); });
}
template <bool Egress>
void rule_groups(const Seen<Group>& seen, Texts& texts) {
  const auto usual = default_vpc(seen.state);
  each_rule<Egress>(seen, [&](const Rule& rule) {
    const Group* group = seen.state.groups.find(rule.peer);
    // Rules of other VPCs know groups by id alone: AWS finds none of them by a name.
    if (group && usual && group->vpc == *usual) texts.push_back(group->name);
  });
}

constexpr Filter<Group> filters[] = {
    {"description", [](const auto& s, Texts& t) { t.push_back(s.row.description); }},
    {"egress.ip-permission.cidr", rule_texts<true, &Rule::cidr>},
    {"egress.ip-permission.from-port", rule_ports<true, &Rule::from>},
    {"egress.ip-permission.group-id", rule_texts<true, &Rule::peer>},
    {"egress.ip-permission.group-name", rule_groups<true>},
    {"egress.ip-permission.ipv6-cidr", rule_texts<true, &Rule::cidr6>},
    {"egress.ip-permission.prefix-list-id", rule_texts<true, &Rule::prefix_list>},
    {"egress.ip-permission.protocol", rule_texts<true, &Rule::protocol>},
    {"egress.ip-permission.to-port", rule_ports<true, &Rule::to>},
    {"egress.ip-permission.user-id", rule_texts<true, &Rule::peer_owner>},
    {"group-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"group-name", [](const auto& s, Texts& t) { t.push_back(s.row.name); }},
    {"ip-permission.cidr", rule_texts<false, &Rule::cidr>},
    {"ip-permission.from-port", rule_ports<false, &Rule::from>},
    {"ip-permission.group-id", rule_texts<false, &Rule::peer>},
    {"ip-permission.group-name", rule_groups<false>},
    {"ip-permission.ipv6-cidr", rule_texts<false, &Rule::cidr6>},
    {"ip-permission.prefix-list-id", rule_texts<false, &Rule::prefix_list>},
    {"ip-permission.protocol", rule_texts<false, &Rule::protocol>},
    {"ip-permission.to-port", rule_ports<false, &Rule::to>},
    {"ip-permission.user-id", rule_texts<false, &Rule::peer_owner>},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"vpc-id", [](const auto& s, Texts& t) { t.push_back(s.row.vpc); }},
};

constexpr Filter<Group> vpc_filters[] = {
    {"description", [](const auto& s, Texts& t) { t.push_back(s.row.description); }},
    {"group-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"group-name", [](const auto& s, Texts& t) { t.push_back(s.row.name); }},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"primary-vpc-id", [](const auto& s, Texts& t) { t.push_back(s.row.vpc); }},
};

bool in_use(const State& state, const std::string& id, const Group& group) {
  for (const std::string& interface : ids_of<&Interface::vpc>(state.interfaces, group.vpc))
    if (std::ranges::count(state.interfaces.find(interface)->groups, id)) return true;
  for (const std::string& rule : ids_of<&Rule::peer>(state.rules, id))
    if (state.rules.find(rule)->group != id) return true;
  return false;
}

}  // namespace

std::optional<std::string> group_named(const State& state, const std::string& vpc, std::string_view name) {
  for (const std::string& id : ids_of<&Group::vpc>(state.groups, vpc))
    if (state.groups.find(id)->name == name) return id;
  return {};
}
std::optional<std::string> default_group(const State& state, const std::string& vpc) {
  return group_named(state, vpc, "default");
}

std::string group_meant(const Call& call, const State& state) {
  if (const In id = call.in["GroupId"]) {
    need(state.groups, id.text(), kinds::group);
    return std::string(id.text());
  }
  const std::string_view name = call.in["GroupName"].text();
  if (name.empty())
    throw kit::Failure("MissingParameter", "The request must contain the parameter groupName or groupId");
  const auto vpc = default_vpc(state);
  const auto id = vpc ? group_named(state, *vpc, name) : std::nullopt;
  if (!id) throw missing(kinds::group, name);
  return *id;
}

std::string make_group(State& state, kit::Turn& turn, Group group) {
  const std::string id = kinds::group.resource.id.draw(turn.random);
  add(state.groups, id, std::move(group));
  Rule out;
  out.group = id;
  out.egress = true;
  out.protocol = "-1";
  out.cidr = "0.0.0.0/0";
  const Vpc* vpc = state.vpcs.find(state.groups.find(id)->vpc);
  add(state.rules, kinds::rule.resource.id.draw(turn.random), out);
  if (vpc && !vpc->ipv6.empty()) {
    out.cidr.clear();
    out.cidr6 = "::/0";
    add(state.rules, kinds::rule.resource.id.draw(turn.random), std::move(out));
  }
  return id;
}

Texts read_groups(const Call&, const State& state, const In& ids, const In& names, const std::string& vpc) {
  Texts groups;
  for (const In id : ids) {
    const Group& group = need(state.groups, id.text(), kinds::group);
    if (group.vpc != vpc)
      throw kit::Failure("InvalidGroup.NotFound",
                         fmt::format("The security group '{}' does not exist in VPC '{}'", id.text(), vpc));
    if (!std::ranges::count(groups, id.text())) groups.emplace_back(id.text());
  }
  for (const In name : names) {
    const auto id = group_named(state, vpc, name.text());
    if (!id)
      throw kit::Failure("InvalidGroup.NotFound",
                         fmt::format("The security group '{}' does not exist in VPC '{}'", name.text(), vpc));
    if (!std::ranges::count(groups, *id)) groups.push_back(*id);
  }
  if (groups.empty())
    if (const auto usual = default_group(state, vpc)) groups.push_back(*usual);
  return groups;
}

void show_groups(const State& state, const Texts& groups, const Slot& slot) {
  const OutList list = slot.list();
  for (const std::string& id : groups) {
    const Out out = list.add().structure(2);
    out["GroupId"] = id;
    if (const Group* group = state.groups.find(id)) out["GroupName"] = group->name;
  }
}

kit::Outcome create_security_group(Call& call, State& state) {
  Group group;
  group.name = call.in["GroupName"].text();
  group.description = call.in["Description"].text();
  if (group.name.empty()) return missing_parameter("GroupName");
  if (group.description.empty()) return missing_parameter("GroupDescription");
  if (group.name == "default")
    return kit::Error{"InvalidParameterValue", "Cannot use reserved security group name: default"};
  if (group.name.starts_with("sg-"))
    return kit::Error{"InvalidParameterValue",
                      "Value ({}) for parameter GroupName is invalid. Group names may not be "
                      "in the format sg-*."}
        .says(group.name);
  if (group.name.size() > 255)
    return invalid_value(group.name, "GroupName", "Length exceeds maximum of 255.");
  if (group.description.size() > 255)
    return invalid_value(group.description, "GroupDescription", "Length exceeds maximum of 255.");
  if (const In vpc = call.in["VpcId"]) {
    need(state.vpcs, vpc.text(), kinds::vpc);
    group.vpc = vpc.text();
  } else if (const auto usual = default_vpc(state)) {
    group.vpc = *usual;
  } else {
    return kit::Error{"VPCIdNotSpecified", "No default VPC for this user"};
  }
  if (group_named(state, group.vpc, group.name))
    return kit::Error{"InvalidGroup.Duplicate", "The security group '{}' already exists for VPC '{}'"}.says(
        group.name, group.vpc);
  group.tags = tags_of(call, kinds::group);
  const std::string id = make_group(state, call.turn(), std::move(group));
  call.out["GroupId"] = id;
  call.out["SecurityGroupArn"] = arn_of(call, "security-group", id);
  show_tags(state.groups.find(id)->tags, call.out["Tags"]);
  return {};
}

kit::Outcome describe_security_groups(Call& call, State& state) {
  // Names are those of the default VPC's groups (API reference, DescribeSecurityGroups).
  kit::Value ids = kit::Value::list(call.arena());
  for (const In id : call.in["GroupIds"]) ids.add(call.arena()) = id.value();
  for (const In name : call.in["GroupNames"]) {
    const auto vpc = default_vpc(state);
    const auto id = vpc ? group_named(state, *vpc, name.text()) : std::nullopt;
    if (!id) return missing(kinds::group, name.text());
    ids.add(call.arena()) = kit::Value::string(call.arena().copy(*id));
  }
  describe<Group>(
      call, state, state.groups, kinds::group, In(ids), filters, "SecurityGroups",
      [&](const std::string& id, const Group& row, const Out& out) { show(call, state, id, row, out); });
  return {};
}

kit::Outcome get_security_groups_for_vpc(Call& call, State& state) {
  const std::string vpc(call.in["VpcId"].text());
  need(state.vpcs, vpc, kinds::vpc);
  kit::Value ids = kit::Value::list(call.arena());
  for (const std::string& id : ids_of<&Group::vpc>(state.groups, vpc))
    ids.add(call.arena()) = kit::Value::string(call.arena().copy(id));
  describe<Group>(call, state, state.groups, kinds::group, In(ids), vpc_filters, "SecurityGroupForVpcs",
                  [&](const std::string& id, const Group& row, const Out& out) {
                    out["GroupId"] = id;
                    out["GroupName"] = row.name;
                    out["Description"] = row.description;
                    out["OwnerId"] = call.account();
                    out["PrimaryVpcId"] = row.vpc;
                    show_tags(row.tags, out["Tags"]);
                  });
  return {};
}

kit::Outcome delete_security_group(Call& call, State& state) {
  const std::string id = group_meant(call, state);
  const Group& group = *state.groups.find(id);
  if (group.name == "default")
    return kit::Error{"CannotDelete",
                      "the specified group: \"{}\" name: \"default\" cannot be deleted by a user"}
        .says(id);
  settle_instances(state, call.turn());
  if (in_use(state, id, group))
    return kit::Error{"DependencyViolation", "resource {} has a dependent object"}.says(id);
  for (const std::string& rule : ids_of<&Rule::group>(state.rules, id)) state.rules.erase(rule);
  state.groups.erase(id);
  call.out["Return"] = true;
  call.out["GroupId"] = id;
  return {};
}

kit::Outcome describe_security_group_references(Call& call, State& state) {
  for (const In id : call.in["GroupId"]) need(state.groups, id.text(), kinds::group);
  const OutList list = call.out["SecurityGroupReferenceSet"].list();
  for (const In id : call.in["GroupId"])
    for (const std::string& rule : ids_of<&Rule::peer>(state.rules, id.text())) {
      const std::string& vpc = state.groups.find(state.rules.find(rule)->group)->vpc;
      if (vpc == state.groups.find(std::string(id.text()))->vpc) continue;  // references from other VPCs only
      const Out out = list.add().structure(2);
      out["GroupId"] = id.text();
      out["ReferencingVpcId"] = vpc;
    }
  return {};
}

}  // namespace understudy::ec2
