// Receipt handles: what a receiver shows to delete a message or to change its visibility.
#pragma once

#include <string>
#include <string_view>

#include "services/sqs/state.hpp"

namespace understudy::sqs {

// A handle says all that it stands for, so that none is stored.
struct Receipt {
  std::uint64_t queue = 0;     // its number
  std::uint64_t message = 0;   // its number
  std::uint32_t receives = 0;  // which receive of the message this was
  std::uint32_t id = 0;        // the beginning of the message's id: numbers start anew when a world is reset
};

std::string write_receipt(const Call& call, const Queue& queue, std::uint64_t number, const Message& message);

// Throws ReceiptHandleIsInvalid for what was never a handle of this shard.
Receipt read_receipt(const Call& call, std::string_view handle);

}  // namespace understudy::sqs
