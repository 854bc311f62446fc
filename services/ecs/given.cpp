// Parts of resources that clients give whole and get back whole: structures kept by member names.
#include <algorithm>

#include "services/ecs/parts.hpp"
#include "services/kit/naming.hpp"

namespace understudy::ecs {
namespace {

using kit::Value;

// Members that are maps and no structures: of text to text, and hookDetails, which is any document.
constexpr std::string_view maps[] = {"dockerLabels", "driverOpts", "hookDetails", "labels", "options"};

}  // namespace

void put(Given& given, Key member, const In& part) {
  kit::Arena arena;
  given[std::string(Names::all[member.id])] = Doc(kit::by_names<Names>(part.value(), arena));
}

void take(const In& in, std::span<const Key> members, Given& given) {
  for (const Key member : members)
    if (const In part = in[member]) put(given, member, part);
}

Out show(const Given& given, const Slot& slot, kit::Arena& arena) {
  Value all = Value::structure(arena, 24);
  for (const auto& [name, doc] : given)
    if (const auto id = kit::name_id<Names>(name))
      all.set(arena, *id) = kit::by_ids<Names>(doc.value(arena), arena, maps);
  slot = all;
  return Out(all, arena);
}

In part(const Given& given, Key member, kit::Arena& arena) {
  const auto found = given.find(std::string(Names::all[member.id]));
  if (found == given.end()) return {};
  return In(*new (arena.allocate(sizeof(Value), alignof(Value)))
                Value(kit::by_ids<Names>(found->second.value(arena), arena, maps)));
}

void show_part(const Given& given, Key member, const Out& out) {
  if (const In found = part(given, member, out.arena())) out[member] = found.value();
}

Value laid_over(const In& known, const In& update, kit::Arena& arena) {
  Value made = known ? kit::copy(known.value(), arena) : Value::structure(arena);
  for (const Value& member : update.value().elements())
    if (member) made.set(arena, member.name()) = member;
  return made;
}

bool includes(const Call& call, std::string_view what) {
  return std::ranges::any_of(call.in["include"].value().elements(),
                             [&](const Value& each) { return each.text() == what; });
}

void read_tags(const In& list, kit::Tags& tags) {
  kit::add_tags<Names>(list, "key", "value", tag_rules, tags);
}
void show_tags(const kit::Tags& tags, const Slot& slot) {
  kit::write_tags<Names>(tags, slot, "key", "value");
}

}  // namespace understudy::ecs
