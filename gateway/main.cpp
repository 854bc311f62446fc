// The binary: options, the system, the gateway, and waiting for a signal.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>

#include "actors/system.hpp"
#include "gateway/log.hpp"
#include "gateway/options.hpp"
#include "gateway/server.hpp"
#include "services/registry.hpp"

#if __has_include("gateway/wire.hpp")
#include "gateway/wire.hpp"
#define UNDERSTUDY_HAS_WIRE
#endif

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

int serve(const Options& options) {
  const sigset_t signals = end_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  raise_file_limit();

  Log log(options.log_level, options.log_file);
  const auto services = registry::services();
  actors::System system(
      {.threads = options.threads, .seed = options.seed, .services = {services.begin(), services.end()}});
  Server server(system, log,
                {.limits = options.limits,
                 .services = services,
                 .end_wanted = [] { kill(getpid(), SIGTERM); },
                 .authentication = options.authentication});
  std::cout << "Understudy " UNDERSTUDY_VERSION ", seed " << options.seed << '\n';
  int code = 0;
  try {
    for (const Listen& listen : options.listens) server.listen(listen, options);
    server.start();
    for (const std::string& address : server.addresses()) std::cout << "Listening on " << address << '\n';
    std::cout << "Ready." << std::endl;
    for (const std::string& warning : options.warnings) log.say(Level::warning, warning);
    wait_for_end();
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
#ifdef UNDERSTUDY_HAS_WIRE
  if (parsed.options->command == Options::Command::wire) return wire(std::cin, std::cout);
#endif
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
