// DescribeInstances and DescribeInstanceStatus.
#include "services/ec2/instances.hpp"

#include <algorithm>

#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"
#include "services/ec2/places.hpp"
#include "services/ec2/stages.hpp"

namespace understudy::ec2 {
namespace {

using S = Seen<Instance>;

template <std::string Instance::*Field>
void text(const S& seen, Texts& texts) {
  texts.push_back(seen.row.*Field);
}
template <std::string Traits::*Field>
void trait(const S& seen, Texts& texts) {
  texts.push_back(seen.row.traits.*Field);
}
template <std::string Reservation::*Field>
void reserved(const S& seen, Texts& texts) {
  texts.push_back(seen.row.reservation.*Field);
}

void each_interface(const S& seen, auto&& visit) {
  for (const std::string& id : ids_of<&Interface::instance>(seen.state.interfaces, seen.id))
    visit(id, *seen.state.interfaces.find(id));
}
void each_device(const S& seen, auto&& visit) {
  for (const std::string& id : volumes_of(seen.state, seen.id))
    for (const VolumeAttachment& each : seen.state.volumes.find(id)->attachments)
      if (each.instance == seen.id) visit(id, each);
}
template <std::string Interface::*Field>
void interface_text(const S& seen, Texts& texts) {
  each_interface(seen, [&](const std::string&, const Interface& row) { texts.push_back(row.*Field); });
}
void public_texts(const S& seen, Texts& texts) {
  each_interface(seen, [&](const std::string& id, const Interface& row) {
    for (const std::string& ip : row.ips) texts.push_back(public_at(seen.state, id, row, ip));
  });
}
void private_texts(const S& seen, Texts& texts) {
  each_interface(seen, [&](const std::string&, const Interface& row) {
    texts.insert(texts.end(), row.ips.begin(), row.ips.end());
  });
}
void group_ids(const S& seen, Texts& texts) {
  each_interface(seen, [&](const std::string&, const Interface& row) {
    texts.insert(texts.end(), row.groups.begin(), row.groups.end());
  });
}
void group_names(const S& seen, Texts& texts) {
  Texts ids;
  group_ids(seen, ids);
  for (const std::string& id : ids)
    if (const Group* group = seen.state.groups.find(id)) texts.push_back(group->name);
}
// A text (or flag) in one of the structures kept as they came.
template <class... K>
void option(const S& seen, Texts& texts, std::string_view name, K... path) {
  const auto found = seen.row.options.find(std::string(name));
  if (found == seen.row.options.end()) return;
  kit::Arena arena;
  const kit::Value value = given(found->second, arena);
  In at(value);
  ((at = at[path]), ...);
  if (at.value().is(kit::Kind::boolean)) {
    texts.emplace_back(flag(at.boolean()));
  } else if (at.value().is(kit::Kind::integer)) {
    texts.push_back(number(at.integer()));
  } else if (at) {
    texts.emplace_back(at.text());
  }
}

constexpr Filter<Instance> filters[] = {
    {"affinity", [](const auto& s, Texts& t) { option(s, t, "Placement", Key("Affinity")); }},
    {"architecture", trait<&Traits::architecture>},
    {"availability-zone", text<&Instance::zone>},
    {"availability-zone-id",
     [](const auto& s, Texts& t) {
       if (const auto zone = find_zone(s.call.region(), s.row.zone)) t.push_back(zone->id);
     }},
    {"block-device-mapping.attach-time",
     [](const auto& s, Texts& t) {
       each_device(s, [&](const auto&, const VolumeAttachment& a) { t.push_back(instant(a.attached)); });
     }},
    {"block-device-mapping.delete-on-termination",
     [](const auto& s, Texts& t) {
       each_device(
           s, [&](const auto&, const VolumeAttachment& a) { t.emplace_back(flag(a.delete_on_termination)); });
     }},
    {"block-device-mapping.device-name",
     [](const auto& s, Texts& t) {
       each_device(s, [&](const auto&, const VolumeAttachment& a) { t.push_back(a.device); });
     }},
    {"block-device-mapping.status",
     [](const auto& s, Texts& t) {
       each_device(s, [&](const auto&, const VolumeAttachment& a) { t.push_back(a.stage.state); });
     }},
    {"block-device-mapping.volume-id",
     [](const auto& s, Texts& t) {
       each_device(s, [&](const std::string& id, const auto&) { t.push_back(id); });
     }},
    {"boot-mode", [](const auto&, Texts&) {}},
    {"capacity-reservation-specification.capacity-reservation-preference",
     [](const auto& s, Texts& t) {
       option(s, t, "CapacityReservationSpecification", Key("CapacityReservationPreference"));
     }},
    {"client-token", reserved<&Reservation::token>},
    {"dns-name",
     [](const auto& s, Texts& t) {
       Texts ips;
       public_texts(s, ips);
       for (const std::string& ip : ips) t.push_back(ip.empty() ? ip : public_dns(s.call.region(), ip));
     }},
    {"ebs-optimized", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.traits.ebs_optimized)); }},
    {"ena-support", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.traits.ena)); }},
    {"enclave-options.enabled",
     [](const auto& s, Texts& t) { option(s, t, "EnclaveOptions", Key("Enabled")); }},
    {"group-name", group_names},
    {"hibernation-options.configured",
     [](const auto& s, Texts& t) { option(s, t, "HibernationOptions", Key("Configured")); }},
    {"host-id", [](const auto& s, Texts& t) { option(s, t, "Placement", Key("HostId")); }},
    {"hypervisor", [](const auto&, Texts& t) { t.emplace_back("xen"); }},
    {"iam-instance-profile.arn", [](const auto& s, Texts& t) { t.push_back(s.row.profile.arn); }},
    {"iam-instance-profile.id", [](const auto& s, Texts& t) { t.push_back(s.row.profile.id); }},
    {"image-id", text<&Instance::image>},
    {"instance-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"instance-lifecycle",
     [](const auto& s, Texts& t) {
       if (s.row.traits.spot) t.emplace_back("spot");
     }},
    {"instance-state-code",
     [](const auto& s, Texts& t) { t.push_back(number(state_code(s.row.stage.state))); }},
    {"instance-state-name", [](const auto& s, Texts& t) { t.push_back(s.row.stage.state); }},
    {"instance-type", text<&Instance::type>},
    {"instance.group-id", group_ids},
    {"instance.group-name", group_names},
    {"ip-address", public_texts},
    {"kernel-id", text<&Instance::kernel>},
    {"key-name", text<&Instance::key>},
    {"launch-index", [](const auto& s, Texts& t) { t.push_back(number(s.row.reservation.index)); }},
    {"launch-time", [](const auto& s, Texts& t) { t.push_back(instant(s.row.launched)); }},
    {"metadata-options.http-endpoint",
     [](const auto& s, Texts& t) { option(s, t, "MetadataOptions", Key("HttpEndpoint")); }},
    {"metadata-options.http-put-response-hop-limit",
     [](const auto& s, Texts& t) { option(s, t, "MetadataOptions", Key("HttpPutResponseHopLimit")); }},
    {"metadata-options.http-tokens",
     [](const auto& s, Texts& t) { option(s, t, "MetadataOptions", Key("HttpTokens")); }},
    {"monitoring-state",
     [](const auto& s, Texts& t) { t.emplace_back(s.row.traits.monitored ? "enabled" : "disabled"); }},
    {"network-interface.addresses.association.public-ip", public_texts},
    {"network-interface.addresses.private-ip-address", private_texts},
    {"network-interface.association.public-ip", public_texts},
    {"network-interface.availability-zone", interface_text<&Interface::zone>},
    {"network-interface.description", interface_text<&Interface::description>},
    {"network-interface.group-id", group_ids},
    {"network-interface.group-name", group_names},
    {"network-interface.mac-address", interface_text<&Interface::mac>},
    {"network-interface.network-interface-id",
     [](const auto& s, Texts& t) {
       each_interface(s, [&](const std::string& id, const auto&) { t.push_back(id); });
     }},
    {"network-interface.private-dns-name",
     [](const auto& s, Texts& t) {
       Texts ips;
       private_texts(s, ips);
       for (const std::string& ip : ips) t.push_back(private_dns(s.call.region(), ip));
     }},
    {"network-interface.private-ip-address", private_texts},
    {"network-interface.subnet-id", interface_text<&Interface::subnet>},
    {"network-interface.vpc-id", interface_text<&Interface::vpc>},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"placement-group-name", [](const auto& s, Texts& t) { option(s, t, "Placement", Key("GroupName")); }},
    {"platform", trait<&Traits::platform>},
    {"private-dns-name",
     [](const auto& s, Texts& t) {
       Texts ips;
       private_texts(s, ips);
       for (const std::string& ip : ips) t.push_back(private_dns(s.call.region(), ip));
     }},
    {"private-ip-address", private_texts},
    {"product-code", [](const auto&, Texts&) {}},
    {"product-code.type", [](const auto&, Texts&) {}},
    {"ramdisk-id", text<&Instance::ramdisk>},
    {"reason", text<&Instance::transition_reason>},
    {"requester-id", reserved<&Reservation::requester>},
    {"reservation-id", reserved<&Reservation::id>},
    {"root-device-name", trait<&Traits::root_device>},
    {"root-device-type", trait<&Traits::root_type>},
    {"source-dest-check",
     [](const auto& s, Texts& t) {
       each_interface(
           s, [&](const auto&, const Interface& row) { t.emplace_back(flag(row.source_dest_check)); });
     }},
    {"spot-instance-request-id", [](const auto&, Texts&) {}},
    {"state-reason-code", text<&Instance::reason_code>},
    {"state-reason-message", text<&Instance::reason>},
    {"subnet-id", text<&Instance::subnet>},
    {"tenancy", [](const auto& s, Texts& t) { option(s, t, "Placement", Key("Tenancy")); }},
    {"virtualization-type", trait<&Traits::virtualization>},
    {"vpc-id", text<&Instance::vpc>},
};

