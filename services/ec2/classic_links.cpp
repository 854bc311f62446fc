// ClassicLink of VPCs: what is left of EC2-Classic are the flags.
#include "services/ec2/handlers.hpp"
#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

constexpr Filter<Vpc> filters[] = {
    {"is-classic-link-enabled", [](const auto& s, Texts& t) { t.emplace_back(flag(s.row.classic_link)); }},
};

// EC2-Classic had 10.0.0.0/8 for itself, but for two blocks (API reference, EnableVpcClassicLink).
bool may_link(const Vpc& vpc) {
  const Block own = *parse_block(vpc.blocks.front().cidr), classic = *parse_block("10.0.0.0/8");
  if (!classic.overlaps(own)) return true;
  return parse_block("10.0.0.0/16")->contains(own) || parse_block("10.1.0.0/16")->contains(own);
}

kit::Outcome set(Call& call, State& state, bool Vpc::*field, bool value) {
  const std::string id(call.in["VpcId"].text());
  const Vpc& vpc = need(state.vpcs, id, kinds::vpc);
  const bool may = !value || may_link(vpc);
  if (may) state.vpcs.edit(id).operator*().*field = value;
  call.out["Return"] = may;
  return {};
}

}  // namespace

kit::Outcome enable_vpc_classic_link(Call& call, State& state) {
  return set(call, state, &Vpc::classic_link, true);
}
kit::Outcome disable_vpc_classic_link(Call& call, State& state) {
  return set(call, state, &Vpc::classic_link, false);
}
kit::Outcome enable_vpc_classic_link_dns_support(Call& call, State& state) {
  return set(call, state, &Vpc::classic_link_dns, true);
}
kit::Outcome disable_vpc_classic_link_dns_support(Call& call, State& state) {
  return set(call, state, &Vpc::classic_link_dns, false);
}

kit::Outcome describe_vpc_classic_link(Call& call, State& state) {
  describe<Vpc>(call, state, state.vpcs, kinds::vpc, call.in["VpcIds"], filters, "Vpcs",
                [&](const std::string& id, const Vpc& vpc, const Out& out) {
                  out["VpcId"] = id;
                  out["ClassicLinkEnabled"] = vpc.classic_link;
                  show_tags(vpc.tags, out["Tags"]);
                });
  return {};
}

kit::Outcome describe_vpc_classic_link_dns_support(Call& call, State& state) {
  describe<Vpc>(call, state, state.vpcs, kinds::vpc, call.in["VpcIds"], filters, "Vpcs",
                [&](const std::string& id, const Vpc& vpc, const Out& out) {
                  out["VpcId"] = id;
                  out["ClassicLinkDnsSupported"] = vpc.classic_link_dns;
                });
  return {};
}

}  // namespace understudy::ec2
