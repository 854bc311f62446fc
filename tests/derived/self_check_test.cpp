// The self-check: every resource that is inferred of every service lives a whole life.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "services/registry.hpp"
#include "tests/derived/chain.hpp"

namespace understudy::derived {
namespace {

// By inference alone: what services tell besides refuses inputs that are made from the model. (Inferences are
// kept for the process: run by itself, as ctest does.)
TEST(SelfCheck, EveryResourceOfEveryService) {
  ASSERT_EQ(setenv("UNDERSTUDY_HINTS", "off", 1), 0);
  std::size_t played = 0, all = 0, touched = 0, observed = 0, resources = 0, complete = 0, services = 0;
  std::map<std::string, std::vector<const Fault*>> by_step;
  std::vector<std::unique_ptr<Chains>> kept;
  const char* only = std::getenv("DERIVED_SERVICE");  // one service, with all that went wrong
  for (const models::Service& service : models::all()) {
    if (only && service.name() != only) continue;
    const auto native = registry::services();
    if (std::ranges::any_of(native, [&](const kit::Service* s) { return s->name == service.name(); }))
      continue;
    ++services;
    if (only) fmt::print("{}", registry::explain(service));
    Chains& chains = *kept.emplace_back(std::make_unique<Chains>(service));
    chains.run();
    all += service.operations();
    for (std::uint16_t i = 0; i < service.operations(); ++i)
      played += registry::fidelity(service.operation(i)) == registry::Fidelity::derived;
    touched += chains.touched.size();
    observed += chains.observed.size();
    resources += chains.resources;
    complete += chains.complete;
    for (const Fault& fault : chains.faults) by_step[fault.step].push_back(&fault);
  }
  fmt::print("{} services, {} of {} operations played, {} touched by a passing step, {} more of nothing\n",
             services, played, all, touched, observed);
  fmt::print("{} of {} resources live a whole life ({:.1f} %)\n", complete, resources,
             resources ? 100.0 * static_cast<double>(complete) / static_cast<double>(resources) : 0.0);
  const std::size_t shown = only || std::getenv("DERIVED_DETAILS") ? 100'000 : 3;
  for (const auto& [step, faults] : by_step) {
    fmt::print("  {}: {} faults\n", step, faults.size());
    for (std::size_t i = 0; i < faults.size() && i < shown; ++i)
      fmt::print("    {}: {}\n", faults[i]->operation, faults[i]->what);
  }
  if (only) return;
  EXPECT_GE(played, 15'000u);
  EXPECT_GE(touched, 11'000u);
  EXPECT_GE(complete * 100, resources * 95);
}

}  // namespace
}  // namespace understudy::derived
