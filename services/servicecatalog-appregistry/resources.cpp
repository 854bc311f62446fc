// What the model does not say of AWS Service Catalog AppRegistry's resources.
#include "services/derived/hint.hpp"

namespace understudy::servicecatalog_appregistry {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    answers("AssociateResource", "resourceArn", "{resource}"),
    rejects("AssociateResource", "resourceType !~ CFN_STACK|RESOURCE_TAG_VALUE", "ValidationException",
            "Could not parse resource type"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::servicecatalog_appregistry
