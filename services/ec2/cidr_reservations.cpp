// Reservations within subnets: addresses that EC2 does not lend by itself.
#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

constexpr kit::Error outside{"InvalidParameterValue",
                             "Reservation CIDR should be within subnet CIDR block ({})"};
constexpr kit::Error overlap{"InvalidParameterValue",
                             "Reservation CIDR {} has overlap with existing reserved CIDR block"};

constexpr Filter<CidrReservation> filters[] = {
    {"ownerId", [](const auto& s, Texts& t) { t.emplace_back(s.call.account()); }},
    {"reservationType", [](const auto& s, Texts& t) { t.push_back(s.row.type); }},
    {"subnet-id", [](const auto& s, Texts& t) { t.push_back(s.row.subnet); }},
};

bool is_ipv6(const CidrReservation& row) { return row.cidr.find(':') != std::string::npos; }

bool overlaps(const CidrReservation& row, const std::string& cidr) {
  if (const auto own = parse_block(cidr)) return !is_ipv6(row) && parse_block(row.cidr)->overlaps(*own);
  const auto own = parse_block6(cidr), other = parse_block6(row.cidr);
  return other && (own->contains(*other) || other->contains(*own));
}

// The block as AWS writes it. Throws when it is none, or outside of the subnet.
std::string read_block(const Subnet& subnet, std::string_view text) {
  if (const auto block = parse_block(text)) {
    const auto whole = parse_block(subnet.cidr);
    if (!whole || !whole->contains(*block)) throw outside.says(subnet.cidr);
    return text_of(*block);
  }
  const auto block = parse_block6(text);
  if (!block) throw invalid_value(text, "cidr", "This is not a valid CIDR block.");
  std::string wholes;
  for (const CidrBlock& whole : subnet.ipv6) {
    if (parse_block6(whole.cidr)->contains(*block)) return text_of(*block);
    wholes += (wholes.empty() ? "" : ", ") + whole.cidr;
  }
  throw outside.says(wholes);
}

void show(const Call& call, const std::string& id, const CidrReservation& row, const Out& out) {
  out["SubnetCidrReservationId"] = id;
  out["SubnetId"] = row.subnet;
  out["Cidr"] = row.cidr;
  out["ReservationType"] = row.type;
  out["OwnerId"] = call.account();
  if (!row.description.empty()) out["Description"] = row.description;
  show_tags(row.tags, out["Tags"]);
}

}  // namespace

bool is_reserved(const State& state, const std::string& subnet, std::uint32_t address) {
  for (const std::string& id : ids_of<&CidrReservation::subnet>(state.cidr_reservations, subnet)) {
    const auto block = parse_block(state.cidr_reservations.find(id)->cidr);
    if (block && block->contains(address)) return true;
  }
  return false;
}

kit::Outcome create_subnet_cidr_reservation(Call& call, State& state) {
  const std::string subnet(call.in["SubnetId"].text());
  const Subnet& within = need(state.subnets, subnet, kinds::subnet);
  CidrReservation row;
  row.subnet = subnet;
  row.type = call.in["ReservationType"].text();
  if (row.type != "prefix" && row.type != "explicit") return invalid_value(row.type, "reservationType");
  row.description = call.in["Description"].text();
  row.tags = tags_of(call, kinds::cidr_reservation);
  row.cidr = read_block(within, call.in["Cidr"].text());
  for (const std::string& id : ids_of<&CidrReservation::subnet>(state.cidr_reservations, subnet))
    if (overlaps(*state.cidr_reservations.find(id), row.cidr)) return overlap.says(row.cidr);
  const std::string id = draw(call, kinds::cidr_reservation);
  show(call, id, add(state.cidr_reservations, id, std::move(row)),
       call.out["SubnetCidrReservation"].structure(8));
  return {};
}

kit::Outcome delete_subnet_cidr_reservation(Call& call, State& state) {
  const std::string id(call.in["SubnetCidrReservationId"].text());
  show(call, id, need(state.cidr_reservations, id, kinds::cidr_reservation),
       call.out["DeletedSubnetCidrReservation"].structure(8));
  state.cidr_reservations.erase(id);
  return {};
}

kit::Outcome get_subnet_cidr_reservations(Call& call, State& state) {
  const std::string subnet(call.in["SubnetId"].text());
  need(state.subnets, subnet, kinds::subnet);
  check_filters<CidrReservation>(call.in["Filters"], filters);
  const Page page = page_of(call, "subnet-cidr-reservation");
  const OutList list4 = call.out["SubnetIpv4CidrReservations"].list(),
                list6 = call.out["SubnetIpv6CidrReservations"].list();
  for (const std::string& id : ids_of<&CidrReservation::subnet>(state.cidr_reservations, subnet)) {
    const CidrReservation& row = *state.cidr_reservations.find(id);
    if (row.order < page.from) continue;
    if (!passes<CidrReservation>(call.in["Filters"], filters, {call, state, id, row})) continue;
    if (list4.size() + list6.size() == page.limit) {
      call.out["NextToken"] = next_token("subnet-cidr-reservation", row.order);
      return {};
    }
    show(call, id, row, (is_ipv6(row) ? list6 : list4).add().structure(8));
  }
  return {};
}

}  // namespace understudy::ec2
