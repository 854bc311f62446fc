// JSON bodies: what is read, what is refused and in which words, what is written.
#include "gateway/protocol/json.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "gateway/protocol/event_stream.hpp"
#include "gateway/protocol/protocol.hpp"
#include "tests/protocol/values.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Value;
using models::Operation;
using models::Protocol;
using models::Shape;
using namespace std::literals;

constexpr std::string_view request_id = "01234567-89ab-cdef-0123-456789abcdef";

Operation operation(std::string_view service, std::string_view name) {
  return *models::find(service)->find_operation(name);
}

std::string padded(std::string_view text) { return std::string(text) + std::string(64, '}'); }

std::string said(const kit::Failure& failure) {
  return fmt::format("{} {}: {}", failure.status, failure.code, failure.message);
}

std::string decoded(std::string_view service, std::string_view name, std::string_view body) {
  kit::Arena arena;
  const std::string bytes = padded(body);
  Request request;
  request.method = "POST";
  request.path = "/";
  request.body = std::string_view(bytes).substr(0, body.size());
  Value input;
  if (const auto failure = decode(Protocol::json, operation(service, name), request, {}, arena, input))
    return said(*failure);
  return shown(*models::find(service), input);
}

// Reads JSON by a shape and writes it again.
std::string again(std::string_view service, std::string_view shape_name, std::string_view json) {
  kit::Arena arena;
  const Shape shape = *models::find(service)->find_shape(shape_name);
  const std::string bytes = padded(json);
  Value value = Value::structure(arena);
  if (const auto failure =
          decode_json_body(shape, std::string_view(bytes).substr(0, json.size()), Members::all, arena, value))
    return said(*failure);
  std::string out;
  append_json_structure(out, shape, value, Members::all);
  return out;
}

struct Case {
  std::string_view service, operation, body, expected;
};

