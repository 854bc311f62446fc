// What the model does not say of AWS Network Firewall's resources.
#include "services/derived/hint.hpp"

namespace understudy::network_firewall {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Firewall", "FirewallPolicyChangeProtection", "true"),
    value("Firewall", "SubnetChangeProtection", "true"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::network_firewall
