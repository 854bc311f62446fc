// Logging by spdlog's asynchronous logger: the only file of the gateway that includes it.
#include "gateway/log.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "gateway/protocol/text.hpp"

namespace understudy::gateway {
namespace {

constexpr std::size_t queue_entries =
    4096;  // an entry is a batch of request lines, or one line of another kind

struct Named {
  std::string_view name;
  Level level;
};
constexpr std::array names{Named{"trace", Level::trace},    Named{"debug", Level::debug},
                           Named{"info", Level::info},      Named{"warning", Level::warning},
                           Named{"warn", Level::warning},   Named{"error", Level::error},
                           Named{"critical", Level::error}, Named{"off", Level::off}};

constexpr spdlog::level::level_enum theirs(Level level) {
  constexpr std::array levels{spdlog::level::trace, spdlog::level::debug, spdlog::level::info,
                              spdlog::level::warn,  spdlog::level::err,   spdlog::level::off};
  return levels[static_cast<std::size_t>(level)];
}

void append_part(std::string& out, std::string_view part) {
  if (!part.empty()) out.append(1, ' ').append(part);
}

// What a client may have put control characters into.
void append_foreign_part(std::string& out, std::string_view part) {
  if (part.empty()) return;
  const std::size_t from = out.size() + 1;
  out.append(1, ' ').append(part);
  for (std::size_t i = from; i < out.size(); ++i)
    if (static_cast<unsigned char>(out[i]) < ' ' || out[i] == '\x7f') out[i] = '?';
}

// "2026-01-31T08:00:00.123Z"; the second's text is kept, since lines come thousands a second.
void append_stamp(std::string& out, kit::Time time) {
  thread_local std::pair<std::int64_t, std::string> last{INT64_MIN, {}};
  const std::int64_t second = kit::epoch_seconds(time);
  if (last.first != second) {
    last = {second, {}};
    protocol::append_iso8601(last.second, kit::from_epoch_seconds(second), protocol::Fraction::none);
    last.second.back() = '.';  // for the Z
  }
  const auto millis = static_cast<unsigned>(kit::epoch_millis(time) - second * 1000);
  out += last.second;
  out += static_cast<char>('0' + millis / 100);
  out += static_cast<char>('0' + millis / 10 % 10);
  out += static_cast<char>('0' + millis % 10);
  out += 'Z';
}

}  // namespace

std::optional<Level> level_named(std::string_view name) {
  for (const Named& one : names)
    if (protocol::equal_without_case(one.name, name)) return one.level;
  return {};
}

void append_line(std::string& out, const RequestLine& line) {
  append_stamp(out, line.time);
  out += " info";
  append_part(out, line.method);
  append_part(out, line.service);
  if (!line.operation.empty() && !line.service.empty()) {
    out += '.';
    out += line.operation;
  } else {
    append_foreign_part(out, line.operation);
  }
  out += ' ';
  protocol::append_integer(out, line.status);
  out += ' ';
  protocol::append_integer(out, line.microseconds);
  out += "us";
  append_part(out, line.account);
  append_part(out, line.region);
  append_part(out, line.request_id);
  append_part(out, line.error);
  out += '\n';
}

struct Log::Writer {
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> raw;    // whole lines
  std::shared_ptr<spdlog::async_logger> other;  // adds time and level
  std::shared_ptr<spdlog::logger> before;       // what was the process's logger
};

Log::Log(Level level, const std::string& path) : level_(level), writer_(std::make_unique<Writer>()) {
  const auto sink = [&]() -> spdlog::sink_ptr {
    if (path.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
  };
  try {
    writer_->pool = std::make_shared<spdlog::details::thread_pool>(queue_entries, 1);
    const auto logger = [&](const char* name, const char* pattern) {
      auto made = std::make_shared<spdlog::async_logger>(name, sink(), writer_->pool,
                                                         spdlog::async_overflow_policy::overrun_oldest);
      made->set_pattern(pattern, spdlog::pattern_time_type::utc);
      made->set_level(theirs(level));
      made->flush_on(spdlog::level::trace);
      return made;
    };
    writer_->raw = logger("requests", "%v");
    writer_->other = logger("understudy", "%Y-%m-%dT%H:%M:%S.%eZ %l %v");
  } catch (const spdlog::spdlog_ex& error) {
    throw std::runtime_error(error.what());
  }
  writer_->before = spdlog::default_logger();
  spdlog::set_default_logger(writer_->other);
}

Log::~Log() {
  spdlog::set_default_logger(writer_->before);
  writer_->raw.reset();
  writer_->other.reset();
  writer_->pool.reset();  // joins its thread when the queue is empty
}

void Log::lines(std::string_view finished) {
  if (finished.ends_with('\n')) finished.remove_suffix(1);  // the sink ends what it writes with one
  writer_->raw->log(spdlog::level::info, spdlog::string_view_t(finished.data(), finished.size()));
}

void Log::say(Level level, std::string_view text) {
  writer_->other->log(theirs(level), spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace understudy::gateway