TEST(Json, ReadsWhatClientsSend) {
  const Case cases[] = {
      {"sqs", "SendMessage", R"({"QueueUrl":"u","MessageBody":"b","DelaySeconds":5})",
       R"({QueueUrl:"u" MessageBody:"b" DelaySeconds:5})"},
      {"sqs", "SendMessage", R"( { "MessageBody" : "b" , "QueueUrl" : "u" } )",
       R"({MessageBody:"b" QueueUrl:"u"})"},
      {"sqs", "SendMessage", "", "{}"},
      {"sqs", "SendMessage", " \r\n", "{}"},
      {"sqs", "SendMessage", "{}", "{}"},
      {"sqs", "SendMessage", R"({"Message\u0042ody":"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z"})",
       "{MessageBody:\"a\"\\/\b\f\n\r\té😀z\"}"},
      {"sqs", "SendMessage", R"({"MessageBody":"a","MessageBody":"b"})", R"({MessageBody:"b"})"},
      {"sqs", "SendMessage", R"({"MessageBody":null,"QueueUrl":"u"})", R"({QueueUrl:"u"})"},
      {"sqs", "SendMessage", R"({"Unknown":{"a":[1,{"b":null}],"c":"\u0041"},"QueueUrl":"u"})",
       R"({QueueUrl:"u"})"},
      {"sqs", "SendMessage", R"({"messagebody":"names are exact"})", "{}"},
      {"sqs", "CreateQueue", R"({"Attributes":{"a":"1","b":null,"a":"2"}})", R"({Attributes:{"a":"2"}})"},
      {"sqs", "CreateQueue", R"({"Attributes":{}})", "{Attributes:{}}"},
      {"sqs", "UntagQueue", R"({"TagKeys":["a",null,"b"]})", R"({TagKeys:["a" "b"]})"},
      {"sqs", "UntagQueue", R"({"TagKeys":[]})", "{TagKeys:[]}"},
      {"dynamodb", "GetItem", R"({"Key":{"k":{"B":"AAEC/w=="},"l":{"L":[{"M":{}}]},"n":{"NULL":true}}})",
       "{Key:{\"k\":{B:b\"\0\1\2\xff\"} \"l\":{L:[{M:{}}]} \"n\":{NULL:true}}}"sv},
      {"dynamodb", "GetItem", R"({"Key":{"k":{"B":""}},"ConsistentRead":false})",
       R"({Key:{"k":{B:b""}} ConsistentRead:false})"},
      {"dynamodb", "Scan", R"({"Limit":5.9})", "{Limit:5}"},
      {"dynamodb", "Scan", R"({"Limit":1e3})", "{Limit:1000}"},
      {"dynamodb", "Scan", R"({"ConsistentRead":"TRUE"})", "{ConsistentRead:true}"},
      {"events", "PutEvents", R"({"Entries":[{"Time":1422172800}]})",
       "{Entries:[{Time:2015-01-25T08:00:00Z}]}"},
      {"events", "PutEvents", R"({"Entries":[{"Time":1422172800.123456}]})",
       "{Entries:[{Time:2015-01-25T08:00:00.123456Z}]}"},
      {"events", "PutEvents", R"({"Entries":[{"Time":1.4221728E9}]})",
       "{Entries:[{Time:2015-01-25T08:00:00Z}]}"},
      {"events", "PutEvents", R"({"Entries":[{"Time":-1}]})", "{Entries:[{Time:1969-12-31T23:59:59Z}]}"},
      {"application-autoscaling", "PutScalingPolicy",
       R"({"TargetTrackingScalingPolicyConfiguration":{"TargetValue":50}})",
       "{TargetTrackingScalingPolicyConfiguration:{TargetValue:50.0}}"},
      {"application-autoscaling", "PutScalingPolicy",
       R"({"TargetTrackingScalingPolicyConfiguration":{"TargetValue":"-Infinity"}})",
       "{TargetTrackingScalingPolicyConfiguration:{TargetValue:-Infinity}}"},
      {"application-autoscaling", "PutScalingPolicy",
       R"({"TargetTrackingScalingPolicyConfiguration":{"TargetValue":0.12345678901234567890123}})",
       "{TargetTrackingScalingPolicyConfiguration:{TargetValue:0.12345678901234568}}"},
      {"events", "PutEvents", R"({"Entries":[{"Time":1422172800.12345600000000000}]})",
       "{Entries:[{Time:2015-01-25T08:00:00.123456Z}]}"},
      {"dynamodb", "Scan", R"({"Limit":5.00000000000000000000000001})", "{Limit:5}"},
      {"logs", "FilterLogEvents", R"({"startTime":9223372036854775807,"endTime":-9223372036854775808})",
       "{startTime:9223372036854775807 endTime:-9223372036854775808}"},
  };
  for (const Case& c : cases) EXPECT_EQ(decoded(c.service, c.operation, c.body), c.expected) << c.body;
}

