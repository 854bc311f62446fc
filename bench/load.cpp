// The load generator's command line: one mode for each kind of measurement, results as lines of JSON.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/closed_loop.hpp"
#include "bench/http.hpp"
#include "bench/parked.hpp"
#include "bench/startup.hpp"

namespace understudy::bench {
namespace {

constexpr std::string_view usage =
    R"(usage: bench_load run --port PORT --ops OP,... --count N [--blocks K] [--first UNIT] [--pids PID,...]
       bench_load parked --port PORT --connections N [--source LAST] [--wait SECONDS]
       bench_load startup --port PORT --log FILE -- COMMAND ...
  OP is create, send, delayed, pair (a receive and its delete), park, identity or list;
     table, put, get or update; sorted, batch, query or transact (of what a batch wrote);
     fill (25 items with keys of their own), pick or pick_put (one of these, among --items N), scan;
     bucket, store or fetch (one object), keys (objects under keys of their own) or keylist (1,000 of them)
  also: --host ADDRESS --connections N --accounts N --account FIRST --body BYTES --queue NAME --after KEY
)";

// The options of a command line, each with a value; what follows "--" is kept apart.
class Arguments {
 public:
  Arguments(int argc, char** argv) {
    for (int i = 2; i < argc; i += 2) {
      const std::string_view name = argv[i];
      if (name == "--") {
        command_ = argv + i + 1;
        break;
      }
      if (!name.starts_with("--") || i + 1 == argc) throw Failure("bad argument " + std::string(name));
      values_.insert_or_assign(std::string(name.substr(2)), argv[i + 1]);
    }
  }

  std::string text(const std::string& name, const std::string& fallback = {}) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : found->second;
  }

  template <class Number>
  Number number(const std::string& name, Number fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : parse<Number>(found->second);
  }

  std::vector<std::string> list(const std::string& name) const {
    std::vector<std::string> items;
    const std::string value = text(name);
    for (std::size_t at = 0; at < value.size();) {
      const std::size_t end = std::min(value.find(',', at), value.size());
      items.push_back(value.substr(at, end - at));
      at = end + 1;
    }
    return items;
  }

  template <class Number>
  static Number parse(const std::string& value) {
    Number number{};
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) throw Failure("not a number: " + value);
    return number;
  }

  char** command() const { return command_; }

 private:
  std::map<std::string, std::string> values_;
  char** command_ = nullptr;
};

RequestOptions request_options(const Arguments& arguments) {
  RequestOptions options;
  options.host = arguments.text("host", options.host);
  options.port = arguments.number("port", options.port);
  options.accounts = arguments.number("accounts", options.accounts);
  options.first_account = arguments.number("account", options.first_account);
  options.body = arguments.number("body", options.body);
  options.queue = arguments.text("queue", options.queue);
  options.after = arguments.text("after", options.after);
  options.wait_seconds = arguments.number("wait", options.wait_seconds);
  options.items = arguments.number("items", options.items);
  if (options.port == 0) throw Failure("--port is missing");
  return options;
}

double percentile_us(std::vector<std::uint32_t>& latency, double share) {
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(latency.size() - 1));
  std::nth_element(latency.begin(), latency.begin() + rank, latency.end());
  return static_cast<double>(latency[static_cast<std::size_t>(rank)]) / 1e3;
}

void print(std::string_view name, Tally& tally) {
  const auto units = static_cast<double>(tally.units);
  std::printf(
      "{\"op\":\"%.*s\",\"requests\":%llu,\"seconds\":%.6f,\"rps\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,"
      "\"server_us\":%.4f,\"client_us\":%.4f,\"client_busy\":%.3f,\"answer_bytes\":%.1f,\"handle_bytes\":%."
      "1f,"
      "\"reconnects\":%llu,\"errors\":0}\n",
      static_cast<int>(name.size()), name.data(), static_cast<unsigned long long>(tally.units), tally.seconds,
      units / tally.seconds, percentile_us(tally.latency, 0.5), percentile_us(tally.latency, 0.99),
      static_cast<double>(tally.server_ns) / 1e3 / units, static_cast<double>(tally.client_ns) / 1e3 / units,
      static_cast<double>(tally.client_ns) / 1e9 / tally.seconds,
      static_cast<double>(tally.answer_bytes) / units, static_cast<double>(tally.handle_bytes) / units,
      static_cast<unsigned long long>(tally.reconnects));
}

// Runs each operation in turn, `blocks` times over: blocks keep a queue's depth nearly constant.
void run_load(const Arguments& arguments) {
  struct Step {
    Operation operation;
    Requests requests;
    Tally tally;
  };
  const RequestOptions request = request_options(arguments);
  const auto count = arguments.number<std::uint64_t>("count", 1);
  const auto blocks = arguments.number<std::uint64_t>("blocks", 1);
  const auto first = arguments.number<std::uint64_t>("first", 0);
  std::vector<Step> steps;
  for (const auto& name : arguments.list("ops")) {
    const auto operation = operation_named(name);
    if (!operation) throw Failure("no operation is called " + name);
    steps.push_back({*operation, Requests(*operation, request), {}});
  }
  if (steps.empty() || count == 0 || blocks == 0) throw Failure("nothing to do");
  LoopOptions options{.host = request.host, .port = request.port, .connections = 64, .servers = {}};
  options.connections = arguments.number("connections", options.connections);
  for (const auto& pid : arguments.list("pids")) options.servers.push_back(Arguments::parse<pid_t>(pid));
  ClosedLoop loop(std::move(options));
  for (std::uint64_t block = 0; block < blocks; ++block) {
    for (auto& step : steps) {
      loop.run(step.requests, step.operation == Operation::pair, first + block * count, count, step.tally);
    }
  }
  for (auto& step : steps) print(name_of(step.operation), step.tally);
}

void run_parked(const Arguments& arguments) {
  ParkedOptions options;
  options.request = request_options(arguments);
  options.connections = arguments.number("connections", options.connections);
  options.first_source = arguments.number("source", options.first_source);
  hold_parked(options);
}

void run_startup(const Arguments& arguments) {
  char** command = arguments.command();
  if (command == nullptr || *command == nullptr) throw Failure("a command is missing");
  const double took = startup_ms(command, arguments.text("log", "/dev/null"), request_options(arguments));
  std::printf("{\"startup_ms\":%.3f}\n", took);
}

int run(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  const Arguments arguments(argc, argv);
  raise_file_limit();
  if (mode == "run") {
    run_load(arguments);
  } else if (mode == "parked") {
    run_parked(arguments);
  } else if (mode == "startup") {
    run_startup(arguments);
  } else {
    std::fwrite(usage.data(), 1, usage.size(), stderr);
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace understudy::bench

int main(int argc, char** argv) {
  try {
    return understudy::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::printf("{\"errors\":1}\n");
    std::fprintf(stderr, "bench_load: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
