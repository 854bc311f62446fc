// Fuzzes event streams: an operation's name, a line that tells how to frame, then the stream. Framed "raw" it
// is as it comes; else each line of it becomes a message with right lengths and checksums, so that more than
// the framing is met.
#include "gateway/protocol/event_stream.hpp"

#include <zlib.h>

#include "tests/fuzz/operations.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {
namespace {

void number(std::string& out, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

void sum(std::string& out, std::size_t from) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(out.data());
  number(out, crc32_z(0, bytes + from, out.size() - from));
}

// Headers up to the first byte 0xFE, then the payload.
void append_message(std::string& out, std::string_view line) {
  const std::size_t mark = std::min(line.find('\xfe'), line.size());
  const std::string_view headers = line.substr(0, mark),
                         payload = line.substr(std::min(mark + 1, line.size()));
  const std::size_t start = out.size();
  number(out, 16 + headers.size() + payload.size());
  number(out, headers.size());
  sum(out, start);
  out.append(headers).append(payload);
  sum(out, start);
}

void play(std::string_view input) {
  static const Operations streaming(
      [](const models::Operation& o) { return gateway::protocol::event_stream(*o.input()).has_value(); });
  const models::Operation& operation = streaming.pick(take_line(input));
  std::string framed;
  if (take_line(input) == "raw") {
    framed = input;
  } else {
    while (!input.empty()) append_message(framed, take_line(input));
  }
  const Padded body(framed);
  const models::Shape shape = *operation.input();
  for (const auto protocol :
       {models::Protocol::rest_json, models::Protocol::rest_xml, models::Protocol::rpc_v2_cbor}) {
    kit::Arena arena;
    kit::Value value = kit::Value::structure(arena);
    const auto stream = gateway::protocol::event_stream(shape);
    if (gateway::protocol::decode_events(protocol, shape, *stream, body.view(), arena, value)) continue;
    std::string out;
    for (const kit::Value& event : value.member(stream->id())->elements())
      gateway::protocol::append_event(out, protocol, stream->shape(), event);
    gateway::protocol::EventMessage message;
    for (std::string_view rest = out; !rest.empty();) require(gateway::protocol::take_message(rest, message));
  }
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  understudy::fuzz::play({reinterpret_cast<const char*>(data), size});
  return 0;
}
