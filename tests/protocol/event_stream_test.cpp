// Event streams: messages as clients' parsers take them. The expected bytes were read by botocore.
#include "gateway/protocol/event_stream.hpp"

#include <gtest/gtest.h>

#include "gateway/protocol/protocol.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Value;
using models::Protocol;
using models::Shape;

std::string base64(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

Value& put(Value& structure, const Shape& shape, std::string_view name, const Value& value,
           kit::Arena& arena) {
  return structure.set(arena, shape.find(name)->id()) = value;
}

TEST(EventStreams, WritesAnEventWithItsMembersAsBody) {
  kit::Arena arena;
  const models::Service& polly = *models::find("polly");
  const Shape stream = *polly.find_shape("StartSpeechSynthesisStreamEventStream");
  const Shape closed = *polly.find_shape("StreamClosedEvent");
  Value event = Value::structure(arena), inner = Value::structure(arena);
  put(inner, closed, "RequestCharacters", 7, arena);
  put(event, stream, "StreamClosedEvent", inner, arena);
  std::string out;
  append_event(out, Protocol::rest_json, stream, event);
  EXPECT_EQ(base64(out),
            "AAAAfgAAAFfWz0WQCzpldmVudC10eXBlBwARU3RyZWFtQ2xvc2VkRXZlbnQNOmNvbnRlbnQtdHlwZQcAEGFwcGxpY2F0aW9u"
            "L2pzb24NOm1lc3Nh"
            "Z2UtdHlwZQcABWV2ZW50eyJSZXF1ZXN0Q2hhcmFjdGVycyI6N30DVzmH");
}

TEST(EventStreams, WritesAnEventWithARawPayload) {
  kit::Arena arena;
  const Shape stream = *models::find("polly")->find_shape("StartSpeechSynthesisStreamEventStream");
  Value event = Value::structure(arena);
  put(event, stream, "AudioEvent", Value::structure(arena), arena);
  std::string out;
  append_event(out, Protocol::rest_json, stream, event);
  EXPECT_EQ(base64(out),
            "AAAAaAAAAFip0DojCzpldmVudC10eXBlBwAKQXVkaW9FdmVudA06Y29udGVudC10eXBlBwAYYXBwbGljYXRpb24vb2N0ZXQt"
            "c3RyZWFtDTptZXNz"
            "YWdlLXR5cGUHAAVldmVudAFqFl4=");
}

TEST(EventStreams, BeginsWithTheInitialResponse) {
  kit::Arena arena;
  const models::Operation operation = *models::find("kinesis")->find_operation("SubscribeToShard");
  Reply reply;
  encode(Protocol::json, operation, Value::structure(arena), {arena, "id"}, reply);
  EXPECT_EQ(base64(reply.body),
            "AAAAaAAAAFZOaBckCzpldmVudC10eXBlBwAQaW5pdGlhbC1yZXNwb25zZQ06Y29udGVudC10eXBlBwAQYXBwbGljYXRpb24v"
            "anNvbg06bWVzc2Fn"
            "ZS10eXBlBwAFZXZlbnR7fdWRxis=");
  ASSERT_EQ(reply.headers.size(), 2u);
  EXPECT_EQ(reply.headers[1].value, event_stream_type);
}

TEST(EventStreams, NamesExceptions) {
  kit::Arena arena;
  const Shape stream = *models::find("kinesis")->find_shape("SubscribeToShardEventStream");
  const Shape error = *models::find("kinesis")->find_shape("ResourceNotFoundException");
  Value event = Value::structure(arena), inner = Value::structure(arena);
  put(inner, error, "message", Value::string("gone"), arena);
  put(event, stream, "ResourceNotFoundException", inner, arena);
  std::string out;
  append_event(out, Protocol::json, stream, event);
  EXPECT_NE(out.find(":exception-type\x07"), out.npos);
  EXPECT_NE(out.find("exception{\"message\":\"gone\"}"), out.npos);
}

}  // namespace
}  // namespace understudy::gateway::protocol
