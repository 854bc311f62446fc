// What the model does not say of Amazon Cloud Directory's resources.
#include "services/derived/hint.hpp"

namespace understudy::clouddirectory {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("Schema", "arn:{partition}:clouddirectory:{region}:{account}:schema/development/{Name}"),
    plays("PublishSchema", "state", "Schema"),
    answers("PublishSchema", "PublishedSchemaArn",
            "arn:{partition}:clouddirectory:{region}:{account}:schema/published/{Name}/{Version}"),
    answers("CreateDirectory", "AppliedSchemaArn", "{SchemaArn}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::clouddirectory
