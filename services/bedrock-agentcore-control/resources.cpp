// What the model does not say of Amazon Bedrock AgentCore's resources.
#include "services/derived/hint.hpp"

namespace understudy::bedrock_agentcore_control {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    arn("AgentRuntime", "arn:{partition}:bedrock-agentcore:{region}:{account}:runtime/{id}"),
    states("AgentRuntime", "create", "CREATING READY"),
    leads("UpdateAgentRuntime", "UPDATING"),
    value("AgentRuntimeEndpoint", "targetVersion", "1"),
    value("AgentRuntimeEndpoint", "liveVersion", "1"),
    value("Gateway", "protocolConfiguration", R"({"mcp":{"supportedVersions":["2025-03-26"]}})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::bedrock_agentcore_control