TEST(Json, RefusesInTheWordsOfMostServices) {
  const Case cases[] = {
      {"sqs", "SendMessage", R"({"DelaySeconds":"5"})", "STRING_VALUE can not be converted to an Integer"},
      {"sqs", "SendMessage", R"({"DelaySeconds":true})", "TRUE_VALUE can not be converted to an Integer"},
      {"sqs", "SendMessage", R"({"DelaySeconds":[5]})", "Start of list found where not expected"},
      {"sqs", "SendMessage", R"({"DelaySeconds":{}})", "Start of structure or map found where not expected."},
      {"sqs", "SendMessage", R"({"QueueUrl":1})", "NUMBER_VALUE can not be converted to a String"},
      {"sqs", "SendMessage", R"({"QueueUrl":1.5})", "NUMBER_VALUE can not be converted to a String"},
      {"sqs", "SendMessage", R"({"QueueUrl":false})", "FALSE_VALUE can not be converted to a String"},
      {"sqs", "SendMessage", R"({"MessageAttributes":"a"})", "Expected map or null"},
      {"sqs", "SendMessage", R"({"MessageAttributes":{"a":"b"}})", "Expected null"},
      {"sqs", "SendMessage", R"({"MessageAttributes":[]})", "Start of list found where not expected"},
      {"sqs", "UntagQueue", R"({"TagKeys":"a"})", "Expected list or null"},
      {"sqs", "UntagQueue", R"({"TagKeys":{}})", "Start of structure or map found where not expected."},
      {"sqs", "UntagQueue", R"({"TagKeys":[1]})", "NUMBER_VALUE can not be converted to a String"},
      {"sqs", "SendMessage", "[]", "Start of list found where not expected"},
      {"events", "PutEvents", R"({"Entries":[{"Time":"2015-01-25T08:00:00Z"}]})",
       "STRING_VALUE can not be converted to milliseconds since epoch"},
      {"kinesis", "PutRecord", R"({"Data":"abc"})",
       "'abc' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but "
       "found: 3"},
      {"kinesis", "PutRecord", R"({"Data":"ab c"})",
       "'ab c' can not be converted to a Blob: Invalid Base64 character: ' '"},
      {"kinesis", "PutRecord", R"({"Data":7})", "NUMBER_VALUE can not be converted to a Blob"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(decoded(c.service, c.operation, c.body),
              "400 SerializationException: " + std::string(c.expected))
        << c.body;
}

TEST(Json, RefusesInDynamoDbsWords) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"TableName":23})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"TableName":34.56})", "DECIMAL_VALUE cannot be converted to String"},
      {R"({"TableName":true})", "TRUE_VALUE cannot be converted to String"},
      {R"({"TableName":[]})", "Unrecognized collection type class java.lang.String"},
      {R"({"TableName":{}})", "Start of structure or map found where not expected"},
      {R"({"ConsistentRead":"abc"})", "Unexpected token received from parser"},
      {R"({"ConsistentRead":0})", "NUMBER_VALUE cannot be converted to Boolean"},
      {R"({"AttributesToGet":"23"})", "Unexpected field type"},
      {R"({"AttributesToGet":{}})", "Start of structure or map found where not expected"},
      {R"({"Key":{"a":23}})", "Unexpected value type in payload"},
      {R"({"Key":{"a":[]}})",
       "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"},
      {R"({"Key":[]})",
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"},
      {R"({"Key":{"a":{"B":5}}})", "only base-64-encoded strings are convertible to bytes"},
      {R"({"Key":{"a":{"B":[]}}})", "Unrecognized collection type class java.nio.ByteBuffer"},
      {R"({"Key":{"a":{"B":"23456"}}})",
       "Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
      {R"({"Key":{"a":{"B":"=+/="}}})", "Invalid last non-pad Base64 character dectected"},
      {R"({"Key":{"a":{"B":"+/+="}}})", "Invalid last non-pad Base64 character dectected"},
  };
  for (const auto& [body, expected] : cases)
    EXPECT_EQ(decoded("dynamodb", "GetItem", body), "400 SerializationException: " + std::string(expected))
        << body;
}

// What is no JSON at all has no message.
TEST(Json, RefusesWhatIsNoJson) {
  const std::string_view bodies[] = {
      "{",
      "}",
      "{}}",
      "{} {}",
      "{},",
      "null",
      "1",
      "\"x\"",
      "true",
      "nonsense",
      "{\"QueueUrl\"}",
      "{\"QueueUrl\":}",
      "{\"QueueUrl\":\"u\",}",
      "{\"QueueUrl\":\"u\"",
      "{\"QueueUrl\":\"u",
      "{'QueueUrl':'u'}",
      "{\"QueueUrl\":\"a\nb\"}",
      "{\"QueueUrl\":\"\\x\"}",
      "{\"QueueUrl\":\"\\u12\"}",
      "{\"QueueUrl\":\"\xff\xfe\"}",
      "{\"\xc3\":1}",
      "{\"DelaySeconds\":01}",
      "{\"DelaySeconds\":1.}",
      "{\"DelaySeconds\":-}",
      "{\"DelaySeconds\":1e}",
      "{\"DelaySeconds\":0x10}",
      "{\"DelaySeconds\":99999999999999999999}",
      "{\"DelaySeconds\":1e400}",
      "{\"DelaySeconds\":NaN}",
      "{\"Unknown\":tru}",
      "{\"Unknown\":[1,}",
      "{\"Unknown\":{\"a\" 1}}",
      "{\"Unknown\":\"\\q\"}",
      "{\"Unknown\":nul}",
      "{\"MessageAttributes\":{\"a\":{\"DataType\":\"x\"}}",
      "\xef\xbb\xbf{}",
      "{\"QueueUrl\":nulll}",
      "{\"QueueUrl\":\"u\"\"v\"}",
  };
  for (const std::string_view body : bodies)
    EXPECT_EQ(decoded("sqs", "SendMessage", body), "400 SerializationException: ") << body;
}

