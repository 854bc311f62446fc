// What the model does not say of AWS Elemental MediaPackage v2's resources.
#include "services/derived/hint.hpp"

namespace understudy::mediapackagev2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("ChannelGroup", "ResourceNotFoundException",
            "MediaPackage can't process your request because we can't find your channel group. Verify your "
            "channel group name or add a channel group and then try again"),
    missing("Channel", "ResourceNotFoundException",
            "MediaPackage can't process your request because we can't find your channel. Verify your channel "
            "name or add a channel and then try again"),
    forgives("DeleteChannelGroup|DeleteChannel"),
    rejects("DeleteChannelGroup", "has Channel", "ConflictException",
            "The channel group you tried to delete has channels attached to it. If you want to delete this "
            "channel group, you must first delete the channels attached to it"),
    arn("ChannelGroup", "arn:{partition}:mediapackagev2:{region}:{account}:channelGroup/{}"),
    arn("Channel",
        "arn:{partition}:mediapackagev2:{region}:{account}:channelGroup/{parent}/channel/{ChannelName}"),
    value("Channel", "InputType", "HLS"),
    value("ChannelGroup", "EgressDomain", "{hex6}.egress.{hex6}.mediapackagev2.{region}.amazonaws.com"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::mediapackagev2
