// The attributes that SQS itself gives to messages, and how a message is written.
#include "services/sqs/telling.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "services/sqs/message_attributes.hpp"
#include "services/sqs/sequence.hpp"
#include "services/sqs/urls.hpp"

namespace understudy::sqs {
namespace {

struct SystemAttribute {
  std::string_view name;
  std::string (*text)(const Call&, std::uint64_t number, const Message&);  // empty: the message has none
};

constexpr SystemAttribute system_attributes[] = {
    {"SenderId",
     [](const Call& call, std::uint64_t, const Message& m) {
       return std::string(m.sender.empty() ? call.account() : m.sender.view());
     }},
    {"ApproximateFirstReceiveTimestamp",
     [](const Call&, std::uint64_t, const Message& m) {
       return m.first_received ? std::to_string(kit::epoch_millis(*m.first_received)) : std::string();
     }},
    {"ApproximateReceiveCount",
     [](const Call&, std::uint64_t, const Message& m) {
       return std::to_string(m.earlier_receives + m.receives);
     }},
    {"SentTimestamp",
     [](const Call&, std::uint64_t, const Message& m) { return std::to_string(kit::epoch_millis(m.sent)); }},
    {"SequenceNumber", [](const Call&, std::uint64_t number,
                          const Message& m) { return m.fifo ? sequence_number(number) : std::string(); }},
    {"MessageDeduplicationId",
     [](const Call&, std::uint64_t, const Message& m) { return std::string(m.deduplication); }},
    {"MessageGroupId", [](const Call&, std::uint64_t, const Message& m) { return std::string(m.group); }},
    {"AWSTraceHeader", [](const Call&, std::uint64_t, const Message& m) { return std::string(m.trace); }},
    {"DeadLetterQueueSourceArn",
     [](const Call& call, std::uint64_t, const Message& m) {
       return m.source.empty() ? std::string() : queue_arn(call.region(), call.account(), m.source);
     }},
};

bool asked_for(In names, std::string_view name) {
  return std::ranges::any_of(names.value().elements(),
                             [&](const kit::Value& v) { return v.text() == name || v.text() == "All"; });
}

void write_system_attributes(const Call& call, std::uint64_t number, const Message& message,
                             const Asked& asked, const Out& out) {
  if (asked.system_attributes.empty() && asked.older_system_attributes.empty()) return;
  std::optional<OutMap> map;
  for (const SystemAttribute& attribute : system_attributes) {
    if (!asked_for(asked.system_attributes, attribute.name) &&
        !asked_for(asked.older_system_attributes, attribute.name))
      continue;
    const std::string text = attribute.text(call, number, message);
    if (text.empty()) continue;
    if (!map) map = out["Attributes"].map(std::size(system_attributes));
    (*map)[attribute.name] = text;
  }
  for (const Note& note : asked.notes) (*map)[note.name] = note.text;  // SenderId has made the map
}

}  // namespace

void write_message(const Call& call, std::uint64_t number, const kit::Row<Message>& row,
                   std::string_view handle, const Asked& asked, const Out& out) {
  const Message& message = row->row;
  call.base().hold(row, message.body);
  out["MessageId"].shared(message.id);
  out["ReceiptHandle"] = handle;
  out["MD5OfBody"].shared(message.body_md5);
  out["Body"].shared(message.body);
  write_system_attributes(call, number, message, asked, out);
  write_attributes(message.attributes, asked.attributes, out);
}

}  // namespace understudy::sqs
