// CloudFormation: templates, the resources they make, and what becomes of stacks.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <string_view>

#include "services/cloudformation/definition.hpp"
#include "services/cloudformation/evaluate.hpp"
#include "services/cloudformation/types.hpp"
#include "services/cloudformation/yaml.hpp"
#include "services/kit/json.hpp"
#include "services/models/model.hpp"
#include "tests/services/harness.hpp"

namespace understudy::test {
namespace {

using namespace cloudformation;

struct Stacks : World {
  Reply create(std::string_view name, std::string_view body, std::string_view more = "") {
    return call("cloudformation", "CreateStack", input(name, body, more));
  }
  Reply update(std::string_view name, std::string_view body, std::string_view more = "") {
    return call("cloudformation", "UpdateStack", input(name, body, more));
  }
  Reply on(std::string_view operation, std::string_view name) {
    return call("cloudformation", operation, fmt::format(R"({{"StackName":"{}"}})", name));
  }
  std::string status(std::string_view name) {
    const Reply reply = on("DescribeStacks", name);
    return reply.ok() ? reply.text("Stacks.0.StackStatus") : reply.json();
  }
  std::string physical(std::string_view stack, std::string_view logical) {
    return call("cloudformation", "DescribeStackResource",
                fmt::format(R"({{"StackName":"{}","LogicalResourceId":"{}"}})", stack, logical))
        .text("StackResourceDetail.PhysicalResourceId");
  }
  std::size_t queues() { return call("sqs", "ListQueues").size("QueueUrls"); }
  // Statuses of the stack itself, oldest first.
  std::string history(std::string_view name) {
    const Reply reply = on("DescribeStackEvents", name);
    std::string all;
    for (std::size_t i = reply.size("StackEvents"); i-- > 0;)
      if (reply.text(fmt::format("StackEvents.{}.ResourceType", i)) == "AWS::CloudFormation::Stack")
        all += reply.text(fmt::format("StackEvents.{}.ResourceStatus", i)) + " ";
    return all;
  }

 private:
  static std::string input(std::string_view name, std::string_view body, std::string_view more) {
    std::string json = fmt::format(R"({{"StackName":"{}","TemplateBody":)", name);
    kit::append_json_string(json, body);
    return json + (more.empty() ? "" : ",") + std::string(more) + "}";
  }
};

constexpr std::string_view one_queue = R"({"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}})";

TEST(CloudFormation, MakesAndDeletesAQueue) {
  Stacks world;
  const Reply made = world.create("one", one_queue);
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_THAT(made.text("StackId"),
              testing::StartsWith("arn:aws:cloudformation:us-east-1:123456789012:stack/one/"));
  EXPECT_EQ(world.status("one"), "CREATE_COMPLETE");
  EXPECT_EQ(world.queues(), 1u);
  EXPECT_THAT(world.physical("one", "Queue"),
              testing::MatchesRegex("http://.*/123456789012/one-Queue-[A-Z0-9]{12}"));
  EXPECT_EQ(world.history("one"), "CREATE_IN_PROGRESS CREATE_COMPLETE ");
  EXPECT_EQ(world.create("one", one_queue).code(), "AlreadyExistsException");
  EXPECT_TRUE(world.on("DeleteStack", "one").ok());
  EXPECT_EQ(world.queues(), 0u);
  EXPECT_EQ(world.status("one"), "ValidationError: Stack with id one does not exist");
  EXPECT_EQ(world.status(made.text("StackId")), "DELETE_COMPLETE");
}

TEST(CloudFormation, MakesOnlyTypesThatAreAllowed) {
  Stacks world;
  const Reply refused =
      world.create("one", one_queue, R"("ResourceTypes":["AWS::EC2::*","AWS::SNS::Topic"])");
  EXPECT_EQ(refused.code(), "ValidationError");
  EXPECT_THAT(refused.json(), testing::HasSubstr("Resource type AWS::SQS::Queue is not allowed"));
  EXPECT_EQ(world.queues(), 0u);
  EXPECT_TRUE(world.create("one", one_queue, R"("ResourceTypes":["AWS::SQS::*"])").ok());
}

TEST(CloudFormation, RefusesToWaitForSignals) {
  Stacks world;
  const Reply refused = world.create("one", R"({"Resources":{"Queue":{"Type":"AWS::SQS::Queue",
      "CreationPolicy":{"ResourceSignal":{"Count":1}}}}})");
  EXPECT_EQ(refused.code(), "ValidationError");
  EXPECT_THAT(refused.json(), testing::HasSubstr("waits for signals"));
}

