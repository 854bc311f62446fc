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
    missing("Recipe", "ResourceNotFoundException", "The recipe {} wasn't found"),
    missing("RecipeVersion|DeleteRecipeVersion", "ResourceNotFoundException",
            "The recipe {Name} version {} wasn't found."),
    missing("PublishRecipe", "ResourceNotFoundException", "Recipe {} wasn't found"),
    exists("CreateProfileJob", "ConflictException", "The job {} profile job already exists."),
    exists("CreateRecipeJob", "ConflictException", "The job {} recipe job already exists."),
    exists("Dataset|Ruleset", "AlreadyExistsException", "{type} already exists."),
    exists("Recipe", "ConflictException", "The recipe {} already exists"),
    value("CreateRecipeJob", "Type", "RECIPE"),
    value("CreateProfileJob", "Type", "PROFILE"),
    value("Recipe", "RecipeVersion", "0.1"),
    plays("PublishRecipe", "state", "Recipe"),
    rejects("DescribeRecipe", "RecipeVersion !~ LATEST_WORKING|LATEST_PUBLISHED|\\d{1,5}\\.\\d{1,5}",
            "ValidationException", "Recipe {Name} version {RecipeVersion} isn't valid."),
    rejects("ListRecipes", "RecipeVersion !~ LATEST_WORKING|LATEST_PUBLISHED", "ValidationException",
            "Invalid version {RecipeVersion}. Valid versions are LATEST_PUBLISHED and LATEST_WORKING."),
    ignores("ListRecipes", "RecipeVersion"),
    binds("*RecipeJob|*ProfileJob", "EncryptionMode"),
    binds("*RecipeJob|*ProfileJob", "LogSubscription"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::databrew