constexpr Filter<Instance> status_filters[] = {
    {"availability-zone", text<&Instance::zone>},
    {"event.code", [](const auto&, Texts&) {}},
    {"instance-state-code",
     [](const auto& s, Texts& t) { t.push_back(number(state_code(s.row.stage.state))); }},
    {"instance-state-name", [](const auto& s, Texts& t) { t.push_back(s.row.stage.state); }},
    {"instance-status.reachability",
     [](const auto& s, Texts& t) {
       t.emplace_back(s.row.stage.state == "running" ? "passed" : "initializing");
     }},
    {"instance-status.status",
     [](const auto& s, Texts& t) {
       t.emplace_back(s.row.stage.state == "running" ? "ok" : "not-applicable");
     }},
    {"system-status.reachability",
     [](const auto& s, Texts& t) {
       t.emplace_back(s.row.stage.state == "running" ? "passed" : "initializing");
     }},
    {"system-status.status",
     [](const auto& s, Texts& t) {
       t.emplace_back(s.row.stage.state == "running" ? "ok" : "not-applicable");
     }},
};

bool named(const In& ids, std::string_view id) {
  if (ids.empty()) return true;
  for (const In each : ids)
    if (each.text() == id) return true;
  return false;
}

void show_status(const Call& call, const std::string& id, const Instance& row, const Out& out) {
  out["InstanceId"] = id;
  out["AvailabilityZone"] = row.zone;
  if (const auto zone = find_zone(call.region(), row.zone)) out["AvailabilityZoneId"] = zone->id;
  show_state(row.stage.state, out["InstanceState"].structure(2));
  const bool runs = row.stage.state == "running";
  const auto status = [&](const Out& to) {
    to["Status"] = runs ? "ok" : "not-applicable";
    if (!runs) return;
    const Out detail = to["Details"].list(1).add().structure(2);
    detail["Name"] = "reachability";
    detail["Status"] = "passed";
  };
  status(out["InstanceStatus"].structure(2));
  status(out["SystemStatus"].structure(2));
  status(out["AttachedEbsStatus"].structure(2));
}

}  // namespace

