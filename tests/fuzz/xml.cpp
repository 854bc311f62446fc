// Fuzzes XML bodies: an operation's name, then the body. What was read is written again and must stay the
// same.
#include "gateway/protocol/xml.hpp"

#include "tests/fuzz/operations.hpp"
#include "tests/fuzz/target.hpp"

namespace {

bool rewritten(const understudy::models::Shape& shape, std::string_view text, std::string& out) {
  using namespace understudy;
  kit::Arena arena;
  kit::Value value = kit::Value::structure(arena);
  if (gateway::protocol::decode_xml_body(shape, {}, text, arena, value)) return false;
  gateway::protocol::encode_xml_body(shape, "Root", {}, value, out);
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  models::Shape shape = *fuzz::speaking(models::Protocol::rest_xml).pick(fuzz::take_line(input)).input();
  if (const auto payload = shape.payload(); payload && payload->shape().type() == models::Type::structure)
    shape = payload->shape();
  const fuzz::Padded body(input);
  std::string once, twice, thrice;
  if (!rewritten(shape, body.view(), once)) return 0;
  // The first writing settles what XML cannot show, such as empty flattened lists and control characters.
  const fuzz::Padded again(once);
  if (!rewritten(shape, again.view(), twice)) return 0;
  const fuzz::Padded more(twice);
  fuzz::require(rewritten(shape, more.view(), thrice));
  fuzz::require(twice == thrice);
  return 0;
}
