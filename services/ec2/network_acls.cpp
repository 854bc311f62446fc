// Network ACLs.
#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::int64_t last_rule = 32767;  // the one that refuses what no other names; shown as "*"

void show(const Call& call, const std::string& id, const NetworkAcl& acl, const Out& out) {
  out["NetworkAclId"] = id;
  out["VpcId"] = acl.vpc;
  out["OwnerId"] = call.account();
  out["IsDefault"] = acl.is_default;
  const OutList associations = out["Associations"].list();
  for (const Association& association : acl.associations) {
    const Out each = associations.add().structure(3);
    each["NetworkAclAssociationId"] = association.id;
    each["NetworkAclId"] = id;
    each["SubnetId"] = association.subnet;
  }
  const OutList entries = out["Entries"].list();
  for (const AclEntry& entry : acl.entries) {
    const Out each = entries.add().structure(8);
    if (!entry.cidr.empty()) each["CidrBlock"] = entry.cidr;
    if (!entry.cidr6.empty()) each["Ipv6CidrBlock"] = entry.cidr6;
    each["Egress"] = entry.egress;
    each["Protocol"] = entry.protocol;
    each["RuleAction"] = entry.allow ? "allow" : "deny";
    each["RuleNumber"] = entry.number;
    if (entry.icmp_type || entry.icmp_code) {
      const Out icmp = each["IcmpTypeCode"].structure(2);
      if (entry.icmp_code) icmp["Code"] = *entry.icmp_code;
      if (entry.icmp_type) icmp["Type"] = *entry.icmp_type;
    }
    if (entry.from || entry.to) {
      const Out ports = each["PortRange"].structure(2);
      if (entry.from) ports["From"] = *entry.from;
      if (entry.to) ports["To"] = *entry.to;
    }
  }
  show_tags(acl.tags, out["Tags"]);
}

template <class F>
void each_entry(const Seen<NetworkAcl>& seen, F&& visit) {
  for (const AclEntry& entry : seen.row.entries) visit(entry);
}

constexpr Filter<NetworkAcl> filters[] = {
    {"association.association-id",
     [](const auto& s, Texts& t) {
       for (const Association& a : s.row.associations) t.push_back(a.id);
     }},
    {"association.network-acl-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"association.subnet-id",
     [](const auto& s, Texts& t) {
       for (const Association& a : s.row.associations) t.push_back(a.subnet);
     }},
    {"default", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.is_default)); }},
    {"entry.cidr",
     [](const auto& s, Texts& t) { each_entry(s, [&](const AclEntry& e) { t.push_back(e.cidr); }); }},
    {"entry.ipv6-cidr",
     [](const auto& s, Texts& t) { each_entry(s, [&](const AclEntry& e) { t.push_back(e.cidr6); }); }},
    {"entry.egress",
     [](const auto& s, Texts& t) {
       each_entry(s, [&](const AclEntry& e) { t.emplace_back(flag(e.egress)); });
     }},
    {"entry.protocol",
     [](const auto& s, Texts& t) { each_entry(s, [&](const AclEntry& e) { t.push_back(e.protocol); }); }},
    {"entry.rule-action",
     [](const auto& s, Texts& t) {
       each_entry(s, [&](const AclEntry& e) { t.emplace_back(e.allow ? "allow" : "deny"); });
     }},
    {"entry.rule-number",
     [](const auto& s, Texts& t) {
       each_entry(s, [&](const AclEntry& e) { t.push_back(number(e.number)); });
     }},
    {"network-acl-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"vpc-id", [](const auto& s, Texts& t) { t.push_back(s.row.vpc); }},
};

AclEntry read_entry(const Call& call) {
  AclEntry entry;
  entry.egress = call.in["Egress"].boolean();
  entry.number = call.in["RuleNumber"].integer();
  if (entry.number < 1 || entry.number >= last_rule)
    throw invalid_value(number(entry.number), "ruleNumber", "Must be between 1 and 32766.");
  entry.protocol = call.in["Protocol"].text();
  const std::string_view action = call.in["RuleAction"].text();
  if (action != "allow" && action != "deny") throw invalid_value(action, "ruleAction");
  entry.allow = action == "allow";
  if (const In text = call.in["CidrBlock"]) {
    const auto block = parse_block(text.text());
    if (!block) throw invalid_value(text.text(), "cidrBlock", "This is not a valid CIDR block.");
    entry.cidr = text_of(*block);
  }
  if (const In text = call.in["Ipv6CidrBlock"]) {
    const auto block = parse_block6(text.text());
    if (!block) throw invalid_value(text.text(), "ipv6CidrBlock", "This is not a valid CIDR block.");
    entry.cidr6 = text_of(*block);
  }
  const auto take = [](const In& from, std::optional<std::int64_t>& to) {
    if (from) to = from.integer();
  };
  take(call.in["PortRange"]["From"], entry.from);
  take(call.in["PortRange"]["To"], entry.to);
  take(call.in["IcmpTypeCode"]["Type"], entry.icmp_type);
  take(call.in["IcmpTypeCode"]["Code"], entry.icmp_code);
  return entry;
}

bool same_place(const AclEntry& a, const AclEntry& b) { return a.egress == b.egress && a.number == b.number; }

void place(NetworkAcl& acl, AclEntry entry) {
  const auto before = [](const AclEntry& e) { return std::pair(!e.egress, e.number); };
  const auto at = std::ranges::lower_bound(acl.entries, before(entry), {}, before);
  acl.entries.insert(at, std::move(entry));
}

}  // namespace

