// What the model does not say of AWS Glue DataBrew's resources.
#include "services/derived/hint.hpp"

namespace understudy::databrew {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Job|DeleteJob", "ResourceNotFoundException", "The job {} wasn't found."),
    missing("DescribeJob", "ResourceNotFoundException", "Job {} wasn't found."),
    missing("UpdateProfileJob|UpdateRecipeJob", "ResourceNotFoundException", "The job {} wasn't found"),
    missing("Dataset", "ResourceNotFoundException", "One or more resources can't be found."),
    missing("Recipe|RecipeVersion", "ResourceNotFoundException", "The recipe {} wasn't found"),
    missing("Ruleset", "EntityNotFoundException", "Ruleset {} not found."),
    exists("CreateProfileJob", "ConflictException", "The job {} profile job already exists."),
    exists("CreateRecipeJob", "ConflictException", "The job {} recipe job already exists."),
    exists("Dataset|Ruleset", "AlreadyExistsException", "{type} already exists."),
    exists("Recipe", "ConflictException", "The recipe {} already exists"),
    value("CreateRecipeJob", "Type", "RECIPE"),
    value("CreateProfileJob", "Type", "PROFILE"),
    value("Recipe", "RecipeVersion", "0.1"),
    plays("PublishRecipe", "state", "Recipe"),
    rejects("CreateRecipeJob|CreateProfileJob|UpdateRecipeJob|UpdateProfileJob",
            "EncryptionMode !~ SSE-S3|SSE-KMS", "ValidationException",
            "1 validation error detected: Value '{EncryptionMode}' at 'encryptionMode' failed to satisfy "
            "constraint: Member must satisfy enum value set: [SSE-S3, SSE-KMS]"),
    rejects("CreateRecipeJob|CreateProfileJob|UpdateRecipeJob|UpdateProfileJob",
            "LogSubscription !~ ENABLE|DISABLE", "ValidationException",
            "1 validation error detected: Value '{LogSubscription}' at 'logSubscription' failed to satisfy "
            "constraint: Member must satisfy enum value set: [ENABLE, DISABLE]"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::databrew
