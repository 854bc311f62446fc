// Work for the pool as a request that names no service: it never leaves the process.
#include "services/kit/pooled.hpp"

#include <bit>

namespace understudy::kit {

Request pooled(const Work& work, std::string_view given, Arena& arena) {
  Value input = Value::map(arena, 2);
  input.set(arena, "work") = static_cast<std::int64_t>(std::bit_cast<std::intptr_t>(&work));
  input.set(arena, "given") = Value::string(given);
  return {Place(), std::string(work.name), input};
}

std::optional<Pooled> pooled_in(const Request& request) {
  if (!request.to.service.empty()) return std::nullopt;
  const Value* work = request.input.find("work");
  const Value* given = request.input.find("given");
  if (!work || !given) return std::nullopt;
  return Pooled{std::bit_cast<const Work*>(static_cast<std::intptr_t>(work->integer())), given->text()};
}

}  // namespace understudy::kit
