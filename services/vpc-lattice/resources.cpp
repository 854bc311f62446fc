// What the model does not say of Amazon VPC Lattice's resources.
#include "services/derived/hint.hpp"

namespace understudy::vpc_lattice {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{Words} {} not found"),
    missing("AccessLogSubscription", "ResourceNotFoundException", "Access Log Subscription {} not found"),
    missing("AuthPolicy|ResourcePolicy", "ResourceNotFoundException", "Resource {} not found"),
    states("Service", "create", "ACTIVE"),
    value("Service", "dnsEntry",
          R"({"domainName":"{name}-{hex17}.{hex5}.vpc-lattice-svcs.{region}.on.aws"})"),
    lax("CreateRule"),
    value("*Association", "createdBy", "user"),
    states("*Association", "create", "ACTIVE"),
    arn("*", "arn:{partition}:vpc-lattice:{region}:{account}:{noun}/{id}"),
    rejects("CreateAccessLogSubscription|PutAuthPolicy", "resourceIdentifier !~ (sn|svc)-.*|arn:.*",
            "ValidationException", "Invalid parameter resourceIdentifier, must start with 'sn-' or 'svc-'"),
    rejects("CreateAccessLogSubscription|PutAuthPolicy|GetAuthPolicy", "unknown * resourceIdentifier",
            "ResourceNotFoundException", "Resource {resourceIdentifier} not found"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::vpc_lattice
