// What the model does not say of AWS Directory Service's resources.
#include "services/derived/hint.hpp"

namespace understudy::ds {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "EntityDoesNotExistException", "Directory {} does not exist"),
    missing("AddTagsToResource|RemoveTagsFromResource|ListTagsForResource", "EntityDoesNotExistException",
            "Directory {} does not exist"),
    plays("CreateMicrosoftAD|ConnectDirectory", "create", "Directory"),
    id("Directory", "d-[0-9a-f]{10}"),
    value("Directory", "DesiredNumberOfDomainControllers", "0"),
    value("CreateMicrosoftAD", "Type", "MicrosoftAD"),
    value("CreateDirectory", "Type", "SimpleAD"),
    value("ConnectDirectory", "Type", "ADConnector"),
    value("Directory", "Alias", "{id}"),
    value("Directory", "AccessUrl", "{id}.awsapps.com"),
    value("Directory", "SsoEnabled", "false"),
    value("Directory", "Stage", "Active"),
    value("Directory", "StageLastUpdatedDateTime", "{now}"),
    value("Directory", "LaunchTime", "{now}"),
    rejects("CreateAlias", "taken Alias", "EntityAlreadyExistsException", "Alias '{Alias}' already exists."),
    needs("CreateAlias|EnableSso|DisableSso|EnableLDAPS|DisableLDAPS|DescribeLDAPSSettings|DescribeSettings",
          "DirectoryId", "Directory"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::ds
