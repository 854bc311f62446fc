// Microbenchmarks of dispatch: from a request's head to world, account, service and operation.
#include <benchmark/benchmark.h>

#include "bench/micro_sample.hpp"
#include "gateway/route.hpp"

namespace understudy::bench {
namespace {

void routes(benchmark::State& state, Operation operation, kit::Dialect dialect) {
  const gateway::Router router;
  gateway::Routing routing;
  routing.dialect = dialect;
  routing.credential = [](std::string_view, std::string_view) { return kit::Ref<const kit::Credential>(); };
  const Sample sample(operation);
  for (auto _ : state) {
    kit::Arena arena;
    gateway::Target target;
    if (router.route(routing, sample.request(), arena, target) || !target.operation) {
      state.SkipWithError("the request was not routed");
    }
    benchmark::DoNotOptimize(target);
  }
}

BENCHMARK_CAPTURE(routes, SendMessage_moto, Operation::send, kit::Dialect::moto);
BENCHMARK_CAPTURE(routes, SendMessage_localstack, Operation::send, kit::Dialect::localstack);
BENCHMARK_CAPTURE(routes, GetCallerIdentity_moto, Operation::identity, kit::Dialect::moto);

}  // namespace
}  // namespace understudy::bench
