// What the model does not say of Amazon Route 53's resources.
#include "services/derived/hint.hpp"

namespace understudy::route53 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("HostedZone", "", "No hosted zone found with ID: {}"),
    id("HostedZone", "Z[0-9A-Z]{20}"),
    // A zone's record sets are no resources that these tables could keep.
    plays("ChangeResourceRecordSets|ListResourceRecordSets|GetChange|TestDNSAnswer", "unplayed"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::route53
