// Event streams: messages as clients' parsers take them. The expected bytes were read by botocore.
#include "gateway/protocol/event_stream.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

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

// ---- Reading

// A message by the specification; headers come framed.
std::string message(std::string_view headers, std::string_view payload) {
  std::string out;
  const auto number = [&](std::uint32_t n) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
  };
  const auto sum = [&] {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const unsigned char*>(out.data()), out.size()));
  };
  number(static_cast<std::uint32_t>(16 + headers.size() + payload.size()));
  number(static_cast<std::uint32_t>(headers.size()));
  number(sum());
  out.append(headers).append(payload);
  number(sum());
  return out;
}

std::string text_header(std::string_view name, std::string_view value) {
  std::string out(1, static_cast<char>(name.size()));
  out.append(name).append({'\x07', '\0', static_cast<char>(value.size())}).append(value);
  return out;
}

std::string event(std::string_view name, std::string_view headers, std::string_view payload) {
  return message(
      text_header(":message-type", "event") + text_header(":event-type", name) + std::string(headers),
      payload);
}

// What lexv2-runtime's StartConversation reads from a body.
struct Conversation {
  kit::Arena arena;
  std::string body;
  Value input;
  std::optional<kit::Failure> failure;
  const models::Operation operation = *models::find("lexv2-runtime")->find_operation("StartConversation");

  explicit Conversation(std::string_view bytes) : body(bytes) {
    const std::size_t size = body.size();
    body.resize(size + 64);
    Request request;
    request.method = "POST";
    request.body = std::string_view(body).substr(0, size);
    failure = decode(Protocol::rest_json, operation, request, {}, arena, input);
  }
  const Value& events() const { return *input.member(operation.input()->find("requestEventStream")->id()); }
  // A member of the event in that place.
  Value at(std::uint32_t place, std::string_view name) const {
    const Value& content = events().elements()[place].elements().front();
    const Value* value = content.member(member(content, name));
    return value ? *value : Value();
  }

 private:
  std::uint16_t member(const Value&, std::string_view name) const {
    const models::Service& lex = operation.service();
    for (const auto* shape : {"AudioInputEvent", "TextInputEvent", "DTMFInputEvent"})
      if (const auto found = lex.find_shape(shape)->find(name)) return found->id();
    return 0;
  }
};

TEST(EventStreamsRead, EventsInOrder) {
  const Conversation c(event("TextInputEvent", "", R"({"text":"hello","eventId":"1"})") +
                       event("DTMFInputEvent", "", R"({"inputCharacter":"#"})"));
  ASSERT_FALSE(c.failure);
  ASSERT_EQ(c.events().size(), 2u);
  EXPECT_EQ(c.at(0, "text").text(), "hello");
  EXPECT_EQ(c.at(0, "eventId").text(), "1");
  EXPECT_EQ(c.at(1, "inputCharacter").text(), "#");
}

TEST(EventStreamsRead, NothingIsNoEvents) {
  const Conversation c("");
  ASSERT_FALSE(c.failure);
  EXPECT_TRUE(c.events().is(kit::Kind::list));
  EXPECT_EQ(c.events().size(), 0u);
}

TEST(EventStreamsRead, UnknownEventsAndOtherMessagesAreSkipped) {
  const Conversation c(event("Tomorrow", "", "{}") +
                       message(text_header(":message-type", "exception"), "{}") +
                       event("TextInputEvent", "", R"({"text":"x"})"));
  ASSERT_FALSE(c.failure);
  EXPECT_EQ(c.events().size(), 1u);
}

TEST(EventStreamsRead, SignedMessagesAreOpened) {
  const std::string proof = text_header(":chunk-signature", "abc");
  const std::string inner = event("TextInputEvent", "", R"({"text":"x"})");
  const Conversation c(message(proof, inner) + message(proof, "") + "what follows the end is not read");
  ASSERT_FALSE(c.failure);
  ASSERT_EQ(c.events().size(), 1u);
  EXPECT_EQ(c.at(0, "text").text(), "x");
  EXPECT_TRUE(Conversation(message(proof, inner + inner)).failure);
  EXPECT_TRUE(Conversation(message(proof, "junk")).failure);
}

TEST(EventStreamsRead, BrokenOnesAreRefused) {
  const std::string good = event("TextInputEvent", "", R"({"text":"x"})");
  for (std::size_t i = 0; i < good.size(); ++i) {  // either checksum sees each flipped bit
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    const Conversation c(bad);
    ASSERT_TRUE(c.failure) << i;
    EXPECT_EQ(c.failure->code, "SerializationException");
    EXPECT_EQ(c.failure->status, 400);
    EXPECT_TRUE(Conversation(good.substr(0, i)).failure || i == 0) << i;
  }
  EXPECT_TRUE(Conversation(event("TextInputEvent", "", "{")).failure);
  EXPECT_TRUE(
      Conversation(event("TextInputEvent", std::string_view("\x01x\x0a", 3), "{}")).failure);  // type 10
  EXPECT_TRUE(Conversation(event("TextInputEvent", std::string_view("\x01x\x07\0\x05", 5), "{}")).failure);
}

TEST(EventStreamsRead, RefusalsSayWhichMessageAndWhy) {
  const std::string good = event("TextInputEvent", "", R"({"text":"x"})");
  const auto why = [](const std::string& stream) {
    const Conversation c(stream);
    return c.failure ? c.failure->message : std::string();
  };
  EXPECT_EQ(why(good + good.substr(0, 15)), "Message 2 of the stream is cut short.");
  EXPECT_EQ(why(good + good.substr(0, good.size() - 1)), "Message 2 of the stream is cut short.");
  std::string bad = good;
  bad[0] ^= 1;
  EXPECT_EQ(why(bad), "Message 1 of the stream has a prelude that its checksum does not fit.");
  bad = good;
  bad.back() ^= 1;
  EXPECT_EQ(why(good + bad), "Message 2 of the stream does not fit its checksum.");
  EXPECT_EQ(why(event("TextInputEvent", std::string_view("\x01x\x0a", 3), "{}")),
            "Message 1 of the stream has a header that cannot be read.");
  std::string many;
  const std::string empty = message({}, {});
  while (many.size() < 100'001 * empty.size()) many += empty;
  EXPECT_EQ(why(many), "The stream has more than 100000 messages.");
}

TEST(EventStreamsRead, HeadersOfEveryType) {
  std::string headers;
  const auto add = [&](char name, std::string_view bytes) { headers.append({'\x01', name}).append(bytes); };
  add('a', std::string_view("\0", 1));
  add('b', "\x01");
  add('c', "\x02\xff");
  add('d', "\x03\xff\xfe");
  add('e', std::string_view("\x04\0\0\1\0", 5));
  add('f', "\x05\xff\xff\xff\xff\xff\xff\xff\xff");
  add('g', std::string_view("\x06\0\2hi", 5));
  add('h', std::string_view("\x07\0\2ho", 5));
  add('i', std::string_view("\x08\0\0\0\0\0\0\0\1", 9));
  add('j',
      "\x09"
      "0123456789abcdef");
  std::string_view rest = headers;
  EventHeader header;
  std::string all;
  while (take_header(rest, header))
    all.append(header.name)
        .append(std::to_string(static_cast<int>(header.type)))
        .append(" ")
        .append(std::to_string(header.value.size()))
        .append("; ");
  EXPECT_EQ(all, "a0 0; b1 0; c2 1; d3 2; e4 4; f5 8; g6 2; h7 2; i8 8; j9 16; ");
  EXPECT_TRUE(rest.empty());
}

}  // namespace
}  // namespace understudy::gateway::protocol
