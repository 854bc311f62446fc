// How messages move between being delayed, ready, in flight and gone; every other file moves them through
// these.
#pragma once

#include "services/sqs/state.hpp"

namespace understudy::sqs {

// The key that a parked receive waits on. One wake for each message that becomes ready.
std::string wake_key(std::uint64_t contents);

// Adds a message to a queue as its last, hidden for the delay. Fills contents, fifo, order and phase; the
// rest is the caller's. Returns its number.
std::uint64_t put(State& state, Turn& turn, const std::string& name, const Queue& queue, Message message,
                  Duration delay);

// A ready message is given to a receiver: counted, and in flight until then, which may be now.
void give(State& state, Turn& turn, std::uint64_t number, Time until);
// A hidden message's time has come.
void show(State& state, Turn& turn, std::uint64_t number);
// It is deleted, expired or moved away: in a FIFO queue the next of its group has its turn.
void remove(State& state, Turn& turn, std::uint64_t number);

// Takes all messages from a queue at once; they are cleared away later.
void abandon(State& state, Turn& turn, std::uint64_t contents);

inline std::size_t count(const State& state, std::uint64_t contents, Phase phase) {
  return state.messages.by<ByPhase>().size({contents, phase});
}

}  // namespace understudy::sqs
