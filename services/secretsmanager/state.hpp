// Secrets Manager's state: secrets, their versions, and what the clock does to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/kit/resource.hpp"
#include "services/kit/service.hpp"
#include "services/models/names/secretsmanager.hpp"

namespace understudy::secretsmanager {

using Slot = kit::Slot<Names>;
using kit::Text;
using kit::Time;

// ---- Versions

inline constexpr std::string_view current_label = "AWSCURRENT", pending_label = "AWSPENDING",
                                  previous_label = "AWSPREVIOUS";

// What a version keeps: one of the two, or neither while a rotation has not filled it yet.
struct Content {
  std::optional<Text> text;
  std::optional<Text> binary;  // in base64
  bool operator==(const Content&) const = default;
  bool empty() const { return !text && !binary; }
};
STATE(Content, text, binary)

struct VersionKey {
  std::string secret;
  std::uint64_t number = 0;  // counts up within the secret
  auto operator<=>(const VersionKey&) const = default;
  bool operator==(const VersionKey&) const = default;
};
STATE(VersionKey, secret, number)

struct Version {
  std::string id;  // VersionId: the ClientRequestToken that made it
  Content content;
  std::vector<std::string> stages;  // in the order in which they were attached; none: deprecated
  Time created{};
  std::optional<Time> accessed;
  std::string kms_key;  // empty: aws/secretsmanager

  bool has(std::string_view stage) const;
};
STATE(Version, id, content, stages, created, accessed, kms_key)

// ---- Secrets

struct Rotation {
  std::optional<bool> enabled;       // none: never configured
  std::string function;              // the Lambda function's ARN
  std::optional<std::int64_t> days;  // AutomaticallyAfterDays as given
  std::string schedule;              // ScheduleExpression as given
  std::string duration;              // "3h"
  kit::Tags partner;                 // ExternalSecretRotationMetadata
  std::string partner_role;          // ExternalSecretRotationRoleArn
  std::optional<Time> last;          // when one ended well
  std::optional<Time> due;           // when the next one starts
  std::optional<Time> closes;        // the end of its window
  std::string under_way;             // the id of the version that one in progress makes
};
STATE(Rotation, enabled, function, days, schedule, duration, partner, partner_role, last, due, closes,
      under_way)

struct Replica {
  std::string region;
  std::string kms_key;
  std::string failure;  // empty: in sync
};
STATE(Replica, region, kms_key, failure)

struct Secret {
  std::uint64_t number = 0;  // in order of creation
  std::string suffix;        // of the ARN
  std::string type;          // a managed external secret's partner
  std::string description;
  std::string kms_key;  // empty: aws/secretsmanager
  std::optional<kit::Tags> tags;
  Time created{}, changed{};
  std::optional<Time> accessed;           // a day (API reference, DescribeSecret)
  std::optional<Time> deleted, deletion;  // when DeleteSecret came, and when the secret goes
  std::string policy;                     // JSON as given
  std::string owning_service;             // "rds": AWS services make secrets, too
  std::string primary_region;             // of a replica; else empty
  std::vector<Replica> replicas;
  Rotation rotation;
};
STATE(Secret, number, suffix, type, description, kms_key, tags, created, changed, accessed, deleted, deletion,
      policy, owning_service, primary_region, replicas, rotation)

struct ByCreation {
  static std::optional<std::uint64_t> key(const std::string&, const Secret& s) { return s.number; }
};
struct ByDeletion {
  static std::optional<std::pair<Time, std::string>> key(const std::string& name, const Secret& s) {
    if (!s.deletion) return {};
    return {{*s.deletion, name}};
  }
};
struct ByRotation {
  static std::optional<std::pair<Time, std::string>> key(const std::string& name, const Secret& s) {
    if (s.deleted || !s.rotation.due || !s.rotation.enabled.value_or(false)) return {};
    return {{*s.rotation.due, name}};
  }
};

struct State {
  kit::Table<Secret, std::string, ByCreation, ByDeletion, ByRotation> secrets;  // by name
  kit::Table<Version, VersionKey> versions;

