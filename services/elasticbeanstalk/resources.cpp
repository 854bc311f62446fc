// What the model does not say of AWS Elastic Beanstalk's resources.
#include "services/derived/hint.hpp"

namespace understudy::elasticbeanstalk {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    forgives("DeleteApplication"),
    arn("Environment",
        "arn:{partition}:elasticbeanstalk:{region}:{account}:environment/{ApplicationName}/"
        "{EnvironmentName}"),
    arn("Application", "arn:{partition}:elasticbeanstalk:{region}:{account}:application/{ApplicationName}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::elasticbeanstalk
