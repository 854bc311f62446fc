// Recordings: the requests that came, in the order of their turns, in the form of moto's files; and playing
// them again.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "actors/system.hpp"
#include "gateway/call.hpp"

namespace understudy::gateway {

// A line is a JSON object: moto's headers, method, url, body (base64 when body_encoded), and ours: turn, time
// (the world's at that turn), world, seed, dialect, request_id, and parked (it waited). Requests that never
// end, and those to the recorder itself, are left out. A body is as it was read: chunks are joined, and so
// the headers about them are left out too. All functions may be called on any thread.
class Recorder {
 public:
  explicit Recorder(actors::System& system) : system_(system) {}
  ~Recorder() { stop_replay(); }

  bool on() const { return on_.load(std::memory_order_relaxed); }
  void set(bool on) { on_.store(on); }
  void number(const HttpCall& call);  // it has had its turn
  void write(HttpCall& call);         // it is answered

  // Where replays go: the address at which this server listens, in that dialect.
  void reach(kit::Dialect dialect, boost::asio::ip::tcp::endpoint address);
  // moto's pages: start-, stop-, reset-, upload- and download-recording below /moto-api/recorder, by any
  // method. False: it asks for another page.
  bool shows(HttpCall& call);
  // And replay-recording: plays the recording, one request after another, on a thread of its own, and then
  // answers the call. With the parameter `exact` into emptied worlds, with the seeds that they had and at the
  // times that the lines tell: clocks are frozen and moved on from line to line, so that ids, times and
  // states come out as they were. That takes a recording that began with a world.
  bool replays(const kit::Ref<HttpCall>& call);
  void stop_replay();

 private:
  struct Line;
  struct Turn {
    std::uint64_t number = 0;
    kit::Time time{};
    std::string request_id;
  };
  void upload(std::string_view lines);
  std::string download() const;
  Turn turn_of(const HttpCall& call);  // with the mutex held
  void play(HttpCall& call);
  std::vector<Line> read_lines() const;
  std::string play_all(bool exact);
  void move_clock(const Line& line, std::map<std::string, bool>& begun);
  bool send(const Line& line);

  static constexpr std::size_t most_bytes = 256u << 20;  // of a recording: then it ends

  actors::System& system_;
  std::atomic<bool> on_{false};
  mutable std::mutex mutex_;
  std::uint64_t turns_ = 0;
  std::map<const HttpCall*, Turn> under_way_;   // that have had their turn
  std::map<std::uint64_t, std::string> lines_;  // by turn
  std::size_t bytes_ = 0;
  std::array<std::optional<boost::asio::ip::tcp::endpoint>, 2> doors_;  // by dialect
  std::atomic<bool> playing_{false}, ends_{false};
  std::thread player_;
};

}  // namespace understudy::gateway