  Time next_deadline() const;
  void settle(kit::Turn& turn);  // recovery windows end, rotations start
};
STATE(State, secrets, versions)

inline constexpr kit::Resource secret_resource{
    .name = "secret",
    .arn = "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{suffix}",
    .id = {"", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 6},
    .missing = {"ResourceNotFoundException", "Secrets Manager can't find the specified secret."},
    .exists = {"ResourceExistsException", "The operation failed because the secret {} already exists."},
    .tags = {50,
             {"InvalidParameterException", "A secret can have at most 50 tags."},
             {"InvalidParameterException", "aws: prefixed tag key names are not allowed for external use."}}};

// ---- Finding a secret (finding.cpp)

// Throws ValidationException for what no secret can be called.
void check_name(std::string_view name);

// The name of the secret that a SecretId means: a name, an ARN, or an ARN without its random suffix. Throws
// ResourceNotFoundException.
std::string secret_of(const State& state, std::string_view id);
// By SecretId. Throws ValidationException, too: most operations judge a name before they look for it.
std::string secret_of(const Call& call, const State& state, bool judge_name = true);

// The same for operations that change a secret: it must not be marked for deletion (InvalidRequestException)
// and no replica (InvalidParameterException).
std::string own_secret_of(const Call& call, const State& state, bool judge_name = true);
void check_not_deleted(const Secret& secret);
void check_no_replica(const Secret& secret);

std::string arn_of(const Call& call, std::string_view name, const Secret& secret);
void show_identity(const Call& call, const Out& out, const std::string& name, const Secret& secret);

// Whether another shard of this service asks.
bool from_peer(const Call& call);

// ---- Versions (versions.cpp)

struct Listed {
  std::uint64_t number;
  const Version* version;
};
std::vector<Listed> versions_of(const State& state, const std::string& name);  // oldest first
std::optional<Listed> find_version(const State& state, const std::string& name, std::string_view id);
std::optional<Listed> find_stage(const State& state, const std::string& name, std::string_view stage);
void erase_versions(State& state, const std::string& name);
void show_stages(const Version& version, const Slot& slot);

// Attaches a label; whoever had it loses it, and who loses AWSCURRENT gets AWSPREVIOUS. Throws
// LimitExceededException for a 21st label.
void attach(State& state, const std::string& name, std::uint64_t number, std::string_view stage);

// ClientRequestToken, which SDKs make up and AWS insists on. The code differs by operation.
std::string token_of(const In& in, std::string_view code = "InvalidRequestException");
// SecretString or SecretBinary, if any. Throws InvalidParameterException for both.
Content content_of(const In& in);

// Makes the version, or leaves alone one of that id and content. Throws ResourceExistsException when the id
// stands for other content.
void put_version(const Call& call, State& state, const std::string& name, const std::string& id,
                 const Content& content, const std::vector<std::string>& stages);

// ---- Rotation (rotation.cpp)

// When the next one is due, counted from `from`.
void schedule_rotation(Rotation& rotation, Time from);
// AWSCURRENT has moved to this version: that ends the rotation that made it, and counts as one anyway.
void current_moved(const Call& call, Secret& secret, std::string_view version);

// ---- Replication (replication.cpp)

// Something about the secret has changed: replicas follow.
void touch(const Call& call, State& state, const std::string& name);
void show_replication(const Secret& secret, const Slot& slot);
// A peer's package makes or refreshes the replica that it describes.
kit::Outcome become_replica(const Call& call, State& state);
// Reads regions to replicate to. Throws InvalidParameterException.
std::vector<Replica> read_regions(const Call& call, const In& list);
// The message that makes `replica` hold the secret and its versions.
kit::Request replicate(const Call& call, const std::string& name, const Secret& secret,
                       std::vector<Version> versions, const Replica& replica, bool fresh, bool overwrite);
std::string failure_of(const kit::Answer& answer, const std::string& name, const Replica& replica);

// ---- Showing and listing (describing.cpp, filters.cpp)

void show(const Call& call, const State& state, const std::string& name, const Secret& secret, const Out& out,
          Key versions);
// Whether all of the filters hold, and whether they are filters at all (InvalidParameterException).
bool matches(const In& filters, const std::string& name, const Secret& secret, std::string_view region);
void check_filters(const In& filters);

// GetSecretValue's answer; throws its errors (values.cpp).
void show_value(const Call& call, State& state, const std::string& name, std::string_view version,
                std::string_view stage, const Out& out);

void read_tags(const In& list, std::optional<kit::Tags>& tags);

}  // namespace understudy::secretsmanager