TEST(CloudFormation, WorksOutReferencesInTheirOrder) {
  Stacks world;
  const Reply made = world.create("refs", R"(
Parameters: {Prefix: {Type: String, Default: a}}
Conditions: {Never: !Equals [!Ref Prefix, b]}
Resources:
  Main:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub '${Prefix}-${AWS::Region}'
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
      Tags: [{Key: k, Value: !If [Never, x, y]}]
  Dead: {Type: AWS::SQS::Queue}
  Not: {Type: AWS::SQS::Queue, Condition: Never}
Outputs:
  Arn: {Value: !GetAtt Main.Arn, Export: {Name: main}}
)");
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(world.queues(), 2u);
  const Reply described = world.on("DescribeStacks", "refs");
  EXPECT_EQ(described.text("Stacks.0.Outputs.0.OutputValue"),
            "arn:aws:sqs:us-east-1:123456789012:a-us-east-1");
  EXPECT_EQ(world.call("cloudformation", "ListExports").text("Exports.0.Name"), "main");
  const std::string url = world.physical("refs", "Main");
  const Reply attributes = world.call("sqs", "GetQueueAttributes",
                                      fmt::format(R"({{"QueueUrl":"{}","AttributeNames":["All"]}})", url));
  EXPECT_THAT(attributes.text("Attributes.RedrivePolicy"), testing::HasSubstr("refs-Dead-"));
}

TEST(CloudFormation, RollsBackWhatItCannotMake) {
  Stacks world;
  world.call("sqs", "CreateQueue", R"({"QueueName":"there","Attributes":{"DelaySeconds":"5"}})");
  const Reply made = world.create("bad", R"({"Resources":{
    "Good":{"Type":"AWS::SQS::Queue"},
    "Bad":{"Type":"AWS::SQS::Queue","DependsOn":"Good","Properties":{"QueueName":"there","DelaySeconds":6}}}})");
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(world.status("bad"), "ROLLBACK_COMPLETE");
  EXPECT_EQ(world.queues(), 1u) << "the one that was there before";
  EXPECT_EQ(world.history("bad"), "CREATE_IN_PROGRESS ROLLBACK_IN_PROGRESS ROLLBACK_COMPLETE ");
}

TEST(CloudFormation, UpdatesInPlaceAndByReplacement) {
  Stacks world;
  world.create("up", R"({"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":5}}}})");
  const std::string before = world.physical("up", "Queue");
  EXPECT_EQ(
      world
          .update("up",
                  R"({"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":5}}}})")
          .message(),
      "No updates are to be performed.");
  EXPECT_TRUE(
      world
          .update("up",
                  R"({"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":7}}}})")
          .ok());
  EXPECT_EQ(world.status("up"), "UPDATE_COMPLETE");
  EXPECT_EQ(world.physical("up", "Queue"), before);
  EXPECT_TRUE(
      world
          .update(
              "up",
              R"({"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":7,"QueueName":"own"}}}})")
          .ok());
  EXPECT_THAT(world.physical("up", "Queue"), testing::EndsWith("/own"));
  EXPECT_EQ(world.queues(), 1u) << "the old one went";
  EXPECT_TRUE(world.update("up", R"({"Resources":{"Other":{"Type":"AWS::SQS::Queue"}}})").ok());
  EXPECT_THAT(world.physical("up", "Other"), testing::HasSubstr("up-Other-"));
  EXPECT_EQ(world.queues(), 1u);
}

TEST(CloudFormation, TakesAFailedUpdateBack) {
  Stacks world;
  world.call("sqs", "CreateQueue", R"({"QueueName":"there","Attributes":{"DelaySeconds":"5"}})");
  world.create("back", R"({"Resources":{"A":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":1}}}})");
  const std::string before = world.physical("back", "A");
  EXPECT_TRUE(
      world
          .update("back", R"({"Resources":{"A":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":2}},
    "New":{"Type":"AWS::SQS::Queue","DependsOn":"A"},
    "Bad":{"Type":"AWS::SQS::Queue","DependsOn":"New","Properties":{"QueueName":"there","DelaySeconds":6}}}})")
          .ok());
  EXPECT_EQ(world.status("back"), "UPDATE_ROLLBACK_COMPLETE");
  EXPECT_EQ(world.physical("back", "A"), before);
  EXPECT_EQ(world.queues(), 2u);
  const Reply attributes =
      world.call("sqs", "GetQueueAttributes",
                 fmt::format(R"({{"QueueUrl":"{}","AttributeNames":["DelaySeconds"]}})", before));
  EXPECT_EQ(attributes.text("Attributes.DelaySeconds"), "1");
}

TEST(CloudFormation, StackThatTakesItsTimeIsInProgressUntilThen) {
  Stacks world;
  world.progressions.set("cloudformation::stack", "", {kit::Progression::timed, 1, kit::seconds(30)});
  world.create("slow", one_queue);
  EXPECT_EQ(world.status("slow"), "CREATE_IN_PROGRESS");
  world.advance(kit::seconds(31));
  EXPECT_EQ(world.status("slow"), "CREATE_COMPLETE");
}

