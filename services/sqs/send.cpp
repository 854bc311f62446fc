// SendMessage and SendMessageBatch: what a message may be, and deduplication.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/format.hpp"
#include "services/sqs/batches.hpp"
#include "services/sqs/handlers.hpp"
#include "services/sqs/message_attributes.hpp"
#include "services/sqs/phases.hpp"
#include "services/sqs/queues.hpp"
#include "services/sqs/sequence.hpp"

namespace understudy::sqs {
namespace {

constexpr std::size_t largest_batch = 1048576;  // bytes, attributes included
constexpr int longest_delay = 900;              // seconds
constexpr Duration deduplication_interval = kit::minutes(5);

constexpr kit::Error too_long{"InvalidParameterValue",
                              "One or more parameters {}. Reason: Message must be shorter than {} bytes."};
constexpr kit::Error batch_too_long{
    "BatchRequestTooLong", "Batch requests cannot be longer than 1048576 bytes. You have sent {} bytes."};
constexpr kit::Error no_deduplication{"InvalidParameterValue",
                                      "The queue should either have ContentBasedDeduplication enabled or "
                                      "MessageDeduplicationId provided explicitly"};
// In a batch AWS says this of the whole request, with another code than SendMessage's.
constexpr kit::Error batch_without_group{"InvalidParameterValue",
                                         "The request must contain the parameter MessageGroupId."};
constexpr std::string_view not_for_this_type =
    "The request include parameter that is not valid for this queue type.";

// A message that may be sent, and what its sender is told of it.
struct Draft {
  Message message;
  Duration delay{};
  std::optional<Digest> attributes, system_attributes;
};

void check_fifo(In entry, const Queue& queue) {
  if (!entry["MessageGroupId"]) throw missing.says("MessageGroupId");
  if (!entry["MessageDeduplicationId"] && !queue.content_deduplication) throw kit::Failure(no_deduplication);
  if (const auto delay = entry["DelaySeconds"].integer(); delay != 0)
    throw invalid.says(delay, "DelaySeconds", not_for_this_type);
}

void check_standard(In entry) {
  if (const In id = entry["MessageDeduplicationId"])
    throw invalid.says(id.text(), "MessageDeduplicationId", not_for_this_type);
  const auto delay = entry["DelaySeconds"].integer();
  if (delay < 0 || delay > longest_delay)
    throw invalid.says(delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
}

// SenderId is the principal's id, or the account when root calls.
Text sender(const Call& call) {
  if (call.caller().credential) return Text(call.caller().credential->user_id);
  return call.caller().account == call.account() ? Text() : Text(call.caller().account);
}

Draft draft(const Call& call, const Queue& queue, In entry, std::string_view complaint) {
  const std::string_view body = require(entry["MessageBody"], "MessageBody").text();
  if (body.size() + size_of_attributes(entry["MessageAttributes"]) >
      static_cast<std::size_t>(queue.maximum_size))
    throw too_long.says(complaint, queue.maximum_size);
  check_characters(body, "message body", "InvalidMessageContents");
  check_id(entry["MessageDeduplicationId"], "MessageDeduplicationId");
  check_id(entry["MessageGroupId"], "MessageGroupId");
  queue.fifo ? check_fifo(entry, queue) : check_standard(entry);

  Draft draft;
  Message& message = draft.message;
  draft.attributes = read_attributes(entry["MessageAttributes"], message.attributes);
  draft.system_attributes = read_system_attributes(entry["MessageSystemAttributes"], message.trace);
  const bool own_delay = !queue.fifo && entry["DelaySeconds"];
  draft.delay = kit::seconds(own_delay ? entry["DelaySeconds"].integer() : queue.delay);
  message.id = call.random().uuid();
  message.body = body;
  message.body_md5 = digest_of(body);
  message.sent = call.now();
  message.sender = sender(call);
  message.group = entry["MessageGroupId"].text();
  if (queue.fifo)
    message.deduplication = entry["MessageDeduplicationId"] ? Text(entry["MessageDeduplicationId"].text())
                                                            : Text(kit::sha256_hex(body));
  return draft;
}

// FNV-1a, the same on every machine: it is part of the state.
std::uint64_t hash_of(std::string_view scope, std::string_view id) {
  std::uint64_t hash = 14695981039346656037u;
  for (const std::string_view part : {scope, std::string_view("\n"), id})
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

// A message with an id that was there within five minutes is accepted, but not delivered again.
Sent send_once(const Call& call, State& state, const Found& to, Draft& draft) {
  Message& message = draft.message;
  Sent sent{to.queue->scoped_to_group ? message.group : Text(), message.deduplication, message.id, 0,
            call.now() + deduplication_interval};
  const SentKey key{to.queue->contents, hash_of(sent.scope, sent.deduplication)};
  const Sent* before = state.sent.find(key);
  if (before && before->expires > call.now() && before->scope == sent.scope &&
      before->deduplication == sent.deduplication)
    return *before;
  if (before) state.sent.erase(key);
  sent.number = put(state, call.turn(), *to.name, *to.queue, std::move(message), draft.delay);
  state.sent.insert(key, sent);
  return sent;
}

void send(const Call& call, State& state, const Found& to, Draft& draft, const Out& out) {
  out["MD5OfMessageBody"] = draft.message.body_md5;
  if (draft.attributes) out["MD5OfMessageAttributes"] = *draft.attributes;
  if (draft.system_attributes) out["MD5OfMessageSystemAttributes"] = *draft.system_attributes;
  if (to.queue->fifo) {
    const Sent sent = send_once(call, state, to, draft);
    out["MessageId"] = sent.id;
    out["SequenceNumber"] = sequence_number(sent.number);
  } else {
    out["MessageId"] = draft.message.id;
    put(state, call.turn(), *to.name, *to.queue, std::move(draft.message), draft.delay);
  }
}

}  // namespace

kit::Outcome send_message(Call& call, State& state) {
  const Found to = queue_of(call, state);
  Draft message = draft(call, *to.queue, call.in, "are invalid");
  send(call, state, to, message, call.out);
  return {};
}

kit::Outcome send_message_batch(Call& call, State& state) {
  const Found to = queue_of(call, state);
  const In entries = call.in["Entries"];
  check_batch(entries, "SendMessage");
  std::size_t size = 0;
  for (const In entry : entries) {
    size += entry["MessageBody"].text().size() + size_of_attributes(entry["MessageAttributes"]);
    if (!to.queue->fifo) continue;
    if (!entry["MessageDeduplicationId"] && !to.queue->content_deduplication) return no_deduplication;
    if (!entry["MessageGroupId"]) return batch_without_group;
  }
  if (size > largest_batch) return batch_too_long.says(size);
  run_batch(call, [&](In entry, auto&& successful) {
    Draft message = draft(call, *to.queue, entry, "cannot be validated");
    send(call, state, to, message, successful());
  });
  return {};
}

}  // namespace understudy::sqs