std::string make_network_acl(State& state, kit::Turn& turn, const std::string& vpc, bool is_default) {
  NetworkAcl acl;
  acl.vpc = vpc;
  acl.is_default = is_default;
  for (const bool egress : {true, false}) {
    AclEntry entry;
    entry.egress = egress;
    entry.protocol = "-1";
    entry.cidr = "0.0.0.0/0";
    if (is_default) {
      entry.number = 100;
      entry.allow = true;
      place(acl, entry);
    }
    entry.number = last_rule;
    entry.allow = false;
    place(acl, entry);
  }
  const std::string id = kinds::network_acl.resource.id.draw(turn.random);
  add(state.network_acls, id, std::move(acl));
  return id;
}

std::optional<std::string> default_acl(const State& state, const std::string& vpc) {
  for (const std::string& id : ids_of<&NetworkAcl::vpc>(state.network_acls, vpc))
    if (state.network_acls.find(id)->is_default) return id;
  return {};
}

kit::Outcome create_network_acl(Call& call, State& state) {
  const std::string vpc(call.in["VpcId"].text());
  need(state.vpcs, vpc, kinds::vpc);
  std::string id;
  if (const auto made = made_before(call, state)) {
    id = made->front();
  } else {
    kit::Tags tags = tags_of(call, kinds::network_acl);
    id = make_network_acl(state, call.turn(), vpc, false);
    state.network_acls.edit(id)->tags = std::move(tags);
    remember(call, state, {id});
  }
  show(call, id, need(state.network_acls, id, kinds::network_acl), call.out["NetworkAcl"].structure(8));
  return {};
}

kit::Outcome describe_network_acls(Call& call, State& state) {
  describe<NetworkAcl>(
      call, state, state.network_acls, kinds::network_acl, call.in["NetworkAclIds"], filters, "NetworkAcls",
      [&](const std::string& id, const NetworkAcl& row, const Out& out) { show(call, id, row, out); });
  return {};
}

kit::Outcome delete_network_acl(Call& call, State& state) {
  const std::string id(call.in["NetworkAclId"].text());
  const NetworkAcl& acl = need(state.network_acls, id, kinds::network_acl);
  if (acl.is_default)
    return kit::Error{"InvalidParameterValue", "cannot delete default network ACL {}"}.says(id);
  if (!acl.associations.empty()) return dependency("networkAcl", id);
  state.network_acls.erase(id);
  return {};
}

kit::Outcome create_network_acl_entry(Call& call, State& state) {
  const std::string id(call.in["NetworkAclId"].text());
  const NetworkAcl& acl = need(state.network_acls, id, kinds::network_acl);
  AclEntry entry = read_entry(call);
  if (std::ranges::any_of(acl.entries, [&](const AclEntry& e) { return same_place(e, entry); }))
    return kit::Error{"NetworkAclEntryAlreadyExists",
                      "The network acl entry identified by {} already exists."}
        .says(entry.number);
  place(*state.network_acls.edit(id), std::move(entry));
  return {};
}

kit::Outcome replace_network_acl_entry(Call& call, State& state) {
  const std::string id(call.in["NetworkAclId"].text());
  need(state.network_acls, id, kinds::network_acl);
  AclEntry entry = read_entry(call);
  auto edit = state.network_acls.edit(id);
  const auto found =
      std::ranges::find_if(edit->entries, [&](const AclEntry& e) { return same_place(e, entry); });
  if (found == edit->entries.end())
    return kit::Error{"InvalidNetworkAclEntry.NotFound",
                      "The network acl entry identified by {} does not exist."}
        .says(entry.number);
  *found = std::move(entry);
  return {};
}

kit::Outcome delete_network_acl_entry(Call& call, State& state) {
  const std::string id(call.in["NetworkAclId"].text());
  need(state.network_acls, id, kinds::network_acl);
  const std::int64_t number = call.in["RuleNumber"].integer();
  const bool egress = call.in["Egress"].boolean();
  if (number >= last_rule)
    return invalid_value(std::to_string(number), "ruleNumber", "Must be between 1 and 32766.");
  if (std::erase_if(state.network_acls.edit(id)->entries,
                    [&](const AclEntry& e) { return e.egress == egress && e.number == number; }) == 0)
    return kit::Error{"InvalidNetworkAclEntry.NotFound",
                      "The network acl entry identified by {} does not exist."}
        .says(number);
  return {};
}

kit::Outcome replace_network_acl_association(Call& call, State& state) {
  const std::string to(call.in["NetworkAclId"].text());
  need(state.network_acls, to, kinds::network_acl);
  const std::string_view id = call.in["AssociationId"].text();
  const auto is_meant = [&](const Association& a) { return a.id == id; };
  for (const auto& [acl, row] : state.network_acls.rows()) {
    const auto found = std::ranges::find_if(row->row.associations, is_meant);
    if (found == row->row.associations.end()) continue;
    Association moved = *found;
    const std::string from = acl;
    moved.id = draw(call.random(), "aclassoc-");
    call.out["NewAssociationId"] = moved.id;
    std::erase_if(state.network_acls.edit(from)->associations, is_meant);
    state.network_acls.edit(to)->associations.push_back(std::move(moved));
    return {};
  }
  return kit::Error{"InvalidAssociationID.NotFound", "The association ID '{}' does not exist"}.says(id);
}

}  // namespace understudy::ec2
