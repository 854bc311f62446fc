// Recordings: lines as calls are answered, and a client of our own to play them.
#include "gateway/recorder.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <future>
#include <stdexcept>
#include <utility>

#include "gateway/protocol/text.hpp"
#include "gateway/route_host.hpp"
#include "gateway/session.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::gateway {
namespace {

using boost::asio::ip::tcp;

constexpr std::string_view own_pages = "/moto-api/recorder", clock_page = "/_understudy/clock";
constexpr std::array<std::string_view, 2> dialects{"moto", "localstack"};
constexpr timeval patience_with_parked{.tv_sec = 1, .tv_usec = 0};
constexpr timeval patience{.tv_sec = 60, .tv_usec = 0};

// What the player frames itself.
bool is_framing(const protocol::Field& field) {
  constexpr std::array<std::string_view, 7> names{
      "content-length", "transfer-encoding",           "connection", "expect", "x-amz-trailer",
      "trailer",        "x-amz-decoded-content-length"};
  for (const std::string_view name : names)
    if (protocol::equal_without_case(field.name, name)) return true;
  return protocol::equal_without_case(field.name, "content-encoding") &&
         field.value.find("aws-chunked") != field.value.npos;
}

std::string_view value_of(const protocol::Field& field) {
  const bool chunked = protocol::equal_without_case(field.name, "x-amz-content-sha256") &&
                       field.value.starts_with("STREAMING-");
  return chunked ? std::string_view("UNSIGNED-PAYLOAD") : field.value;
}

}  // namespace

// ---- Recording

// With the mutex held all the while: turns are numbered in the order of their times.
Recorder::Turn Recorder::turn_of(const HttpCall& call) {
  const bool at_once = call.shard.first_turn && call.shard.ticket == 0;
  return {++turns_, at_once ? *call.shard.first_turn : system_.clock(call.target.world).now(),
          std::string(call.request_id)};
}

void Recorder::number(const HttpCall& call) {
  const std::lock_guard lock(mutex_);
  under_way_.insert_or_assign(&call, turn_of(call));
}

void Recorder::write(HttpCall& call) {
  const protocol::Request& in = call.request();
  const bool endless = call.target.kind == Target::Kind::admin && call.pieces;
  if (endless || call.target.path.starts_with(own_pages)) return;
  Turn turn;
  {
    const std::lock_guard lock(mutex_);
    const auto known = under_way_.find(&call);
    turn = known != under_way_.end() && known->second.request_id == call.request_id ? known->second
                                                                                    : turn_of(call);
    if (known != under_way_.end()) under_way_.erase(known);
  }
  kit::Arena& arena = call.arena;
  const auto text = [&](std::string_view s) { return kit::Value::string(arena.copy(s)); };
  kit::Value headers = kit::Value::map(arena, static_cast<std::uint32_t>(in.fields.size()));
  for (const protocol::Field& field : in.fields)
    if (!is_framing(field)) headers.set(arena, field.name) = kit::Value::string(value_of(field));
  kit::Value line = kit::Value::map(arena, 12);
  line.set(arena, "headers") = headers;
  line.set(arena, "method") = kit::Value::string(in.method);
  line.set(arena, "url") = text(fmt::format("{}://{}{}{}{}", call.session->scheme(), call.head.host, in.path,
                                            in.query.empty() ? "" : "?", in.query));
  line.set(arena, "body") = text(kit::base64(call.inflated ? call.packed : in.body));
  line.set(arena, "body_encoded") = true;
  line.set(arena, "turn") = static_cast<std::int64_t>(turn.number);
  line.set(arena, "time") = turn.time;
  line.set(arena, "world") = kit::Value::string(call.target.world);
  line.set(arena, "seed") = text(std::to_string(system_.seed(call.target.world)));
  line.set(arena, "dialect") =
      kit::Value::string(dialects[static_cast<std::size_t>(call.door.routing.dialect)]);
  line.set(arena, "request_id") = kit::Value::string(call.request_id);
  if (call.shard.ticket) line.set(arena, "parked") = true;
  std::string json = kit::to_json(line);
  const std::lock_guard lock(mutex_);
  bytes_ += json.size();
  if (bytes_ > most_bytes) return set(false);
  lines_.insert_or_assign(turn.number, std::move(json));
}

