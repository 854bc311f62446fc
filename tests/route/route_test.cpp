// The router: every modelled operation is found from a request made by its own model, and the special ways of
// clients.
#include "gateway/route.hpp"

#include <gmock/gmock.h>

#include <map>

#include "gateway/route_later.hpp"

namespace understudy::gateway {
namespace {

using models::Protocol;

struct Asked {
  std::string method = "POST", target = "/", body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct Routed {
  std::string service, operation, account, region, world, error, path;
  Target::Kind kind;
  Protocol protocol;
  std::map<std::string, std::string> labels;
};

const Router& router() {
  static const Router one;
  return one;
}

Routed ask(const Asked& asked, kit::Dialect dialect = kit::Dialect::moto) {
  kit::Arena arena;
  std::vector<protocol::Field> fields;
  for (const auto& [name, value] : asked.headers) fields.push_back({name, value});
  const auto question = asked.target.find('?');
  const std::string path = asked.target.substr(0, question);
  const std::string query = question == std::string::npos ? "" : asked.target.substr(question + 1);
  Routing routing;
  routing.dialect = dialect;
  Target target;
  protocol::Request request;
  request.method = asked.method;
  request.path = path;
  request.query = query;
  request.fields = fields;
  request.body = asked.body;
  const auto failure = router().route(routing, request, arena, target);
  Routed r{target.service ? std::string(target.service->name()) : "",
           target.operation ? std::string(target.operation->name()) : "",
           std::string(target.account),
           std::string(target.region),
           std::string(target.world),
           failure ? failure->code : "",
           std::string(target.path),
           target.kind,
           target.protocol,
           {}};
  for (const auto& l : target.labels) r.labels.emplace(l.name, l.value);
  return r;
}

std::pair<std::string, std::string> signed_for(std::string_view name, std::string_view region = "us-east-1",
                                               std::string_view key = "AKIDEXAMPLE") {
  return {"Authorization",
          fmt::format("AWS4-HMAC-SHA256 Credential={}/20260101/{}/{}/aws4_request, SignedHeaders=host, "
                      "Signature=00",
                      key, region, name)};
}

Asked made_from(const models::Service& service, const models::Operation& operation, Protocol protocol) {
  Asked a;
  std::string id(service.service_id());
  std::ranges::replace(id, ' ', '_');  // as the SDK for JavaScript writes it
  a.headers = {signed_for(service.signing_name()),
               {"User-Agent", fmt::format("aws-sdk-js/3.1 ua/2.1 api/{}#3.1", id)}};
  switch (protocol) {
    case Protocol::json:
      a.headers.emplace_back("X-Amz-Target", fmt::format("{}.{}", service.target_prefix(), operation.name()));
      break;
    case Protocol::query:
    case Protocol::ec2:
      a.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
      a.body = fmt::format("Action={}&Version={}", operation.name(), service.api_version());
      break;
    case Protocol::rpc_v2_cbor:
      a.headers.emplace_back("Smithy-Protocol", "rpc-v2-cbor");
      a.target = fmt::format("/service/{}/operation/{}",
                             service.target_prefix().empty() ? service.service_id() : service.target_prefix(),
                             operation.name());
      break;
    case Protocol::rest_json:
    case Protocol::rest_xml: {
      a.method = operation.method();
      a.target = operation.uri();
      const auto input = operation.input();
      for (std::uint16_t i = 0; input && i < input->size(); ++i) {
        const auto m = input->member(i);
        if (m.location() == models::Location::uri) {
          for (const std::string& hole : {fmt::format("{{{}}}", m.wire()), fmt::format("{{{}+}}", m.wire())})
            if (const auto at = a.target.find(hole); at != std::string::npos)
              a.target.replace(at, hole.size(), hole.ends_with("+}") ? "deep/value" : "value");
        }
        if (!m.has(models::tables::required)) continue;
        if (m.location() == models::Location::query_string)
          a.target += fmt::format("{}{}=1", a.target.find('?') == std::string::npos ? '?' : '&', m.wire());
        if (m.location() == models::Location::header) a.headers.emplace_back(m.wire(), "1");
      }
    }
  }
  return a;
}

// Requests of these are the same but for names that no wire carries: an older name of the same thing.
const std::map<std::string, std::string> twins{
    {"s3.GetBucketLifecycle", "GetBucketLifecycleConfiguration"},
    {"s3.PutBucketLifecycle", "PutBucketLifecycleConfiguration"},
    {"s3.GetBucketNotification", "GetBucketNotificationConfiguration"},
    {"s3.PutBucketNotification", "PutBucketNotificationConfiguration"},
    {"s3.ListDirectoryBuckets", "ListBuckets"},
};

TEST(Route, FindsEveryOperationOfEveryService) {
  int tried = 0;
  std::vector<std::string> missed;
  for (const models::Service& service : models::all())
    for (std::uint16_t i = 0; i < service.operations(); ++i)
      for (const Protocol protocol : service.protocols()) {
        const auto operation = service.operation(i);
        const Routed r = ask(made_from(service, operation, protocol));
        ++tried;
        std::string want = std::string(operation.name());
        if (const auto twin = twins.find(fmt::format("{}.{}", service.name(), want)); twin != twins.end())
          want = twin->second;
        // Two folders hold one API, down to its service id.
        const bool one_api = service.name() == "pinpoint-sms-voice" && r.service == "sms-voice";
        if ((r.service != service.name() && !one_api) || r.operation != want || r.protocol != protocol)
          missed.push_back(fmt::format("{}.{} by {} went to {}.{} ({})", service.name(), operation.name(),
                                       models::protocol_name(protocol), r.service, r.operation, r.error));
      }
  RecordProperty("tried", tried);
  EXPECT_GE(tried, 18378);
  EXPECT_THAT(missed, testing::IsEmpty());
}

TEST(Route, TellsTheAccount) {
  EXPECT_EQ(ask({.headers = {signed_for("sqs")}}).account, "123456789012");
  EXPECT_EQ(ask({.headers = {signed_for("sqs", "us-east-1", "000000000042")}}).account, "000000000042");
  EXPECT_EQ(ask({.headers = {signed_for("sqs"), {"x-moto-account-id", "111122223333"}}}).account,
            "111122223333");
  EXPECT_EQ(ask({.headers = {signed_for("sqs"), {"x-moto-account-id", "nonsense"}}}).account, "123456789012");
}

TEST(Route, TellsTheRegion) {
  EXPECT_EQ(ask({.headers = {signed_for("sqs", "eu-west-3")}}).region, "eu-west-3");
  EXPECT_EQ(ask({.headers = {{"Host", "sqs.ap-south-1.amazonaws.com"}}}).region, "ap-south-1");
  EXPECT_EQ(ask({.headers = {{"Host", "eu-north-1.queue.localhost.localstack.cloud:4566"}}}).region,
            "eu-north-1");
  EXPECT_EQ(ask({.headers = {{"User-Agent", "aws-cli/2 region/us-west-2"}}}).region, "us-west-2");
  EXPECT_EQ(ask({.headers = {{"Host", "127.0.0.1:5000"}}}).region, "us-east-1");
  const Routed iam =
      ask({.body = "Action=ListUsers&Version=2010-05-08", .headers = {signed_for("iam", "eu-west-1")}});
  EXPECT_EQ(iam.service, "iam");
  EXPECT_EQ(iam.region, "aws-global");
}

TEST(Route, TellsTheWorld) {
  const Routed by_path =
      ask({.method = "GET", .target = "/_world/a1/bucket/key", .headers = {signed_for("s3")}});
  EXPECT_EQ(by_path.world, "a1");
  EXPECT_EQ(by_path.path, "/bucket/key");
  EXPECT_EQ(by_path.labels.at("Bucket"), "bucket");
  EXPECT_EQ(ask({.headers = {signed_for("sqs"), {"X-Understudy-World", "w2"}}}).world, "w2");
  EXPECT_EQ(ask({.headers = {signed_for("sqs"), {"Host", "w3.world.localhost:5000"}}}).world, "w3");
  EXPECT_EQ(ask({.headers = {signed_for("sqs")}}).world, "main");
  EXPECT_EQ(ask({.target = "/_world/a1/moto-api/reset"}).kind, Target::Kind::admin);
}

TEST(Route, ReadsS3Hosts) {
  const auto get = [](const char* host, const char* target) {
    return ask({.method = "GET", .target = target, .headers = {{"Host", host}, signed_for("s3")}});
  };
  EXPECT_EQ(get("localhost:5000", "/b/k/").labels.at("Key"), "k/");
  EXPECT_EQ(get("127.0.0.1:5000", "/b//k%2Fx//").labels.at("Key"), "/k%2Fx//");
  EXPECT_EQ(get("b.localhost:5000", "/k").labels.at("Bucket"), "b");
  EXPECT_EQ(get("b.s3.localhost.localstack.cloud:4566", "/k").labels.at("Bucket"), "b");
  EXPECT_EQ(get("b.with.dots.s3.eu-west-1.amazonaws.com", "/k").labels.at("Bucket"), "b.with.dots");
  EXPECT_EQ(get("s3.eu-west-1.amazonaws.com", "/b/k").labels.at("Bucket"), "b");
  EXPECT_EQ(get("p-111122223333.s3-accesspoint.eu-west-1.amazonaws.com", "/k").labels.at("Bucket"),
            "p-111122223333");
  EXPECT_EQ(get("m1.mrap.accesspoint.s3-global.amazonaws.com", "/k").labels.at("Bucket"),
            "m1.mrap.accesspoint");
  EXPECT_EQ(get("b.s3.amazonaws.com", "/").operation, "ListObjects");
  EXPECT_EQ(get("b.s3.amazonaws.com", "/?list-type=2").operation, "ListObjectsV2");
  EXPECT_EQ(get("localhost", "/").operation, "ListBuckets");
  EXPECT_EQ(get("localhost", "/b/?acl").operation, "GetBucketAcl");
  EXPECT_EQ(
      ask({.method = "GET", .target = "/b/k?X-Amz-Credential=AK%2F20260101%2Feu-west-1%2Fs3%2Faws4_request"})
          .region,
      "eu-west-1");
  EXPECT_EQ(ask({.method = "PUT", .target = "/b/k?AWSAccessKeyId=AK&Signature=x&Expires=1"}).operation,
            "PutObject");
}

// As the SDK for JavaScript writes it for endpoints of one's own.
TEST(Route, ReadsS3ControlsHosts) {
  const auto to = [](std::string host, std::string target, std::string method = "GET") {
    return ask({std::move(method),
                std::move(target),
                {},
                {signed_for("s3"), {"Host", std::move(host)}, {"x-amz-account-id", "123456789012"}}});
  };
  EXPECT_EQ(to("123456789012.localhost:5000", "/v20180820/accesspoint/a").service, "s3control");
  EXPECT_EQ(to("123456789012.localhost:5000", "/v20180820/tags/x").operation, "ListTagsForResource");
  EXPECT_EQ(to("123456789012.localhost:5000", "/key").path, "/123456789012/key");
}

TEST(Route, ToleratesUnsignedRequests) {
  EXPECT_EQ(ask({.body = "Action=AssumeRoleWithSAML&Version=2011-06-15"}).service, "sts");
  EXPECT_EQ(ask({.headers = {{"X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp"}}}).service,
            "cognito-idp");
  EXPECT_EQ(ask({.method = "GET", .target = "/some/key"}).operation, "GetObject");
  EXPECT_EQ(ask({.method = "GET", .target = "/?Action=GetCallerIdentity&Version=2011-06-15"}).service, "sts");
}

TEST(Route, TellsTwinsApart) {
  const std::string body = "Action=DescribeDBClusters&Version=2014-10-31";
  const auto by = [&](std::pair<std::string, std::string> hint) {
    return ask({.body = body, .headers = {signed_for("rds"), hint}}).service;
  };
  EXPECT_EQ(by({"Host", "127.0.0.1"}), "rds");
  EXPECT_EQ(by({"User-Agent", "aws-sdk-js/3.0 api/docdb#3.0"}), "docdb");
  EXPECT_EQ(by({"User-Agent", "aws-cli/2.9 md/command#neptune.describe-db-clusters"}), "neptune");
  EXPECT_EQ(ask({.body = "Action=DescribeLoadBalancers&Version=2012-06-01",
                 .headers = {signed_for("elasticloadbalancing")}})
                .service,
            "elb");
}

// Services that share a path, when neither host nor agent tells: by what the request holds.
TEST(Route, TellsTwinsApartByTheirMembers) {
  const auto service = [](std::string_view scope, std::string target, std::string body,
                          std::string method = "POST") {
    const Routed r = ask({std::move(method), std::move(target), std::move(body), {signed_for(scope)}});
    return r.service + "." + r.operation;
  };
  EXPECT_EQ(service("chime", "/phone-numbers/1", R"({"Name":"x"})"), "chime-sdk-voice.UpdatePhoneNumber");
  EXPECT_EQ(service("lex", "/imports/",
                    R"({"resourceType":"BOT","payload":"","mergeStrategy":"OVERWRITE_LATEST"})"),
            "lex-models.StartImport");
  EXPECT_EQ(service("lex", "/imports/", R"({"botId":"x","maxResults":1})"), "lexv2-models.ListImports");
  EXPECT_EQ(service("lex", "/tags/x", R"({"tags":[{"key":"a","value":"b"}]})"), "lex-models.TagResource");
  EXPECT_EQ(service("lex", "/tags/x", R"({"tags":{"a":"b"}})"), "lexv2-models.TagResource");
  EXPECT_EQ(service("lex", "/tags/x", "{"), "lexv2-models.TagResource");  // its decoder refuses it
  EXPECT_EQ(service("bedrock", "/agents/a/", ""), "bedrock-agent.PrepareAgent");
  EXPECT_EQ(service("bedrock", "/agents/a", R"({"foundationModel":"m","instruction":"i"})"),
            "bedrock-agent-runtime.InvokeInlineAgent");
  EXPECT_EQ(service("s3express", "/", "", "GET"), "s3.ListDirectoryBuckets");
  EXPECT_EQ(service("s3", "/", "", "GET"), "s3.ListBuckets");
}

TEST(Route, TellsTwinsApartByTheArnInTheBody) {
  const auto tagged = [](std::string_view arn) {
    return ask({.body = R"({"ResourceARN":"arn:aws:timestream:us-east-1:123456789012:)" + std::string(arn) +
                        "\"}",
                .headers = {{"X-Amz-Target", "Timestream_20181101.ListTagsForResource"}}})
        .service;
  };
  EXPECT_EQ(tagged("database/db"), "timestream-write");
  EXPECT_EQ(tagged("database/db/table/t"), "timestream-write");
  EXPECT_EQ(tagged("scheduled-query/q-1"), "timestream-query");
}

TEST(Route, TellsTwinsApartByAllOfTheirHost) {
  for (const auto& [host, service] :
       {std::pair("query.timestream.us-east-1.amazonaws.com", "timestream-query"),
        std::pair("ingest.timestream.us-east-1.amazonaws.com", "timestream-write")})
    EXPECT_EQ(ask({.body = "{}",
                   .headers = {{"X-Amz-Target", "Timestream_20181101.ListTagsForResource"}, {"Host", host}}})
                  .service,
              service);
}

TEST(Route, KnowsLaterForms) {
  for (const auto& [path, operation] :
       {std::pair("/v2/email/list-identities", "ListEmailIdentities"),
        std::pair("/v2/email/list-configuration-sets", "ListConfigurationSets")}) {
    const Routed r = ask({.target = path, .body = "{}", .headers = {signed_for("ses")}});
    EXPECT_EQ(r.service, "sesv2") << path;
    EXPECT_EQ(r.operation, operation);
    EXPECT_NE(ask({.method = "GET", .target = path, .headers = {signed_for("ses")}}).operation, operation);
  }
}

TEST(Route, TurnsLaterFormsIntoOlderOnes) {
  const auto operation = *models::find("sesv2")->find_operation("ListEmailIdentities");
  EXPECT_TRUE(is_later_form(operation, "POST"));
  EXPECT_FALSE(is_later_form(operation, "GET"));
  EXPECT_FALSE(is_later_form(*models::find("sesv2")->find_operation("ListContacts"), "GET"));
  const auto query_of = [&](std::string_view body) {
    kit::Arena arena;
    std::string_view query;
    const auto failure = query_of_body(operation, body, arena, query);
    return failure ? failure->code : std::string(query);
  };
  EXPECT_EQ(query_of(""), "");
  EXPECT_EQ(query_of(R"({"PageSize":2,"NextToken":"a b&c","Filter":{}})"), "PageSize=2&NextToken=a%20b%26c");
  EXPECT_EQ(query_of(R"({"Filter":{"IdentityType":"DOMAIN"}})"), "BadRequestException");
  EXPECT_EQ(query_of("[1]"), "SerializationException");
}

TEST(Route, AnswersUnknownOperationsAsAwsDoes) {
  EXPECT_EQ(ask({.headers = {signed_for("sqs"), {"X-Amz-Target", "AmazonSQS.Nope"}}}).error,
            "UnknownOperationException");
  EXPECT_EQ(ask({.body = "Action=Nope&Version=2011-06-15", .headers = {signed_for("sts")}}).error,
            "InvalidAction");
  EXPECT_EQ(ask({.method = "PATCH", .target = "/x/y/z", .headers = {signed_for("lambda")}}).error,
            "UnknownOperationException");
}

TEST(Route, SurvivesHostileHeads) {
  for (const std::string bad : {"AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=////",
                                "AWS4-HMAC-SHA256", "AWS ", "AWS :", "AWS4-", "AWS4-X Credential=a/b"})
    ask({.headers = {{"Authorization", bad}}});
  for (const std::string host :
       {".", "..", "[", "[::1", ":", "a..b", ".amazonaws.com", "..localhost", ".world.localhost"})
    ask({.method = "GET", .target = "/", .headers = {{"Host", host}}});
  for (const std::string target :
       {"//", "/_world/", "/_world", "/_world//", "/%", "/%zz/%", "/?&&=&=", "/a?=b&%%%"})
    ask({.method = "GET", .target = target});
  for (const std::string header : {".", "..", "AmazonSQS.", ".CreateQueue", "x"})
    ask({.headers = {{"X-Amz-Target", header}}});
}

}  // namespace
}  // namespace understudy::gateway
