// What the model does not say of Amazon Route 53 Resolver's resources.
#include "services/derived/hint.hpp"

namespace understudy::route53resolver {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{Words} with ID '{}' does not exist"),
    missing("ResolverRuleAssociation", "ResourceNotFoundException",
            "ResolverRuleAssociation '{}' does not Exist"),
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
    states("ResolverQueryLogConfigAssociation", "create", "ACTIVE"),
    value("ResolverEndpoint", "HostVPCId", "vpc-{hex17}"),
    shows("ResolverEndpoint", "IpAddressCount", "{#IpAddresses}"),
    states("ResolverRule|ResolverRuleAssociation", "create", "COMPLETE"),
    states("ResolverQueryLogConfig", "create", "CREATED"),
    needs("AssociateResolverRule", "ResolverRuleId", "ResolverRule"),
    rejects("CreateResolverEndpoint", "#IpAddresses < 2", "InvalidRequestException",
            "Resolver endpoint needs to have at least 2 IP addresses"),
    rejects("CreateResolverEndpoint|CreateResolverRule", "taken CreatorRequestId", "ResourceExistsException",
            "{Words} with creator request ID '{CreatorRequestId}' already exists"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::route53resolver
