// Whole inputs for CloudFormation: three stacks, one of which exports what another imports.
#include "tests/contract/examples.hpp"

namespace understudy::contract {
namespace {

constexpr std::string_view create_stack[] = {
    R"({"StackName": "one", "TemplateBody": "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\"}},\"Outputs\":{\"O\":{\"Value\":{\"Ref\":\"Q\"},\"Export\":{\"Name\":\"url\"}}}}"})",
    R"({"StackName": "two", "TemplateBody": "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{\"Tags\":[{\"Key\":\"k\",\"Value\":{\"Fn::ImportValue\":\"url\"}}]}}}}"})",
    R"({"StackName": "three", "OnFailure": "DO_NOTHING", "TemplateBody": "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{\"DelaySeconds\":\"never\"}}}}"})"};
constexpr std::string_view update_stack[] = {
    R"({"StackName": "one", "TemplateBody": "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{\"DelaySeconds\":3}}},\"Outputs\":{\"O\":{\"Value\":{\"Ref\":\"Q\"},\"Export\":{\"Name\":\"url\"}}}}"})",
    R"({"StackName": "two", "TemplateBody": "{\"Resources\":{\"P\":{\"Type\":\"AWS::SQS::Queue\"}}}"})",
    R"({"StackName": "one", "DisableRollback": true, "TemplateBody": "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\",\"Properties\":{\"DelaySeconds\":\"never\"}}}}"})"};
constexpr std::string_view named[] = {R"({"StackName": "one"})", R"({"StackName": "two"})",
                                      R"({"StackName": "three"})"};
constexpr std::string_view create_change_set[] = {
    R"({"StackName": "four", "ChangeSetName": "made", "ChangeSetType": "CREATE", "TemplateBody": "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\"}}}"})",
    R"({"StackName": "one", "ChangeSetName": "changed", "TemplateBody": "{\"Resources\":{\"R\":{\"Type\":\"AWS::SQS::Queue\"}}}"})"};
constexpr std::string_view change_sets[] = {R"({"StackName": "four", "ChangeSetName": "made"})",
                                            R"({"StackName": "one", "ChangeSetName": "changed"})"};
constexpr std::string_view resource[] = {R"({"StackName": "one", "LogicalResourceId": "Q"})",
                                         R"({"StackName": "two", "LogicalResourceId": "P"})"};
constexpr std::string_view templates[] = {
    R"({"TemplateBody": "Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub '${AWS::StackName}-q'}}}"})"};
constexpr std::string_view imports[] = {R"({"ExportName": "url"})"};
constexpr std::string_view set_policy[] = {
    R"({"StackName": "one", "StackPolicyBody": "{\"Statement\":[]}"})"};
constexpr std::string_view protection[] = {R"({"StackName": "one", "EnableTerminationProtection": false})"};

constexpr Example all[] = {
    {"CreateChangeSet", create_change_set},
    {"CreateStack", create_stack},
    {"DeleteChangeSet", change_sets},
    {"DeleteStack", named},
    {"DescribeChangeSet", change_sets},
    {"DescribeStackEvents", named},
    {"DescribeStackResource", resource},
    {"DescribeStackResources", named},
    {"DescribeStacks", named},
    {"ExecuteChangeSet", change_sets},
    {"GetStackPolicy", named},
    {"GetTemplate", named},
    {"GetTemplateSummary", templates},
    {"ListChangeSets", named},
    {"ListImports", imports},
    {"ListStackResources", named},
    {"RollbackStack", named},
    {"SetStackPolicy", set_policy},
    {"UpdateStack", update_stack},
    {"UpdateTerminationProtection", protection},
    {"ValidateTemplate", templates},
};
static_assert(std::ranges::is_sorted(all, {}, &Example::operation));

}  // namespace

const std::span<const Example> cloudformation_examples = all;

}  // namespace understudy::contract
