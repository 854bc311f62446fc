// The HTTP bindings of rest-json and rest-xml: paths, query strings, headers, payloads, status codes.
#include "gateway/protocol/bindings.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "gateway/protocol/json.hpp"
#include "gateway/protocol/protocol.hpp"
#include "tests/protocol/values.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Value;
using models::Operation;
using models::Protocol;
using models::Shape;

constexpr std::string_view request_id = "01234567-89ab-cdef-0123-456789abcdef";

struct Asked {
  std::string_view service, operation;
  std::vector<Label> labels = {};
  std::string_view query = {};
  std::vector<Field> headers = {};
  std::string_view body = {};
};

Operation operation(std::string_view service, std::string_view name) {
  return *models::find(service)->find_operation(name);
}

Protocol wire_of(std::string_view service) { return models::find(service)->protocols()[0]; }

std::string decoded(const Asked& asked) {
  kit::Arena arena;
  const std::string bytes = std::string(asked.body) + std::string(64, '"');
  Request request;
  request.method = "POST";
  request.path = "/";
  request.query = asked.query;
  request.fields = asked.headers;
  request.body = std::string_view(bytes).substr(0, asked.body.size());
  Value input;
  if (const auto failure = decode(wire_of(asked.service), operation(asked.service, asked.operation), request,
                                  asked.labels, arena, input))
    return fmt::format("{} {}: {}", failure->status, failure->code, failure->message);
  return shown(*models::find(asked.service), input);
}

struct Case {
  Asked asked;
  std::string_view expected;
};

TEST(Bindings, ReadsLabels) {
  const Case cases[] = {
      {{"s3", "GetObject", {{"Bucket", "b"}, {"Key+", "x"}, {"Key", "a/b%2Fc%20d+e%C3%A9%zz"}}},
       R"({Bucket:"b" Key:"a/b/c d+eé%zz"})"},
      {{"appconfig", "GetDeployment", {{"ApplicationId", "a%2Fb"}, {"DeploymentNumber", "7"}}},
       R"({ApplicationId:"a/b" DeploymentNumber:7})"},
      {{"appconfig", "GetDeployment", {{"DeploymentNumber", "seven"}}},
       "400 SerializationException: STRING_VALUE can not be converted to an Integer: seven"},
      {{"s3", "GetObject", {{"Key", "%ff"}}},
       "400 SerializationException: STRING_VALUE can not be converted to a String: \xff"},
  };
  for (const Case& c : cases) EXPECT_EQ(decoded(c.asked), c.expected);
}

TEST(Bindings, ReadsQueryStrings) {
  const Case cases[] = {
      {{"lambda", "ListFunctions", {}, "MaxItems=5&Marker=a%2Bb+c&x-id=ListFunctions"},
       R"({Marker:"a+b c" MaxItems:5})"},
      {{"lambda", "ListFunctions", {}, "Marker=&MaxItems="}, R"({Marker:""})"},
      {{"lambda", "ListFunctions", {}, "Marker"}, R"({Marker:""})"},
      {{"lambda", "ListFunctions", {}, "Marker=a&Marker=b&&"}, R"({Marker:"a"})"},
      {{"lambda", "ListFunctions", {}, "MaxItems=x"},
       "400 SerializationException: STRING_VALUE can not be converted to an Integer: x"},
      {{"accessanalyzer", "UntagResource", {}, "tagKeys=a&other=1&tagKeys=b%26&tagKeys="},
       R"({tagKeys:["a" "b&" ""]})"},
      {{"accessanalyzer",
        "GetGeneratedPolicy",
        {},
        "includeResourcePlaceholders=true&includeServiceLevelTemplate=false"},
       "{includeResourcePlaceholders:true includeServiceLevelTemplate:false}"},
      {{"application-signals", "GetService", {}, "StartTime=1422172800&EndTime=2015-01-25T08%3A00%3A00.5Z"},
       "{StartTime:2015-01-25T08:00:00Z EndTime:2015-01-25T08:00:00.500Z}"},
      {{"geo-maps", "GetStaticMap", {}, "zoom=1.5"}, "{Zoom:1.5}"},
      // a map takes what nobody else does, but neither constants nor the signature
      {{"apigateway",
        "ImportRestApi",
        {},
        "mode=import&failonwarnings=true&a=1&b=%20&a=2&X-Amz-Signature=0",
        {},
        "raw"},
       R"({failOnWarnings:true parameters:{"a":"1" "b":" "} body:b"raw"})"},
      {{"amp", "ListScrapers", {}, "status=A&maxResults=3&status=B&alias=x"},
       R"({filters:{"status":["A" "B"] "alias":["x"]} maxResults:3})"},
  };
  for (const Case& c : cases) EXPECT_EQ(decoded(c.asked), c.expected) << c.asked.query;
}

