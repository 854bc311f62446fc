// What the model does not say of Elastic Load Balancing's resources.
#include "services/derived/hint.hpp"

namespace understudy::elbv2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("TargetGroup", "arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{Name}/{hex16}"),
    arn("LoadBalancer",
        "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/app/{Name}/{hex16}"),
    value("LoadBalancer", "Type", "application"),
    value("LoadBalancer", "Scheme", "internet-facing"),
    value("LoadBalancer", "IpAddressType", "ipv4"),
    missing("LoadBalancer", "", "Load balancer '{}' not found"),
    missing("TargetGroup", "", "Target groups '{}' not found"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::elbv2