void Recorder::upload(std::string_view text) {
  const std::lock_guard lock(mutex_);
  lines_.clear();
  bytes_ = text.size();
  std::uint64_t turn = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") != line.npos) lines_.emplace(++turn, line);
  }
  turns_ = turn;
  under_way_.clear();
}

std::string Recorder::download() const {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const auto& [turn, line] : lines_) all.append(line).append(1, '\n');
  return all;
}

bool Recorder::shows(HttpCall& call) {
  std::string_view what = call.target.path;
  if (!what.starts_with(own_pages) || !what.substr(own_pages.size()).starts_with('/')) return false;
  what.remove_prefix(own_pages.size() + 1);
  protocol::Reply& reply = *call.made;
  if (what == "start-recording" || what == "stop-recording") {
    set(what == "start-recording");
    reply.body = on() ? "Recording is set to True" : "Recording is set to False";
  } else if (what == "reset-recording") {
    upload({});
  } else if (what == "upload-recording") {
    upload(call.request().body);
  } else if (what == "download-recording") {
    reply.body = download();
  } else {
    return false;
  }
  reply.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
  return true;
}

// ---- Playing

struct Recorder::Line {
  std::string method, target, path, headers, body, world;
  kit::Time time{};
  std::uint64_t turn = 0, seed = 0;
  kit::Dialect dialect = kit::Dialect::moto;
  bool timed = false, parked = false, has_host = false;

  // Throws std::runtime_error when it is no line of a recording.
  explicit Line(std::string_view json) {
    kit::Arena arena;
    const auto line = kit::parse_json(json, arena);
    if (!line || !line->is(kit::Kind::map) || !line->find("method") || !line->find("url"))
      throw std::runtime_error("A line of the recording is no request.");
    const auto text = [&](std::string_view name) {
      const kit::Value* value = line->find(name);
      return value ? value->text() : std::string_view();
    };
    method = text("method");
    const std::string_view url = text("url");
    const auto host = url.find("://");
    const auto slash = url.find('/', host == url.npos ? 0 : host + 3);
    target = slash == url.npos ? "/" : url.substr(slash);
    path = target.substr(0, target.find('?'));
    const kit::Value* encoded = line->find("body_encoded");
    body = text("body");
    if (encoded && encoded->boolean()) body = kit::parse_base64(body).value_or(std::string());
    if (const kit::Value* fields = line->find("headers"))
      for (std::uint32_t i = 0; i < fields->size(); ++i)
        add(fields->entry(i).key, fields->entry(i).value.text());
    if (!has_host) headers.append("Host: ").append(host_of(url)).append("\r\n");
    world = text("world");
    const auto at = kit::parse_rfc3339(text("time"));
    timed = at && !world.empty();
    time = at.value_or(kit::Time{});
    seed = std::strtoull(std::string(text("seed")).c_str(), nullptr, 10);
    if (text("dialect") == dialects[1]) dialect = kit::Dialect::localstack;
    const kit::Value* waited = line->find("parked");
    parked = waited && waited->boolean();
  }

  std::string bytes() const {
    return fmt::format("{} {} HTTP/1.1\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", method,
                       target, headers, body.size(), body);
  }

 private:
  static std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme != url.npos) url.remove_prefix(scheme + 3);
    return url.substr(0, url.find('/'));
  }
  void add(std::string_view name, std::string_view value) {
    const bool breaks_out =
        name.find_first_of("\r\n:") != name.npos || value.find_first_of("\r\n") != value.npos;
    if (breaks_out || is_framing({name, value})) return;
    has_host |= protocol::equal_without_case(name, "host");
    headers.append(name).append(": ").append(value).append("\r\n");
  }
};