TEST(Bindings, ReadsHeaders) {
  const Case cases[] = {
      {{"s3",
        "PutObject",
        {},
        {},
        {{"CONTENT-TYPE", " text/plain "}, {"x-amz-meta-Colour", "blue "}, {"X-Amz-Meta-b", ""}}},
       R"({ContentType:"text/plain" Metadata:{"Colour":"blue" "b":""}})"},
      {{"s3", "PutObject", {}, {}, {{"Content-Length", "12"}, {"Expires", "Thu, 02 Jan 2020 03:04:05 GMT"}}},
       "{ContentLength:12 Expires:2020-01-02T03:04:05Z}"},
      {{"s3", "PutObject", {}, {}, {{"x-amz-server-side-encryption-bucket-key-enabled", "True"}}},
       "{BucketKeyEnabled:true}"},
      {{"s3", "PutObject", {}, {}, {{"content-md5", ""}}}, R"({ContentMD5:""})"},
      {{"s3", "PutObject", {}, {}, {{"content-length", ""}}}, "{}"},
      {{"s3", "PutObject", {}, {}, {{"expires", "soon"}}},
       "400 SerializationException: STRING_VALUE can not be converted to milliseconds since epoch: soon"},
      {{"s3", "GetObjectAttributes", {}, {}, {{"x-amz-object-attributes", "ETag, \"a,\\\"b\" ,Check\\sum"}}},
       R"({ObjectAttributes:["ETag" "a,"b" "Check\sum"]})"},
      {{"lex-runtime", "PostContent", {}, {}, {{"x-amz-lex-session-attributes", "eyJhIjpbMSxudWxsLCJ4Il19"}}},
       R"({sessionAttributes:{"a":[1 null "x"]} inputStream:b""})"},
      {{"lex-runtime", "PostContent", {}, {}, {{"x-amz-lex-session-attributes", "eyJh"}}},
       "400 SerializationException: STRING_VALUE can not be converted to a String: eyJh"},
      {{"s3control",
        "GetPublicAccessBlock",
        {},
        {},
        {{"Host", "123456789012.s3-control.us-east-1.amazonaws.com"}}},
       R"({AccountId:"123456789012"})"},
      {{"s3control", "GetPublicAccessBlock", {}, {}, {{"Host", "127.0.0.1:5000"}, {"x-amz-account-id", "1"}}},
       R"({AccountId:"1"})"},
      {{"s3control", "GetPublicAccessBlock", {}, {}, {{"Host", "127.0.0.1:5000"}}}, "{}"},
  };
  for (const Case& c : cases) EXPECT_EQ(decoded(c.asked), c.expected);
}

TEST(Bindings, KeepsOnlyTheContentsOwnEncodings) {
  const auto put = [](std::string_view encoding) {
    return decoded(
        {"s3", "PutObject", {{"Bucket", "b"}, {"Key", "k"}}, {}, {{"Content-Encoding", encoding}}});
  };
  EXPECT_EQ(put("aws-chunked"), R"({Bucket:"b" Key:"k"})");
  EXPECT_EQ(put("aws-chunked,gzip"), R"({Bucket:"b" ContentEncoding:"gzip" Key:"k"})");
  EXPECT_EQ(put("br, aws-chunked , gzip"), R"({Bucket:"b" ContentEncoding:"br,gzip" Key:"k"})");
  EXPECT_EQ(put("gzip, br"), R"({Bucket:"b" ContentEncoding:"gzip, br" Key:"k"})");
}

