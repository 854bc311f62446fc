// Fuzzes JSON bodies: an operation's name, then the body. What was read is written again and must stay the
// same.
#include "gateway/protocol/json.hpp"

#include "tests/fuzz/operations.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {
namespace {

using gateway::protocol::Members;

// As written; nothing when it cannot be read.
bool rewritten(const models::Shape& shape, std::string_view text, std::string& out) {
  kit::Arena arena;
  kit::Value value = kit::Value::structure(arena);
  if (gateway::protocol::decode_json_body(shape, text, Members::all, arena, value)) return false;
  gateway::protocol::append_json_structure(out, shape, value, Members::all);
  return true;
}

void document(std::string_view text) {
  kit::Arena arena;
  kit::Value value;
  if (gateway::protocol::decode_json_document(text, arena, value)) return;
  std::string once, twice;
  gateway::protocol::append_json_document(once, value);
  const Padded again(once);
  kit::Value reread;
  require(!gateway::protocol::decode_json_document(again.view(), arena, reread));
  gateway::protocol::append_json_document(twice, reread);
  require(once == twice);
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const models::Shape shape = *fuzz::speaking(models::Protocol::json).pick(fuzz::take_line(input)).input();
  const fuzz::Padded body(input);
  fuzz::document(body.view());
  std::string once, twice;
  if (!fuzz::rewritten(shape, body.view(), once)) return 0;
  const fuzz::Padded again(once);
  fuzz::require(fuzz::rewritten(shape, again.view(), twice));
  fuzz::require(once == twice);
  return 0;
}
