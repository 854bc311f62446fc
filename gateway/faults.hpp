// Faults that the user asks for: errors, delays, throttling and broken connections, by rules, per world.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/error.hpp"
#include "services/kit/random.hpp"
#include "services/kit/time.hpp"

namespace understudy::gateway {

// How long a delayed call waits, in milliseconds.
struct Latency {
  enum class Form : std::uint8_t { fixed, uniform, normal, lognormal } form = Form::fixed;
  // fixed: a; uniform: from a to b; normal: mean a, deviation b; lognormal: median a, sigma b (of the
  // logarithm)
  double a = 0, b = 0;
};
kit::Duration draw(const Latency& latency, kit::Generator& random);  // between 0 and an hour

struct FaultRule {
  // Whom it meets; empty: everybody.
  std::string account, region, service, operation;
  double probability = 1;  // of each meeting

  struct Error {
    std::uint16_t status;
    std::string code, message;
  };
  struct Throttle {  // a bucket that fills by the world's clock
    double per_second, burst;
  };
  enum class Cut : std::uint8_t { none, reset, truncate };
  std::optional<Latency> latency;
  std::optional<Throttle> throttle;  // who finds the bucket empty gets `error`
  std::optional<Error> error;        // none, and nothing else to do: 503 ServiceUnavailable
  Cut cut = Cut::none;               // of the answer: the call itself is played
  double bytes_per_second = 0;       // of the answer's body; 0: as fast as it goes
  std::string json;                  // the rule as it was given
};

// Answers what is wrong, as a sentence, or fills `rules`. `extended`: our own form; else LocalStack's, whose
// rules know only errors.
std::optional<std::string> parse_fault_rules(std::string_view json, bool extended,
                                             std::vector<FaultRule>& rules);

// What befalls one call.
struct Injected {
  kit::Duration delay{0};
  std::optional<kit::Failure> failure;
  FaultRule::Cut cut = FaultRule::Cut::none;
  double bytes_per_second = 0;
};

// The rules of all worlds. All functions may be called on any thread.
class Faults {
 public:
  enum class Form : std::uint8_t { localstack, own };

  // Whether any world has a rule.
  bool any() const { return any_.load(std::memory_order_relaxed); }

  // Who calls what, and the world's clock and seed.
  struct Meeting {
    std::string_view world, account, region, service, operation;
    kit::Time now;
    std::uint64_t seed;
  };
  // Goes through the rules in their order, those for all worlds first, then LocalStack's, then our own:
  // delays add up, the first error ends the walk. A rule's n-th meeting always has the same luck under the
  // same seed. Null: nothing happens.
  std::unique_ptr<Injected> meet(const Meeting& meeting);

  std::vector<std::string> rules(std::string_view world, Form form) const;  // as given
  void everywhere(std::vector<FaultRule> rules);                            // in every world, for good
  void replace(std::string_view world, Form form, std::vector<FaultRule> rules);
  void append(std::string_view world, Form form, std::vector<FaultRule> rules);
  void remove(std::string_view world, Form form,
              const std::vector<FaultRule>& rules);  // those of the same JSON
  double latency(std::string_view world) const;      // LocalStack's effects: milliseconds for every call
  void latency(std::string_view world, double millis);
  void clear(std::string_view world,
             std::string_view account = {});  // of one account: the rules that name it

 private:
  struct Standing {
    FaultRule rule;
    std::optional<kit::Generator> random;  // from the first meeting on
    double tokens = 0;
    kit::Time filled{};
  };
  struct World {
    std::array<std::vector<Standing>, 2> rules;  // by form
    double latency = 0;
    std::vector<Standing>& of(Form form) { return rules[static_cast<std::size_t>(form)]; }
    const std::vector<Standing>& of(Form form) const { return rules[static_cast<std::size_t>(form)]; }
  };
  void settle();  // with the lock held

  static bool meets(const FaultRule& rule, const Meeting& meeting);
  static bool throttled(Standing& standing, kit::Time now);
  static bool walk(World& world, const Meeting& meeting, Injected& injected);
  static bool befall(Standing& standing, const Meeting& meeting, std::size_t number, Injected& injected);

  mutable std::mutex mutex_;
  std::map<std::string, World, std::less<>> worlds_;  // of name "": everywhere
  std::atomic<bool> any_{false};
};

}  // namespace understudy::gateway
