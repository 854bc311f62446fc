// What the model does not say of Amazon EBS's resources.
#include "services/derived/hint.hpp"

namespace understudy::ebs {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Snapshot", "BlockSize", "512"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::ebs
