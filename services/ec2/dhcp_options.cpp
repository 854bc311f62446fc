// DHCP options sets.
#include <algorithm>
#include <array>

#include "services/ec2/frame.hpp"
#include "services/ec2/handlers.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::array<std::string_view, 6> known{"domain-name-servers", "domain-name",
                                                "ntp-servers",         "netbios-name-servers",
                                                "netbios-node-type",   "ipv6-address-preferred-lease-time"};

void show(const Call& call, const std::string& id, const DhcpOptions& options, const Out& out) {
  out["DhcpOptionsId"] = id;
  out["OwnerId"] = call.account();
  const OutList list = out["DhcpConfigurations"].list();
  for (const auto& [key, values] : options.options) {
    const Out each = list.add().structure(2);
    each["Key"] = key;
    const OutList all = each["Values"].list();
    for (const std::string& value : values) all.add().structure(1)["Value"] = value;
  }
  show_tags(options.tags, out["Tags"]);
}

constexpr Filter<DhcpOptions> filters[] = {
    {"dhcp-options-id", [](const auto& s, Texts& t) { t.push_back(s.id); }},
    {"key",
     [](const auto& s, Texts& t) {
       for (const auto& [key, values] : s.row.options) t.push_back(key);
     }},
    {"owner-id", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"value",
     [](const auto& s, Texts& t) {
       for (const auto& [key, values] : s.row.options) t.insert(t.end(), values.begin(), values.end());
     }},
};

}  // namespace

kit::Outcome create_dhcp_options(Call& call, State& state) {
  DhcpOptions row;
  row.tags = tags_of(call, kinds::dhcp_options);
  for (const In option : call.in["DhcpConfigurations"]) {
    const std::string_view key = option["Key"].text();
    if (!std::ranges::count(known, key))
      return kit::Error{"InvalidParameterValue",
                        "Value ({}) for parameter dhcpConfiguration is invalid. Unknown DHCP "
                        "option"}
          .says(key);
    if (key == "netbios-node-type" &&
        std::ranges::none_of(std::array{"1", "2", "4", "8"}, [&](const char* type) {
          return option["Values"].size() == 1 && option["Values"][0].text() == type;
        }))
      return invalid_value(option["Values"].empty() ? "" : option["Values"][0].text(), "netbios-node-type");
    if (option["Values"].size() > 4) return invalid_value(key, "dhcpConfiguration", "Too many values.");
    auto& values = row.options[std::string(key)];
    for (const In value : option["Values"]) values.emplace_back(value.text());
  }
  const std::string id = draw(call, kinds::dhcp_options);
  show(call, id, add(state.dhcp_options, id, std::move(row)), call.out["DhcpOptions"].structure(4));
  return {};
}

kit::Outcome describe_dhcp_options(Call& call, State& state) {
  describe<DhcpOptions>(
      call, state, state.dhcp_options, kinds::dhcp_options, call.in["DhcpOptionsIds"], filters, "DhcpOptions",
      [&](const std::string& id, const DhcpOptions& row, const Out& out) { show(call, id, row, out); });
  return {};
}

kit::Outcome delete_dhcp_options(Call& call, State& state) {
  const std::string id(call.in["DhcpOptionsId"].text());
  need(state.dhcp_options, id, kinds::dhcp_options);
  for (const auto& [vpc, row] : state.vpcs.rows())
    if (row->row.dhcp_options == id) return dependency("dhcpOptions", id);
  state.dhcp_options.erase(id);
  return {};
}

kit::Outcome associate_dhcp_options(Call& call, State& state) {
  const std::string vpc(call.in["VpcId"].text()), id(call.in["DhcpOptionsId"].text());
  if (id != "default") need(state.dhcp_options, id, kinds::dhcp_options);
  need(state.vpcs, vpc, kinds::vpc);
  state.vpcs.edit(vpc)->dhcp_options = id;
  return {};
}

}  // namespace understudy::ec2
