// What the model does not say of Amazon EventBridge Pipes's resources.
#include "services/derived/hint.hpp"

namespace understudy::pipes {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Pipe", "DesiredState", "RUNNING"),
    sets("StopPipe", "DesiredState", "STOPPED"),
    sets("StartPipe", "DesiredState", "RUNNING"),
    answers("DeletePipe", "DesiredState", "DELETED"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::pipes
