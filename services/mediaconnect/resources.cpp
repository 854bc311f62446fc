// What the model does not say of AWS Elemental MediaConnect's resources.
#include "services/derived/hint.hpp"

namespace understudy::mediaconnect {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "NotFoundException", "{words} with arn={} not found"),
    states("Flow", "create", "STANDBY"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::mediaconnect
