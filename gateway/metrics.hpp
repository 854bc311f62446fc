// Counters of what the gateway does, one set a thread, summed when somebody asks.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/models/model.hpp"

namespace understudy::gateway {

// Upper bounds of a latency's bucket, in microseconds; the last has none.
inline constexpr std::array<std::uint32_t, 14> latency_bounds{
    50, 100, 250, 500, 1000, 2500, 5000, 10'000, 25'000, 50'000, 100'000, 500'000, 1'000'000, 10'000'000};

// Written by one thread and read by any: the writer neither locks nor waits.
class Counter {
 public:
  void add(std::uint64_t n) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Calls of one operation.
struct OperationMeter {
  struct Status {
    std::atomic<std::uint16_t> code{0};  // 0: free
    Counter calls;
  };
  std::array<Status, 8> statuses;  // the last one also counts those that find no place
  std::array<Counter, latency_bounds.size() + 1> buckets;
  Counter microseconds;

  void count(unsigned status, std::int64_t took);
};

// One thread's.
class Meter {
 public:
  Meter();
  ~Meter();

  Counter received, sent;  // bytes
  // A request has its answer. Without an operation it is counted under its service, without a service under
  // "".
  void count(const models::Service* service, const std::optional<models::Operation>& operation,
             unsigned status, std::int64_t microseconds) {
    of(service, operation).count(status, microseconds);
  }

  // look(service, operation, meter): everything that was counted; empty names for what was not known.
  template <class Look>
  void each(Look&& look) const {
    look(std::string_view(), std::string_view(), nowhere_);
    const auto all = models::all();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const ServiceMeter* service = services_[i].load(std::memory_order_acquire);
      for (std::size_t o = 0; service && o <= all[i].operations(); ++o)
        if (const OperationMeter* meter = service->operations[o].load(std::memory_order_acquire))
          look(all[i].name(),
               o < all[i].operations() ? all[i].operation(static_cast<std::uint16_t>(o)).name()
                                       : std::string_view(),
               *meter);
    }
  }

 private:
  struct ServiceMeter {
    std::unique_ptr<std::atomic<OperationMeter*>[]> operations;  // and one for unknown ones
  };
  OperationMeter& of(const models::Service* service, const std::optional<models::Operation>& operation);

  std::unique_ptr<std::atomic<ServiceMeter*>[]> services_;
  OperationMeter nowhere_;
};

// What else a page of metrics tells.
struct Gauges {
  std::size_t connections = 0, shards = 0, waiting = 0, parked = 0, request_listeners = 0;
  std::uint64_t turns = 0;
  struct World {
    std::string name;
    double seconds = 0;  // of its clock since 1970
  };
  std::vector<World> worlds;
};

class Meters {
 public:
  Meter& add();                                        // another thread's; lives as long as this
  std::string prometheus(const Gauges& gauges) const;  // the text format 0.0.4

 private:
  mutable std::mutex mutex_;
  std::deque<Meter> meters_;
};

}  // namespace understudy::gateway
