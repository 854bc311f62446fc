// CBOR bodies: what is read, what is refused, what is written.
#include "gateway/protocol/cbor.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <limits>

#include "gateway/protocol/event_stream.hpp"
#include "gateway/protocol/protocol.hpp"
#include "tests/protocol/values.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Value;
using models::Operation;
using models::Protocol;
using models::Shape;

constexpr std::string_view request_id = "01234567-89ab-cdef-0123-456789abcdef";

Operation operation(std::string_view name) { return *models::find("cloudwatch")->find_operation(name); }

// Hexadecimal digits and blanks, with text in quotes: "a1 'Label' 61 'x'".
std::string bytes(std::string_view notation) {
  std::string out;
  for (std::size_t i = 0; i < notation.size(); ++i) {
    if (notation[i] == ' ') continue;
    if (notation[i] == '\'') {
      const std::size_t end = notation.find('\'', i + 1);
      out += notation.substr(i + 1, end - i - 1);
      i = end;
      continue;
    }
    out += static_cast<char>(std::stoi(std::string(notation.substr(i, 2)), nullptr, 16));
    ++i;
  }
  return out;
}

std::string decoded(std::string_view name, std::string body) {
  kit::Arena arena;
  Request request;
  request.method = "POST";
  request.body = body;
  Value input;
  if (const auto failure = decode(Protocol::rpc_v2_cbor, operation(name), request, {}, arena, input))
    return fmt::format("{} {}: {}", failure->status, failure->code, failure->message);
  return shown(*models::find("cloudwatch"), input);
}

