// Which rows name which, table by table.
#include "services/ec2/references.hpp"

#include <fmt/format.h>

namespace understudy::ec2 {
namespace {

// The rows of one table, and how their paths begin.
template <class Table>
class Rows {
 public:
  Rows(const Table& table, std::string_view name) : table_(table), name_(name) {}

  // `name(row)` is the id that the field holds; an empty one names nothing.
  template <class Other>
  const Rows& name(std::string_view field, const Other& others, auto&& name) const {
    for (const auto& [id, row] : table_.rows()) look(id, field, others, name(row->row));
    return *this;
  }
  // `names(row)` is a list of what `name` takes an id out of.
  template <class Other>
  const Rows& names(std::string_view field, const Other& others, auto&& names, auto&& name) const {
    for (const auto& [id, row] : table_.rows()) {
      std::size_t place = 0;
      for (const auto& each : names(row->row))
        look(id, fmt::format("{}[{}]", field, place++), others, name(each));
    }
    return *this;
  }

 private:
  template <class Other>
  void look(const std::string& id, std::string_view field, const Other& others,
            const std::string& named) const {
    if (named.empty() || others.contains(named)) return;
    throw kit::ViewError(fmt::format("$.{}.{}.{}", name_, id, field), fmt::format("there is no {}", named));
  }

  const Table& table_;
  std::string_view name_;
};

const std::string& itself(const std::string& id) { return id; }

void check_networks(const State& s) {
  const auto vpc = [](const auto& row) -> const std::string& { return row.vpc; };
  const auto subnet = [](const auto& row) -> const std::string& { return row.subnet; };
  const auto associations = [](const auto& row) -> const auto& { return row.associations; };
  const auto groups = [](const auto& row) -> const auto& { return row.groups; };
  Rows(s.subnets, "subnets").name("vpc", s.vpcs, vpc);
  Rows(s.groups, "groups").name("vpc", s.vpcs, vpc);
  Rows(s.rules, "rules")
      .name(
          "group", s.groups, [](const Rule& row) -> const auto& { return row.group; });
  Rows(s.internet_gateways, "internet_gateways").name("vpc", s.vpcs, vpc);
  Rows(s.route_tables, "route_tables")
      .name("vpc", s.vpcs, vpc)
      .names("associations", s.subnets, associations, subnet);
  Rows(s.network_acls, "network_acls")
      .name("vpc", s.vpcs, vpc)
      .names("associations", s.subnets, associations, subnet);
  Rows(s.cidr_reservations, "cidr_reservations").name("subnet", s.subnets, subnet);
  Rows(s.interfaces, "interfaces")
      .name("subnet", s.subnets, subnet)
      .name("vpc", s.vpcs, vpc)
      .names("groups", s.groups, groups, itself);
  Rows(s.addresses, "addresses")
      .name(
          "interface", s.interfaces, [](const Address& row) -> const auto& { return row.interface; });
}

// Deleted ones, which are shown for a while, may have outlived all that they name.
void check_endpoints(const State& s) {
  static const std::string none;
  const auto live = [](const Endpoint& row, const auto& list) {
    return row.state == "deleted" ? std::vector<std::string>() : list;
  };
  Rows(s.endpoints, "endpoints")
      .name(
          "vpc", s.vpcs,
          [](const Endpoint& row) -> const auto& { return row.state == "deleted" ? none : row.vpc; })
      .names(
          "subnets", s.subnets, [&](const Endpoint& row) { return live(row, row.subnets); }, itself)
      .names(
          "interfaces", s.interfaces, [&](const Endpoint& row) { return live(row, row.interfaces); }, itself)
      .names(
          "route_tables", s.route_tables, [&](const Endpoint& row) { return live(row, row.route_tables); },
          itself);
}

void check_versions(const State& s) {
  for (const auto& [key, row] : s.template_versions.rows())
    if (!s.launch_templates.contains(key.launch_template))
      throw kit::ViewError(fmt::format("$.template_versions.{}/{}", key.launch_template, key.number),
                           fmt::format("there is no {}", key.launch_template));
  for (const auto& [id, row] : s.launch_templates.rows())
    if (!s.template_versions.contains({id, row->row.default_version}))
      throw kit::ViewError(fmt::format("$.launch_templates.{}.default_version", id),
                           fmt::format("there is no version {}", row->row.default_version));
}

}  // namespace

void check_references(const State& state) {
  check_networks(state);
  check_endpoints(state);
  check_versions(state);
}

}  // namespace understudy::ec2
