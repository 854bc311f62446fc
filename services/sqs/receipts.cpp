// Receipt handles, and the operations that take them: DeleteMessage, ChangeMessageVisibility and their
// batches.
#include "services/sqs/receipts.hpp"

#include <array>
#include <charconv>

#include "services/kit/format.hpp"
#include "services/sqs/batches.hpp"
#include "services/sqs/handlers.hpp"
#include "services/sqs/phases.hpp"
#include "services/sqs/queues.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Error other_queue{"ReceiptHandleIsInvalid",
                                 "The receipt handle \"{}\" is not valid for this queue."};
constexpr int longest_timeout = 43200;  // seconds, also all in all since the message was received

constexpr std::string_view mark("\x01\x01\x01", 3);  // "AQEB", as AWS's handles begin
constexpr std::size_t plain_size = 3 + 7 + 8 + 4 + 4, size = plain_size + 4;

void append(std::string& to, std::uint64_t number, int bytes) {
  while (bytes-- > 0) to += static_cast<char>(number >> 8 * bytes);
}
std::uint64_t take(std::string_view& from, std::size_t bytes) {
  std::uint64_t number = 0;
  for (const char c : from.substr(0, bytes)) number = number << 8 | static_cast<unsigned char>(c);
  from.remove_prefix(bytes);
  return number;
}

// Of the handle's bytes and its shard's place (FNV-1a): a slip of the pen is noticed, no secret is kept.
std::uint32_t check_sum(const Call& call, std::string_view plain) {
  std::uint32_t sum = 2166136261u;
  for (const std::string_view part : {plain, call.account(), call.region()})
    for (const char c : part) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619u;
  return sum;
}

std::uint32_t beginning(std::string_view uuid) {
  std::uint32_t number = 0;
  std::from_chars(uuid.data(), uuid.data() + std::min<std::size_t>(8, uuid.size()), number, 16);
  return number;
}

struct Held {
  Receipt receipt;
  const Message* message;  // null: it is gone
};

Held find(const Call& call, const State& state, const Queue& queue, std::string_view handle) {
  const Receipt receipt = read_receipt(call, handle);
  if (receipt.queue != queue.number) throw other_queue.says(handle);
  const Message* message = state.messages.find(receipt.message);
  const bool there = message && message->contents == queue.contents && beginning(message->id) == receipt.id;
  return {receipt, there ? message : nullptr};
}

// In a FIFO queue a handle is good until its visibility timeout ends; in a standard queue each handle of a
// message is good as long as the message is there.
bool expired(const Held& held) {
  return held.message->fifo &&
         (held.message->phase != Phase::in_flight || held.message->receives != held.receipt.receives);
}

void delete_one(const Call& call, State& state, const Queue& queue, In entry) {
  const std::string_view handle = require(entry["ReceiptHandle"], "ReceiptHandle").text();
  const Held held = find(call, state, queue, handle);
  if (!held.message) return;  // twice is no error
  if (expired(held)) throw invalid.says(handle, "ReceiptHandle", "The receipt handle has expired.");
  remove(state, call.turn(), held.receipt.message);
}

void change_one(const Call& call, State& state, const Queue& queue, In entry) {
  const std::string_view handle = require(entry["ReceiptHandle"], "ReceiptHandle").text();
  const auto timeout = require(entry["VisibilityTimeout"], "VisibilityTimeout").integer();
  if (timeout < 0 || timeout > longest_timeout)
    throw invalid.says(timeout, "VisibilityTimeout", "Must be between 0 and 43200, if provided.");
  const Held held = find(call, state, queue, handle);
  if (!held.message || expired(held))
    throw invalid.says(handle, "ReceiptHandle",
                       "Message does not exist or is not available for visibility timeout change.");
  // The API reference has MessageNotInflight here, but AWS answers 200 and changes nothing.
  if (held.message->phase != Phase::in_flight) return;
  const Time until = call.now() + kit::seconds(timeout);
  if (until > held.message->received.value_or(call.now()) + kit::seconds(longest_timeout))
    throw invalid.says(timeout, "VisibilityTimeout",
                       "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
  if (timeout == 0) {
    show(state, call.turn(), held.receipt.message);
  } else {
    state.messages.edit(held.receipt.message)->hidden_until = until;
  }
}

using One = void (*)(const Call&, State&, const Queue&, In);

kit::Outcome each(Call& call, State& state, std::string_view kind, One one) {
  const Found at = queue_of(call, state);
  check_batch(call.in["Entries"], kind);
  run_batch(call, [&](In entry, auto&& successful) {
    one(call, state, *at.queue, entry);
    successful();
  });
  return {};
}

}  // namespace

std::string write_receipt(const Call& call, const Queue& queue, std::uint64_t number,
                          const Message& message) {
  std::string bytes(mark);
  bytes.reserve(size);
  append(bytes, queue.number, 7);
  append(bytes, number, 8);
  append(bytes, message.receives, 4);
  append(bytes, beginning(message.id), 4);
  append(bytes, check_sum(call, bytes), 4);
  return kit::base64(bytes);
}

Receipt read_receipt(const Call& call, std::string_view handle) {
  const auto bytes = kit::parse_base64(handle);
  if (!bytes || bytes->size() != size || !bytes->starts_with(mark)) throw wrong_handle.says(handle);
  std::string_view rest(*bytes);
  const std::uint32_t expected = check_sum(call, rest.substr(0, plain_size));
  rest.remove_prefix(mark.size());
  Receipt receipt;
  receipt.queue = take(rest, 7);
  receipt.message = take(rest, 8);
  receipt.receives = static_cast<std::uint32_t>(take(rest, 4));
  receipt.id = static_cast<std::uint32_t>(take(rest, 4));
  if (take(rest, 4) != expected) throw wrong_handle.says(handle);
  return receipt;
}

kit::Outcome delete_message(Call& call, State& state) {
  delete_one(call, state, *queue_of(call, state).queue, call.in);
  return {};
}

kit::Outcome change_message_visibility(Call& call, State& state) {
  change_one(call, state, *queue_of(call, state).queue, call.in);
  return {};
}

kit::Outcome delete_message_batch(Call& call, State& state) {
  return each(call, state, "DeleteMessage", delete_one);
}

kit::Outcome change_message_visibility_batch(Call& call, State& state) {
  return each(call, state, "ChangeMessageVisibility", change_one);
}

}  // namespace understudy::sqs
