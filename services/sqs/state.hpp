// SQS's state: queues, their messages and what lies in wait for an instant.
#pragma once

#include <absl/hash/hash.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/kit/service.hpp"
#include "services/kit/tags.hpp"
#include "services/models/names/sqs.hpp"

namespace understudy::sqs {

using kit::Duration;
using kit::Text;
using kit::Time;
using kit::Turn;

// Text of up to N bytes in place: ids and digests of a fixed length cost no allocation.
template <std::size_t N>
class Fixed {
 public:
  Fixed() = default;
  Fixed(std::string_view text) { text.copy(bytes_, N); }
  Fixed& operator=(const std::string& text) { return *this = Fixed(std::string_view(text)); }
  operator std::string_view() const {
    return {bytes_, bytes_[N - 1] ? N : std::char_traits<char>::length(bytes_)};
  }

 private:
  char bytes_[N] = {};
};

// ---- Queues

struct Queue {
  std::uint64_t number = 0;    // of this queue; one that is created anew under the name has another
  std::uint64_t contents = 0;  // what its messages refer to; a purge gives it another
  Time created{}, modified{};
  int visibility_timeout = 30, delay = 0, wait = 0;  // seconds
  int retention = 345600, maximum_size = 1048576;    // seconds, bytes
  bool fifo = false, content_deduplication = false;
  bool group_scope = false;      // DeduplicationScope as it is shown
  bool scoped_to_group = false;  // and as it counts: AWS goes on with what the queue was created with
  bool group_throughput = false;
  bool managed_encryption = true;
  Text kms_key;  // KmsMasterKeyId
  int kms_reuse = 300;
  Text policy, redrive_policy, redrive_allow_policy;  // JSON as given
  std::string dead_letters;                           // the redrive policy's target: a queue's name here
  int maximum_receives = 0;                           // and its maxReceiveCount; 0: no policy
  kit::Tags tags;
  std::optional<Time> purged;  // when last
  std::optional<Time> sweep;   // not later than when its oldest message expires; none: it had none
};
STATE(Queue, number, contents, created, modified, visibility_timeout, delay, wait, retention, maximum_size,
      fifo, content_deduplication, group_scope, scoped_to_group, group_throughput, managed_encryption,
      kms_key, kms_reuse, policy, redrive_policy, redrive_allow_policy, dead_letters, maximum_receives, tags,
      purged, sweep)

struct ByContents {
  static std::optional<std::uint64_t> key(const std::string&, const Queue& q) { return q.contents; }
};
struct BySweep {
  static std::optional<std::pair<Time, std::uint64_t>> key(const std::string&, const Queue& q) {
    if (!q.sweep) return {};
    return {{*q.sweep, q.number}};
  }
};
struct ByDeadLetters {  // the sources of each dead-letter queue
  static std::optional<std::string> key(const std::string& name, const Queue& q) {
    if (q.dead_letters.empty()) return {};
    return name;
  }
  static std::string group(const std::string&, const Queue& q) { return q.dead_letters; }
};

// ---- Messages

struct MessageAttribute {
  std::string name, type;
  Text value;  // of a Binary in base64
};
STATE(MessageAttribute, name, type, value)

// In a FIFO queue only the first message of a group can be ready; those behind it wait for it.
enum class Phase : std::uint8_t { ready, waiting, delayed, in_flight };

struct Message {
  std::uint64_t contents = 0;
  Fixed<36> id;
  Fixed<32> body_md5;
  Text body;
  std::vector<MessageAttribute> attributes;  // sorted by name
  Text trace;                                // AWSTraceHeader
  Text group, deduplication;
  Text sender;  // SenderId; empty: the queue's own account
  Text source;  // the queue's name that it was a dead letter of
  Time sent{};
  std::optional<Time> first_received, received;  // received: last
  std::optional<Time> hidden_until;              // when delayed or in flight
  std::uint64_t order = 0;                       // among those of its phase
  std::uint32_t receives = 0;                    // in this queue
  std::uint32_t earlier_receives = 0;            // in those that it was a dead letter of
  Phase phase = Phase::ready;
  bool fifo = false;
};
STATE(Message, contents, id, body_md5, body, attributes, trace, group, deduplication, sender, source, sent,
      first_received, received, hidden_until, order, receives, earlier_receives, phase, fifo)

struct PhaseOf {
  std::uint64_t contents;
  Phase phase;
  bool operator==(const PhaseOf&) const = default;
  template <class H>
  friend H AbslHashValue(H hash, const PhaseOf& p) {
    return H::combine(std::move(hash), p.contents, p.phase);
  }
};
struct GroupOf {
  std::uint64_t contents;
  Text group;
  bool operator==(const GroupOf&) const = default;
  template <class H>
  friend H AbslHashValue(H hash, const GroupOf& g) {
    return H::combine(std::move(hash), g.contents, g.group.view());
  }
};

struct ByPhase {  // its sizes are the counts that AWS calls approximate
  static std::optional<std::uint64_t> key(const std::uint64_t&, const Message& m) { return m.order; }
  static PhaseOf group(const std::uint64_t&, const Message& m) { return {m.contents, m.phase}; }
};
struct ByDue {
  static std::optional<std::pair<Time, std::uint64_t>> key(const std::uint64_t& number, const Message& m) {
    if (!m.hidden_until) return {};
    return {{*m.hidden_until, number}};
  }
};
struct ByAge {
  static std::optional<std::pair<Time, std::uint64_t>> key(const std::uint64_t& number, const Message& m) {
    return {{m.sent, number}};
  }
  static std::uint64_t group(const std::uint64_t&, const Message& m) { return m.contents; }
};
struct InGroup {
  static std::optional<std::uint64_t> key(const std::uint64_t& number, const Message& m) {
    if (!m.fifo) return {};
    return number;
  }
  static GroupOf group(const std::uint64_t&, const Message& m) { return {m.contents, m.group}; }
};

// ---- What is remembered for five minutes

// What was sent under a deduplication id. Found by a hash of the id and its scope: comparing a million texts
// on the way through a tree would be the dearest part of sending.
struct SentKey {
  std::uint64_t contents = 0, hash = 0;
  auto operator<=>(const SentKey&) const = default;
  bool operator==(const SentKey&) const = default;
};
STATE(SentKey, contents, hash)

struct Sent {
  Text scope;  // the message group; empty when the id counts for the whole queue
  Text deduplication;
  Fixed<36> id;
  std::uint64_t number = 0;  // of the message, whether it is still there or not
  Time expires{};
};
STATE(Sent, scope, deduplication, id, number, expires)

// What a receive attempt id was answered with.
struct AttemptKey {
  std::uint64_t contents = 0;
  Text id;
  auto operator<=>(const AttemptKey&) const = default;
  bool operator==(const AttemptKey&) const = default;
};
STATE(AttemptKey, contents, id)

struct Given {
  std::uint64_t number = 0;
  std::uint32_t receives = 0;
  std::optional<Time> hidden_until;
};
STATE(Given, number, receives, hidden_until)

struct Attempt {
  std::vector<Given> given;
  std::uint64_t number = 0;
  Time expires{};
};
STATE(Attempt, given, number, expires)

// Forgetting need not be punctual (a look-up checks `expires`), so all of a second go at once.
template <class K, class T>
struct ByExpiry {
  static std::optional<std::pair<Time, std::uint64_t>> key(const K&, const T& row) {
    return {{std::chrono::ceil<kit::seconds>(row.expires), row.number}};
  }
};

// ---- Moving and clearing away

enum class TaskStatus : std::uint8_t { running, completed, cancelled, failed };

struct MoveTask {
  std::string id;                  // UUID
  std::string source;              // the dead-letter queue's name
  std::uint64_t source_queue = 0;  // its number
  std::string destination;         // a queue's name; empty: whence each message came
  int rate = 0;                    // messages a second; 0: as many as can be
  TaskStatus status = TaskStatus::running;
  Time started{};
  Time due{};  // when the next messages move
  std::int64_t moved = 0, to_move = 0;
  std::string failure;
};
STATE(MoveTask, id, source, source_queue, destination, rate, status, started, due, moved, to_move, failure)

struct ByTaskDue {
  static std::optional<std::pair<Time, std::uint64_t>> key(const std::uint64_t& number, const MoveTask& t) {
    if (t.status != TaskStatus::running) return {};
    return {{t.due, number}};
  }
};
struct BySource {
  static std::optional<std::uint64_t> key(const std::uint64_t& number, const MoveTask&) { return number; }
  static std::uint64_t group(const std::uint64_t&, const MoveTask& t) { return t.source_queue; }
};

// Contents that no queue has any more. They go in slices, so that nobody waits for a million messages to be
// purged.
struct Leftover {
  Time due{};
};
STATE(Leftover, due)

struct ByLeftoverDue {
  static std::optional<std::pair<Time, std::uint64_t>> key(const std::uint64_t& contents, const Leftover& l) {
    return {{l.due, contents}};
  }
};

struct Deleted {
  Time at{};
};
STATE(Deleted, at)

struct ByDeletion {
  static std::optional<std::pair<Time, std::string>> key(const std::string& name, const Deleted& d) {
    return {{d.at, name}};
  }
};

struct State {
  kit::Table<Queue, std::string, ByContents, BySweep, ByDeadLetters> queues;    // by name
  kit::Table<Message, std::uint64_t, ByPhase, ByDue, ByAge, InGroup> messages;  // in order of arrival
  kit::Table<Sent, SentKey, ByExpiry<SentKey, Sent>> sent;
  kit::Table<Attempt, AttemptKey, ByExpiry<AttemptKey, Attempt>> attempts;
  kit::Table<MoveTask, std::uint64_t, ByTaskDue, BySource> tasks;
  kit::Table<Leftover, std::uint64_t, ByLeftoverDue> leftovers;
  kit::Table<Deleted, std::string, ByDeletion> deleted;  // names of queues that cannot be used again yet
  kit::Table<std::uint64_t> counters;                    // one: the last number given to anything

  std::uint64_t next_number();
  const Queue* queue_of_contents(std::uint64_t contents) const;
  Time next_deadline() const;
  void settle(Turn& turn);
};
STATE(State, queues, messages, sent, attempts, tasks, leftovers, deleted, counters)

}  // namespace understudy::sqs
