// What the model does not say of AWS Cost Explorer's resources.
#include "services/derived/hint.hpp"

namespace understudy::ce {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("CostCategoryDefinition", "ResourceNotFoundException", "No Cost Categories found with ID {}"),
    arn("CostCategoryDefinition", "arn:{partition}:ce::{account}:costcategory/{uuid}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::ce
