// What the model does not say of AWS Network Manager's resources.
#include "services/derived/hint.hpp"

namespace understudy::networkmanager {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Device|Link|Site", "NotFoundException", "{type} {} not found."),
    lax("GetSites|GetLinks|GetDevices"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::networkmanager
