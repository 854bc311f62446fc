// Structures that answers repeat as they were given: kept by member names, shown as structures again.
#include "services/ec2/frame.hpp"
#include "services/ec2/places.hpp"
#include "services/kit/naming.hpp"

namespace understudy::ec2 {

Doc keep(const In& structure) {
  kit::Arena arena;
  return structure ? Doc(kit::by_names<Names>(structure.value(), arena)) : Doc();
}

kit::Request ask_region(const Call& call, std::string_view operation, std::string_view ids,
                        const std::string& id) {
  kit::Arena& arena = call.arena();
  const std::string_view region = call.in["SourceRegion"].text();
  if (!find_region(region)) throw invalid_value(region, "sourceRegion");
  kit::Value input = kit::Value::map(arena, 1), list = kit::Value::list(arena, 1);
  list.add(arena) = kit::Value::string(arena.copy(id));
  input.set(arena, ids) = list;
  return {{std::string(call.account()), std::string(region), "ec2"}, std::string(operation), input};
}

std::optional<kit::Value> first_of(const kit::Value& answer, std::string_view list, kit::Arena& arena) {
  const kit::Value* found = answer.find(list);
  if (!found || found->size() == 0) return {};
  return kit::by_ids<Names>(found->elements()[0], arena);
}

kit::Value given(const Doc& doc, kit::Arena& arena) {
  return doc.empty() ? kit::Value() : kit::by_ids<Names>(doc.value(arena), arena);
}

Doc merged(const Doc& under, const In& over) {
  kit::Arena arena;
  kit::Value all = under.empty() ? kit::Value::structure(arena) : given(under, arena);
  for (const kit::Value& member : over.value().elements()) all.set(arena, member.name()) = member;
  return Doc(kit::by_names<Names>(all, arena));
}

}  // namespace understudy::ec2
