// Views of networks as they come back: the blocks of addresses in them are checked here, and trusted
// elsewhere.
#include "services/ec2/cidr.hpp"
#include "services/ec2/state.hpp"

namespace understudy::ec2 {
namespace {

using kit::view_detail::Path;

void check_block(const std::string& text, const Path& path) {
  if (!parse_block(text)) path.fail("'" + text + "' is no block of IPv4 addresses");
}
void check_block6(const std::string& text, const Path& path) {
  if (!parse_block6(text)) path.fail("'" + text + "' is no block of IPv6 addresses");
}

void check_all(const std::vector<CidrBlock>& blocks, const Path& path, auto&& check) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Path element{&path, {}, i};
    check(blocks[i].cidr, Path{&element, "cidr"});
  }
}

}  // namespace

void read(const kit::Value& from, Vpc& to, const Path& path) {
  kit::view_detail::read<Vpc>(from, to, path);
  const Path blocks{&path, "blocks"};
  if (to.blocks.empty()) blocks.fail("a VPC has a block of addresses");
  check_all(to.blocks, blocks, check_block);
  check_all(to.ipv6, Path{&path, "ipv6"}, check_block6);
}

void read(const kit::Value& from, Subnet& to, const Path& path) {
  kit::view_detail::read<Subnet>(from, to, path);
  if (!to.ipv6_native) check_block(to.cidr, Path{&path, "cidr"});
  check_all(to.ipv6, Path{&path, "ipv6"}, check_block6);
}

void read(const kit::Value& from, CidrReservation& to, const Path& path) {
  kit::view_detail::read<CidrReservation>(from, to, path);
  if (to.cidr.find(':') == std::string::npos) {
    check_block(to.cidr, Path{&path, "cidr"});
  } else {
    check_block6(to.cidr, Path{&path, "cidr"});
  }
}

}  // namespace understudy::ec2
