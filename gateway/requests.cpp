// Listeners' queues, and calls as JSON.
#include "gateway/requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <iterator>
#include <utility>

#include "gateway/call.hpp"
#include "gateway/lane.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/session.hpp"
#include "gateway/wire_values.hpp"

namespace understudy::gateway {
namespace {

constexpr std::size_t queue_bytes = 4u << 20;   // of one listener
constexpr std::size_t part_bytes = 256u << 10;  // of one call's input or output; larger ones are left out
constexpr std::chrono::milliseconds beat{10};   // between two writes: many calls share one

bool fits(const std::string& wanted, std::string_view actual) { return wanted.empty() || wanted == actual; }

// Of what a client may write as it likes.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name);
  protocol::append_json_string(out, value);
}
// Of what needs no escapes.
void append_plain(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append("\"").append(value).append("\"");
}

bool has_secrets(const models::Shape& shape, std::vector<std::string_view>& seen) {
  if (shape.has(models::tables::sensitive)) return true;
  if (shape.size() == 0 || std::ranges::find(seen, shape.name()) != seen.end()) return false;
  seen.push_back(shape.name());
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const models::Member member = shape.member(i);
    if (is_secret_name(member.name()) || has_secrets(member.shape(), seen)) return true;
  }
  return false;
}

// A body that is JSON without secrets is its own description; it must only stay on one line.
bool speaks_for_itself(std::string_view body) {
  return body.size() > 1 && body.size() <= part_bytes && body.front() == '{' && body.back() == '}' &&
         body.find_first_of('\n') == body.npos && body.find('\r') == body.npos;
}

}  // namespace

bool RequestFilter::wants(const HttpCall& call, unsigned code) const {
  if (!fits(world, call.world) || !fits(account, call.account) || !fits(region, call.region) ||
      !fits(service, call.service) || !fits(operation, call.operation_name))
    return false;
  if (status.empty()) return true;
  const std::string text = std::to_string(code);
  return std::ranges::equal(status, text, [](char wanted, char c) { return wanted == c || wanted == 'x'; });
}

class Requests::Listener final : public Pieces {
 public:
  Listener(Requests& requests, Lane& lane, RequestFilter filter)
      : filter(std::move(filter)), requests_(requests), lane_(lane), timer_(lane.context) {}

  const RequestFilter filter;

  void push(std::string_view event) {
    {
      const std::lock_guard lock(mutex_);
      if (pending_.size() + event.size() > queue_bytes) {
        ++missed_;
        return;
      }
      pending_.append(event);
      if (std::exchange(poked_, true)) return;
    }
    boost::asio::post(lane_.context, [self = kit::Ref<Listener>(this)] {
      if (self->session_) self->rest();
    });
  }

  Next next(Session& session, std::string& out) override {
    session_ = &session;
    const std::lock_guard lock(mutex_);
    if (pending_.empty() && missed_ == 0) {
      poked_ = false;
      return Next::later;
    }
    if (!std::exchange(rested_, false)) {
      rest();
      return Next::later;
    }
    out.swap(pending_);
    if (missed_ > 0)
      out.append(fmt::format("event: missed\ndata: {{\"calls\":{}}}\n\n", std::exchange(missed_, 0)));
    return Next::more;
  }

  void left() override {
    if (std::exchange(session_, nullptr)) timer_.cancel();
    requests_.leave(*this);
  }

 private:
  void rest() {
    if (std::exchange(resting_, true)) return;
    timer_.expires_after(beat);
    timer_.async_wait([self = kit::Ref<Listener>(this)](boost::system::error_code error) {
      if (error || !self->session_) return;
      self->resting_ = false;
      self->rested_ = true;
      self->session_->go_on();
    });
  }

  Requests& requests_;
  Lane& lane_;
  boost::asio::steady_timer timer_;  // of the lane's thread, as are the next
  bool resting_ = false, rested_ = false;
  Session* session_ = nullptr;
  std::mutex mutex_;
  std::string pending_;  // whole events
  std::uint64_t missed_ = 0;
  bool poked_ = false;
};

Requests::Requests() = default;
Requests::~Requests() = default;

void Requests::tell(const HttpCall& call, const protocol::Reply& reply, std::int64_t microseconds) {
  if (call.pieces) return;  // a listener's own request
  const std::lock_guard lock(mutex_);
  bool written = false;
  for (const auto& listener : listeners_) {
    if (!listener->filter.wants(call, reply.status)) continue;
    if (!std::exchange(written, true)) {
      event_.assign("id: ");
      protocol::append_integer(event_, static_cast<std::int64_t>(++number_));
      event_ += "\ndata: ";
      describe(call, reply, microseconds);
      event_ += "\n\n";
    }
    listener->push(event_);
  }
}