kit::Outcome describe_instances(Call& call, State& state) {
  const In ids = call.in["InstanceIds"];
  if (!ids.empty() && call.in["MaxResults"])
    return bad_combination("The parameter instancesSet cannot be used with the parameter maxResults");
  need_all(state.instances, ids, kinds::instance);
  check_filters<Instance>(call.in["Filters"], filters);
  look_at_instances(state, call.turn(), ids);
  const Page page = page_of(call, "reservations");
  const OutList list = call.out["Reservations"].list();
  // Instances of one reservation come together; it has the place of its first one.
  Texts together;
  const auto flush = [&] {
    if (!together.empty()) show_reservation(call, state, together, list.add().structure(5));
    together.clear();
  };
  const auto& tree = state.instances.by<ByOrder>().tree();
  std::size_t shown = 0;
  for (auto at = tree.lower_bound(page.from); at != tree.end(); ++at) {
    const std::string& id = at->second;
    const Instance& row = *state.instances.find(id);
    if (!named(ids, id) || !passes<Instance>(call.in["Filters"], filters, {call, state, id, row})) continue;
    if (shown++ == page.limit) {
      flush();
      call.out["NextToken"] = next_token("reservations", at->first);
      return {};
    }
    if (!together.empty() && state.instances.find(together.front())->reservation.id != row.reservation.id)
      flush();
    together.push_back(id);
  }
  flush();
  return {};
}

kit::Outcome describe_instance_status(Call& call, State& state) {
  const In ids = call.in["InstanceIds"];
  if (!ids.empty() && call.in["MaxResults"])
    return bad_combination("The parameter instancesSet cannot be used with the parameter maxResults");
  need_all(state.instances, ids, kinds::instance);
  check_filters<Instance>(call.in["Filters"], status_filters);
  look_at_instances(state, call.turn(), ids);
  const Page page = page_of(call, "instance-status");
  const OutList list = call.out["InstanceStatuses"].list();
  const auto& tree = state.instances.by<ByOrder>().tree();
  for (auto at = tree.lower_bound(page.from); at != tree.end(); ++at) {
    const std::string& id = at->second;
    const Instance& row = *state.instances.find(id);
    if (row.stage.state != "running" && !call.in["IncludeAllInstances"].boolean()) continue;
    if (!named(ids, id) || !passes<Instance>(call.in["Filters"], status_filters, {call, state, id, row}))
      continue;
    if (list.size() == page.limit) {
      call.out["NextToken"] = next_token("instance-status", at->first);
      return {};
    }
    show_status(call, id, row, list.add().structure(8));
  }
  return {};
}

}  // namespace understudy::ec2
