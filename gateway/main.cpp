// The binary: options, the system, the gateway, and waiting for a signal.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <future>
#include <iostream>
#include <optional>

#include "actors/system.hpp"
#include "gateway/coverage.hpp"
#include "gateway/log.hpp"
#include "gateway/options.hpp"
#include "gateway/server.hpp"
#include "gateway/watch.hpp"
#include "gateway/wire.hpp"
#include "services/registry.hpp"

namespace understudy::gateway {
namespace {

// Blocked in every thread, so that only wait_for_end() sees them.
sigset_t end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// Returns at the first signal; a second one ends the process at once.
void wait_for_end() {
  const sigset_t signals = end_signals();
  int number = 0;
  sigwait(&signals, &number);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

// False when a signal came meanwhile: then no more scripts are run.
bool run_scripts(InitScripts& init, InitScripts::Stage stage) {
  const sigset_t signals = end_signals();
  const timespec look{.tv_sec = 0, .tv_nsec = 20'000'000};
  const auto all = std::async(std::launch::async, [&] { init.run(stage); });
  while (all.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    if (sigtimedwait(&signals, nullptr, &look) < 0) continue;
    init.stop();
    return false;
  }
  return true;
}

// Where scripts on this machine reach the server.
std::string own_url(const Options& options, const std::vector<std::uint16_t>& ports) {
  std::size_t best = 0;
  for (std::size_t i = ports.size(); i-- > 0;)
    if (options.listens[i].dialect == kit::Dialect::localstack) best = i;
  std::string host = options.listens[best].host;
  if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return "http://" + host + ":" + std::to_string(ports[best]);
}

// Opens the ports, says so, and waits for the end; init scripts run at each step.
void live(Server& server, Log& log, const Options& options) {
  using Stage = InitScripts::Stage;
  InitScripts& init = server.watch().init;
  init.use(options.init_folder, [&log](bool wrong, const std::string& text) {
    log.say(wrong ? Level::error : Level::info, text);
  });
  if (!run_scripts(init, Stage::boot)) return;
  std::vector<std::uint16_t> ports;
  for (const Listen& listen : options.listens) ports.push_back(server.listen(listen, options));
  init.endpoint(own_url(options, ports));
  server.watch().faults.everywhere(options.variables.faults);
  server.start();
  for (const std::string& address : server.addresses()) std::cout << "Listening on " << address << '\n';
  if (options.tls) std::cout << server.certificate();
  std::cout << std::flush;
  if (!run_scripts(init, Stage::start)) return;
  std::cout << "Ready." << std::endl;
  for (const std::string& warning : options.warnings) log.say(Level::warning, warning);
  const auto ready = std::async(std::launch::async, [&] { init.run(Stage::ready); });
  wait_for_end();
  init.stop();
  ready.wait();
  init.run(Stage::shutdown);
}

int serve(const Options& options) {
  const sigset_t signals = end_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a file that may grow no further is an error like a full disk
  raise_file_limit();

  Log log(options.log_level, options.log_file);
  const auto services = registry::all_services();
  actors::System system({.threads = options.threads,
                         .seed = options.seed,
                         .services = {services.begin(), services.end()},
                         .data_folder = options.data_folder,
                         .durability = options.sync ? actors::Durability::fsync : actors::Durability::os});
  Server server(system, log,
                {.limits = options.limits,
                 .services = services,
                 .end_wanted = [] { kill(getpid(), SIGTERM); },
                 .authentication = options.authentication,
                 .strict = options.strict});
  std::cout << "Understudy " UNDERSTUDY_VERSION ", seed " << system.seed("main") << '\n';
  if (!options.data_folder.empty()) std::cout << "Data is kept in " << options.data_folder << '\n';
  int code = 0;
  try {
    live(server, log, options);
  } catch (const std::exception& error) {
    std::cerr << "understudy: " << error.what() << std::endl;
    code = 1;
  }
  server.stop();
  system.stop();
  return code;
}

int run(int argc, char** argv) {
  const Parsed parsed =
      parse_options(argc, argv, [](const char* name) -> const char* { return std::getenv(name); });
  if (!parsed.options) {
    (parsed.exit_code == 0 ? std::cout : std::cerr) << parsed.text << std::flush;
    return parsed.exit_code;
  }
  if (parsed.options->command == Options::Command::coverage) {
    const auto text = coverage(parsed.options->coverage_format, parsed.options->explain);
    (text ? std::cout : std::cerr) << (text ? *text : "understudy: there is no service of that name\n");
    return text ? 0 : 2;
  }
  if (parsed.options->command == Options::Command::wire) return wire(std::cin, std::cout);
  return serve(*parsed.options);
}

}  // namespace
}  // namespace understudy::gateway

int main(int argc, char** argv) {
  try {
    return understudy::gateway::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "understudy: " << error.what() << std::endl;
    return 1;
  }
}
