// What the model does not say of Amazon IVS's resources.
#include "services/derived/hint.hpp"

namespace understudy::ivs {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    value("Channel", "latencyMode", "LOW"),
    value("Channel", "type", "STANDARD"),
    value("Channel", "ingestEndpoint", "{hex12}.global-contribute.live-video.net"),
    value("Channel", "playbackUrl",
          "https://{hex12}.{region}.playback.live-video.net/api/video/v1/"
          "{region}.{account}.channel.{hex12}.m3u8"),
    arn("Channel", "arn:{partition}:ivs:{region}:{account}:channel/{hex12}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::ivs
