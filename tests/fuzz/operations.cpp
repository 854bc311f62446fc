// Picks operations for fuzzed bytes.
#include "tests/fuzz/operations.hpp"

#include <algorithm>
#include <map>

namespace understudy::fuzz {

Operations::Operations(const std::function<bool(const models::Operation&)>& fit) {
  for (const models::Service& service : models::all())
    for (std::uint16_t i = 0; i < service.operations(); ++i)
      if (const models::Operation operation = service.operation(i); operation.input() && fit(operation))
        all_.push_back(operation);
}

const models::Operation& Operations::pick(std::string_view line) const {
  const std::size_t dot = line.find('.');
  const auto named = std::ranges::find_if(all_, [&](const models::Operation& o) {
    return dot != line.npos && o.service().name() == line.substr(0, dot) && o.name() == line.substr(dot + 1);
  });
  if (named != all_.end()) return *named;
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a: the same on every machine
  for (const char c : line) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return all_[hash % all_.size()];
}

const Operations& speaking(models::Protocol protocol) {
  static std::map<models::Protocol, Operations> made;
  const auto found = made.find(protocol);
  if (found != made.end()) return found->second;
  const auto speaks = [protocol](const models::Operation& o) { return o.service().speaks(protocol); };
  return made.emplace(protocol, Operations(speaks)).first->second;
}

}  // namespace understudy::fuzz
