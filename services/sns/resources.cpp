// What the model does not say of Amazon SNS's resources.
#include "services/derived/hint.hpp"

namespace understudy::sns {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("Topic", "arn:{partition}:sns:{region}:{account}:{Name}"),
    plays("CreateTopic", "put", "Topic"),  // again, it answers with the same one
    missing("Topic", "", "Topic does not exist"),
    value(
        "Topic", "Attributes",
        R"({"TopicArn":"{arn}","Owner":"{account}","DisplayName":"","SubscriptionsDeleted":"0","SubscriptionsPending":"0"})"),
    plays("Subscribe", "create", "Subscription"),
    plays("Unsubscribe", "remove", "Subscription"),
    arn("Subscription", "{TopicArn}:{uuid}"),
    needs("Subscribe", "TopicArn", "Topic"),
    missing("Subscription", "", "Subscription does not exist"),
    value(
        "Subscription", "Attributes",
        R"({"SubscriptionArn":"{arn}","TopicArn":"{TopicArn}","Owner":"{account}","Protocol":"{Protocol}","Endpoint":"{Endpoint}","RawMessageDelivery":"false","PendingConfirmation":"false"})"),
    arn("PlatformApplication", "arn:{partition}:sns:{region}:{account}:app/{Platform}/{Name}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::sns
