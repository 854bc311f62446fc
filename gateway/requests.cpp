// Listeners' queues, and calls as JSON.
#include "gateway/requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
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
constexpr std::size_t piece_bytes = 64u << 10;  // written at a time

bool fits(const std::string& wanted, std::string_view actual) { return wanted.empty() || wanted == actual; }

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  protocol::append_json_string(out, value);
}

void append_part(std::string& out, std::string_view name, const std::optional<models::Shape>& shape,
                 const kit::Value& value) {
  if (!shape || !value) return;
  const std::size_t before = out.size();
  out.append(",\"").append(name).append("\":");
  const std::size_t from = out.size();
  append_readable(out, *shape, value, Secrets::hidden);
  if (out.size() - from <= part_bytes) return;
  const std::size_t bytes = out.size() - from;
  out.resize(before);
  out.append(",\"").append(name).append("_omitted_bytes\":").append(std::to_string(bytes));
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
      : filter(std::move(filter)), requests_(requests), lane_(lane) {}
  ~Listener() override { requests_.leave(*this); }

  const RequestFilter filter;

  void push(const std::shared_ptr<const std::string>& event) {
    {
      const std::lock_guard lock(mutex_);
      if (bytes_ + event->size() > queue_bytes) {
        ++missed_;
        return;
      }
      bytes_ += event->size();
      queue_.push_back(event);
      if (std::exchange(poked_, true)) return;
    }
    boost::asio::post(lane_.context, [self = kit::Ref<Listener>(this)] {
      if (self->session_) self->session_->go_on();
    });
  }

  Next next(Session& session, std::string& out) override {
    session_ = &session;
    const std::lock_guard lock(mutex_);
    while (!queue_.empty() && out.size() < piece_bytes) {
      out.append(*queue_.front());
      bytes_ -= queue_.front()->size();
      queue_.pop_front();
    }
    if (queue_.empty() && missed_ > 0)
      out.append(fmt::format("event: missed\ndata: {{\"calls\":{}}}\n\n", std::exchange(missed_, 0)));
    poked_ = !out.empty();  // whoever is asked again needs no poke
    return out.empty() ? Next::later : Next::more;
  }

  void left() override {
    session_ = nullptr;
    requests_.leave(*this);
  }

 private:
  Requests& requests_;
  Lane& lane_;
  Session* session_ = nullptr;  // of the lane's thread
  std::mutex mutex_;
  std::deque<std::shared_ptr<const std::string>> queue_;
  std::size_t bytes_ = 0;
  std::uint64_t missed_ = 0;
  bool poked_ = false;
};

Requests::Requests() = default;
Requests::~Requests() = default;

void Requests::tell(const HttpCall& call, unsigned status, std::int64_t microseconds) {
  if (call.pieces) return;  // a listener's own request
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const std::string> event;
  for (Listener* listener : listeners_) {
    if (!listener->filter.wants(call, status)) continue;
    if (!event)
      event = std::make_shared<const std::string>(
          fmt::format("id: {}\ndata: {}\n\n", ++number_, describe(call, status, microseconds)));
    listener->push(event);
  }
}

kit::Ref<Pieces> Requests::listen(Lane& lane, RequestFilter filter) {
  kit::Ref<Listener> listener(std::make_unique<Listener>(*this, lane, std::move(filter)).release());
  const std::lock_guard lock(mutex_);
  listeners_.push_back(listener.get());
  listeners_count_.store(listeners_.size(), std::memory_order_relaxed);
  return kit::Ref<Pieces>(listener.get());
}

void Requests::leave(const Listener& listener) {
  const std::lock_guard lock(mutex_);
  std::erase(listeners_, &listener);
  listeners_count_.store(listeners_.size(), std::memory_order_relaxed);
}

std::string describe(const HttpCall& call, unsigned status, std::int64_t microseconds) {
  std::string out = "{\"time\":\"";
  protocol::append_iso8601(out, call.began, protocol::Fraction::needed);
  out += '"';
  append_field(out, "request_id", call.request_id);
  append_field(out, "world", call.world);
  append_field(out, "account", call.account);
  append_field(out, "region", call.region);
  append_field(out, "service", call.service);
  append_field(out, "operation", call.operation_name);
  append_field(out, "method", call.head.request.method);
  append_field(out, "path", call.head.request.path);
  append_field(out, "source", call.caller.source_address);
  append_field(out, "access_key", call.caller.access_key);
  fmt::format_to(std::back_inserter(out), ",\"status\":{},\"microseconds\":{}", status, microseconds);
  const auto& operation = call.target.operation;
  if (operation) append_part(out, "input", operation->input(), call.input);
  if (call.failure) {
    out += ",\"error\":{\"code\":";
    protocol::append_json_string(out, call.failure->code);
    append_field(out, "message", call.failure->message);
    out += '}';
  } else if (operation) {
    append_part(out, "output", operation->output(), call.output);
  }
  return out + "}";
}

}  // namespace understudy::gateway
