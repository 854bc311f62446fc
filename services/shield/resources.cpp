// What the model does not say of AWS Shield's resources.
#include "services/derived/hint.hpp"

namespace understudy::shield {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Subscription", "AutoRenew", "ENABLED"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::shield
