// Traits of well-known services, checked against what AWS's API references say.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "services/models/model.hpp"

namespace understudy::models {
namespace {

namespace t = tables;

const Service& service(std::string_view name) { return *find(name); }
Operation operation(std::string_view of, std::string_view name) { return *service(of).find_operation(name); }
Shape shape(std::string_view of, std::string_view name) { return *service(of).find_shape(name); }

std::vector<std::string_view> names(std::span<const Protocol> protocols) {
  std::vector<std::string_view> result;
  for (const Protocol protocol : protocols) result.push_back(protocol_name(protocol));
  return result;
}

TEST(Protocols, HaveTheNamesOfTheModels) {
  for (const std::string_view name : {"query", "ec2", "json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"})
    EXPECT_EQ(protocol_name(*protocol_named(name)), name);
  EXPECT_FALSE(protocol_named("soap"));
}

TEST(Sqs, SpeaksJsonAndStillQuery) {
  const Service& sqs = service("sqs");
  EXPECT_EQ(sqs.service_id(), "SQS");
  EXPECT_EQ(sqs.api_version(), "2012-11-05");
  EXPECT_EQ(sqs.target_prefix(), "AmazonSQS");
  EXPECT_EQ(sqs.json_version(), "1.0");
  EXPECT_EQ(sqs.full_name(), "Amazon Simple Queue Service");
  EXPECT_EQ(sqs.signing_name(), "sqs");
  EXPECT_EQ(names(sqs.protocols()), (std::vector<std::string_view>{"json", "query"}));
  EXPECT_TRUE(sqs.speaks(Protocol::query));
  EXPECT_TRUE(sqs.has(t::query_compatible));
  EXPECT_FALSE(sqs.has(t::global));
  EXPECT_EQ(sqs.operations(), 23);
}

TEST(Sqs, TellsWhatAQueueThatDoesNotExistIs) {
  const Shape missing = *service("sqs").find_error("QueueDoesNotExist");
  EXPECT_EQ(missing.error()->code, "AWS.SimpleQueueService.NonExistentQueue");
  EXPECT_EQ(missing.error()->status, 400);
  EXPECT_EQ(missing.error()->flags, t::sender_fault);
  EXPECT_TRUE(missing.has(t::exception));
  EXPECT_EQ(service("sqs").find_error("AWS.SimpleQueueService.NonExistentQueue")->name(),
            "QueueDoesNotExist");
  EXPECT_FALSE(service("sqs").find_error("NoSuchQueue"));
}

TEST(Sqs, RequiresQueueUrlAndFlattensMaps) {
  const Shape input = *operation("sqs", "SendMessage").input();
  EXPECT_TRUE(input.find("QueueUrl")->has(t::required));
  EXPECT_FALSE(input.find("DelaySeconds")->has(t::required));
  const Member attributes = *input.find("MessageAttributes");
  EXPECT_TRUE(attributes.has(t::flattened));
  EXPECT_EQ(attributes.shape().type(), Type::map);
  EXPECT_EQ(attributes.shape().value().shape().name(), "MessageAttributeValue");
}

TEST(Sqs, HasTheNamesOfOlderClients) {
  const Operation receive = operation("sqs", "ReceiveMessage");
  EXPECT_EQ(receive.result_wrapper(), "ReceiveMessageResult");
  EXPECT_EQ(receive.input()->find("AttributeNames")->shape().element().query(), "AttributeName");
  EXPECT_EQ(operation("sqs", "CreateQueue").input()->find("Attributes")->query(), "Attribute");
  EXPECT_EQ(service("sqs").xmlns(), "http://queue.amazonaws.com/doc/2012-11-05/");
}

TEST(Sqs, PagesListQueues) {
  const auto paginator = *operation("sqs", "ListQueues").paginator();
  ASSERT_EQ(paginator.input_tokens.size(), 1u);
  EXPECT_EQ(service("sqs").text(paginator.input_tokens[0]), "NextToken");
  EXPECT_EQ(service("sqs").text(paginator.result_keys[0]), "QueueUrls");
  EXPECT_EQ(paginator.limit_key, "MaxResults");
  EXPECT_FALSE(operation("sqs", "SendMessage").paginator());
}

TEST(Sts, IsQueryWithItsNamespace) {
  const Service& sts = service("sts");
  EXPECT_EQ(names(sts.protocols()), std::vector<std::string_view>{"query"});
  EXPECT_EQ(sts.xmlns(), "https://sts.amazonaws.com/doc/2011-06-15/");
  EXPECT_EQ(sts.operations(), 11);
  EXPECT_EQ(operation("sts", "GetCallerIdentity").result_wrapper(), "GetCallerIdentityResult");
  EXPECT_TRUE(operation("sts", "AssumeRoleWithSAML").has(t::no_auth));
  EXPECT_TRUE(operation("sts", "AssumeRoleWithWebIdentity").has(t::no_auth));
  EXPECT_FALSE(operation("sts", "AssumeRole").has(t::no_auth));
}

TEST(Sts, BoundsTheDurationOfASession) {
  const auto duration = operation("sts", "AssumeRole").input()->find("DurationSeconds")->shape().constraint();
  EXPECT_EQ(duration->min, 900);
  EXPECT_EQ(duration->max, 43200);
  const auto session = operation("sts", "AssumeRole").input()->find("RoleSessionName")->shape().constraint();
  EXPECT_EQ(session->min, 2);
  EXPECT_EQ(session->max, 64);
  EXPECT_EQ(session->pattern, "[\\w+=,.@-]*");
}

TEST(S3, PutsEveryPartOfARequestInItsPlace) {
  const Operation put = operation("s3", "PutObject");
  EXPECT_EQ(put.method(), "PUT");
  EXPECT_EQ(put.uri(), "/{Bucket}/{Key+}");
  EXPECT_TRUE(put.has(t::http_checksum));
  const Shape input = *put.input();
  EXPECT_EQ(input.payload()->name(), "Body");
  EXPECT_TRUE(input.payload()->has(t::streaming));
  EXPECT_EQ(input.find("Bucket")->location(), Location::uri);
  EXPECT_EQ(input.find("ACL")->location(), Location::header);
  EXPECT_EQ(input.find("ACL")->wire(), "x-amz-acl");
  EXPECT_EQ(input.find("Metadata")->location(), Location::headers);
  EXPECT_EQ(input.find("Metadata")->wire(), "x-amz-meta-");
  const Shape list = *operation("s3", "ListObjectsV2").input();
  EXPECT_EQ(list.find("MaxKeys")->location(), Location::query_string);
  EXPECT_EQ(list.find("MaxKeys")->wire(), "max-keys");
  EXPECT_EQ(operation("s3", "ListObjectsV2").uri(), "/{Bucket}?list-type=2");
  EXPECT_EQ(operation("s3", "DeleteObject").status(), 204);
}

TEST(S3, NamesItsXml) {
  const Operation tagging = operation("s3", "PutBucketTagging");
  const Member payload = *tagging.input()->payload();
  EXPECT_EQ(payload.wire(), "Tagging");
  EXPECT_EQ(payload.xmlns(), "http://s3.amazonaws.com/doc/2006-03-01/");
  EXPECT_TRUE(tagging.has(t::checksum_required));
  EXPECT_EQ(shape("s3", "TagSet").element().wire(), "Tag");
  EXPECT_EQ(service("s3").protocols()[0], Protocol::rest_xml);
}

TEST(S3, NamesTheRootsOfItsAnswers) {
  EXPECT_EQ(operation("s3", "ListObjectsV2").output_name(), "ListBucketResult");
  EXPECT_TRUE(operation("s3", "GetBucketLocation").has(t::unwrapped));
  EXPECT_TRUE(service("s3").has(t::bare_errors));
  EXPECT_TRUE(service("sdb").has(t::ec2_errors));
}

TEST(S3, MarksTheGranteesTypeAsAnAttribute) {
  const Shape grantee = shape("s3", "Grantee");
  EXPECT_TRUE(grantee.find("Type")->has(t::xml_attribute));
  EXPECT_EQ(grantee.find("Type")->wire(), "xsi:type");
  const Member member = *shape("s3", "Grant").find("Grantee");
  EXPECT_EQ(member.xmlns(), "http://www.w3.org/2001/XMLSchema-instance");
  EXPECT_EQ(member.xmlprefix(), "xsi");
}

// The deprecated configurations have both `Event` (one) and `Events` (repeated), and both are <Event>.
TEST(S3, FindsTheRepeatedMemberFirstWhereTwoShareAName) {
  for (const std::string_view name :
       {"CloudFunctionConfiguration", "QueueConfigurationDeprecated", "TopicConfigurationDeprecated"})
    EXPECT_EQ(shape("s3", name).by_wire("Event")->name(), "Events");
}

TEST(S3, AnswersNotFoundWithItsStatus) {
  EXPECT_EQ(operation("s3", "GetObject").error(0).error()->code, "NoSuchKey");
  EXPECT_TRUE(shape("s3", "SelectObjectContentEventStream").has(t::event_stream));
  EXPECT_TRUE(shape("s3", "RecordsEvent").has(t::event));
  EXPECT_TRUE(shape("s3", "RecordsEvent").find("Payload")->has(t::event_payload));
}

TEST(S3Control, PrefixesItsHostWithTheAccount) {
  const Operation get = operation("s3control", "GetAccessPoint");
  EXPECT_EQ(get.host_prefix(), "{AccountId}.");
  EXPECT_TRUE(get.input()->find("AccountId")->has(t::host_label));
  EXPECT_EQ(operation("s3control", "CreateAccessPoint").input_name(), "CreateAccessPointRequest");
  EXPECT_EQ(operation("s3control", "CreateAccessPoint").input_xmlns(),
            "http://awss3control.amazonaws.com/doc/2018-08-20/");
}

TEST(Ec2, KeepsItsTwoNames) {
  EXPECT_EQ(names(service("ec2").protocols()), std::vector<std::string_view>{"ec2"});
  const Member filters = *operation("ec2", "DescribeInstances").input()->find("Filters");
  EXPECT_EQ(filters.wire(), "Filter");
  EXPECT_EQ(filters.shape().element().wire(), "Filter");
  EXPECT_EQ(shape("ec2", "InstanceNetworkInterfaceSpecification").find("Ipv6Addresses")->query(),
            "Ipv6Addresses");
  EXPECT_EQ(shape("ec2", "Instance").find("InstanceId")->wire(), "instanceId");
  EXPECT_TRUE(operation("ec2", "RunInstances").input()->find("ClientToken")->has(t::idempotency_token));
}

TEST(Cloudwatch, SpeaksThreeProtocolsInItsOrder) {
  const Service& cloudwatch = service("cloudwatch");
  EXPECT_EQ(names(cloudwatch.protocols()),
            (std::vector<std::string_view>{"smithy-rpc-v2-cbor", "json", "query"}));
  EXPECT_EQ(cloudwatch.endpoint_prefix(), "monitoring");
  EXPECT_EQ(cloudwatch.target_prefix(), "GraniteServiceVersion20100801");
  EXPECT_TRUE(cloudwatch.has(t::query_compatible));
  // One shape has another one's name for a code: the name wins.
  EXPECT_EQ(cloudwatch.find_error("ResourceNotFound")->name(), "ResourceNotFound");
  EXPECT_EQ(cloudwatch.find_error("DashboardNotFoundError")->error()->code, "ResourceNotFound");
}

TEST(Dynamodb, KnowsItsErrorsAndUnions) {
  const Service& dynamodb = service("dynamodb");
  EXPECT_EQ(dynamodb.target_prefix(), "DynamoDB_20120810");
  EXPECT_EQ(dynamodb.json_version(), "1.0");
  EXPECT_TRUE(dynamodb.find_error("ConditionalCheckFailedException")->find("Item"));
  EXPECT_TRUE(operation("dynamodb", "DescribeEndpoints").has(t::endpoint_operation));
  EXPECT_TRUE(operation("dynamodb", "TransactWriteItems")
                  .input()
                  ->find("ClientRequestToken")
                  ->has(t::idempotency_token));
  const Shape value = shape("dynamodb", "AttributeValue");
  EXPECT_EQ(value.size(), 10);  // S N B SS NS BS M L NULL BOOL
  EXPECT_EQ(value.by_wire("NULL")->shape().type(), Type::boolean);
  EXPECT_EQ(value.by_wire("BS")->shape().element().shape().type(), Type::blob);
}

TEST(Route53, IsGlobal) {
  const Service& route53 = service("route53");
  EXPECT_TRUE(route53.has(t::global));
  EXPECT_EQ(route53.global_region(), "us-east-1");
  EXPECT_EQ(names(route53.protocols()), std::vector<std::string_view>{"rest-xml"});
  EXPECT_EQ(operation("route53", "CreateHostedZone").status(), 201);
  EXPECT_EQ(operation("route53", "CreateHostedZone").input_xmlns(),
            "https://route53.amazonaws.com/doc/2013-04-01/");
  EXPECT_EQ(operation("route53", "CreateHostedZone").output()->find("Location")->location(),
            Location::header);
  EXPECT_EQ(service("networkmanager").global_region(), "us-west-2");
}

TEST(Others, ShowTheRarerTraits) {
  EXPECT_EQ(shape("bedrock-agent-runtime", "AdditionalModelRequestFieldsValue").type(), Type::document);
  EXPECT_EQ(operation("lambda", "Invoke").output()->find("StatusCode")->location(), Location::status_code);
  EXPECT_TRUE(operation("braket", "CreateQuantumTask").input()->find("deviceParameters")->has(t::json_value));
  EXPECT_TRUE(shape("docdb", "AvailabilityZone").has(t::wrapper));
  EXPECT_TRUE(shape("connectcases", "AuditEventFieldList").has(t::sparse));
  EXPECT_TRUE(service("kinesis").has(t::http2));
  EXPECT_TRUE(operation("ebs", "PutSnapshotBlock").has(t::unsigned_payload));
  EXPECT_EQ(operation("cloudfront", "CreateDistribution").name(), "CreateDistribution");
  const auto error = shape("accessanalyzer", "ThrottlingException").error();
  EXPECT_EQ(error->status, 429);
  EXPECT_EQ(error->flags, t::sender_fault | t::retryable | t::throttling);
}

// Messages print AWS's own pattern where ours is a correction.
TEST(Others, KeepThePatternThatMessagesPrint) {
  const auto corrected = shape("sts", "arnType").constraint();
  EXPECT_NE(corrected->pattern, corrected->pattern_text);
  EXPECT_TRUE(corrected->pattern_text.ends_with("\\u10000-\\u10FFFF]+"));
  const auto plain = shape("sts", "roleSessionNameType").constraint();
  EXPECT_EQ(plain->pattern, plain->pattern_text);
}

// A reference may bound its shape further.
TEST(Others, NarrowAShapeWhereAMemberSaysSo) {
  const Member type = *shape("apigatewayv2", "ExportApiRequest").find("OutputType");
  ASSERT_TRUE(type.shape().constraint());
  const auto enums = type.shape().constraint()->enums;
  ASSERT_EQ(enums.size(), 2u);
  EXPECT_EQ(service("apigatewayv2").text(enums[0]), "YAML");
  EXPECT_EQ(type.shape().name(), "__string");
  EXPECT_FALSE(shape("apigatewayv2", "__string").constraint());
}

TEST(Others, FormatTimestampsBySomebodysWord) {
  EXPECT_EQ(shape("s3", "GetObjectOutput").find("ObjectLockRetainUntilDate")->timestamp(),
            TimestampFormat::iso8601);
  EXPECT_EQ(shape("s3", "GetObjectOutput").find("LastModified")->timestamp(), TimestampFormat::unset);
  EXPECT_EQ(shape("accessanalyzer", "AccessPreviewSummary").find("createdAt")->timestamp(),
            TimestampFormat::iso8601);
}

}  // namespace
}  // namespace understudy::models
