// Parts of resources that clients give whole and get back whole: structures kept by member names.
#include <algorithm>
#include <optional>

#include "services/ecs/parts.hpp"

namespace understudy::ecs {
namespace {

using kit::Kind;
using kit::Value;

// Members that are maps and no structures; ECS has these only, all of text to text.
constexpr std::string_view maps[] = {"dockerLabels", "driverOpts", "labels", "options"};

Value by_names(const Value& from, kit::Arena& arena) {
  if (from.is(Kind::list)) {
    Value to = Value::list(arena, from.size());
    for (const Value& each : from.elements()) to.add(arena) = by_names(each, arena);
    return to;
  }
  if (!from.is(Kind::structure)) return from;
  Value to = Value::map(arena, from.size());
  for (const Value& member : from.elements())
    if (member) to.set(arena, Names::all[member.name()]) = by_names(member, arena);
  return to;
}

// Nothing for what the model does not have: a view by hand may name it.
std::optional<std::uint16_t> name_id(std::string_view name) {
  const auto* found = std::ranges::lower_bound(Names::all, name);
  if (found == std::end(Names::all) || *found != name) return {};
  return static_cast<std::uint16_t>(found - std::begin(Names::all));
}

Value by_ids(const Value& from, kit::Arena& arena) {
  if (from.is(Kind::list)) {
    Value to = Value::list(arena, from.size());
    for (const Value& each : from.elements()) to.add(arena) = by_ids(each, arena);
    return to;
  }
  if (!from.is(Kind::map)) return from;
  Value to = Value::structure(arena, from.size());
  for (std::uint32_t i = 0; i < from.size(); ++i) {
    const auto [name, value] = from.entry(i);
    if (const auto id = name_id(name))
      to.set(arena, *id) = std::ranges::find(maps, name) != std::end(maps) ? value : by_ids(value, arena);
  }
  return to;
}

}  // namespace

void put(Given& given, Key member, const In& part) {
  kit::Arena arena;
  given[std::string(Names::all[member.id])] = Doc(by_names(part.value(), arena));
}

void take(const In& in, std::span<const Key> members, Given& given) {
  for (const Key member : members)
    if (const In part = in[member]) put(given, member, part);
}

Out show(const Given& given, const Slot& slot, kit::Arena& arena) {
  Value all = Value::structure(arena, 24);
  for (const auto& [name, doc] : given)
    if (const auto id = name_id(name)) all.set(arena, *id) = by_ids(doc.value(arena), arena);
  slot = all;
  return Out(all, arena);
}

In part(const Given& given, Key member, kit::Arena& arena) {
  const auto found = given.find(std::string(Names::all[member.id]));
  if (found == given.end()) return {};
  return In(*new (arena.allocate(sizeof(Value), alignof(Value)))
                Value(by_ids(found->second.value(arena), arena)));
}

void show_part(const Given& given, Key member, const Out& out) {
  if (const In found = part(given, member, out.arena())) out[member] = found.value();
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
