// What the model does not say of AWS Panorama's resources.
#include "services/derived/hint.hpp"

namespace understudy::panorama {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    id("ApplicationInstance", "applicationInstance-[a-z0-9]{24}"),
    id("Device", "device-[a-z0-9]{24}"),
    value("ApplicationInstance", "DefaultRuntimeContextDeviceName", "{DefaultRuntimeContextDevice}"),
    value("Device", "Brand", "AWS_PANORAMA"),
    missing("Device", "ValidationException", "Device {} not found"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::panorama