TEST(CloudFormation, ChangeSetsShowWhatTheyWouldDo) {
  Stacks world;
  const auto set = [&](std::string_view type, std::string_view name, std::string_view body) {
    std::string json = fmt::format(
        R"({{"StackName":"s","ChangeSetName":"{}","ChangeSetType":"{}","TemplateBody":)", name, type);
    kit::append_json_string(json, body);
    return world.call("cloudformation", "CreateChangeSet", json + "}");
  };
  ASSERT_TRUE(set("CREATE", "first", one_queue).ok());
  EXPECT_EQ(world.status("s"), "REVIEW_IN_PROGRESS");
  EXPECT_EQ(world.queues(), 0u);
  const Reply described =
      world.call("cloudformation", "DescribeChangeSet", R"({"StackName":"s","ChangeSetName":"first"})");
  EXPECT_EQ(described.text("Changes.0.ResourceChange.Action"), "Add");
  EXPECT_TRUE(
      world.call("cloudformation", "ExecuteChangeSet", R"({"StackName":"s","ChangeSetName":"first"})").ok());
  EXPECT_EQ(world.status("s"), "CREATE_COMPLETE");
  EXPECT_EQ(world.queues(), 1u);
  ASSERT_TRUE(set("UPDATE", "none", one_queue).ok());
  EXPECT_EQ(world.call("cloudformation", "DescribeChangeSet", R"({"StackName":"s","ChangeSetName":"none"})")
                .text("Status"),
            "FAILED");
}

TEST(CloudFormation, RefusesInAwsWords) {
  Stacks world;
  const auto why = [&](std::string_view body) { return world.create("no", body).message(); };
  EXPECT_EQ(why(R"({"Resources":{"A":{"Type":"AWS::No::Such"}}})"),
            "Template format error: Unrecognized resource types: [AWS::No::Such]");
  EXPECT_EQ(why("{}"), "Template format error: At least one Resources member must be defined.");
  EXPECT_EQ(
      why(R"({"Resources":{"A":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":{"Ref":"B"}}}}})"),
      "Template format error: Unresolved resource dependencies [B] in the Resources block of the template");
  EXPECT_EQ(
      why(R"({"Resources":{"A":{"Type":"AWS::SQS::Queue","DependsOn":"B"},"B":{"Type":"AWS::SQS::Queue","DependsOn":"A"}}})"),
      "Circular dependency between resources: [A, B]");
  EXPECT_EQ(why(R"({"Transform":"AWS::Serverless-2016-10-31","Resources":{"A":{"Type":"AWS::SQS::Queue"}}})"),
            "No transform named AWS::Serverless-2016-10-31 found.");
  EXPECT_EQ(why("Resources:\n  A: &a {Type: AWS::SQS::Queue}\n  B: *a\n"),
            "Template error: YAML aliases are not allowed in CloudFormation templates");
  EXPECT_EQ(world.create("no", R"({"Resources":{"A":{"Type":"AWS::IAM::User"}}})").message(),
            "Requires capabilities : [CAPABILITY_IAM]");
  EXPECT_EQ(why(R"({"Parameters":{"P":{"Type":"String"}},"Resources":{"A":{"Type":"AWS::SQS::Queue"}}})"),
            "Parameters: [P] must have values");
}

TEST(CloudFormation, DeepAndHostileTemplatesAreRefused) {
  kit::Arena arena;
  EXPECT_THROW(parse_yaml(std::string(5000, '['), arena), kit::Failure);
  EXPECT_THROW(parse_yaml("a: {b: !Nope c}", arena), kit::Failure);
  EXPECT_THROW(parse_yaml("a: 1\n---\nb: 2\n", arena), kit::Failure);
  EXPECT_THROW(parse_yaml("{", arena), kit::Failure);
  EXPECT_EQ(kit::to_json(parse_yaml("a: [1, 01, yes, 1.10, ~, 'true', !Ref x, !GetAtt a.b.c]", arena)),
            R"({"a":[1,"01",true,"1.10",null,"true",{"Ref":"x"},{"Fn::GetAtt":["a","b.c"]}]})");
}

TEST(CloudFormation, CidrBlocksLieSideBySide) {
  EXPECT_THAT(*subnets_of("10.0.0.0/16", 3, 8),
              testing::ElementsAre("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"));
  EXPECT_FALSE(subnets_of("10.0.0.0/24", 2, 8));
}

// Every line of every table names operations and members that the models have.
TEST(CloudFormation, TablesSayWhatTheModelsKnow) {
  for (const Type* type : known_types())
    for (const Line& line : lines_of(*type)) {
      const models::Service* service = models::find(line.service.empty() ? type->service : line.service);
      ASSERT_TRUE(service) << type->name;
      const auto operation = service->find_operation(line.operation);
      ASSERT_TRUE(operation) << type->name << " " << line.operation;
      for (const Token& token : line.tokens) {
        if (token.target.empty()) continue;
        ASSERT_TRUE(operation->input()) << type->name << " " << line.operation;
        EXPECT_TRUE(operation->input()->find(token.target.substr(0, token.target.find('.'))))
            << type->name << " " << line.operation << " " << token.target;
      }
    }
}

TEST(CloudFormation, InfersTypesFromTheirModels) {
  const auto type = infer_type("AWS::CodeCommit::Repository");
  ASSERT_TRUE(type);
  EXPECT_THAT(std::string((*type)->lines), testing::HasSubstr("create CreateRepository"));
  EXPECT_FALSE(infer_type("AWS::CodeCommit::Nonsense"));
}

}  // namespace
}  // namespace understudy::test
