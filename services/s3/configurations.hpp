// Configurations of buckets, each the same four operations on another document.
#pragma once

#include <array>
#include <string_view>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

struct Subject {
  const Call& call;
  const State& state;
  const Found& in;
};
using Check = void (*)(const Subject& subject, const In& given);           // throws what S3 says of a bad one
using Complete = kit::Value (*)(const Subject& subject, const In& given);  // with what S3 adds

struct Configuration {
  std::string_view name;  // of the sub-resource
  Key payload;            // of the input; of the output too when that is wrapped
  bool wrapped;
  Error missing;                    // an empty code: it is then answered as `otherwise` says
  std::string_view otherwise = {};  // JSON
  Check check = nullptr;
  Complete complete = nullptr;
};

// checking.cpp
void check_cors(const Subject& subject, const In& given);
void check_website(const Subject& subject, const In& given);
void check_encryption(const Subject& subject, const In& given);
void check_replication(const Subject& subject, const In& given);
kit::Value complete_replication(const Subject& subject, const In& given);
kit::Value complete_access_block(const Subject& subject, const In& given);
void check_ownership(const Subject& subject, const In& given);
kit::Value complete_encryption(const Subject& subject, const In& given);
void check_accelerate(const Subject& subject, const In& given);
void check_logging(const Subject& subject, const In& given);
void check_payment(const Subject& subject, const In& given);
// lifecycle_rules.cpp
void check_lifecycle(const Subject& subject, const In& given);
kit::Value complete_lifecycle(const Subject& subject, const In& given);

inline constexpr std::array<Configuration, 10> configurations{{
    {"accelerate", "AccelerateConfiguration", false, {}, "{}", check_accelerate},
    {"cors",
     "CORSConfiguration",
     false,
     {"NoSuchCORSConfiguration", "The CORS configuration does not exist", 404},
     {},
     check_cors},
    {"encryption",
     "ServerSideEncryptionConfiguration",
     true,
     {},
     R"({"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"},"BucketKeyEnabled":false}]})",
     check_encryption,
     complete_encryption},
    {"lifecycle",
     "LifecycleConfiguration",
     false,
     {"NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404},
     {},
     check_lifecycle,
     complete_lifecycle},
    {"logging", "BucketLoggingStatus", false, {}, "{}", check_logging},
    {"ownership",
     "OwnershipControls",
     true,
     {"OwnershipControlsNotFoundError", "The bucket ownership controls were not found", 404},
     {},
     check_ownership},
    {"publicAccessBlock",
     "PublicAccessBlockConfiguration",
     true,
     {"NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 404},
     {},
     nullptr,
     complete_access_block},
    {"replication",
     "ReplicationConfiguration",
     true,
     {"ReplicationConfigurationNotFoundError", "The replication configuration was not found", 404},
     {},
     check_replication,
     complete_replication},
    {"requestPayment", "RequestPaymentConfiguration", false, {}, R"({"Payer":"BucketOwner"})", check_payment},
    {"website",
     "WebsiteConfiguration",
     false,
     {"NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", 404},
     {},
     check_website},
}};
constexpr std::size_t configuration_named(std::string_view name) {
  for (std::size_t i = 0; i < configurations.size(); ++i)
    if (configurations[i].name == name) return i;
  return configurations.size();
}

// Several of a kind in a bucket, by their ids.
struct Listed {
  std::string_view name;
  Key payload, list;
};
inline constexpr std::array<Listed, 4> listed{
    {{"analytics", "AnalyticsConfiguration", "AnalyticsConfigurationList"},
     {"intelligent-tiering", "IntelligentTieringConfiguration", "IntelligentTieringConfigurationList"},
     {"inventory", "InventoryConfiguration", "InventoryConfigurationList"},
     {"metrics", "MetricsConfiguration", "MetricsConfigurationList"}}};

Outcome put_configuration(Call& call, State& state, const Configuration& kind);
Outcome get_configuration(Call& call, State& state, const Configuration& kind);
Outcome delete_configuration(Call& call, State& state, const Configuration& kind);
Outcome put_listed(Call& call, State& state, const Listed& kind);
Outcome get_listed(Call& call, State& state, const Listed& kind);
Outcome delete_listed(Call& call, State& state, const Listed& kind);
Outcome list_listed(Call& call, State& state, const Listed& kind);

// An operation on one row of its table, as the service's list of operations wants it.
template <auto& play, auto& kinds, std::size_t i>
Outcome on_kind(Call& call, State& state) {
  return play(call, state, kinds[i]);
}
template <std::size_t i>
inline constexpr auto put_of = on_kind<put_configuration, configurations, i>;
template <std::size_t i>
inline constexpr auto get_of = on_kind<get_configuration, configurations, i>;
template <std::size_t i>
inline constexpr auto delete_of = on_kind<delete_configuration, configurations, i>;
template <std::size_t i>
inline constexpr auto put_one_of = on_kind<put_listed, listed, i>;
template <std::size_t i>
inline constexpr auto get_one_of = on_kind<get_listed, listed, i>;
template <std::size_t i>
inline constexpr auto delete_one_of = on_kind<delete_listed, listed, i>;
template <std::size_t i>
inline constexpr auto list_of = on_kind<list_listed, listed, i>;

}  // namespace understudy::s3
