// What the model does not say of AWS Signer's resources.
#include "services/derived/hint.hpp"

namespace understudy::signer {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("SigningProfile", "arn:{partition}:signer:{region}:{account}:/signing-profiles/{own}"),
    value("SigningProfile", "profileVersion", "{hex10}"),
    value("SigningProfile", "profileVersionArn", "{arn}/{profileVersion}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::signer
