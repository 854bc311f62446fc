// Heavy computing: what a coroutine has the pool do while its shard plays on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/service.hpp"

namespace understudy::kit {

// A pure function of a text, of static storage; what it throws is an internal failure of the call.
struct Work {
  std::string_view name;
  std::string (*run)(std::string_view given);
};

// To be asked as another shard is: `Answer a = co_await call.ask(pooled(work, given, call.arena()))`; the
// output is the text that was made. The world's clock waits for it: no virtual time passes.
Request pooled(const Work& work, std::string_view given, Arena& arena);

// The work that a request is about, and what is given to it; none: it is for a shard.
struct Pooled {
  const Work* work;
  std::string_view given;
};
std::optional<Pooled> pooled_in(const Request& request);

}  // namespace understudy::kit
