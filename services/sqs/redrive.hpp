// Dead-letter queues: the two policies that make them, and tasks that move their messages on.
#pragma once

#include <string_view>

#include "services/sqs/attributes.hpp"

namespace understudy::sqs {

// The attributes RedrivePolicy and RedriveAllowPolicy.
void set_redrive_policy(const Subject& subject, Queue& to, std::string_view value);
void set_redrive_allow_policy(const Subject& subject, Queue& to, std::string_view value);

// Whether receiving it once more would be once too often, and there is a queue for it to go to.
bool is_dead(const State& state, const Queue& queue, const Message& message);
// Moves a dead message to its queue's dead-letter queue.
void bury(State& state, Turn& turn, const std::string& name, const Queue& queue, std::uint64_t number);

// Moves what a running task may move by now, and ends it when nothing is left.
void move_some(State& state, Turn& turn, std::uint64_t task);

}  // namespace understudy::sqs