TEST(Json, BoundsDepth) {
  const auto nested = [](int levels) {
    std::string body = R"({"Key":{"a":)";
    for (int i = 0; i < levels; ++i) body += R"({"L":[)";
    body += R"({"S":"x"})";
    for (int i = 0; i < levels; ++i) body += "]}";
    return body + "}}";
  };
  EXPECT_THAT(decoded("dynamodb", "GetItem", nested(40)), testing::StartsWith("{Key:"));
  EXPECT_EQ(decoded("dynamodb", "GetItem", nested(80)), "400 SerializationException: ");
  for (const std::string_view open : {"["sv, "{\"a\":"sv}) {
    std::string bomb = "{\"Unknown\":";
    for (int i = 0; i < 200'000; ++i) bomb += open;
    EXPECT_EQ(decoded("dynamodb", "GetItem", bomb), "400 SerializationException: ");
  }
}

TEST(Json, TakesLargeBodiesAndManyKeys) {
  std::string body = R"({"QueueUrl":"u","MessageBody":")" + std::string(16 << 20, 'x') + "\\n\"}";
  const std::string large = decoded("sqs", "SendMessage", body);
  EXPECT_EQ(large.size(), (16 << 20) + "{QueueUrl:\"u\" MessageBody:\"\n\"}"sv.size());
  std::string keys = R"({"Attributes":{)";
  for (int i = 0; i < 200'000; ++i) keys += fmt::format("\"{}\":\"v\",", i % 100'000);
  keys.back() = '}';
  kit::Arena arena;
  Request request;
  const std::string bytes = padded(keys + "}");
  request.body = std::string_view(bytes).substr(0, keys.size() + 1);
  Value input;
  ASSERT_FALSE(decode(Protocol::json, operation("sqs", "CreateQueue"), request, {}, arena, input));
  EXPECT_EQ(input.elements()[0].size(), 100'000u);
}

// Every front part of a body, and every body with a byte changed, is answered and stays within its bytes.
TEST(Json, SurvivesDamage) {
  const std::string body =
      R"({"TableName":"t","Key":{"a":{"S":"\u00e9x"},"b":{"L":[{"N":"1"},{"B":"AAEC"}]}},"ConsistentRead":true,"X":[1.5e3,null]})";
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_THAT(decoded("dynamodb", "GetItem", std::string_view(body).substr(0, size)),
                size == 0 ? testing::Eq("{}"s)
                          : testing::Matcher<std::string>(testing::StartsWith("400 Serialization")));
  std::uint32_t state = 1;
  for (int round = 0; round < 20'000; ++round) {
    std::string damaged = body;
    for (int i = 0; i <= round % 3; ++i) {
      state = state * 1664525 + 1013904223;
      damaged[(state >> 8) % damaged.size()] = "{}[]\",:\\0-eE.tfn\x00\x80\xff a"[(state >> 3) % 22];
    }
    decoded("dynamodb", "GetItem", damaged);
  }
}

TEST(Json, WritesByTheModel) {
  const struct {
    std::string_view service, shape, json;
  } cases[] = {
      {"sqs", "Message",
       R"({"MessageId":"m","Body":"\"\\\b\f\n\r\t\u0001\u001fé/😀","Attributes":{"a":""},"MessageAttributes":{}})"},
      {"dynamodb", "AttributeValue",
       R"({"M":{"a":{"B":"AAEC"},"b":{"BS":["","/w=="]},"c":{"L":[]},"d":{"NULL":true}}})"},
      {"cloudwatch", "Datapoint",
       R"({"Timestamp":1422172800.5,"Sum":1.0,"Average":1e+300,"Maximum":-0.1,"Minimum":"NaN"})"},
      {"b2bi", "GetProfileResponse",
       R"({"createdAt":"2015-01-25T08:00:00.123Z","modifiedAt":"2015-01-25T08:00:00Z"})"},
      {"connectcases", "TagResourceRequest", R"({"tags":{"a":null,"b":"c"}})"},
      {"connectcases", "SearchCasesResponse", R"({"cases":[null,{"tags":{}}]})"},
      {"bedrock-agent-runtime", "RetrievalFilter",
       R"({"equals":{"key":"k","value":{"a":[1,-2.5,null,true,"x"],"b":{}}}})"},
      {"bedrock-agent-runtime", "FilterAttribute", R"({"key":"k","value":"x"})"},
      {"lookoutequipment", "DatasetSchema", R"({"InlineDataSchema":"{\"a\":1}"})"},
  };
  for (const auto& c : cases) EXPECT_EQ(again(c.service, c.shape, c.json), c.json);
}

