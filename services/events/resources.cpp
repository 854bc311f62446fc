// What the model does not say of Amazon EventBridge's resources.
#include "services/derived/hint.hpp"

namespace understudy::events {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    seeds("EventBus",
          R"({"Name":"default","Arn":"arn:{partition}:events:{region}:{account}:event-bus/default"})"),
    value("Rule", "EventBusName", "default"),
    missing("Rule", "", "Rule {} does not exist on EventBus default."),
    missing("EventBus", "", "Event bus {} does not exist."),
    exists("EventBus", "", "Event bus {} already exists."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::events
