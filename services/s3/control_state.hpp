// S3 Control's rows: what accounts set up beside their buckets. They lie in S3's shard, which applies them.
#pragma once

#include <optional>
#include <string>

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
  std::string account, region, name;  // without a region what belongs to several
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

struct RegionsPoint {  // a Multi-Region access point
  std::string alias;
  Time created{};
  Text access_block, policy;
  Text regions;  // a document: the list as it was given
};
STATE(RegionsPoint, alias, created, access_block, policy, regions)

struct ByAlias {
  template <class Point>
  static std::optional<std::string> key(const Place&, const Point& point) {
    return point.alias;
  }
};

struct StorageLens {
  Text configuration;
  kit::Tags tags;
};
STATE(StorageLens, configuration, tags)

struct AsyncRequest {  // that was done at once, though its clients ask how it goes on
  std::string account, operation;
  Time created{};
  Text details;  // a document: what was asked
};
STATE(AsyncRequest, account, operation, created, details)

}  // namespace understudy::s3::control