// What a handler gives may be of a neighbouring kind.
TEST(Json, WritesNeighbouringKinds) {
  kit::Arena arena;
  const Shape shape = *models::find("cloudwatch")->find_shape("Datapoint");
  Value value = Value::structure(arena);
  const auto put = [&](std::string_view name, Value item) {
    item.set_name(shape.find(name)->id());
    value.set(arena, item.name()) = item;
  };
  put("Timestamp", 1422172800);
  put("Sum", 3);
  put("Unit", std::int64_t{7});
  put("Average", {});
  std::string out;
  append_json_structure(out, shape, value, Members::all);
  EXPECT_EQ(out, R"({"Timestamp":1422172800,"Sum":3.0,"Unit":"7"})");
}

// All shapes of all JSON services: what is written reads back the same.
TEST(Json, RoundTripsEveryOperation) {
  std::string out;
  for (const models::Service& service : models::all()) {
    if (!service.speaks(Protocol::json) && !service.speaks(Protocol::rest_json)) continue;
    for (std::uint16_t i = 0; i < service.operations(); ++i) {
      for (const auto& shape : {service.operation(i).input(), service.operation(i).output()}) {
        if (!shape || event_stream(*shape)) continue;
        kit::Arena arena;
        const Value made = made_up(*shape, arena, 4);
        out.clear();
        append_json_structure(out, *shape, made, Members::body);
        const std::string bytes = padded(out);
        Value read = Value::structure(arena);
        const auto failure = decode_json_body(*shape, std::string_view(bytes).substr(0, out.size()),
                                              Members::body, arena, read);
        ASSERT_FALSE(failure) << service.name() << ' ' << shape->name() << ' ' << failure->message << out;
        ASSERT_TRUE(kit::same(made, read)) << service.name() << ' ' << shape->name() << out;
      }
    }
  }
}

struct Written {
  unsigned status;
  std::string headers, body;
};

Written written(const Reply& reply) {
  std::string headers;
  for (const Field& f : reply.headers) headers += fmt::format("{}: {}\n", f.name, f.value);
  return {reply.status, headers, reply.body};
}

Written failed(std::string_view service, std::string_view name, const kit::Failure& failure) {
  kit::Arena arena;
  Reply reply;
  const auto op = operation(service, name);
  encode_error(Protocol::json, models::find(service), &op, failure,
               {.arena = arena, .request_id = request_id}, reply);
  return written(reply);
}

TEST(Json, AnswersAsTheServicesDo) {
  kit::Arena arena;
  Reply reply;
  reply.body = "left over";
  encode(Protocol::json, operation("sqs", "DeleteMessage"), Value::structure(arena), {arena, request_id},
         reply);
  EXPECT_EQ(reply.body, "");  // no output shape, no body
  EXPECT_EQ(
      written(reply).headers,
      "x-amzn-RequestId: 01234567-89ab-cdef-0123-456789abcdef\nContent-Type: application/x-amz-json-1.0\n");
  encode(Protocol::json, operation("kms", "ListKeys"), Value::structure(arena), {arena, request_id}, reply);
  EXPECT_EQ(reply.body, "{}");
  EXPECT_THAT(written(reply).headers, testing::HasSubstr("Content-Type: application/x-amz-json-1.1\n"));
  encode(Protocol::json, operation("dynamodb", "ListTables"), Value::structure(arena), {arena, request_id},
         reply);
  EXPECT_EQ(reply.body, "{}");
  EXPECT_THAT(written(reply).headers, testing::HasSubstr("x-amz-crc32: 2745614147\n"));
}

