// Fuzzes items in JSON: a map of attributes, read by the model and by DynamoDB itself. Whatever the latter
// takes is what the former makes of it.
#include "gateway/protocol/json.hpp"
#include "services/dynamodb/packing.hpp"
#include "services/models/names/dynamodb.hpp"
#include "tests/fuzz/dynamodb.hpp"

namespace understudy::fuzz {
namespace {

using gateway::protocol::Members;

struct Read {
  bool decoded = false;
  bool packed = false;
  std::string message;  // why it is no item
  dynamodb::Item item;
  std::string again;  // as JSON
};

Read read(std::string_view body, const kit::Packing* packing) {
  static const models::Shape shape = *models::find("dynamodb")->find_operation("PutItem")->input();
  Read result;
  kit::Arena arena;
  kit::Value value = kit::Value::structure(arena);
  if (gateway::protocol::decode_json_body(shape, body, Members::all, arena, value, packing)) return result;
  result.decoded = true;
  const kit::Value& map = dynamodb::In(value)["Item"].value();
  result.packed = kit::packed(map);
  try {
    result.item = dynamodb::item_of(map);
  } catch (const kit::Failure& failure) {
    result.message = failure.message;
    return result;
  }
  gateway::protocol::append_json_structure(result.again, shape, value, Members::all);
  return result;
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  const std::string text = "{\"Item\":" + std::string(reinterpret_cast<const char*>(data), size) + "}";
  const fuzz::Padded body(text);
  const fuzz::Read slow = fuzz::read(body.view(), nullptr),
                   quick = fuzz::read(body.view(), &dynamodb::packing);
  fuzz::require(slow.decoded == quick.decoded && slow.message == quick.message);
  fuzz::require(slow.item.body() == quick.item.body());
  fuzz::require(!slow.packed && (quick.message.empty() || !quick.packed));
  if (!quick.packed) return 0;
  fuzz::check_item(quick.item);
  const fuzz::Padded written(quick.again);
  const fuzz::Read again = fuzz::read(written.view(), &dynamodb::packing);
  fuzz::require(again.packed && again.item.body() == quick.item.body() && again.again == quick.again);
  return 0;
}
