// What the model does not say of Amazon GuardDuty's resources.
#include "services/derived/hint.hpp"

namespace understudy::guardduty {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "BadRequestException",
            "The request is rejected because the input detectorId is not owned by the current account."),
    value("Filter", "Rank", "1"),
    value("Filter", "Action", "NOOP"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::guardduty
