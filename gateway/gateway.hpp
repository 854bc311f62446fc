// What all connections share: limits, doors, the system behind, and who plays which operation.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actors/system.hpp"
#include "gateway/auth.hpp"
#include "gateway/cors.hpp"
#include "gateway/log.hpp"
#include "gateway/route.hpp"
#include "gateway/validate.hpp"
#include "gateway/watch.hpp"
#include "scheduler/clock.hpp"
#include "services/kit/blob.hpp"
#include "services/kit/service.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway {

class Admin;
class Tls;

struct Limits {
  std::chrono::milliseconds idle{60'000};   // between requests
  std::chrono::milliseconds head{20'000};   // for a whole head
  std::chrono::milliseconds body{30'000};   // for every good part of a body (see min_rate)
  std::chrono::milliseconds write{30'000};  // for every good part of an answer
  std::chrono::milliseconds linger{2'000};  // for the client to close after a last answer
  std::chrono::milliseconds grace{5'000};   // for what is in flight at a stop
  std::size_t body_bytes = 128u << 20;
  std::size_t connections = 0;  // 0: as many as the file limit allows
};
// A body or an answer makes good progress at so many bytes a second.
inline constexpr std::size_t min_rate = 512;

// Which service and operation plays each modelled one; looked up without a search. A service's nameless
// operation plays those of its model that it does not name.
class Played {
 public:
  struct Entry {
    const kit::Service* service = nullptr;  // null: nobody
    std::uint16_t operation = 0;
    bool derived = false;  // by the resource engine, which may yet not know how
  };
  explicit Played(std::span<const kit::Service* const> services);
  Entry find(const models::Operation& operation) const;
  // The page that a service has at this path or above it: its number among the service's handlers.
  Entry find_page(std::string_view path) const;
  const kit::Service* service(const models::Service& model) const {  // null: nobody plays it
    return by_service_[model.index()].service;
  }

 private:
  struct Player {
    const kit::Service* service = nullptr;
    std::vector<std::uint16_t> named;  // by the operation's number; empty when none is
    std::uint16_t nameless = unnamed;
  };
  static constexpr std::uint16_t unnamed = 0xFFFF;

  std::vector<Player> by_service_;  // by the model's number
  std::vector<Entry> pages_;
};

// One listener's conventions.
struct Door {
  Routing routing;
  Cors cors;
  const Tls* tls = nullptr;           // null: plain only; else clients choose, and it outlives them
  std::string_view scheme = "http";   // of the address that is told to people
  std::string public_host;            // see kit::Endpoint
  std::string queue_url_strategy;     // SQS_ENDPOINT_STRATEGY
  std::vector<std::string> services;  // sorted: only these are answered for; empty: all
  bool wait_after_delete = kit::Endpoint{}.wait_after_delete;
  bool wait_after_purge = kit::Endpoint{}.wait_after_purge;
};

inline bool answers_for(const Door& door, std::string_view service) {
  return door.services.empty() || std::ranges::binary_search(door.services, service);
}

// Lives longer than every session.
struct Gateway {
  actors::System& system;
  Log& log;
  const Limits limits;
  const Played played;
  const Router router{};
  const Validator validator{};
  const scheduler::Clock clock{};  // the outside's: dates, durations, the log
  Admin& admin;
  Watch& watch;
  const auth::Mode authentication = auth::Mode::none;
  const bool strict = false;  // only what is native is played
  kit::BlobStore blobs{};
  std::atomic<std::size_t> connections{0};
  std::atomic<bool> stopping{false};

  bool enter();  // a connection comes; false: there are too many
  void left();
};

}  // namespace understudy::gateway
