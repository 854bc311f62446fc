// The errors that more than one of SQS's files raises, and what every input is asked.
#pragma once

#include <algorithm>
#include <string_view>

#include "services/kit/error.hpp"
#include "services/models/names/sqs.hpp"

namespace understudy::sqs {

inline constexpr kit::Error no_queue{.code = "QueueDoesNotExist",
                                     .message = "The specified queue does not exist.",
                                     .in_xml = "The specified queue does not exist for this wsdl version."};
inline constexpr kit::Error queue_exists{
    "QueueNameExists", "A queue already exists with the same name and a different value for attribute {}"};
inline constexpr kit::Error unknown_attribute{"InvalidAttributeName", "Unknown Attribute {}."};
inline constexpr kit::Error missing{"MissingParameter", "The request must contain the parameter {}."};
inline constexpr kit::Error invalid{"InvalidParameterValue",
                                    "Value {} for parameter {} is invalid. Reason: {}"};
inline constexpr kit::Error wrong_handle{"ReceiptHandleIsInvalid",
                                         "The input receipt handle \"{}\" is not a valid receipt handle."};

// A required member. Throws MissingParameter when it is not there or an empty text.
inline In require(In member, std::string_view name) {
  if (!member || (member.value().is(kit::Kind::string) && member.text().empty())) throw missing.says(name);
  return member;
}

// What names, labels and ids of batch entries are made of: 1 to 80 alphanumeric characters, hyphens and
// underscores.
inline bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 80 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
             text.npos;
}

// The ids that senders and receivers make up, when there is one: MessageGroupId, MessageDeduplicationId,
// ReceiveRequestAttemptId.
inline void check_id(In member, std::string_view name) {
  const std::string_view id = member.text();
  if (!member) return;
  if (id.empty() || id.size() > 128 || std::ranges::any_of(id, [](char c) { return c <= ' ' || c > '~'; }))
    throw invalid.says(
        id, name,
        fmt::format("{} can only include alphanumeric and punctuation characters. 1 to 128 in length.",
                    name));
}

}  // namespace understudy::sqs
