// What the model does not say of Amazon Connect's resources.
#include "services/derived/hint.hpp"

namespace understudy::connect {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Instance", "ServiceRole",
          "arn:{partition}:iam::{account}:role/aws-service-role/connect.amazonaws.com/"
          "AWSServiceRoleForAmazonConnect_{hex20}"),
    value("Instance", "InstanceStatus", "ACTIVE"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::connect
