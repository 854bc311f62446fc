// What the model does not say of Amazon Managed Service for Prometheus's resources.
#include "services/derived/hint.hpp"

namespace understudy::amp {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Workspace", "ResourceNotFoundException", "Workspace not found"),
    missing("RuleGroupsNamespace", "ResourceNotFoundException", "RuleGroupNamespace not found"),
    value("Workspace", "status", R"({"statusCode":"ACTIVE"})"),
    value("Workspace", "prometheusEndpoint",
          "https://aps-workspaces.{region}.amazonaws.com/workspaces/{id}/"),
    id("Workspace", "ws-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"),
    arn("RuleGroupsNamespace", "arn:{partition}:aps:{region}:{account}:rulegroupsnamespace/{parent}/{name}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::amp
