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

struct Lives {
  std::size_t played = 0, touched = 0, resources = 0, complete = 0;
};

// Inferences are kept for the process: each of these tests runs by itself, as ctest does.
Lives live_all(const char* only) {
  Lives lives;
  std::size_t all = 0, observed = 0, services = 0;
  std::map<std::string, std::vector<const Fault*>> by_step;
  std::vector<std::unique_ptr<Chains>> kept;
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
      lives.played += registry::fidelity(service.operation(i)) == registry::Fidelity::derived;
    lives.touched += chains.touched.size();
    observed += chains.observed.size();
    lives.resources += chains.resources;
    lives.complete += chains.complete;
    for (const Fault& fault : chains.faults) by_step[fault.step].push_back(&fault);
  }
  fmt::print("{} services, {} of {} operations played, {} touched by a passing step, {} more of nothing\n",
             services, lives.played, all, lives.touched, observed);
  fmt::print("{} of {} resources live a whole life ({:.1f} %)\n", lives.complete, lives.resources,
             lives.resources
                 ? 100.0 * static_cast<double>(lives.complete) / static_cast<double>(lives.resources)
                 : 0.0);
  const std::size_t shown = only || std::getenv("DERIVED_DETAILS") ? 100'000 : 3;
  for (const auto& [step, faults] : by_step) {
    fmt::print("  {}: {} faults\n", step, faults.size());
    for (std::size_t i = 0; i < faults.size() && i < shown; ++i)
      fmt::print("    {}: {}\n", faults[i]->operation, faults[i]->what);
  }
  return lives;
}

const char* only() { return std::getenv("DERIVED_SERVICE"); }  // one service, with all that went wrong

TEST(SelfCheck, EveryResourceOfEveryService) {
  ASSERT_EQ(setenv("UNDERSTUDY_HINTS", "off", 1), 0);
  const Lives lives = live_all(only());
  if (only()) return;
  EXPECT_GE(lives.played, 15'000u);
  EXPECT_GE(lives.touched, 11'000u);
  EXPECT_GE(lives.complete * 100, lives.resources * 95);
}

// What services tell besides refuses some of the inputs that are made from the model alone.
TEST(SelfCheck, WithWhatServicesTell) {
  unsetenv("UNDERSTUDY_HINTS");
  const Lives lives = live_all(only());
  if (only()) return;
  EXPECT_GE(lives.played, 15'000u);
  EXPECT_GE(lives.complete * 100, lives.resources * 92);
}

}  // namespace
}  // namespace understudy::derived
