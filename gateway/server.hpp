// The gateway as a whole: listeners, lanes and the admin's thread over a running system.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "actors/system.hpp"
#include "gateway/gateway.hpp"
#include "gateway/options.hpp"

namespace understudy::gateway {

class Lane;
class Listener;
class Tls;

// Made over a running system, used by one thread. To end: stop() this, stop() the system, destroy this,
// destroy the system.
class Server {
 public:
  struct Settings {
    Limits limits;
    std::span<const kit::Service* const> services;  // what is played
    std::function<void()> end_wanted = [] {};       // somebody asked over HTTP for the server's end
    auth::Mode authentication = auth::Mode::none;
    bool strict = false;  // derived answers are refused
  };
  Server(actors::System& system, Log& log, Settings settings);
  ~Server();

  // Opens a port for every address of the host and answers the port's number (`listen.port`, unless that was
  // 0). Nobody is answered before start(). Throws std::runtime_error with a clear word.
  std::uint16_t listen(const Listen& listen, const Options& options);
  std::vector<std::string> addresses() const;  // "http://127.0.0.1:5000 (moto)", in order of listen()
  void start();
  const std::string& certificate() const;  // the one made, in PEM; empty when none was

  // Closes the ports and idle connections; waits until every request that is under way is answered or with
  // its shard, at most Limits::grace. What is with a shard then is answered by the system's stop().
  void stop();

  std::size_t connections() const;
  Watch& watch() { return *watch_; }

 private:
  const Tls& tls(const Options& options);

  std::unique_ptr<Watch> watch_;
  std::unique_ptr<Admin> admin_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<const Tls> tls_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  bool started_ = false;
  bool stopped_ = false;
};

// As many files as the process may have; answers the limit.
std::size_t raise_file_limit();

}  // namespace understudy::gateway
