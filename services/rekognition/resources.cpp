// What the model does not say of Amazon Rekognition's resources.
#include "services/derived/hint.hpp"

namespace understudy::rekognition {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    answers("StartFaceSearch|StartTextDetection|StartLabelDetection|StartFaceDetection|"
            "StartContentModeration|StartCelebrityRecognition|StartPersonTracking|StartSegmentDetection",
            "JobId", "{hex32}{hex32}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::rekognition
