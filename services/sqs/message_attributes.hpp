// Message attributes: what they may be, and how they come in and go out.
#pragma once

#include <optional>
#include <vector>

#include "services/sqs/digest.hpp"
#include "services/sqs/errors.hpp"

namespace understudy::sqs {

// Bytes that count against a message's size: names, types and values.
std::size_t size_of_attributes(In attributes);

// Throws `code` unless every character may be in a message: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to
// #xFFFD | #x10000 to #x10FFFF. `where` is for the message: "message body".
void check_characters(std::string_view text, std::string_view where, std::string_view code);

// Checks and stores, sorted by name; gives the digest when there are any. Throws InvalidParameterValue.
std::optional<Digest> read_attributes(In from, std::vector<MessageAttribute>& to);
std::optional<Digest> read_system_attributes(In from, Text& trace);

// Writes those that MessageAttributeNames asks for (names, "All", "*", ".*", "prefix.*"), with their digest.
void write_attributes(const std::vector<MessageAttribute>& attributes, In names, const Out& message);

}  // namespace understudy::sqs
