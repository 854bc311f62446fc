// What the model does not say of Amazon Route 53 Resolver's resources.
#include "services/derived/hint.hpp"

namespace understudy::route53resolver {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{Words} with ID '{}' does not exist"),
    missing("ResolverQueryLogConfig|ResolverQueryLogConfigAssociation|ListResolverQueryLogConfigAssociations",
            "ResourceNotFoundException", "{Words} with ID {} does not exist"),
    missing("ResolverRuleAssociation", "ResourceNotFoundException",
            "ResolverRuleAssociation '{}' does not Exist"),
    missing("TagResource|UntagResource|ListTagsForResource", "ResourceNotFoundException",
            "Resolver endpoint with ID '{}' does not exist"),
    id("ResolverEndpoint", "rslvr-in-[0-9a-f]{17}"),
    id("ResolverRule", "rslvr-rr-[0-9a-f]{17}"),
    id("ResolverRuleAssociation", "rslvr-rrassoc-[0-9a-f]{17}"),
    id("ResolverQueryLogConfig", "rslvr-qlc-[0-9a-f]{17}"),
    id("ResolverQueryLogConfigAssociation", "rslvr-qlcassoc-[0-9a-f]{17}"),
    id("ResolverDnssecConfig", "rdsc-[0-9a-f]{17}"),
    value("ResolverRule", "StatusMessage", "[Trace id: {uuid}] Successfully created Resolver Rule"),
    value("ResolverEndpoint", "StatusMessage", "[Trace id: {uuid}] Successfully created Resolver Endpoint"),
    value("ResolverQueryLogConfig", "ShareStatus", "NOT_SHARED"),
    value("ResolverQueryLogConfigAssociation", "Error", "NONE"),
    value("ResolverEndpoint", "HostVPCId", "vpc-{hex17}"),
    shows("ResolverEndpoint", "IpAddressCount", "{#IpAddresses}"),
    states("ResolverRule", "create", "COMPLETE"),
    states("ResolverRuleAssociation", "create", "CREATING COMPLETE"),
    needs("AssociateResolverRule", "ResolverRuleId", "ResolverRule"),
    answers("ListResolverEndpoints", "MaxResults", "10"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::route53resolver
