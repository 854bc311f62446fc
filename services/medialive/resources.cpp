// What the model does not say of AWS Elemental MediaLive's resources.
#include "services/derived/hint.hpp"

namespace understudy::medialive {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "NotFoundException", "{words} with id={} not found"),
    value("Channel", "ChannelClass", "STANDARD"),
    states("Input", "create", "CREATING DETACHED"),
    states("Channel", "create", "CREATING IDLE"),
    leads("StartChannel", "RUNNING"),
    leads("StopChannel", "IDLE"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::medialive
