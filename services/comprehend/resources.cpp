// What the model does not say of Amazon Comprehend's resources.
#include "services/derived/hint.hpp"

namespace understudy::comprehend {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "RESOURCE_NOT_FOUND: Could not find specified resource."),
    states("EntityRecognizer", "create", "TRAINED"),
    states("DocumentClassifier", "create", "TRAINING TRAINED"),
    states("PiiEntitiesDetectionJob|KeyPhrasesDetectionJob|SentimentDetectionJob|EntitiesDetectionJob|"
           "EventsDetectionJob|TopicsDetectionJob|DominantLanguageDetectionJob|TargetedSentimentDetectionJob|"
           "DocumentClassificationJob",
           "create", "SUBMITTED"),
    leads("Stop*", "STOP_REQUESTED"),
    arn("EntityRecognizer",
        "arn:{partition}:comprehend:{region}:{account}:entity-recognizer/{RecognizerName}/version/"
        "{VersionName}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::comprehend
