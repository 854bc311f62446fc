// What the model does not say of AWS Direct Connect's resources.
#include "services/derived/hint.hpp"

namespace understudy::directconnect {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    id("Connection", "dxcon-[0-9a-z]{8}"),
    id("Lag", "dxlag-[0-9a-z]{8}"),
    states("Connection", "create", "available"),
    states("Connection", "delete", "deleted"),
    value("Connection|Lag", "macSecCapable", "true"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::directconnect
