// What the model does not say of AWS Shield's resources.
#include "services/derived/hint.hpp"

namespace understudy::shield {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Subscription", "AutoRenew", "ENABLED"),
    missing("Protection", "ResourceNotFoundException", "The referenced protection does not exist."),
    missing("Subscription", "ResourceNotFoundException", "The subscription does not exist."),
    rejects("CreateProtection", "taken ResourceArn", "ResourceAlreadyExistsException",
            "The referenced protection already exists."),
    rejects("DescribeProtection", "ProtectionId given & ResourceArn given", "InvalidParameterException",
            "ProtectionId or ResourceArn can be specified, not both"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::shield
