// What the model does not say of Amazon EventBridge Pipes's resources.
#include "services/derived/hint.hpp"

namespace understudy::pipes {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    states("Pipe", "create", "CREATING RUNNING"),
    value("Pipe", "DesiredState", "RUNNING"),
    shows("Pipe", "CurrentState", "{state}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::pipes
