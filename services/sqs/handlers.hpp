// SQS's 23 operations and its page, each in the file of its subject.
#pragma once

#include "services/sqs/state.hpp"

namespace understudy::sqs {

// queues.cpp
kit::Outcome create_queue(Call& call, State& state);
kit::Outcome delete_queue(Call& call, State& state);
kit::Outcome get_queue_url(Call& call, State& state);
kit::Outcome list_queues(Call& call, State& state);
kit::Outcome purge_queue(Call& call, State& state);
kit::Outcome get_queue_attributes(Call& call, State& state);
kit::Outcome set_queue_attributes(Call& call, State& state);
// tags.cpp
kit::Outcome tag_queue(Call& call, State& state);
kit::Outcome untag_queue(Call& call, State& state);
kit::Outcome list_queue_tags(Call& call, State& state);
// permissions.cpp
kit::Outcome add_permission(Call& call, State& state);
kit::Outcome remove_permission(Call& call, State& state);
// send.cpp
kit::Outcome send_message(Call& call, State& state);
kit::Outcome send_message_batch(Call& call, State& state);
// receive.cpp
kit::Outcome receive_message(Call& call, State& state);
// receipts.cpp
kit::Outcome delete_message(Call& call, State& state);
kit::Outcome delete_message_batch(Call& call, State& state);
kit::Outcome change_message_visibility(Call& call, State& state);
kit::Outcome change_message_visibility_batch(Call& call, State& state);
// redrive.cpp
kit::Outcome list_dead_letter_source_queues(Call& call, State& state);
kit::Outcome start_message_move_task(Call& call, State& state);
kit::Outcome list_message_move_tasks(Call& call, State& state);
kit::Outcome cancel_message_move_task(Call& call, State& state);
// peek.cpp
kit::Outcome list_messages(Call& call, State& state);

}  // namespace understudy::sqs
