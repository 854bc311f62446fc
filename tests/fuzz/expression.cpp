// Fuzzes DynamoDB's expressions: a line that says which kind, then the text; names and values are there for
// all placeholders of one letter.
#include "services/models/names/dynamodb.hpp"
#include "tests/fuzz/dynamodb.hpp"

namespace understudy::fuzz {
namespace {

using dynamodb::Form;
using kit::Value;

struct Kind {
  std::string_view line;
  Form form;
  dynamodb::Key member;
};
constexpr Kind kinds[] = {{"condition", Form::put_item, "ConditionExpression"},
                          {"filter", Form::scan, "FilterExpression"},
                          {"key", Form::query, "KeyConditionExpression"},
                          {"projection", Form::get_item, "ProjectionExpression"},
                          {"update", Form::update_item, "UpdateExpression"}};

// Those placeholders that the text has: the others would be refused as unused.
void place(const dynamodb::Out& in, std::string_view text, bool values, kit::Arena& arena) {
  const dynamodb::Item item = varied_item();
  const dynamodb::OutMap names = in["ExpressionAttributeNames"].map();
  bool any = false;
  for (const char c : std::string_view("abcdefghlm")) {
    const char name[] = {'#', c};
    if (text.find(std::string_view(name, 2)) == text.npos) continue;
    names[std::string_view(name, 2)] = std::string_view(&c, 1);
    any = true;
  }
  if (!any) in["ExpressionAttributeNames"] = Value();
  const dynamodb::OutMap given = in["ExpressionAttributeValues"].map();
  any = false;
  for (const dynamodb::Entry entry : item.entries()) {
    const std::string key = ":" + std::string(entry.name);
    if (!values || text.find(key) == text.npos) continue;
    given[key] = copy(value_of(entry.value, arena), arena);
    any = true;
  }
  if (!any) in["ExpressionAttributeValues"] = Value();
}

void use(const dynamodb::Expressions& asked) {
  const dynamodb::Item item = varied_item();
  asked.condition.matches(dynamodb::Item());
  asked.condition.matches(item);
  asked.filter.matches(item);
  check_item(asked.projection.pick(item));
  const dynamodb::Item now = asked.update.apply(item);
  check_item(now);
  check_item(asked.update.paths().pick(now));
  if (!asked.key) return;
  const dynamodb::KeyPart partition[] = {{"a", dynamodb::Type::string}},
                          sort[] = {{"b", dynamodb::Type::number}};
  require(asked.key.range(partition, sort).partition.size() == 1);
}

// What is said of it; empty when it was used without complaint.
std::string told(dynamodb::In in, Form form, kit::Arena& arena, dynamodb::ExpressionCache& cache) {
  try {
    use(dynamodb::Expressions(in, form, arena, cache));
  } catch (const kit::Failure& failure) {
    require(failure.code == "ValidationException" && !failure.message.empty());
    return failure.message;
  }
  return {};
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view line = fuzz::take_line(input);
  for (const auto& kind : fuzz::kinds) {
    if (kind.line != line) continue;
    kit::Arena arena;
    kit::Value value = kit::Value::structure(arena);
    const dynamodb::Out in(value, arena);
    in[kind.member] = input;
    fuzz::place(in, input, kind.form != dynamodb::Form::get_item, arena);
    dynamodb::ExpressionCache cache;
    const std::string once = fuzz::told(value, kind.form, arena, cache);
    fuzz::require(fuzz::told(value, kind.form, arena, cache) == once);  // out of the cache
  }
  return 0;
}
