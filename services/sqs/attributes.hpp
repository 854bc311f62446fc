// Queue attributes: which there are, what they may be set to and how they are shown.
#pragma once

#include <string>
#include <string_view>

#include "services/sqs/state.hpp"

namespace understudy::sqs {

// Whose attributes.
struct Subject {
  const Call& call;
  const State& state;
  const std::string& name;
  const Queue& queue;
};

struct Attribute {
  std::string_view name;
  // Empty: the queue has none. Null only where `number` or `flag` says it all.
  std::string (*show)(const Subject&) = nullptr;
  // Throws when the value is not allowed. Null: a number, a flag, or not to be set.
  void (*set)(const Subject&, Queue& to, std::string_view value) = nullptr;
  int Queue::*number = nullptr;  // of seconds or bytes
  int lowest = 0, highest = 0;
  bool Queue::*flag = nullptr;
  bool fifo_only = false;
};

const Attribute* find_attribute(std::string_view name);
bool names_no_attribute(std::string_view name);  // neither an attribute nor "All"
std::string show(const Attribute& attribute, const Subject& subject);

// Sets what the map (attribute name to text) says. Throws InvalidAttributeName, InvalidAttributeValue or
// InvalidParameterValue; then `to`, which is the subject's queue, is half changed and must be thrown away.
void set_attributes(const Subject& subject, Queue& to, In attributes);

// Whether creating with these attributes means this queue: throws QueueNameExists when one of them differs.
void require_same(const Subject& existing, const Subject& wanted, In attributes);

// Writes those asked for ("All" or names) in AWS's order, if there are any.
void show_attributes(const Subject& subject, In names);

}  // namespace understudy::sqs