TEST(Json, FailsAsTheServicesDo) {
  Written w = failed("sqs", "SendMessage", {"QueueDoesNotExist", "No queue."});
  EXPECT_EQ(w.status, 400u);
  EXPECT_EQ(w.body, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"No queue."})");
  EXPECT_THAT(w.headers,
              testing::HasSubstr("x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender\n"));
  w = failed("sqs", "SendMessage", {"AWS.SimpleQueueService.NonExistentQueue", "No queue."});
  EXPECT_THAT(w.body, testing::HasSubstr("sqs#QueueDoesNotExist"));
  w = failed("sqs", "SendMessage", {"InvalidParameterValue", "Bad."});
  EXPECT_EQ(w.body,
            R"({"__type":"com.amazon.coral.service#InvalidParameterValueException","message":"Bad."})");
  EXPECT_THAT(w.headers, testing::HasSubstr("x-amzn-query-error: InvalidParameterValue;Sender\n"));
  w = failed("sqs", "SendMessage", {"SerializationException", "", 400});
  EXPECT_EQ(w.body, R"({"__type":"com.amazon.coral.service#SerializationException"})");
  EXPECT_THAT(w.headers, testing::HasSubstr("x-amzn-query-error: MalformedInput;Sender\n"));
  w = failed("sqs", "SendMessage", {"InternalFailure", "Oh."});
  EXPECT_EQ(w.status, 500u);
  EXPECT_THAT(w.headers, testing::HasSubstr("x-amzn-query-error: InternalFailure;Receiver\n"));
  w = failed("dynamodb", "GetItem", {"ResourceNotFoundException", "Requested resource not found"});
  EXPECT_EQ(
      w.body,
      R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"})");
  EXPECT_THAT(w.headers, testing::HasSubstr("x-amz-crc32: "));
  w = failed("dynamodb", "GetItem", {"ValidationException", "x"});
  EXPECT_EQ(w.body, R"({"__type":"com.amazon.coral.validate#ValidationException","message":"x"})");
  w = failed("dynamodb", "GetItem", {"SerializationException", "Expected null"});
  EXPECT_EQ(w.body,
            R"({"__type":"com.amazon.coral.service#SerializationException","Message":"Expected null"})");
  w = failed("kms", "ListKeys", {"NotFoundException", "x"});
  EXPECT_EQ(w.body, R"({"__type":"NotFoundException","message":"x"})");
  w = failed("secretsmanager", "GetSecretValue", {"ResourceNotFoundException", "x"});
  EXPECT_EQ(w.body, R"({"__type":"ResourceNotFoundException","Message":"x"})");  // its model capitalizes it
  w = failed("kms", "ListKeys", {"UnknownOperationException", ""});
  EXPECT_EQ(w.body, R"({"__type":"UnknownOperationException"})");
}

TEST(Json, FailsWithFields) {
  kit::Arena arena;
  const Shape shape = *models::find("dynamodb")->find_error("TransactionCanceledException");
  kit::Failure failure("TransactionCanceledException", "why");
  const std::string reasons = padded(R"({"CancellationReasons":[{"Code":"None"}]})");
  failure.fields = Value::structure(arena);
  ASSERT_FALSE(decode_json_body(shape, std::string_view(reasons).substr(0, reasons.size() - 64), Members::all,
                                arena, failure.fields));
  EXPECT_EQ(
      failed("dynamodb", "TransactWriteItems", failure).body,
      R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"why","CancellationReasons":[{"Code":"None"}]})");
  failure = kit::Failure("Odd", "why");
  failure.fields = Value::map(arena);
  failure.fields.set(arena, "Detail") = Value::string("x");
  EXPECT_EQ(failed("kms", "ListKeys", failure).body, R"({"__type":"Odd","message":"why","Detail":"x"})");
}

}  // namespace
}  // namespace understudy::gateway::protocol