kit::Ref<Pieces> Requests::listen(Lane& lane, RequestFilter filter) {
  kit::Ref<Listener> listener(std::make_unique<Listener>(*this, lane, std::move(filter)).release());
  const std::lock_guard lock(mutex_);
  listeners_.push_back(listener);
  listeners_count_.store(listeners_.size(), std::memory_order_relaxed);
  return kit::Ref<Pieces>(listener.get());
}

void Requests::leave(const Listener& listener) {
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [&](const auto& one) { return one.get() == &listener; });
  listeners_count_.store(listeners_.size(), std::memory_order_relaxed);
}

void Requests::append_time(kit::Time time) {
  if (const std::int64_t second = kit::epoch_seconds(time); second != second_) {
    second_ = second;
    second_text_.clear();
    protocol::append_iso8601(second_text_, time, protocol::Fraction::none);
    second_text_.back() = '.';  // was Z
  }
  std::array<char, 7> fraction;
  auto rest = (time - kit::from_epoch_seconds(second_)).count();
  fraction[6] = 'Z';
  for (std::size_t i = 6; i-- > 0; rest /= 10) fraction[i] = static_cast<char>('0' + rest % 10);
  event_.append(second_text_).append(fraction.data(), fraction.size());
}

const Requests::Hides& Requests::hides(const models::Operation& operation) {
  const auto key = (std::uint32_t{operation.service().index()} << 16) | operation.index();
  const auto [found, fresh] = hides_.try_emplace(key);
  if (!fresh) return found->second;
  std::vector<std::string_view> seen;
  if (const auto shape = operation.input()) found->second.input = has_secrets(*shape, seen);
  seen.clear();
  if (const auto shape = operation.output()) found->second.output = has_secrets(*shape, seen);
  return found->second;
}

void Requests::append_part(std::string_view name, const models::Shape& shape, const kit::Value& value) {
  const std::size_t before = event_.size();
  event_.append(",\"").append(name).append("\":");
  const std::size_t from = event_.size();
  append_readable(event_, shape, value, Secrets::hidden);
  if (event_.size() - from <= part_bytes) return;
  const std::size_t bytes = event_.size() - from;
  event_.resize(before);
  event_.append(",\"").append(name).append("_omitted_bytes\":");
  protocol::append_integer(event_, static_cast<std::int64_t>(bytes));
}

void Requests::describe(const HttpCall& call, const protocol::Reply& reply, std::int64_t microseconds) {
  event_ += "{\"time\":\"";
  append_time(call.began);
  append_plain(event_, "\",\"request_id\":", call.request_id);
  append_field(event_, ",\"world\":", call.world);
  append_plain(event_, ",\"account\":", call.account);
  append_plain(event_, ",\"region\":", call.region);
  append_plain(event_, ",\"service\":", call.service);
  append_plain(event_, ",\"operation\":", call.operation_name);
  append_plain(event_, ",\"method\":", call.head.request.method);
  append_field(event_, ",\"path\":", call.head.request.path);
  append_plain(event_, ",\"source\":", call.caller.source_address);
  append_field(event_, ",\"access_key\":", call.caller.access_key);
  event_ += ",\"status\":";
  protocol::append_integer(event_, reply.status);
  event_ += ",\"microseconds\":";
  protocol::append_integer(event_, std::max<std::int64_t>(microseconds, 0));
  if (const auto& operation = call.target.operation) {
    const Hides& hidden = hides(*operation);
    const bool json = call.target.protocol == models::Protocol::json;
    if (call.input && json && !hidden.input && speaks_for_itself(call.head.request.body)) {
      event_.append(",\"input\":").append(call.head.request.body);
    } else if (call.input && operation->input()) {
      append_part("input", *operation->input(), call.input);
    }
    if (!call.failure && json && !hidden.output && speaks_for_itself(reply.body)) {
      event_.append(",\"output\":").append(reply.body);
    } else if (!call.failure && call.output && operation->output()) {
      append_part("output", *operation->output(), call.output);
    }
  }
  if (call.failure) {
    append_field(event_, ",\"error\":{\"code\":", call.failure->code);
    append_field(event_, ",\"message\":", call.failure->message);
    event_ += '}';
  }
  event_ += '}';
}

}  // namespace understudy::gateway
