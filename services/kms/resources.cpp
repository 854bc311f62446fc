// What the model does not say of AWS KMS's resources.
#include "services/derived/hint.hpp"

namespace understudy::kms {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Key|TagResource|UntagResource|ListResourceTags", "", "Key '{}' does not exist"),
    missing("Alias", "", "Alias arn:{partition}:kms:{region}:{account}:{} is not found."),
    arn("Alias", "arn:{partition}:kms:{region}:{account}:{AliasName}"),
    states("Key", "create", "Enabled"),
    value("Key", "Enabled", "true"),
    value("Key", "KeyUsage", "ENCRYPT_DECRYPT"),
    value("Key", "KeySpec", "SYMMETRIC_DEFAULT"),
    value("Key", "Origin", "AWS_KMS"),
    value("Key", "KeyManager", "CUSTOMER"),
    plays("ScheduleKeyDeletion|CancelKeyDeletion", "state", "Key"),
    leads("ScheduleKeyDeletion", "PendingDeletion"),
    leads("CancelKeyDeletion", "Disabled"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::kms
