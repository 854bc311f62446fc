// Sequence numbers of FIFO messages.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace understudy::sqs {

// 20 digits that grow with each message; AWS's begin with 188.
inline std::string sequence_number(std::uint64_t message) { return fmt::format("1887{:016}", message); }

}  // namespace understudy::sqs
