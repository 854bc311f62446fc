// What the server tells: one line a request, and what goes wrong. Written by a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "services/kit/time.hpp"

namespace understudy::gateway {

enum class Level : std::uint8_t { trace, debug, info, warning, error, off };
std::optional<Level> level_named(std::string_view name);  // "info", "WARNING", "warn", ...

// A finished request, as its line shows it.
struct RequestLine {
  kit::Time time{};
  std::string_view method{};
  std::string_view service{};    // empty: not known
  std::string_view operation{};  // empty: not known; for admin requests the path
  unsigned status = 0;
  std::int64_t microseconds = 0;
  std::string_view account{}, region{}, request_id{};  // may be empty
  std::string_view error{};                            // the error's code, else empty
};
// "2026-01-31T08:00:00.123Z info POST sqs.SendMessage 200 312us 123456789012 us-east-1 <id>", with its line
// feed.
void append_line(std::string& out, const RequestLine& line);

// Lines in, on any thread; a bounded queue in between, whose oldest entries are lost when the disk is slower
// than the traffic. One for the process: the other rooms' logging goes to the same place.
class Log {
 public:
  // An empty path means standard error. Throws std::runtime_error when the file cannot be opened.
  Log(Level level, const std::string& path);
  ~Log();  // everything queued is written
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool shows(Level level) const { return level >= level_; }
  void lines(std::string_view finished);  // whole lines, as append_line makes them
  void say(Level level, std::string_view text);

 private:
  Level level_;
  struct Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace understudy::gateway
