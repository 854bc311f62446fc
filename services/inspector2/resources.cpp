// What the model does not say of Amazon Inspector's resources.
#include "services/derived/hint.hpp"

namespace understudy::inspector2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    answers("DescribeOrganizationConfiguration", "autoEnable",
            R"({"ec2":false,"ecr":false,"lambda":false,"lambdaCode":false})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::inspector2
