// What the model does not say of AWS CodeBuild's resources.
#include "services/derived/hint.hpp"

namespace understudy::codebuild {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    needs("StartBuild", "projectName", "Project"),
    value("Build", "sourceVersion", "refs/heads/main"),
    value("Build", "currentPhase", "COMPLETED"),
    id("Build", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::codebuild