TEST(Bindings, ReadsPayloads) {
  const Case cases[] = {
      {{"lambda", "Invoke", {}, {}, {}, "{\"a\""}, R"({Payload:b"{"a""})"},
      {{"lambda", "Invoke", {}, {}, {}, ""}, "{}"},
      {{"dataexchange", "SendApiAsset", {}, {}, {}, "é"}, R"({Body:"é"})"},
      {{"dataexchange", "SendApiAsset", {}, {}, {}, "\xff"}, "400 SerializationException: "},
      {{"appconfig", "CreateHostedConfigurationVersion", {}, {}, {}, ""},
       R"({Content:b""})"},  // required, so it is empty
      {{"amplifyuibuilder", "CreateComponent", {}, {}, {}, R"({"name":"x"})"},
       R"({componentToCreate:{name:"x"}})"},
      {{"amplifyuibuilder", "CreateComponent", {}, {}, {}, ""}, "{}"},
      {{"amplifyuibuilder", "CreateComponent", {}, {}, {}, "{}"}, "{componentToCreate:{}}"},
      {{"amplifyuibuilder", "CreateComponent", {}, {}, {}, "[]"},
       "400 SerializationException: Start of list found where not expected"},
      {{"s3",
        "PutBucketTagging",
        {{"Bucket", "b"}},
        {},
        {},
        "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"},
       R"({Bucket:"b" Tagging:{TagSet:[{Key:"k" Value:"v"}]}})"},
      {{"cloudfront",
        "TagResource",
        {},
        "Resource=r",
        {},
        "<Tags><Items><Tag><Key>k</Key></Tag></Items></Tags>"},
       R"({Resource:"r" Tags:{Items:[{Key:"k"}]}})"},
  };
  for (const Case& c : cases) EXPECT_EQ(decoded(c.asked), c.expected) << c.asked.body;
}

// Members of the head are not read from the body.
TEST(Bindings, KeepsHeadAndBodyApart) {
  EXPECT_EQ(decoded({"lambda",
                     "UpdateFunctionCode",
                     {{"FunctionName", "f"}},
                     {},
                     {},
                     R"({"FunctionName":"g","DryRun":true})"}),
            R"({FunctionName:"f" DryRun:true})");
  EXPECT_EQ(decoded({"lambda", "ListFunctions", {}, {}, {}, "not even JSON"}),
            "{}");  // no member stands in the body
}

Reply encoded(std::string_view service, std::string_view name, std::string_view json, kit::Arena& arena) {
  const Operation op = operation(service, name);
  Reply reply;
  Value output = Value::structure(arena);
  const std::string bytes = std::string(json) + std::string(64, ' ');
  if (op.output()) {
    EXPECT_FALSE(decode_json_body(*op.output(), arena.copy(bytes).substr(0, json.size()), Members::all, arena,
                                  output));
  }
  encode(wire_of(service), op, output, {arena, request_id}, reply);
  return reply;
}

std::string shown(const Reply& reply) {
  std::string out = fmt::format("{}", reply.status);
  for (const Field& f : reply.headers)
    if (f.name != "x-amzn-RequestId" && f.name != "x-amz-request-id")
      out += fmt::format("|{}: {}", f.name, f.value);
  return out + "|" + std::string(reply.payload ? *reply.payload : std::string_view(reply.body));
}

TEST(Bindings, WritesHeadsAndBodies) {
  const struct {
    std::string_view service, operation, json, expected;
  } cases[] = {
      {"lambda", "ListFunctions", R"({"NextMarker":"m","Functions":[]})",
       R"(200|Content-Type: application/json|{"NextMarker":"m","Functions":[]})"},
      {"lambda", "ListFunctions", "{}", "200|Content-Type: application/json|{}"},
      {"lambda", "DeleteFunctionConcurrency", "{}", "204|"},
      {"lambda", "Invoke", R"({"StatusCode":202,"X-Amz-Function-Error":"x","Payload":"AAEC"})",
       std::string_view("202|X-Amz-Function-Error: x|Content-Type: application/octet-stream|\0\1\2", 70)},
      {"lambda", "CreateFunction", R"({"FunctionName":"f"})",
       R"(201|Content-Type: application/json|{"FunctionName":"f"})"},
      {"chime", "PutRetentionSettings", "{}", "204|"},
      {"chime", "PutRetentionSettings", R"({"RetentionSettings":{}})",
       R"(200|Content-Type: application/json|{"RetentionSettings":{}})"},
      {"iot", "DeleteThing", "{}", "200|Content-Type: application/json|{}"},
      {"amplifyuibuilder", "CreateComponent", R"({"entity":{"name":"x"}})",
       R"(200|Content-Type: application/json|{"name":"x"})"},
      {"polly", "SynthesizeSpeech",
       R"({"AudioStream":"YQ==","Content-Type":"audio/mpeg","x-amzn-RequestCharacters":3})",
       "200|Content-Type: audio/mpeg|x-amzn-RequestCharacters: 3|a"},
      {"polly", "SynthesizeSpeech", R"({"AudioStream":"YQ=="})", "200|a"},
      {"lex-runtime", "PostContent", R"({"x-amz-lex-session-attributes":"x"})",
       "200|x-amz-lex-session-attributes: Ingi|"},
      {"s3", "GetObject",
       R"({"Body":"YQ==","Last-Modified":1577934245,"Expires":1577934245,"x-amz-delete-marker":false,"ETag":"a\r\nX: y"})",
       "200|Last-Modified: Thu, 02 Jan 2020 03:04:05 GMT|Expires: Thu, 02 Jan 2020 03:04:05 "
       "GMT|x-amz-delete-marker: false|ETag: a  X: "
       "y|a"},
      {"s3", "HeadObject", R"({"x-amz-meta-":{"a":"b","bad name":"x","c\n":"x"}})", "200|x-amz-meta-a: b|"},
      {"s3", "GetBucketPolicy", R"({"Policy":"{}"})", "200|Content-Type: text/plain|{}"},
      {"s3", "DeleteObject", R"({"x-amz-version-id":"v"})", "204|x-amz-version-id: v|"},
  };
  for (const auto& c : cases) {
    kit::Arena arena;
    EXPECT_EQ(shown(encoded(c.service, c.operation, c.json, arena)), c.expected)
        << c.service << ' ' << c.operation;
  }
}

TEST(Bindings, PutsTheRequestIdWhereClientsLook) {
  kit::Arena arena;
  EXPECT_EQ(encoded("lambda", "ListFunctions", "{}", arena).headers[0].name, "x-amzn-RequestId");
  EXPECT_EQ(encoded("cloudfront", "ListDistributions", "{}", arena).headers[0].name, "x-amzn-RequestId");
  EXPECT_EQ(encoded("s3", "ListBuckets", "{}", arena).headers[0].name, "x-amz-request-id");
}

TEST(Bindings, FailsAsTheServicesDo) {
  const auto failed = [](std::string_view service, std::string_view name, const kit::Failure& failure) {
    static kit::Arena arena;
    Reply reply;
    const Operation op = operation(service, name);
    encode_error(wire_of(service), models::find(service), &op, failure,
                 {.arena = arena, .request_id = request_id}, reply);
    return shown(reply);
  };
  EXPECT_EQ(
      failed("lambda", "GetFunction", {"ResourceNotFoundException", "no"}),
      R"(404|x-amzn-ErrorType: ResourceNotFoundException|Content-Type: application/json|{"Message":"no"})");
  EXPECT_EQ(failed("apigateway", "GetRestApi", {"NotFoundException", "no"}),
            R"(404|x-amzn-ErrorType: NotFoundException|Content-Type: application/json|{"message":"no"})");
  EXPECT_EQ(failed("apigateway", "GetRestApi", {"AccessDenied", "no"}),
            R"(403|x-amzn-ErrorType: AccessDeniedException|Content-Type: application/json|{"message":"no"})");
  EXPECT_EQ(failed("apigateway", "GetRestApi", {"InternalFailure", ""}),
            "500|x-amzn-ErrorType: InternalFailure|Content-Type: application/json|{}");
  EXPECT_EQ(failed("apigateway", "GetRestApi", {"NotImplemented", "x", 501}),
            R"(501|x-amzn-ErrorType: NotImplemented|Content-Type: application/json|{"message":"x"})");
}

// Fields that stand in headers leave the body, and the status stays the error's.
TEST(Bindings, FailsWithHeaders) {
  kit::Arena arena;
  const Shape shape = *models::find("accessanalyzer")->find_error("ThrottlingException");
  kit::Failure failure("ThrottlingException", "slow");
  failure.fields = Value::structure(arena);
  Value seconds = 7;
  seconds.set_name(shape.find("retryAfterSeconds")->id());
  failure.fields.set(arena, seconds.name()) = seconds;
  Reply reply;
  const Operation op = operation("accessanalyzer", "ListAnalyzers");
  encode_error(Protocol::rest_json, models::find("accessanalyzer"), &op, failure, {arena, request_id}, reply);
  EXPECT_EQ(
      shown(reply),
      R"(429|Retry-After: 7|x-amzn-ErrorType: ThrottlingException|Content-Type: application/json|{"message":"slow"})");
}

TEST(Bindings, AnswersWithoutAService) {
  kit::Arena arena;
  Reply reply;
  for (const Protocol p : {Protocol::json, Protocol::query, Protocol::ec2, Protocol::rest_json,
                           Protocol::rest_xml, Protocol::rpc_v2_cbor}) {
    encode_error(p, nullptr, nullptr, kit::Failure("UnknownOperationException", "?", 404),
                 {arena, request_id}, reply);
    EXPECT_EQ(reply.status, 404u);
    EXPECT_FALSE(reply.body.empty());
  }
}

}  // namespace
}  // namespace understudy::gateway::protocol
