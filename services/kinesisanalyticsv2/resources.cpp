// What the model does not say of Amazon Managed Service for Apache Flink's resources.
#include "services/derived/hint.hpp"

namespace understudy::kinesisanalyticsv2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    states("Application", "create", "STARTING READY"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::kinesisanalyticsv2
