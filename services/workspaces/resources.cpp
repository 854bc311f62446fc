// What the model does not say of Amazon WorkSpaces's resources.
#include "services/derived/hint.hpp"

namespace understudy::workspaces {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "The specified {type} cannot be found."),
    rejects("CreateWorkspaces", "Workspaces.DirectoryId !~ d-[0-9a-f]{8,63}", "ValidationException",
            "1 validation error detected: Value at 'workspaces.1.member.directoryId' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: ^d-[0-9a-f]{8,63}$"),
    value("WorkspaceDirectory", "RegistrationCode", "SLiad+{hex6}"),
    value(
        "WorkspaceDirectory", "SelfservicePermissions",
        R"({"RestartWorkspace":"ENABLED","IncreaseVolumeSize":"DISABLED","ChangeComputeType":"DISABLED","SwitchRunningMode":"DISABLED","RebuildWorkspace":"DISABLED"})"),
    value("WorkspaceImage", "RequiredTenancy", "DEFAULT"),
    needs("CreateWorkspaceImage", "WorkspaceId", "Workspace"),
    id("Workspace", "ws-[0-9a-z]{9}"),
    id("WorkspaceImage", "wsi-[0-9a-z]{9}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::workspaces
