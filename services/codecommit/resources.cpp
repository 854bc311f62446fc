// What the model does not say of AWS CodeCommit's resources.
#include "services/derived/hint.hpp"

namespace understudy::codecommit {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Repository", "RepositoryDoesNotExistException", "{} does not exist"),
    exists("Repository", "RepositoryNameExistsException", "Repository named {} already exists"),
    rejects("CreateRepository|GetRepository|DeleteRepository", "repositoryName !~ [\\w.-]{1,100}",
            "InvalidRepositoryNameException",
            "The repository name is not valid. Repository names can be any valid combination of letters, "
            "numbers, periods, underscores, and dashes between 1 and 100 characters in length. Names are "
            "case sensitive. For more information, see Limits in the AWS CodeCommit User Guide. "),
    value("Repository", "cloneUrlSsh",
          "ssh://git-codecommit.{region}.amazonaws.com/v1/repos/{repositoryName}"),
    value("Repository", "cloneUrlHttp",
          "https://git-codecommit.{region}.amazonaws.com/v1/repos/{repositoryName}"),
    arn("Repository", "arn:{partition}:codecommit:{region}:{account}:{repositoryName}"),
    forgives("DeleteRepository"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::codecommit
