// Structures that answers repeat as they were given: kept by member names, shown as structures again.
#include "services/ec2/frame.hpp"
#include "services/kit/naming.hpp"

namespace understudy::ec2 {

Doc keep(const In& structure) {
  kit::Arena arena;
  return structure ? Doc(kit::by_names<Names>(structure.value(), arena)) : Doc();
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
