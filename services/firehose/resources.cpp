// What the model does not say of Amazon Data Firehose's resources.
#include "services/derived/hint.hpp"

namespace understudy::firehose {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "Firehose {} under account {account} not found."),
    missing("UpdateDestination", "ResourceNotFoundException",
            "Firehose {} under accountId {account} not found."),
    exists("DeliveryStream", "ResourceInUseException",
           "Firehose {} under accountId {account} already exists"),
    value("DeliveryStream", "VersionId", "1"),
    value("DeliveryStream", "DeliveryStreamType", "DirectPut"),
    shows("DeliveryStream", "DeliveryStreamEncryptionConfiguration",
          "{DeliveryStreamEncryptionConfigurationInput}"),
    value("DeliveryStream", "DeliveryStreamEncryptionConfiguration", R"({"Status":"DISABLED"})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::firehose
