// Where a shard is: its world and its place in it, with the hash by which it is found.
#pragma once

#include <absl/hash/hash.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "services/kit/service.hpp"

namespace understudy::actors {

// Views for looking up; the hash is computed once.
struct AddressView {
  AddressView(std::string_view world, std::string_view account, std::string_view region,
              std::string_view service)
      : world(world),
        account(account),
        region(region),
        service(service),
        hash(absl::HashOf(world, account, region, service)) {}

  std::string_view world, account, region, service;
  std::size_t hash;
  bool operator==(const AddressView& o) const {
    return hash == o.hash && account == o.account && service == o.service && region == o.region &&
           world == o.world;
  }
};

struct Address {
  explicit Address(const AddressView& view)
      : world(view.world),
        place{std::string(view.account), std::string(view.region), std::string(view.service)},
        hash(view.hash) {}

  std::string world;
  kit::Place place;
  std::size_t hash;
  // The name of the shard's random stream.
  std::string stream() const { return place.account + "/" + place.region + "/" + place.service; }
};

}  // namespace understudy::actors
