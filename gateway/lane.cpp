// Clocks, ids, the log's batches and the inbox of one I/O thread.
#include "gateway/lane.hpp"

#include <malloc.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>

#include "gateway/call.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/session.hpp"

namespace understudy::gateway {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds log_delay{10};         // lines wait so long, so that a batch is one hand-over
constexpr std::size_t log_batch = 32 * 1024;  // bytes at which they wait no longer

// Fine enough for the shortest patience, coarse enough to cost nothing.
milliseconds tick_length(const Limits& limits) {
  milliseconds shortest{4000};
  for (const milliseconds one : {limits.idle, limits.head, limits.body, limits.write, limits.linger})
    if (one.count() > 0) shortest = std::min(shortest, one);
  return std::max(milliseconds(5), shortest / 4);
}

Deadlines::Spans spans(const Limits& limits) {
  const milliseconds tick = tick_length(limits);
  const auto ticks = [&](milliseconds span) -> std::uint64_t {
    if (span.count() <= 0) return 0;
    return static_cast<std::uint64_t>((span + tick - milliseconds(1)) / tick) +
           1;  // the present tick has begun
  };
  Deadlines::Spans all{};
  const auto set = [&](Patience patience, milliseconds span) {
    all[static_cast<std::size_t>(patience)] = ticks(span);
  };
  set(Patience::idle, limits.idle);
  set(Patience::head, limits.head);
  set(Patience::body, limits.body);
  set(Patience::write, limits.write);
  set(Patience::linger, limits.linger);
  return all;
}

}  // namespace

Lane::Lane(Gateway& gateway, boost::asio::io_context& context, std::uint64_t seed)
    : gateway(gateway),
      context(context),
      meter(gateway.watch.meters.add()),
      scratch_(std::make_unique_for_overwrite<char[]>(scratch_bytes)),
      random_(seed, "request ids"),
      deadlines_(spans(gateway.limits)),
      ticks_(context),
      flush_(context) {
  boost::asio::post(context, [this] { thread_.store(std::this_thread::get_id()); });
}

Lane::~Lane() {
  deadlines_.all([](Waiting& w) { static_cast<Session&>(w).close(); });
  if (!lines_.empty()) gateway.log.lines(lines_);
  for (HttpCall* call = inbox_.load(); call;)
    intrusive_ptr_release(static_cast<kit::Call*>(std::exchange(call, call->next)));
}

std::string_view Lane::date(kit::Time now) {
  if (const std::int64_t second = kit::epoch_seconds(now); second != date_second_) {
    date_second_ = second;
    date_.clear();
    protocol::append_rfc822(date_, now);
  }
  return date_;
}

std::string_view Lane::request_id(kit::Arena& arena) { return arena.copy(random_.uuid()); }

// ---- The log

void Lane::log(const RequestLine& line) {
  append_line(lines_, line);
  if (lines_.size() >= log_batch) return flush();
  if (flushing_) return;
  flushing_ = true;
  flush_.expires_after(log_delay);
  flush_.async_wait([this](boost::system::error_code error) {
    flushing_ = false;
    if (!error) flush();
  });
}

void Lane::flush() {
  if (lines_.empty()) return;
  gateway.log.lines(lines_);
  lines_.clear();
}

// ---- Waiting

void Lane::wait(Session& session, Patience patience) {
  deadlines_.wait(session, patience);
  if (!ticking_) tick();
  if (quiet_) check_quiet();
}

void Lane::leave(Session& session) {
  deadlines_.leave(session);
  if (quiet_) check_quiet();
}

void Lane::check_quiet() {
  if (deadlines_.size() != deadlines_.size(Patience::answer)) return;
  flush();
  std::exchange(quiet_, nullptr)();
}

// The C library keeps what connections gave back; after a crowd has gone, the system gets it.
void Lane::return_memory() {
  constexpr std::size_t crowd = 512;
  const std::size_t here = deadlines_.size();
  most_ = std::max(most_, here);
  if (most_ < crowd || here > most_ / 2) return;
  most_ = here;
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void Lane::tick() {
  return_memory();
  ticking_ = deadlines_.size() > 0;
  if (!ticking_) return;
  ticks_.expires_after(tick_length(gateway.limits));
  ticks_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    deadlines_.tick([](Waiting& w) { static_cast<Session&>(w).expired(); });
    tick();
  });
}

void Lane::stop(std::function<void()> done) {
  deadlines_.all([](Waiting& w) { static_cast<Session&>(w).stop(); });
  quiet_ = std::move(done);
  check_quiet();
}

// ---- Answers

void Lane::answered(HttpCall& call) {
  if (std::this_thread::get_id() == thread_.load(std::memory_order_relaxed)) {
    const kit::Ref<HttpCall> kept(&call);
    kept->session->answered(*kept);
    return;
  }
  intrusive_ptr_add_ref(static_cast<kit::Call*>(&call));
  HttpCall* top = inbox_.load(std::memory_order_relaxed);
  do call.next = top;
  while (!inbox_.compare_exchange_weak(top, &call, std::memory_order_release, std::memory_order_relaxed));
  if (!top) boost::asio::post(context, [this] { deliver(); });
}

void Lane::deliver() {
  HttpCall* newest = inbox_.exchange(nullptr, std::memory_order_acquire);
  HttpCall* oldest = nullptr;
  while (newest) {  // in order of arrival
    HttpCall* next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest) {
    HttpCall* call = std::exchange(oldest, oldest->next);
    call->session->answered(*call);
    intrusive_ptr_release(static_cast<kit::Call*>(call));
  }
}

}  // namespace understudy::gateway
