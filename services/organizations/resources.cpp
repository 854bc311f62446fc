// What the model does not say of AWS Organizations's resources.
#include "services/derived/hint.hpp"

namespace understudy::organizations {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Organization", "Id", "o-{hex10}"),
    value("Organization", "Arn", "arn:{partition}:organizations::{account}:organization/{Id}"),
    value("Organization", "MasterAccountArn",
          "arn:{partition}:organizations::{account}:account/{Id}/{account}"),
    value("Organization", "FeatureSet", "ALL"),
    value("Organization", "MasterAccountId", "{account}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::organizations
