// What the model does not say of Amazon CloudFront's resources.
#include "services/derived/hint.hpp"

namespace understudy::cloudfront {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Distribution|GetDistributionConfig|UpdateDistribution", "NoSuchDistribution",
            "The specified distribution does not exist."),
    missing("*", "", "The specified {words} does not exist."),
    states("Distribution", "create", "InProgress Deployed"),
    states("Invalidation", "create", "COMPLETED"),
    arn("Distribution", "arn:{partition}:cloudfront::{account}:distribution/{}"),
    id("Distribution|Invalidation|OriginAccessControl|PublicKey|KeyGroup|Function|CachePolicy",
       "E[A-Z0-9]{13}"),
    rejects("CreateDistribution", "taken DistributionConfig.CallerReference", "DistributionAlreadyExists",
            "The caller reference that you are using to create a distribution is associated with another "
            "distribution."),
    rejects("UpdateDistribution", "IfMatch =", "InvalidIfMatchVersion",
            "The If-Match version is missing or not valid for the resource."),
    rejects("DeleteDistribution|UpdateDistribution", "IfMatch absent", "InvalidIfMatchVersion",
            "The If-Match version is missing or not valid for the resource."),
    value(
        "Distribution", "DistributionConfig",
        R"({"Aliases":{"Quantity":0},"CacheBehaviors":{"Quantity":0},"CustomErrorResponses":{"Quantity":0},"DefaultRootObject":"","PriceClass":"PriceClass_All","Comment":"","HttpVersion":"http2","IsIPV6Enabled":true,"ViewerCertificate":{"CloudFrontDefaultCertificate":true,"MinimumProtocolVersion":"TLSv1","CertificateSource":"cloudfront","SSLSupportMethod":"vip"},"Logging":{"Enabled":false,"IncludeCookies":false,"Bucket":"","Prefix":""},"Restrictions":{"GeoRestriction":{"RestrictionType":"none","Quantity":0}},"OriginGroups":{"Quantity":0},"WebACLId":"","DefaultCacheBehavior":{"TrustedSigners":{"Enabled":false,"Quantity":0},"TrustedKeyGroups":{"Enabled":false,"Quantity":0},"AllowedMethods":{"Quantity":2,"Items":["HEAD","GET"],"CachedMethods":{"Quantity":2,"Items":["HEAD","GET"]}},"SmoothStreaming":false,"Compress":true,"LambdaFunctionAssociations":{"Quantity":0},"FunctionAssociations":{"Quantity":0},"FieldLevelEncryptionId":""}})"),
    value("Distribution", "DomainName", "{hex14}.cloudfront.net"),
    value("Distribution", "ETag", "{hex13}"),
    lax("ListInvalidations"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::cloudfront
