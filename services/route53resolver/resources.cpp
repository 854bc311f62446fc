// What the model does not say of Amazon Route 53 Resolver's resources.
#include "services/derived/hint.hpp"

namespace understudy::route53resolver {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("ResolverRuleAssociation", "ResourceNotFoundException",
            "ResolverRuleAssociation '{}' does not Exist"),
    missing("TagResource|UntagResource|ListTagsForResource", "ResourceNotFoundException",
            "Resolver endpoint with ID '{}' does not exist"),
    missing("*", "ResourceNotFoundException", "{Words} with ID '{}' does not exist"),
    id("ResolverEndpoint", "rslvr-in-[0-9a-f]{17}"),
    id("ResolverRule", "rslvr-rr-[0-9a-f]{17}"),
    id("ResolverRuleAssociation", "rslvr-rrassoc-[0-9a-f]{17}"),
    id("ResolverQueryLogConfig", "rslvr-qlc-[0-9a-f]{17}"),
    id("ResolverQueryLogConfigAssociation", "rslvr-qlcassoc-[0-9a-f]{17}"),
    id("ResolverDnssecConfig", "rdsc-[0-9a-f]{17}"),
    value("ResolverRule|ResolverEndpoint", "StatusMessage", "[Trace id: {uuid}] Successfully created {type}"),
    value("ResolverQueryLogConfig|ResolverRule", "ShareStatus", "NOT_SHARED"),
    value("ResolverQueryLogConfigAssociation", "Error", "NONE"),
    shows("ResolverEndpoint", "IpAddressCount", "{#IpAddresses}"),
    states("ResolverRule|ResolverRuleAssociation", "create", "COMPLETE"),
    states("ResolverQueryLogConfigAssociation", "create", "ACTIVE"),
    states("ResolverQueryLogConfig", "create", "CREATED"),
    needs("AssociateResolverRule", "ResolverRuleId", "ResolverRule"),
    rejects("CreateResolverEndpoint", "#IpAddresses < 2", "InvalidRequestException",
            "Resolver endpoint needs to have at least 2 IP addresses"),
    rejects("CreateResolverEndpoint|CreateResolverRule", "taken CreatorRequestId", "ResourceExistsException",
            "{Words} with creator request ID '{CreatorRequestId}' already exists"),
    rejects("DeleteResolverRule", "has ResolverRuleAssociation", "ResourceInUseException",
            "Please disassociate this resolver rule from VPC first before deleting"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::route53resolver
