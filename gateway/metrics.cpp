// Counting, and Prometheus's text.
#include "gateway/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace understudy::gateway {
namespace {

struct Sum {
  std::map<unsigned, std::uint64_t> statuses;
  std::array<std::uint64_t, latency_bounds.size() + 1> buckets{};
  std::uint64_t microseconds = 0;

  void add(const OperationMeter& meter) {
    for (const auto& status : meter.statuses)
      if (const std::uint64_t calls = status.calls.value()) statuses[status.code.load()] += calls;
    for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += meter.buckets[i].value();
    microseconds += meter.microseconds.value();
  }
};
using Sums = std::map<std::pair<std::string_view, std::string_view>, Sum>;

class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text), "# HELP understudy_{0} {1}\n# TYPE understudy_{0} {2}\n", name,
                   help, type);
  }
  void sample(std::string_view name, std::string_view labels, auto value) {
    fmt::format_to(std::back_inserter(text), "understudy_{}{}{}{} {}\n", name, labels.empty() ? "" : "{",
                   labels, labels.empty() ? "" : "}", value);
  }
  void gauge(std::string_view name, std::string_view help, auto value) {
    family(name, "gauge", help);
    sample(name, {}, value);
  }
  std::string text;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string labels(const Sums::value_type& entry) {
  return fmt::format("service=\"{}\",operation=\"{}\"", entry.first.first, entry.first.second);
}

void write_calls(Page& page, const Sums& sums) {
  page.family("requests_total", "counter", "Requests answered, by status.");
  for (const auto& entry : sums)
    for (const auto& [status, calls] : entry.second.statuses)
      page.sample("requests_total", labels(entry) + fmt::format(",status=\"{}\"", status), calls);
  page.family("request_errors_total", "counter", "Requests answered with a status of 400 or more.");
  for (const auto& entry : sums) {
    std::uint64_t errors = 0;
    for (const auto& [status, calls] : entry.second.statuses) errors += status >= 400 ? calls : 0;
    if (errors > 0) page.sample("request_errors_total", labels(entry), errors);
  }
  page.family("request_duration_seconds", "histogram",
              "From a request's head to its answer, waiting included.");
  for (const auto& entry : sums) {
    const std::string about = labels(entry);
    std::uint64_t calls = 0;
    for (std::size_t i = 0; i < entry.second.buckets.size(); ++i) {
      calls += entry.second.buckets[i];
      const std::string bound =
          i < latency_bounds.size() ? fmt::format("{}", latency_bounds[i] / 1e6) : "+Inf";
      page.sample("request_duration_seconds_bucket", about + fmt::format(",le=\"{}\"", bound), calls);
    }
    page.sample("request_duration_seconds_sum", about, static_cast<double>(entry.second.microseconds) / 1e6);
    page.sample("request_duration_seconds_count", about, calls);
  }
}

}  // namespace

void OperationMeter::count(unsigned status, std::int64_t took) {
  std::size_t place = 0;
  for (; place + 1 < statuses.size(); ++place) {
    const unsigned code = statuses[place].code.load(std::memory_order_relaxed);
    if (code == status) break;
    if (code != 0) continue;
    statuses[place].code.store(static_cast<std::uint16_t>(status), std::memory_order_relaxed);
    break;
  }
  statuses[place].calls.add(1);
  const auto microseconds_taken = static_cast<std::uint64_t>(std::max<std::int64_t>(took, 0));
  const auto bound = std::ranges::lower_bound(latency_bounds, microseconds_taken);
  buckets[static_cast<std::size_t>(bound - latency_bounds.begin())].add(1);
  microseconds.add(microseconds_taken);
}

Meter::Meter() : services_(std::make_unique<std::atomic<ServiceMeter*>[]>(models::all().size())) {}

Meter::~Meter() {
  const auto all = models::all();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::unique_ptr<ServiceMeter> service(services_[i].load());
    for (std::size_t o = 0; service && o <= all[i].operations(); ++o)
      const std::unique_ptr<OperationMeter> gone(service->operations[o].load());
  }
}

OperationMeter& Meter::of(const models::Service* service, const std::optional<models::Operation>& operation) {
  if (!service) return nowhere_;
  auto& place = services_[service->index()];
  ServiceMeter* meters = place.load(std::memory_order_relaxed);
  if (!meters) {
    auto made = std::make_unique<ServiceMeter>();
    made->operations = std::make_unique<std::atomic<OperationMeter*>[]>(service->operations() + 1u);
    place.store(meters = made.release(), std::memory_order_release);
  }
  auto& slot = meters->operations[operation ? operation->index() : service->operations()];
  OperationMeter* meter = slot.load(std::memory_order_relaxed);
  if (!meter) slot.store(meter = std::make_unique<OperationMeter>().release(), std::memory_order_release);
  return *meter;
}

Meter& Meters::add() {
  const std::lock_guard lock(mutex_);
  return meters_.emplace_back();
}

std::string Meters::prometheus(const Gauges& gauges) const {
  Sums sums;
  std::uint64_t received = 0, sent = 0;
  {
    const std::lock_guard lock(mutex_);
    for (const Meter& meter : meters_) {
      received += meter.received.value();
      sent += meter.sent.value();
      meter.each([&](std::string_view service, std::string_view operation, const OperationMeter& counted) {
        sums[{service, operation}].add(counted);
      });
    }
  }
  std::erase_if(sums, [](const auto& entry) { return entry.second.statuses.empty(); });
  Page page;
  write_calls(page, sums);
  page.family("received_bytes_total", "counter", "Bytes read from clients.");
  page.sample("received_bytes_total", {}, received);
  page.family("sent_bytes_total", "counter", "Bytes written to clients.");
  page.sample("sent_bytes_total", {}, sent);
  page.gauge("open_connections", "Clients' connections.", gauges.connections);
  page.gauge("shards", "Actors, one for each world, account, region and service in use.", gauges.shards);
  page.gauge("mailbox_messages", "Messages that wait for their shards.", gauges.waiting);
  page.gauge("parked_calls", "Calls that wait for a deadline or a change.", gauges.parked);
  page.family("shard_turns", "gauge", "Turns that the present shards have taken.");
  page.sample("shard_turns", {}, gauges.turns);
  page.gauge("request_listeners", "Listeners of /_understudy/requests.", gauges.request_listeners);
  page.family("clock_seconds", "gauge", "What a world's clock shows, since 1970.");
  for (const auto& world : gauges.worlds)
    page.sample("clock_seconds", fmt::format("world=\"{}\"", escaped(world.name)), world.seconds);
  return page.text;
}

}  // namespace understudy::gateway
