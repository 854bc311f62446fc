// A world's credentials, striped by access key and swept of those long expired as new ones come; its gate.
#include "actors/world.hpp"

#include <absl/hash/hash.h>

#include <vector>

namespace understudy::actors {
namespace {

constexpr kit::Duration told_after_expiry = kit::days(1);

}  // namespace

std::size_t Credentials::number(std::string_view access_key) {
  return absl::HashOf(access_key) % stripe_count;
}

void Credentials::erase(Stripe& stripe, std::string_view access_key) {
  const auto found = stripe.by_key.find(access_key);
  if (found == stripe.by_key.end()) return;
  const kit::Ref<const kit::Credential> kept = found->second;  // the key lies in it
  stripe.by_expiry.erase({kept->expires, kept->access_key});
  stripe.by_key.erase(found);
}

void Credentials::publish(kit::Ref<const kit::Credential> credential, kit::Time now) {
  Stripe& s = stripes_[number(credential->access_key)];
  const std::lock_guard lock(s.mutex);
  while (!s.by_expiry.empty() && s.by_expiry.begin()->first < now - told_after_expiry)
    erase(s, s.by_expiry.begin()->second);
  erase(s, credential->access_key);
  if (credential->expires != kit::never) s.by_expiry.emplace(credential->expires, credential->access_key);
  const std::string_view key = credential->access_key;
  s.by_key.emplace(key, std::move(credential));
  any_.store(true, std::memory_order_release);
}

void Credentials::withdraw(std::string_view access_key, kit::Time now) {
  Stripe& s = stripes_[number(access_key)];
  const std::lock_guard lock(s.mutex);
  const auto found = s.by_key.find(access_key);
  if (found != s.by_key.end() && found->second->expires > now) erase(s, access_key);
}

kit::Ref<const kit::Credential> Credentials::find(std::string_view access_key) const {
  if (!any_.load(std::memory_order_acquire)) return {};
  const Stripe& s = stripes_[number(access_key)];
  const std::lock_guard lock(s.mutex);
  const auto found = s.by_key.find(access_key);
  return found == s.by_key.end() ? kit::Ref<const kit::Credential>() : found->second;
}

void Credentials::forget(std::string_view account) {
  for (Stripe& s : stripes_) {
    const std::lock_guard lock(s.mutex);
    std::vector<std::string> gone;
    for (const auto& [key, credential] : s.by_key)
      if (account.empty() || credential->account == account) gone.emplace_back(key);
    for (const std::string& key : gone) erase(s, key);
  }
}

void Credentials::add(const Credentials& others, kit::Time now) {
  std::vector<kit::Ref<const kit::Credential>> theirs;
  for (const Stripe& s : others.stripes_) {
    const std::lock_guard lock(s.mutex);
    for (const auto& [key, credential] : s.by_key) theirs.push_back(credential);
  }
  for (auto& credential : theirs) publish(std::move(credential), now);
}

bool Entrance::hold(kit::Ref<kit::Call>& call) {
  const std::lock_guard lock(mutex_);
  if (!closed()) return false;
  waiting_.push_back(std::move(call));
  return true;
}

void Entrance::close() {
  const std::lock_guard lock(mutex_);
  closed_.store(true, std::memory_order_release);
}

std::vector<kit::Ref<kit::Call>> Entrance::open() {
  const std::lock_guard lock(mutex_);
  closed_.store(false, std::memory_order_release);
  return std::exchange(waiting_, {});
}

}  // namespace understudy::actors
