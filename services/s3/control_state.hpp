// S3 Control's state: what accounts set up beside their buckets. A world has one shard of it.
#pragma once

#include <string>

#include "services/derived/record.hpp"
#include "services/kit/service.hpp"
#include "services/kit/tags.hpp"

namespace understudy::s3::control {

using kit::Text;
using kit::Time;

struct Account {
  Text access_block;  // a document
};
STATE(Account, access_block)

struct Place {
  std::string account, region, name;
  friend bool operator==(const Place&, const Place&) = default;
  friend auto operator<=>(const Place&, const Place&) = default;
};
STATE(Place, account, region, name)

struct AccessPoint {
  std::string bucket, bucket_account;
  std::string vpc;  // empty: it is reached from the internet
  std::string alias;
  Time created{};
  Text access_block, policy;  // the policy as it was given; empty: none
  kit::Tags tags;
};
STATE(AccessPoint, bucket, bucket_account, vpc, alias, created, access_block, policy, tags)

struct StorageLens {
  Text configuration;
  kit::Tags tags;
};
STATE(StorageLens, configuration, tags)

struct State {
  kit::Table<Account> accounts;
  kit::Table<AccessPoint, Place> access_points;
  kit::Table<StorageLens, Place> lenses;
  derived::Records records;  // of the operations that nobody wrote by hand, in shards of their own

  Time next_deadline() const { return derived::next_deadline(records); }
  void settle(kit::Turn& turn) { derived::settle(records, turn); }
};
STATE(State, accounts, access_points, lenses, records)

}  // namespace understudy::s3::control
