// The table of queue attributes, and the rules that concern more than one of them.
#include "services/sqs/attributes.hpp"

#include <algorithm>
#include <charconv>

#include "services/kit/json.hpp"
#include "services/sqs/errors.hpp"
#include "services/sqs/phases.hpp"
#include "services/sqs/redrive.hpp"
#include "services/sqs/urls.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Error invalid_value{"InvalidAttributeValue", "Invalid value for the parameter {}."};
constexpr kit::Error other_type{
    "InvalidAttributeValue",
    "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported."};
constexpr kit::Error group_limit_needs_group_scope{"InvalidAttributeValue",
                                                   "Invalid value for the parameter FifoThroughputLimit. "
                                                   "Reason: The perMessageGroupId value is allowed only when "
                                                   "the value for DeduplicationScope is messageGroup."};
constexpr kit::Error only_fifo{"InvalidAttributeName",
                               "You can specify the {} only when FifoQueue is set to true."};
constexpr kit::Error two_encryptions{"InvalidAttributeName",
                                     "You can use one type of server-side encryption (SSE) at one time. You "
                                     "can either enable KMS SSE or SQS SSE."};

std::string truth(bool b) { return b ? "true" : "false"; }
std::string messages(const Subject& s, Phase phase) {
  return std::to_string(count(s.state, s.queue.contents, phase));
}

bool read_truth(std::string_view name, std::string_view value) {  // AWS takes "True", too
  const auto is = [&](std::string_view word) {
    return std::ranges::equal(value, word, {}, [](char c) { return c | 0x20; });
  };
  if (!is("true") && !is("false")) throw invalid_value.says(name);
  return is("true");
}

void set_policy(const Subject&, Queue& to, std::string_view value) {
  constexpr std::size_t most_bytes = 8192, most_statements = 20;  // developer guide, "Policy quotas"
  to.policy = value;
  if (value.empty()) return;
  if (value.size() > most_bytes) throw invalid_value.says("Policy");
  kit::Arena arena;
  const auto policy = kit::parse_json(value, arena);
  const kit::Value* statement = policy ? policy->find("Statement") : nullptr;
  const auto good = [](const kit::Value& one) {
    const kit::Value* effect = one.find("Effect");
    return effect && (effect->text() == "Allow" || effect->text() == "Deny") &&
           (one.find("Action") || one.find("NotAction"));
  };
  if (!statement || statement->size() > most_statements ||
      !(good(*statement) || (statement->is(kit::Kind::list) && statement->size() > 0 &&
                             std::ranges::all_of(statement->elements(), good))))
    throw invalid_value.says("Policy");
}

// The type was settled when the queue was created.
void set_fifo(const Subject&, Queue& to, std::string_view value) {
  const bool fifo = read_truth("FifoQueue", value);
  if (!to.fifo) throw unknown_attribute.says("FifoQueue");  // AWS: of "false", too
  if (!fifo) throw kit::Failure(other_type);
}

void set_scope(const Subject&, Queue& to, std::string_view value) {
  if (value != "queue" && value != "messageGroup") throw invalid_value.says("DeduplicationScope");
  to.group_scope = value == "messageGroup";
}
void set_limit(const Subject&, Queue& to, std::string_view value) {
  if (value != "perQueue" && value != "perMessageGroupId") throw invalid_value.says("FifoThroughputLimit");
  to.group_throughput = value == "perMessageGroupId";
}

void set_kms_key(const Subject&, Queue& to, std::string_view value) {
  to.kms_key = value;
  if (!value.empty()) to.managed_encryption = false;
}
void set_managed_encryption(const Subject&, Queue& to, std::string_view value) {
  to.managed_encryption = read_truth("SqsManagedSseEnabled", value);
  if (to.managed_encryption) to.kms_key = {};
}