TEST(Cbor, ReadsWhatClientsSend) {
  const struct {
    std::string_view operation, body, expected;
  } cases[] = {
      {"ListMetrics", "", "{}"},
      {"ListMetrics", "a0", "{}"},
      {"ListMetrics", "bf ff", "{}"},
      {"ListMetrics", "a1 69 'Namespace' 61 'x'", R"({Namespace:"x"})"},
      {"ListMetrics", "bf 69 'Namespace' 7f 61 'x' 60 61 'y' ff ff", R"({Namespace:"xy"})"},
      {"ListMetrics", "bf 7f 64 'Name' 65 'space' ff 61 'x' ff", R"({Namespace:"x"})"},
      {"ListMetrics", "a2 69 'Namespace' 61 'x' 69 'Namespace' 61 'y'", R"({Namespace:"y"})"},
      {"ListMetrics", "a2 69 'Namespace' f6 6a 'MetricName' f7", "{}"},
      {"ListMetrics", "a1 61 'u' 82 a1 61 'k' f5 c2 41 00", "{}"},  // unknown, with a tag nobody asked for
      {"ListMetrics", "a1 75 'IncludeLinkedAccounts' f5", "{IncludeLinkedAccounts:true}"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' 18 64", "{MaxRecords:100}"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' 38 63", "{MaxRecords:-100}"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' 1b 7fffffffffffffff", "{MaxRecords:9223372036854775807}"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' 3b 7fffffffffffffff", "{MaxRecords:-9223372036854775808}"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' fb 4059000000000000", "{MaxRecords:100}"},
      {"DescribeAlarms", "a1 6a 'AlarmNames' 80", "{AlarmNames:[]}"},
      {"DescribeAlarms", "a1 6a 'AlarmNames' 83 61 'a' f6 60", R"({AlarmNames:["a" ""]})"},
      {"DescribeAlarms", "a1 6a 'AlarmNames' 9f 61 'a' ff", R"({AlarmNames:["a"]})"},
      {"GetMetricStatistics", "a1 69 'StartTime' c1 1a 54c49f00", "{StartTime:2015-01-25T07:45:04Z}"},
      {"GetMetricStatistics", "a1 69 'StartTime' c1 fb 41d53127c0200000",
       "{StartTime:2015-01-25T07:45:04.500Z}"},
      {"GetMetricStatistics", "a1 69 'StartTime' c1 20", "{StartTime:1969-12-31T23:59:59Z}"},
      {"GetMetricStatistics", "a1 69 'StartTime' 00", "{StartTime:1970-01-01T00:00:00Z}"},
      {"PutMetricAlarm", "a1 69 'Threshold' f9 3e00", "{Threshold:1.5}"},
      {"PutMetricAlarm", "a1 69 'Threshold' f9 0001", "{Threshold:5.960464477539063e-08}"},
      {"PutMetricAlarm", "a1 69 'Threshold' f9 7c00", "{Threshold:Infinity}"},
      {"PutMetricAlarm", "a1 69 'Threshold' f9 fc00", "{Threshold:-Infinity}"},
      {"PutMetricAlarm", "a1 69 'Threshold' f9 7e00", "{Threshold:NaN}"},
      {"PutMetricAlarm", "a1 69 'Threshold' fa 3fc00000", "{Threshold:1.5}"},
      {"PutMetricAlarm", "a1 69 'Threshold' fb 3ff8000000000000", "{Threshold:1.5}"},
      {"PutMetricAlarm", "a1 69 'Threshold' 03", "{Threshold:3.0}"},
  };
  for (const auto& c : cases) EXPECT_EQ(decoded(c.operation, bytes(c.body)), c.expected) << c.body;
}

TEST(Cbor, RefusesWrongTypes) {
  const struct {
    std::string_view operation, body, expected;
  } cases[] = {
      {"ListMetrics", "a1 69 'Namespace' 01", "NUMBER_VALUE can not be converted to a String"},
      {"ListMetrics", "a1 69 'Namespace' 41 00", "BYTES_VALUE can not be converted to a String"},
      {"ListMetrics", "a1 69 'Namespace' 80", "Start of list found where not expected"},
      {"ListMetrics", "a1 69 'Namespace' a0", "Start of structure or map found where not expected."},
      {"ListMetrics", "a1 75 'IncludeLinkedAccounts' 64 'true'",
       "STRING_VALUE can not be converted to a Boolean"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' f5", "TRUE_VALUE can not be converted to an Integer"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' 1b ffffffffffffffff", "Number out of range"},
      {"DescribeAlarms", "a1 6a 'MaxRecords' f9 7c00", "Number out of range"},
      {"DescribeAlarms", "a1 6a 'AlarmNames' 61 'a'", "Expected list or null"},
      {"GetMetricStatistics", "a1 69 'StartTime' 61 'a'",
       "STRING_VALUE can not be converted to milliseconds since epoch"},
      {"GetMetricStatistics", "a1 69 'StartTime' c1 1b 7fffffffffffffff", "Timestamp out of range"},
      {"ListMetrics", "80", "Start of structure or map expected"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(decoded(c.operation, bytes(c.body)), "400 SerializationException: " + std::string(c.expected))
        << c.body;
}

TEST(Cbor, RefusesWhatIsNoCbor) {
  const std::string_view bodies[] = {
      "ff",
      "a1",
      "a1 69",
      "a1 69 'Namesp'",
      "a0 00",
      "a1 69 'Namespace'",
      "a1 69 'Namespace' 78",
      "a1 69 'Namespace' 62 'x'",
      "a1 69 'Namespace' 61 ff",
      "a1 69 'Namespace' 7f 41 00 ff",
      "a1 69 'Namespace' 7f 7f 60 ff ff",
      "bf 69 'Namespace' 61 'x'",
      "bf 69 'Namespace' ff",
      "a1 01 61 'x'",
      "a1 69 'Namespace' 1c",
      "a1 69 'Namespace' 1f",
      "a1 69 'Namespace' f8 20",
      "a1 61 'u' df 00",
      "a1 61 'u' fc",
      "a1 61 'u' 81 ff",
      "a1 61 'u' 9f",
      "a1 61 'u' 5b ffffffffffffffff",
      "a1 6a 'AlarmNames' 9b ffffffffffffffff 60",
      "bb ffffffffffffffff",
  };
  for (const std::string_view body : bodies)
    EXPECT_THAT(decoded("ListMetrics", bytes(body)), testing::StartsWith("400 SerializationException: "))
        << body;
}

TEST(Cbor, BoundsDepth) {
  for (const std::string_view front : {"\x81", "\x9f", "\xc1", "\xa1\x61k", "\xbf\x61k"}) {
    std::string bomb = bytes("a1 61 'u'");
    for (int i = 0; i < 500'000; ++i) bomb += front;
    EXPECT_EQ(decoded("ListMetrics", bomb), "400 SerializationException: ");
  }
}

TEST(Cbor, SurvivesDamage) {
  const std::string body = bytes(
      "a4 69 'Namespace' 63 'abc' 69 'StartTime' c1 1a 54c49f00 6a 'Dimensions' 81 a2 64 'Name' 61 'n' 65 "
      "'Value' 61 'v' 61 'u' "
      "82 fb 4059000000000000 f5");
  for (std::size_t size = 1; size < body.size(); ++size)
    EXPECT_THAT(decoded("GetMetricStatistics", body.substr(0, size)), testing::StartsWith("400 ")) << size;
  std::uint32_t state = 1;
  for (int round = 0; round < 50'000; ++round) {
    std::string damaged = body;
    for (int i = 0; i <= round % 3; ++i) {
      state = state * 1664525 + 1013904223;
      damaged[(state >> 8) % damaged.size()] = static_cast<char>(state >> 24);
    }
    decoded("GetMetricStatistics", damaged);
  }
}

TEST(Cbor, RoundTripsEveryOperation) {
  for (const models::Service& service : models::all()) {
    if (!service.speaks(Protocol::rpc_v2_cbor)) continue;
    for (std::uint16_t i = 0; i < service.operations(); ++i) {
      for (const auto& shape : {service.operation(i).input(), service.operation(i).output()}) {
        if (!shape || event_stream(*shape)) continue;
        kit::Arena arena;
        const Value made = made_up(*shape, arena, 5);
        std::string out;
        append_cbor_structure(out, *shape, made);
        Value read = Value::structure(arena);
        const auto failure = decode_cbor_body(*shape, out, arena, read);
        ASSERT_FALSE(failure) << service.name() << ' ' << shape->name() << ' ' << failure->message;
        ASSERT_TRUE(kit::same(made, read)) << service.name() << ' ' << shape->name();
      }
    }
  }
}

TEST(Cbor, WritesShortForms) {
  kit::Arena arena;
  const Shape shape = *models::find("cloudwatch")->find_shape("Datapoint");
  const auto written = [&](std::string_view name, Value value) {
    Value structure = Value::structure(arena);
    value.set_name(shape.find(name)->id());
    structure.set(arena, value.name()) = value;
    std::string out;
    append_cbor_structure(out, shape, structure);
    return out.substr(2 + name.size());
  };
  EXPECT_EQ(written("Timestamp", kit::from_epoch_seconds(1422172800)), bytes("c1 1a 54c4a280"));
  EXPECT_EQ(written("Timestamp", kit::from_epoch_seconds(-5)), bytes("c1 24"));
  EXPECT_EQ(written("Timestamp", kit::from_epoch_millis(1500)), bytes("c1 fb 3ff8000000000000"));
  EXPECT_EQ(written("Sum", 1.5), bytes("fb 3ff8000000000000"));
  EXPECT_EQ(written("Sum", 3), bytes("fb 4008000000000000"));
  EXPECT_EQ(written("Unit", Value::string(std::string(300, 'x'))).substr(0, 3), bytes("79 012c"));
}

TEST(Cbor, AnswersAndFails) {
  kit::Arena arena;
  Reply reply;
  encode(Protocol::rpc_v2_cbor, operation("ListMetrics"), Value::structure(arena), {arena, request_id},
         reply);
  EXPECT_EQ(reply.body, bytes("a0"));
  std::string headers;
  for (const Field& f : reply.headers) headers += fmt::format("{}: {}\n", f.name, f.value);
  EXPECT_EQ(headers,
            "x-amzn-RequestId: 01234567-89ab-cdef-0123-456789abcdef\nsmithy-protocol: "
            "rpc-v2-cbor\nContent-Type: application/cbor\n");
  encode(Protocol::rpc_v2_cbor, operation("DeleteAlarms"), Value::structure(arena), {arena, request_id},
         reply);
  EXPECT_EQ(reply.body, "");
  EXPECT_FALSE(std::ranges::any_of(reply.headers, [](const Field& f) { return f.name == "Content-Type"; }));

  const auto op = operation("DescribeAlarms");
  encode_error(Protocol::rpc_v2_cbor, models::find("cloudwatch"), &op,
               kit::Failure("InvalidNextToken", "No."), {arena, request_id}, reply);
  EXPECT_EQ(reply.status, 400u);
  EXPECT_EQ(reply.body,
            bytes("a2 66 '__type' 78 29 'com.amazonaws.cloudwatch#InvalidNextToken' 67 'message' 63 'No.'"));
  EXPECT_THAT(reply.headers,
              testing::Contains(testing::AllOf(testing::Field(&Field::name, "x-amzn-query-error"),
                                               testing::Field(&Field::value, "InvalidNextToken;Sender"))));
}

}  // namespace
}  // namespace understudy::gateway::protocol
