// What is told of a message, whoever looks at it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/sqs/state.hpp"

namespace understudy::sqs {

struct Note {
  std::string_view name;
  std::string text;
};

// What to tell besides the body: names, of which "All" is all, and what else is to be said among the system
// attributes.
struct Asked {
  In system_attributes, older_system_attributes, attributes;
  std::span<const Note> notes = {};
};

// The answer points into the message, which the call holds from now on.
void write_message(const Call& call, std::uint64_t number, const kit::Row<Message>& row,
                   std::string_view handle, const Asked& asked, const Out& out);

}  // namespace understudy::sqs
