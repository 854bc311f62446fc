// What the model does not say of AWS Elemental MediaStore's resources.
#include "services/derived/hint.hpp"

namespace understudy::mediastore {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Container", "ResourceNotFoundException", "The specified container does not exist"),
    missing("ContainerPolicy|GetContainerPolicy", "PolicyNotFoundException", "The policy does not exist"),
    missing("LifecyclePolicy|GetLifecyclePolicy", "PolicyNotFoundException", "The policy does not exist"),
    missing("MetricPolicy|GetMetricPolicy", "PolicyNotFoundException", "The policy does not exist"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::mediastore
