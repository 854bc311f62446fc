// What the command line and the environment ask for, in the terms of moto's, LocalStack's and our own users.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/auth.hpp"
#include "gateway/auth_keys.hpp"
#include "gateway/gateway.hpp"
#include "gateway/log.hpp"
#include "gateway/variables.hpp"

namespace understudy::gateway {

struct Listen {
  kit::Dialect dialect;
  std::string host;
  std::uint16_t port;
};

struct Options {
  enum class Command : std::uint8_t { serve, wire, coverage } command = Command::serve;
  std::string coverage_format = "table";  // as coverage() takes it
  std::string explain;                    // a service; empty: the figures of all
  bool strict = false;                    // see Server::Settings
  std::vector<Listen> listens;
  unsigned threads = 0;  // 0: one a core
  std::uint64_t seed = 0;
  Level log_level = Level::info;
  std::string log_file;  // empty: standard error
  Limits limits;
  std::string moto_account = "123456789012";
  std::string localstack_account = "000000000000";
  std::string localstack_host = "localhost.localstack.cloud";  // LOCALSTACK_HOST without a port
  std::uint16_t localstack_host_port = 0;                      // 0: the listener's own
  std::string queue_url_strategy = "standard";
  bool wait_after_delete = false, wait_after_purge = false;  // in LocalStack's dialect; see kit::Endpoint
  std::string extra_origins;
  bool tls = false;                          // asked for: at every port; LocalStack's ports have it always
  std::string certificate, certificate_key;  // files in PEM; empty: one is made
  auth::Mode authentication = auth::Mode::none;
  std::vector<auth::Profile> credentials;  // of --credentials
  std::string data_folder;                 // of --data-dir or PERSISTENCE; empty: everything is memory
  bool sync = true;                        // --durability=fsync
  std::string init_folder;                 // of --init; empty: no scripts are run
  Variables variables;
  std::vector<std::string> warnings;  // of what is asked for and not there yet
};

// Either options, or the text to print and the code to exit with.
struct Parsed {
  std::optional<Options> options;
  std::string text;
  int exit_code = 0;
};
Parsed parse_options(int argc, const char* const* argv, Environment environment);

// "0.0.0.0:4566,[::]:4566", ":4566", "localhost": LocalStack's form. Nothing when malformed.
std::optional<std::vector<Listen>> parse_gateway_listen(std::string_view text);

// The conventions of one listener; `port` is the one that it has.
Door door_of(const Listen& listen, std::uint16_t port, const Options& options);

}  // namespace understudy::gateway
