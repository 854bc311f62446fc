// Meeting the rules.
#include "gateway/faults.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace understudy::gateway {
namespace {

constexpr double longest_delay = 3'600'000;                                          // milliseconds
constexpr std::string_view simulated = "Operation failed due to a simulated fault";  // LocalStack's words

double unit(kit::Generator& random) {  // in (0, 1]
  return (static_cast<double>(random.next() >> 11) + 1) * 0x1p-53;
}

double bell(kit::Generator& random) {  // Box and Muller's standard normal
  const double radius = std::sqrt(-2 * std::log(unit(random)));
  return radius * std::cos(2 * std::numbers::pi * unit(random));
}

bool named(std::string_view wanted, std::string_view actual) { return wanted.empty() || wanted == actual; }

// LocalStack's users also write service names as Python does: cognito_identity.
bool same_service(std::string_view wanted, std::string_view actual) {
  return wanted.empty() || std::ranges::equal(wanted, actual, {}, [](char c) { return c == '_' ? '-' : c; });
}

}  // namespace

kit::Duration draw(const Latency& latency, kit::Generator& random) {
  double millis = latency.a;
  switch (latency.form) {
    case Latency::Form::uniform: millis += (latency.b - latency.a) * unit(random); break;
    case Latency::Form::normal: millis += latency.b * bell(random); break;
    case Latency::Form::lognormal: millis *= std::exp(latency.b * bell(random)); break;
    default: break;
  }
  return kit::Duration(std::llround(std::clamp(millis, 0.0, longest_delay) * 1000));
}

bool Faults::meets(const FaultRule& rule, const Meeting& meeting) {
  return named(rule.account, meeting.account) && named(rule.region, meeting.region) &&
         same_service(rule.service, meeting.service) && named(rule.operation, meeting.operation);
}

bool Faults::throttled(Standing& standing, kit::Time now) {
  const FaultRule::Throttle& throttle = *standing.rule.throttle;
  if (standing.filled == kit::Time()) standing.tokens = throttle.burst;
  const double seconds = std::chrono::duration<double>(now - standing.filled).count();
  if (standing.filled != kit::Time() && seconds > 0)
    standing.tokens = std::min(throttle.burst, standing.tokens + seconds * throttle.per_second);
  standing.filled = now;
  if (standing.tokens < 1) return true;
  standing.tokens -= 1;
  return false;
}

// True when the call ends here.
bool Faults::befall(Standing& standing, const Meeting& meeting, std::size_t number, Injected& injected) {
  FaultRule& rule = standing.rule;
  if (!standing.random) standing.random.emplace(meeting.seed, "fault " + std::to_string(number));
  if (!standing.random->chance(rule.probability)) return false;
  if (rule.latency) injected.delay += draw(*rule.latency, *standing.random);
  if (rule.cut != FaultRule::Cut::none) injected.cut = rule.cut;
  if (rule.bytes_per_second > 0) injected.bytes_per_second = rule.bytes_per_second;
  if (rule.throttle && !throttled(standing, meeting.now)) return false;
  if (!rule.error) return false;
  injected.failure.emplace(rule.error->code,
                           rule.error->message.empty() ? std::string(simulated) : rule.error->message,
                           rule.error->status);
  return true;
}

bool Faults::walk(World& world, const Meeting& meeting, Injected& injected) {
  injected.delay += kit::Duration(std::llround(world.latency * 1000));
  for (std::size_t form = 0; form < world.rules.size(); ++form)
    for (std::size_t i = 0; i < world.rules[form].size(); ++i)
      if (meets(world.rules[form][i].rule, meeting) &&
          befall(world.rules[form][i], meeting, 2 * i + form, injected))
        return true;
  return false;
}

std::unique_ptr<Injected> Faults::meet(const Meeting& meeting) {
  const std::lock_guard lock(mutex_);
  Injected injected;
  for (const std::string_view name : {std::string_view(), meeting.world})
    if (const auto found = worlds_.find(name);
        found != worlds_.end() && walk(found->second, meeting, injected))
      break;
  const bool anything = injected.failure || injected.delay.count() > 0 || injected.bytes_per_second > 0 ||
                        injected.cut != FaultRule::Cut::none;
  return anything ? std::make_unique<Injected>(std::move(injected)) : nullptr;
}

void Faults::everywhere(std::vector<FaultRule> rules) {
  if (!rules.empty()) append({}, Form::own, std::move(rules));
}

std::vector<std::string> Faults::rules(std::string_view world, Form form) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  if (const auto found = worlds_.find(world); found != worlds_.end())
    for (const Standing& standing : found->second.of(form)) all.push_back(standing.rule.json);
  return all;
}

void Faults::settle() {
  std::erase_if(worlds_, [](const auto& entry) {
    return entry.second.rules[0].empty() && entry.second.rules[1].empty() && entry.second.latency == 0;
  });
  any_.store(!worlds_.empty(), std::memory_order_relaxed);
}

void Faults::replace(std::string_view world, Form form, std::vector<FaultRule> rules) {
  {
    const std::lock_guard lock(mutex_);
    worlds_[std::string(world)].of(form).clear();
  }
  append(world, form, std::move(rules));
}

void Faults::append(std::string_view world, Form form, std::vector<FaultRule> rules) {
  const std::lock_guard lock(mutex_);
  auto& standing = worlds_[std::string(world)].of(form);
  for (FaultRule& rule : rules) standing.emplace_back().rule = std::move(rule);
  settle();
}

void Faults::remove(std::string_view world, Form form, const std::vector<FaultRule>& rules) {
  const std::lock_guard lock(mutex_);
  const auto found = worlds_.find(world);
  if (found == worlds_.end()) return;
  std::erase_if(found->second.of(form), [&](const Standing& standing) {
    return std::ranges::any_of(rules, [&](const FaultRule& rule) { return rule.json == standing.rule.json; });
  });
  settle();
}

double Faults::latency(std::string_view world) const {
  const std::lock_guard lock(mutex_);
  const auto found = worlds_.find(world);
  return found == worlds_.end() ? 0 : found->second.latency;
}

void Faults::latency(std::string_view world, double millis) {
  const std::lock_guard lock(mutex_);
  worlds_[std::string(world)].latency = millis;
  settle();
}

void Faults::clear(std::string_view world, std::string_view account) {
  const std::lock_guard lock(mutex_);
  const auto found = worlds_.find(world);
  if (found == worlds_.end()) return;
  for (auto& rules : found->second.rules)
    std::erase_if(rules, [&](const Standing& one) { return account.empty() || one.rule.account == account; });
  if (account.empty()) found->second.latency = 0;
  settle();
}

}  // namespace understudy::gateway
