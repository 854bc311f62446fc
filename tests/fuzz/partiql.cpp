// Fuzzes PartiQL statements; parameters are there for as many question marks as the text has.
#include <algorithm>

#include "services/dynamodb/partiql.hpp"
#include "tests/fuzz/dynamodb.hpp"

namespace understudy::fuzz {
namespace {

kit::Value parameters_for(std::string_view text, kit::Arena& arena) {
  const dynamodb::Item item = varied_item();
  std::vector<dynamodb::Attribute> values;
  for (const dynamodb::Entry entry : item.entries()) values.push_back(entry.value);
  kit::Value list = kit::Value::list(arena);
  const auto marks = static_cast<std::size_t>(std::ranges::count(text, '?'));
  for (std::size_t i = 0; i < marks; ++i)
    list.add(arena) = copy(value_of(values[i % values.size()], arena), arena);
  return list;
}

void use(const dynamodb::Statement& statement) {
  const dynamodb::Item item = varied_item();
  statement.condition.matches(item);
  check_item(statement.item);
  check_item(statement.projection.pick(item));
  const dynamodb::KeyPart partition[] = {{"a", dynamodb::Type::string}},
                          sort[] = {{"b", dynamodb::Type::number}};
  for (const dynamodb::KeyRange& range : statement.ranges(partition, sort)) {
    require(range.partition.size() == 1);
    require((range.by == dynamodb::KeyRange::By::all) == !range.low);
  }
  check_item(statement.update.apply(item));
  check_item(statement.key(partition, sort));
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  kit::Arena arena;
  const kit::Value parameters = fuzz::parameters_for(input, arena);
  try {
    fuzz::use(dynamodb::parse_statement(input, parameters, arena));
  } catch (const kit::Failure& failure) {
    fuzz::require(failure.code == "ValidationException" && !failure.message.empty());
  }
  return 0;
}
