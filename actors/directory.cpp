// Where every shard is: the part under locks.
#include "actors/directory.hpp"

#include <algorithm>
#include <tuple>

#include "actors/shard.hpp"

namespace understudy::actors {
namespace {

bool lies_in(const Address& address, std::string_view world, std::string_view account) {
  return (world.empty() || address.world == world) && (account.empty() || address.place.account == account);
}

}  // namespace

std::size_t Directory::Hash::operator()(const caf::actor& shard) const {
  return shard_of(shard).address.hash;
}

bool Directory::Equal::operator()(const AddressView& a, const caf::actor& b) const {
  const Address& address = shard_of(b).address;
  return a.hash == address.hash && a.account == address.place.account && a.service == address.place.service &&
         a.region == address.place.region && a.world == address.world;
}

caf::actor Directory::find(const AddressView& at) const {
  const Stripe& s = stripe(at);
  const std::lock_guard lock(s.mutex);
  const auto known = s.shards.find(at);
  return known == s.shards.end() ? caf::actor() : *known;
}

caf::actor Directory::get(const AddressView& at, const std::function<caf::actor()>& spawn) {
  Stripe& s = stripe(at);
  const std::lock_guard lock(s.mutex);
  const auto known = s.shards.find(at);
  return known == s.shards.end() ? *s.shards.insert(spawn()).first : *known;
}

std::vector<caf::actor> Directory::take(std::string_view world, std::string_view account) {
  std::vector<caf::actor> taken;
  for (Stripe& s : stripes_) {
    const std::lock_guard lock(s.mutex);
    for (auto at = s.shards.begin(); at != s.shards.end();) {
      const auto here = at++;
      if (!lies_in(shard_of(*here).address, world, account)) continue;
      taken.push_back(*here);
      s.shards.erase(here);
    }
  }
  epoch_.fetch_add(1, std::memory_order_acq_rel);
  return taken;
}

std::vector<caf::actor> Directory::all(std::string_view world) const {
  std::vector<caf::actor> found;
  for (const Stripe& s : stripes_) {
    const std::lock_guard lock(s.mutex);
    std::ranges::copy_if(s.shards, std::back_inserter(found), [&](const caf::actor& shard) {
      return lies_in(shard_of(shard).address, world, {});
    });
  }
  std::ranges::sort(found, {}, [](const caf::actor& shard) {
    const Address& a = shard_of(shard).address;
    return std::tie(a.world, a.place);
  });
  return found;
}

void Directory::forget(const Worker& worker) { caches_[worker.number()].shards = {}; }

}  // namespace understudy::actors
