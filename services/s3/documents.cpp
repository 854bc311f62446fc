// Configurations as JSON by member names, which outlives the call whose name ids it came in.
#include "services/s3/documents.hpp"

#include "services/s3/shared.hpp"

namespace understudy::s3 {

using kit::Value;

Text keep(const Value& structure) { return keep_document<Names>(structure); }
Value shown(const Text& document, kit::Arena& arena) { return shown_document<Names>(document, arena); }

void spread(const Call& call, const Value& structure) {
  for (const Value& member : structure.elements())
    if (member) call.base().output.set(call.arena(), member.name()) = member;
}

std::optional<Value> configuration(const Call& call, const Bucket& bucket, std::string_view name) {
  const auto found = bucket.configurations.find(std::string(name));
  if (found == bucket.configurations.end()) return {};
  return shown(found->second, call.arena());
}

}  // namespace understudy::s3