void Recorder::reach(kit::Dialect dialect, tcp::endpoint address) {
  if (address.address().is_unspecified())
    address.address(address.address().is_v6()
                        ? boost::asio::ip::address(boost::asio::ip::address_v6::loopback())
                        : boost::asio::ip::address(boost::asio::ip::address_v4::loopback()));
  const std::lock_guard lock(mutex_);
  auto& door = doors_[static_cast<std::size_t>(dialect)];
  if (!door) door = address;
}

bool Recorder::replays(const kit::Ref<HttpCall>& call) {
  if (call->target.path != "/moto-api/recorder/replay-recording") return false;
  if (playing_.exchange(true)) {
    call->made = std::make_unique<protocol::Reply>();
    call->made->status = 409;
    call->made->body = "A recording is being replayed.";
    call->answered();
    return true;
  }
  if (player_.joinable()) player_.join();
  player_ = std::thread([this, call] { play(*call); });
  return true;
}

void Recorder::stop_replay() {
  ends_ = true;
  if (player_.joinable()) player_.join();
}

void Recorder::play(HttpCall& call) {
  auto reply = std::make_unique<protocol::Reply>();
  const bool was_on = on_.exchange(false);  // as moto does: a replay is not recorded
  const auto wanted = form_value(call.target.query, "exact", call.arena);
  const std::string problem = play_all(wanted && *wanted != "0" && *wanted != "false");
  if (was_on) set(true);
  reply->headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
  if (!problem.empty()) reply->status = 400;
  reply->body = problem;
  call.made = std::move(reply);
  playing_ = false;
  call.answered();
}

// Turns of different shards are numbered when they end, which may not be the order of their times: between
// two orders to the clock the times count.
std::vector<Recorder::Line> Recorder::read_lines() const {
  const std::lock_guard lock(mutex_);
  std::vector<Line> lines;
  for (const auto& [turn, json] : lines_) lines.emplace_back(json).turn = turn;
  const auto is_order = [](const Line& line) { return line.path.ends_with(clock_page); };
  for (auto from = lines.begin(); from != lines.end();) {
    const auto to = std::find_if(from, lines.end(), is_order);
    std::stable_sort(from, to, [](const Line& a, const Line& b) { return a.time < b.time; });
    from = to == lines.end() ? to : std::next(to);
  }
  return lines;
}

std::string Recorder::play_all(bool exact) {
  try {
    std::map<std::string, bool> begun;
    for (const Line& line : read_lines()) {
      if (ends_) return "The server is shutting down.";
      if (exact && line.timed) {
        move_clock(line, begun);
        if (line.path.ends_with(clock_page)) continue;  // that was it
      }
      if (!send(line) && !line.parked)
        return fmt::format("The request of turn {} was not answered.", line.turn);
    }
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

void Recorder::move_clock(const Line& line, std::map<std::string, bool>& begun) {
  scheduler::Clock& clock = system_.clock(line.world);
  if (!std::exchange(begun[line.world], true)) {
    system_.reset(line.world);
    system_.seed(line.world, line.seed);
    clock.freeze();
    clock.set(line.time);
  }
  const auto there = std::make_shared<std::promise<void>>();
  system_.advance_to(line.world, line.time, [there] { there->set_value(); });
  there->get_future().wait();
}

// True when it was answered, however.
bool Recorder::send(const Line& line) {
  std::optional<tcp::endpoint> door;
  {
    const std::lock_guard lock(mutex_);
    door = doors_[static_cast<std::size_t>(line.dialect)];
    for (const auto& other : doors_)
      if (!door) door = other;
  }
  if (!door) return false;
  boost::asio::io_context context;
  tcp::socket socket(context);
  boost::system::error_code error;
  socket.connect(*door, error);
  if (error) return false;
  // Whoever waited and was not woken changed nothing: its request is given up.
  const timeval most = line.parked ? patience_with_parked : patience;
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  boost::asio::write(socket, boost::asio::buffer(line.bytes()), error);
  if (error) return false;
  std::array<char, 16384> some;
  std::size_t all = 0;
  for (;;) {
    const ssize_t size = recv(socket.native_handle(), some.data(), some.size(), 0);
    if (size <= 0) return all > 0 && size == 0;
    all += static_cast<std::size_t>(size);
  }
}

}  // namespace understudy::gateway
