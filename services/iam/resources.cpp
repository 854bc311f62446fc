// What the model does not say of AWS IAM's resources that are not written by hand.
#include "services/derived/hint.hpp"

namespace understudy::iam {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    id("InstanceProfile", "AIPA[A-Z0-9]{17}"),
    id("Group", "AGPA[A-Z0-9]{17}"),
    id("Policy", "ANPA[A-Z0-9]{17}"),
    value("InstanceProfile|Group|Policy", "Path", "/"),
    value("Policy", "DefaultVersionId", "v1"),
    value("Policy", "IsAttachable", "true"),
    makes("CreatePolicy", "PolicyVersion",
          R"({"VersionId":"v1","Document":"{PolicyDocument}","IsDefaultVersion":true})"),
    missing("InstanceProfile", "", "Instance Profile {} cannot be found."),
    missing("Group", "", "The group with name {} cannot be found."),
    missing("Policy", "", "Policy {} does not exist or is not attachable."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::iam
