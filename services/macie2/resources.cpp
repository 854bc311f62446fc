// What the model does not say of Amazon Macie's resources.
#include "services/derived/hint.hpp"

namespace understudy::macie2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    plays("EnableMacie", "put", "MacieSession"),
    plays("GetMacieSession", "get", "MacieSession"),
    plays("UpdateMacieSession", "update", "MacieSession"),
    plays("DisableMacie", "remove", "MacieSession"),
    missing("MacieSession", "AccessDeniedException", "Macie is not enabled"),
    value("MacieSession", "findingPublishingFrequency", "FIFTEEN_MINUTES"),
    value("MacieSession", "status", "ENABLED"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::macie2
