// Fuzzes CBOR bodies: an operation's name, then the body. What was read is written again and must stay the
// same.
#include "gateway/protocol/cbor.hpp"

#include "tests/fuzz/operations.hpp"
#include "tests/fuzz/target.hpp"

namespace {

bool rewritten(const understudy::models::Shape& shape, std::string_view bytes, std::string& out) {
  using namespace understudy;
  kit::Arena arena;
  kit::Value value = kit::Value::structure(arena);
  if (gateway::protocol::decode_cbor_body(shape, bytes, arena, value)) return false;
  gateway::protocol::append_cbor_structure(out, shape, value);
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const models::Shape shape =
      *fuzz::speaking(models::Protocol::rpc_v2_cbor).pick(fuzz::take_line(input)).input();
  const fuzz::Padded body(input);
  std::string once, twice;
  if (!rewritten(shape, body.view(), once)) return 0;
  const fuzz::Padded again(once);
  fuzz::require(rewritten(shape, again.view(), twice));
  fuzz::require(once == twice);
  return 0;
}
