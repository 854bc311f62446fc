// What the model does not say of Amazon Transcribe's resources.
#include "services/derived/hint.hpp"

namespace understudy::transcribe {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("TranscriptionJob|MedicalTranscriptionJob", "BadRequestException",
            "The requested job couldn't be found. Check the job name and try your request again."),
    missing(
        "Vocabulary|MedicalVocabulary", "BadRequestException",
        "The requested vocabulary couldn't be found. Check the vocabulary name and try your request again."),
    exists("TranscriptionJob|MedicalTranscriptionJob", "ConflictException",
           "The requested job name already exists. Use a different job name."),
    exists("Vocabulary|MedicalVocabulary", "ConflictException",
           "The requested vocabulary name already exists. Use a different vocabulary name."),
    states("TranscriptionJob|MedicalTranscriptionJob", "create", "QUEUED IN_PROGRESS COMPLETED"),
    states("Vocabulary|MedicalVocabulary", "create", "PENDING READY"),
    needs("StartTranscriptionJob", "Settings.VocabularyName", "Vocabulary"),
    needs("StartMedicalTranscriptionJob", "Settings.VocabularyName", "MedicalVocabulary"),
    value("TranscriptionJob", "Settings", R"({"ChannelIdentification":false,"ShowAlternatives":false})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::transcribe
