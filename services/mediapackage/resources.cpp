// What the model does not say of AWS Elemental MediaPackage's resources.
#include "services/derived/hint.hpp"

namespace understudy::mediapackage {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "NotFoundException", "{words} with id={} not found"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::mediapackage