// In the order in which AWS shows them. The ranges are SetQueueAttributes' (API reference).
constexpr Attribute attributes[] = {
    {"QueueArn", [](const Subject& s) { return queue_arn(s.call.region(), s.call.account(), s.name); }},
    {"ApproximateNumberOfMessages",
     [](const Subject& s) {
       return std::to_string(count(s.state, s.queue.contents, Phase::ready) +
                             count(s.state, s.queue.contents, Phase::waiting));
     }},
    {"ApproximateNumberOfMessagesNotVisible", [](const Subject& s) { return messages(s, Phase::in_flight); }},
    {"ApproximateNumberOfMessagesDelayed", [](const Subject& s) { return messages(s, Phase::delayed); }},
    {"CreatedTimestamp",
     [](const Subject& s) { return std::to_string(kit::epoch_seconds(s.queue.created)); }},
    {"LastModifiedTimestamp",
     [](const Subject& s) { return std::to_string(kit::epoch_seconds(s.queue.modified)); }},
    {.name = "VisibilityTimeout", .number = &Queue::visibility_timeout, .highest = 43200},
    {.name = "MaximumMessageSize", .number = &Queue::maximum_size, .lowest = 1024, .highest = 1048576},
    {.name = "MessageRetentionPeriod", .number = &Queue::retention, .lowest = 60, .highest = 1209600},
    {.name = "DelaySeconds", .number = &Queue::delay, .highest = 900},
    {.name = "ReceiveMessageWaitTimeSeconds", .number = &Queue::wait, .highest = 20},
    {"Policy", [](const Subject& s) { return std::string(s.queue.policy); }, set_policy},
    {"RedrivePolicy", [](const Subject& s) { return std::string(s.queue.redrive_policy); },
     set_redrive_policy},
    {"RedriveAllowPolicy", [](const Subject& s) { return std::string(s.queue.redrive_allow_policy); },
     set_redrive_allow_policy},
    {.name = "FifoQueue",
     .show = [](const Subject& s) { return std::string(s.queue.fifo ? "true" : ""); },
     .set = set_fifo},
    {.name = "ContentBasedDeduplication", .flag = &Queue::content_deduplication, .fifo_only = true},
    {.name = "DeduplicationScope",
     .show = [](const Subject& s) { return std::string(s.queue.group_scope ? "messageGroup" : "queue"); },
     .set = set_scope,
     .fifo_only = true},
    {.name = "FifoThroughputLimit",
     .show =
         [](const Subject& s) {
           return std::string(s.queue.group_throughput ? "perMessageGroupId" : "perQueue");
         },
     .set = set_limit,
     .fifo_only = true},
    {"KmsMasterKeyId", [](const Subject& s) { return std::string(s.queue.kms_key); }, set_kms_key},
    {.name = "KmsDataKeyReusePeriodSeconds",
     .show =
         [](const Subject& s) { return s.queue.kms_key.empty() ? "" : std::to_string(s.queue.kms_reuse); },
     .number = &Queue::kms_reuse,
     .lowest = 60,
     .highest = 86400},
    {.name = "SqsManagedSseEnabled",
     .show = [](const Subject& s) { return truth(s.queue.managed_encryption); },
     .set = set_managed_encryption},
};

bool settable(const Attribute& a) { return a.set || a.number || a.flag; }

void set(const Attribute& attribute, const Subject& s, Queue& to, std::string_view value) {
  if (attribute.set) return attribute.set(s, to, value);
  if (attribute.flag) {
    to.*attribute.flag = read_truth(attribute.name, value);
    return;
  }
  int number = 0;
  const char* const end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || rest != end || number < attribute.lowest || number > attribute.highest)
    throw invalid_value.says(attribute.name);
  to.*attribute.number = number;
}

// Clients in the field pad names ("VisibilityTimeout "); moto takes them, and nothing else could be meant.
std::string_view trimmed(std::string_view name) {
  const auto end = name.find_last_not_of(' ');
  return end == name.npos ? std::string_view() : name.substr(0, end + 1);
}

const Attribute& settable_attribute(const Subject& s, std::string_view name) {
  const Attribute* attribute = find_attribute(trimmed(name));
  if (!attribute || !settable(*attribute)) throw unknown_attribute.says(name);
  if (attribute->fifo_only && !s.queue.fifo)
    throw(attribute->flag ? unknown_attribute : only_fifo).says(attribute->name);
  return *attribute;
}

bool same_text(std::string_view a, std::string_view b) {
  if (a == b) return true;
  kit::Arena arena;
  const auto x = kit::parse_json(a, arena), y = kit::parse_json(b, arena);
  return x && y && x->is(kit::Kind::map) && kit::same(*x, *y);
}

}  // namespace

const Attribute* find_attribute(std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  return found == std::end(attributes) ? nullptr : found;
}

bool names_no_attribute(std::string_view name) { return name != "All" && !find_attribute(name); }

std::string show(const Attribute& attribute, const Subject& s) {
  if (attribute.fifo_only && !s.queue.fifo) return {};
  if (attribute.show) return attribute.show(s);
  return attribute.flag ? truth(s.queue.*attribute.flag) : std::to_string(s.queue.*attribute.number);
}

void set_attributes(const Subject& s, Queue& to, In wanted) {
  bool kms = false, managed = false;
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    const auto [name, value] = wanted.entry(i);
    const Attribute& attribute = settable_attribute(s, name);
    set(attribute, s, to, value.text());
    kms |= attribute.name == "KmsMasterKeyId" && !value.text().empty();
    managed |= attribute.name == "SqsManagedSseEnabled" && s.queue.managed_encryption;
  }
  if (kms && managed) throw kit::Failure(two_encryptions);
  if (s.queue.group_throughput && !s.queue.group_scope) throw kit::Failure(group_limit_needs_group_scope);
}

void require_same(const Subject& existing, const Subject& wanted, In given) {
  for (std::uint32_t i = 0; i < given.size(); ++i) {
    const Attribute& attribute = settable_attribute(wanted, given.entry(i).key);
    if (!same_text(show(attribute, existing), show(attribute, wanted)))
      throw queue_exists.says(attribute.name);
  }
}

void show_attributes(const Subject& s, In names) {
  bool all = false;
  for (const In name : names) {
    if (names_no_attribute(name.text())) throw unknown_attribute.says(name.text());
    all |= name.text() == "All";
  }
  std::optional<OutMap> out;  // AWS leaves an empty map out
  for (const Attribute& attribute : attributes) {
    if (!all && std::ranges::none_of(names.value().elements(),
                                     [&](const kit::Value& v) { return v.text() == attribute.name; }))
      continue;
    const std::string shown = show(attribute, s);
    if (shown.empty()) continue;
    if (!out) out = s.call.out["Attributes"].map(24);
    (*out)[attribute.name] = shown;
  }
}

}  // namespace understudy::sqs
