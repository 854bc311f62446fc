// The command line by CLI11, and the environment variables that users carry over.
#include "gateway/options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <random>
#include <sstream>

#include "gateway/protocol/text.hpp"
#include "gateway/route_host.hpp"

namespace understudy::gateway {
namespace {

using protocol::equal_without_case;

constexpr std::uint16_t moto_port = 5000;
constexpr std::uint16_t localstack_port = 4566;
constexpr std::string_view local = "127.0.0.1";

// What the command line says before it is understood.
struct Raw {
  std::string host, moto_service, account, log_level, log_file, auth = "none", credentials, init, data;
  std::string durability = "fsync";
  std::optional<std::uint16_t> port, localstack_port;
  std::optional<std::uint64_t> seed;
  std::uint64_t max_body = Limits{}.body_bytes;
  std::size_t max_connections = 0;
  unsigned threads = 0;
  double idle = 60, head = 20, body = 30, write = 30, stop = 5;  // seconds
  bool ssl = false, reload = false, strict = false;
  std::string coverage_format = "table", explain;
  std::string ssl_cert, ssl_key;
};

struct Failed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string_view value_of(Environment environment, const char* name) {
  const char* value = environment(name);
  return value ? std::string_view(value) : std::string_view();
}

bool is_true(std::string_view value) {
  constexpr std::array<std::string_view, 4> yes{"1", "true", "yes", "on"};
  return std::ranges::any_of(yes, [&](std::string_view one) { return equal_without_case(one, value); });
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return port;
}

// "host", "host:port", ":port", "[::1]:port"; an empty host and a missing port keep their defaults.
bool split_host(std::string_view text, std::string& host, std::uint16_t& port) {
  std::string_view rest = text;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return false;
  } else {
    const auto colon = text.find(':');
    if (text.find(':', colon + 1) != std::string_view::npos && colon != std::string_view::npos) return false;
    if (const auto name = text.substr(0, colon); !name.empty()) host = name;
    rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  if (rest.size() <= 1) return true;
  const auto number = parse_port(rest.substr(1));
  if (number) port = *number;
  return number.has_value();
}

void add_flags(CLI::App& app, Raw& raw) {
  app.add_option("service", raw.moto_service,
                 "A service's name, as moto_server once wanted it: all services are always there")
      ->type_name("[SERVICE]");
  app.add_option("-H,--host", raw.host, "The host to listen on, in moto's dialect (127.0.0.1)");
  app.add_option("-p,--port", raw.port,
                 "The port to listen on, in moto's dialect (5000) or MOTO_PORT; 0 lets the system choose");
  app.add_option("--localstack-port", raw.localstack_port,
                 "The port to listen on, in LocalStack's dialect (4566); see also GATEWAY_LISTEN");
  app.add_option("--account", raw.account, "The account of callers that name no other, or MOTO_ACCOUNT_ID");
  app.add_option("--seed", raw.seed, "Makes ids and random choices repeat (default: random, and printed)");
  app.add_option("--threads", raw.threads, "Threads that serve and compute (default: one a core)")
      ->check(CLI::Range(0u, 1024u));
  app.add_option("--log-level", raw.log_level, "trace, debug, info, warning, error or off (info)");
  app.add_option("--log-file", raw.log_file, "Where to write the log (standard error)");
  app.add_option("--max-body", raw.max_body, "The largest body of a request, as 128MB or in bytes")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--max-connections", raw.max_connections,
                 "Clients at a time (as many as files may be open)");
  const auto seconds = [&](const char* name, double& value, const char* help) {
    app.add_option(name, value, help)
        ->check(CLI::Range(0.0, 86400.0))
        ->type_name("SECONDS")
        ->capture_default_str();
  };
  seconds("--idle-timeout", raw.idle, "How long a connection may rest between requests; 0: for ever");
  seconds("--head-timeout", raw.head, "How long a request's head may take");
  seconds("--body-timeout", raw.body, "How long a request's body may stall");
  seconds("--write-timeout", raw.write, "How long a client may not read its answer");
  seconds("--stop-timeout", raw.stop, "How long a stop waits for what is under way");
  app.add_option(
         "--auth", raw.auth,
         "none: callers are taken at their word; identify: wrong signatures, unknown keys and expired "
         "requests are refused as AWS does; enforce: S3's policies and ACLs count, too")
      ->check(CLI::IsMember({"none", "identify", "enforce"}))
      ->capture_default_str();
  app.add_option(
      "--credentials", raw.credentials,
      "A file of further keys, in the form of ~/.aws/credentials; aws_account_id tells a key's account");
  app.add_option("--data-dir", raw.data,
                 "A folder in which everything is kept, made when it is not there; PERSISTENCE=1 names one "
                 "(default: nothing outlives the server)")
      ->type_name("FOLDER");
  app.add_option("--durability", raw.durability,
                 "With --data-dir, when a change is answered: fsync: when the disk has it; os: when the "
                 "operating system has it, which a killed server survives and a power cut may not")
      ->check(CLI::IsMember({"fsync", "os"}))
      ->capture_default_str();
  app.add_option(
         "--init", raw.init,
         "A folder of init scripts, as /etc/localstack/init: .sh and .py files in boot.d, start.d, ready.d "
         "and shutdown.d are run")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.add_flag("--strict", raw.strict,
               "Refuses with 501 what is not written by hand but played from the service's model alone");
  app.add_flag("-s,--ssl", raw.ssl,
               "TLS beside plain HTTP on every port, with a certificate made for the occasion and printed");
  app.add_option("-c,--ssl-cert", raw.ssl_cert, "TLS with this certificate (PEM, its chain behind it)");
  app.add_option("-k,--ssl-key", raw.ssl_key, "The certificate's key (PEM; else in the certificate's file)");
  app.add_flag("-r,--reload", raw.reload,
               "moto_server's reloading: not available, there is nothing to reload");
}

void refuse_what_is_missing(const Raw& raw) {
  if (raw.ssl_cert.empty() && !raw.ssl_key.empty())
    throw Failed("-k, --ssl-key is the key of a certificate: name that too (-c, --ssl-cert)");
  if (raw.reload) throw Failed("--reload is not available: a native binary has no sources to watch");
}

// What a flag says wins.
void take_environment(Raw& raw, Environment environment) {
  if (const auto port = value_of(environment, "MOTO_PORT"); !port.empty() && !raw.port) {
    raw.port = parse_port(port);
    if (!raw.port) throw Failed("MOTO_PORT is no port: " + std::string(port));
  }
  if (raw.account.empty()) raw.account = value_of(environment, "MOTO_ACCOUNT_ID");
  if (raw.ssl_cert.empty()) raw.ssl_cert = value_of(environment, "CUSTOM_SSL_CERT_PATH");
  raw.ssl = raw.ssl || is_true(value_of(environment, "USE_SSL"));
}

std::vector<Listen> listens_of(const Raw& raw, Environment environment) {
  std::vector<Listen> listens;
  const std::string host = raw.host.empty() ? std::string(local) : raw.host;
  const std::string_view gateway = value_of(environment, "GATEWAY_LISTEN");
  const bool moto = !raw.host.empty() || raw.port;
  const bool localstack = !gateway.empty() || raw.localstack_port;
  if (moto || !localstack) listens.push_back({kit::Dialect::moto, host, raw.port.value_or(moto_port)});
  if (raw.localstack_port) {
    listens.push_back({kit::Dialect::localstack, host, *raw.localstack_port});
  } else if (!gateway.empty()) {
    const auto parsed = parse_gateway_listen(gateway);
    if (!parsed) throw Failed("GATEWAY_LISTEN is not a list of host:port: " + std::string(gateway));
    listens.insert(listens.end(), parsed->begin(), parsed->end());
  } else if (!moto) {
    listens.push_back({kit::Dialect::localstack, host, localstack_port});
  }
  return listens;
}

Level level_of(const Raw& raw, Environment environment) {
  if (!raw.log_level.empty()) {
    const auto level = level_named(raw.log_level);
    if (!level) throw Failed("--log-level: there is no level " + raw.log_level);
    return *level;
  }
  if (const auto level = level_named(value_of(environment, "LS_LOG"))) return *level;
  if (value_of(environment, "LS_LOG") == "trace-internal") return Level::trace;
  return is_true(value_of(environment, "DEBUG")) ? Level::debug : Level::info;
}

void read_localstack(Options& options, Environment environment) {
  const std::string_view host = value_of(environment, "LOCALSTACK_HOST");
  if (!split_host(host, options.localstack_host, options.localstack_host_port))
    throw Failed("LOCALSTACK_HOST is not host:port: " + std::string(host));
  constexpr std::array<std::string_view, 5> strategies{"standard", "domain", "path", "dynamic", "off"};
  if (const auto strategy = value_of(environment, "SQS_ENDPOINT_STRATEGY"); !strategy.empty()) {
    if (std::ranges::find(strategies, strategy) == strategies.end())
      throw Failed("SQS_ENDPOINT_STRATEGY is none of standard, domain, path, dynamic, off: " +
                   std::string(strategy));
    options.queue_url_strategy = strategy;
  }
  options.wait_after_delete = is_true(value_of(environment, "SQS_DELAY_RECENTLY_DELETED"));
  options.wait_after_purge = is_true(value_of(environment, "SQS_DELAY_PURGE_RETRY"));
  options.extra_origins = value_of(environment, "EXTRA_CORS_ALLOWED_ORIGINS");
}

// What PERSISTENCE=1 means: the folder that LocalStack's users mount, when it is there; else a user's own.
std::string usual_data_folder(Environment environment) {
  if (access("/var/lib/localstack", W_OK) == 0) return "/var/lib/localstack/understudy";
  if (const auto home = value_of(environment, "XDG_DATA_HOME"); home.starts_with('/'))
    return std::string(home) + "/understudy";
  if (const auto home = value_of(environment, "HOME"); home.starts_with('/'))
    return std::string(home) + "/.local/share/understudy";
  throw Failed("PERSISTENCE is set, and there is neither HOME nor /var/lib/localstack: name a --data-dir");
}

void read_authentication(Options& options, const Raw& raw) {
  if (raw.auth == "identify") options.authentication = auth::Mode::identify;
  if (raw.auth == "enforce") options.authentication = auth::Mode::enforce;
  if (!raw.credentials.empty()) options.credentials = auth::load_credentials(raw.credentials);
}

std::uint64_t random_seed() {
  std::random_device device;
  return device();  // 32 bits: short enough to be typed again
}

std::chrono::milliseconds millis(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

Options understand(const Raw& raw, Environment environment) {
  refuse_what_is_missing(raw);
  Options options;
  options.listens = listens_of(raw, environment);
  options.threads = raw.threads;
  options.seed = raw.seed ? *raw.seed : random_seed();
  options.log_level = level_of(raw, environment);
  options.log_file = raw.log_file;
  if (raw.max_body == 0) throw Failed("--max-body must not be 0");
  options.strict = raw.strict;
  options.coverage_format = raw.coverage_format;
  options.explain = raw.explain;
  options.limits.body_bytes = raw.max_body;
  options.limits.connections = raw.max_connections;
  options.limits.idle = millis(raw.idle);
  options.limits.head = millis(raw.head);
  options.limits.body = millis(raw.body);
  options.limits.write = millis(raw.write);
  options.limits.grace = millis(raw.stop);
  options.tls = raw.ssl || !raw.ssl_cert.empty();
  options.certificate = raw.ssl_cert;
  options.certificate_key = raw.ssl_key.empty() ? raw.ssl_cert : raw.ssl_key;
  if (!raw.account.empty()) {
    if (!is_account(raw.account)) throw Failed("an account has 12 digits: " + raw.account);
    options.moto_account = options.localstack_account = raw.account;
  }
  read_localstack(options, environment);
  options.init_folder = raw.init;
  options.data_folder = raw.data;
  if (raw.data.empty() && is_true(value_of(environment, "PERSISTENCE")))
    options.data_folder = usual_data_folder(environment);
  options.sync = raw.durability == "fsync";
  try {
    read_authentication(options, raw);
    options.variables = read_variables(environment);
  } catch (const std::runtime_error& error) {
    throw Failed(error.what());
  }
  options.warnings.insert(options.warnings.end(), options.variables.warnings.begin(),
                          options.variables.warnings.end());
  return options;
}

}  // namespace

std::optional<std::vector<Listen>> parse_gateway_listen(std::string_view text) {
  std::vector<Listen> listens;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view one = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.empty()) continue;
    Listen listen{kit::Dialect::localstack, std::string(local), localstack_port};
    if (!split_host(one, listen.host, listen.port)) return {};
    listens.push_back(std::move(listen));
  }
  if (listens.empty()) return {};
  // LocalStack's list is of unique doors: one for all addresses includes the single ones of its port.
  const auto everywhere = [&](std::uint16_t port) {
    return std::ranges::any_of(listens,
                               [&](const Listen& l) { return l.port == port && l.host == "0.0.0.0"; });
  };
  std::erase_if(listens, [&](const Listen& l) {
    return l.host != "0.0.0.0" && l.host.find(':') == std::string::npos && everywhere(l.port);
  });
  return listens;
}

Parsed parse_options(int argc, const char* const* argv, Environment environment) {
  CLI::App app("Understudy stands in for AWS: point any AWS SDK, CLI or tool at it.", "understudy");
  app.set_version_flag("-V,--version", "understudy " UNDERSTUDY_VERSION);
  app.footer(
      "Without -H, -p, --localstack-port and GATEWAY_LISTEN it listens on 127.0.0.1:5000 as moto does and on "
      "127.0.0.1:4566 as LocalStack does;\nwith one of them only there.\n"
      "Environment: MOTO_PORT, MOTO_ACCOUNT_ID, GATEWAY_LISTEN, LOCALSTACK_HOST, SQS_ENDPOINT_STRATEGY, "
      "SQS_DELAY_RECENTLY_DELETED, SQS_DELAY_PURGE_RETRY, USE_SSL, CUSTOM_SSL_CERT_PATH, DEBUG, LS_LOG, "
      "EXTRA_CORS_ALLOWED_ORIGINS, SERVICES, DYNAMODB_ERROR_PROBABILITY (also _READ_, _WRITE_), "
      "KINESIS_ERROR_PROBABILITY, PERSISTENCE; UNDERSTUDY_HINTS=off plays what nobody wrote by hand from the "
      "models alone.");
  Raw raw;
  add_flags(app, raw);
  const CLI::App* wire =
      app.add_subcommand("wire", "Reads JSON lines about requests and answers, and prints what they mean");
  CLI::App* coverage = app.add_subcommand("coverage", "Prints which operations are played, and how");
  coverage->add_option("--format", raw.coverage_format, "table, json, markdown, or summary (the README's)")
      ->check(CLI::IsMember({"table", "json", "markdown", "summary"}))
      ->capture_default_str();
  coverage->add_option("--explain", raw.explain, "A service: prints the resources that are inferred of it")
      ->type_name("SERVICE");
  try {
    app.parse(argc, argv);
    take_environment(raw, environment);
    Parsed parsed;
    parsed.options = understand(raw, environment);
    if (coverage->parsed()) parsed.options->command = Options::Command::coverage;
    if (wire->parsed()) parsed.options->command = Options::Command::wire;
    return parsed;
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, wrong;
    const int code = app.exit(error, out, wrong);
    return {.options = {}, .text = out.str() + wrong.str(), .exit_code = code == 0 ? 0 : 2};
  } catch (const Failed& failed) {
    return {.options = {}, .text = "understudy: " + std::string(failed.what()) + "\n", .exit_code = 2};
  }
}

Door door_of(const Listen& listen, std::uint16_t port, const Options& options) {
  Door door;
  door.routing.dialect = listen.dialect;
  door.routing.own_domain = options.localstack_host;
  if (listen.dialect == kit::Dialect::moto) {
    door.routing.default_account = options.moto_account;
    return door;
  }
  door.routing.default_account = options.localstack_account;
  const auto with_port = [](std::string_view host, std::uint16_t number) {
    return std::string(host) + ":" + std::to_string(number);
  };
  const std::uint16_t public_port = options.localstack_host_port ? options.localstack_host_port : port;
  door.public_host = with_port(options.localstack_host, public_port);
  door.queue_url_strategy = options.queue_url_strategy;
  door.services = options.variables.services;
  door.wait_after_delete = options.wait_after_delete;
  door.wait_after_purge = options.wait_after_purge;
  door.cors = Cors({with_port("localhost", port), with_port(local, port),
                    with_port("localhost.localstack.cloud", port), door.public_host},
                   options.extra_origins);
  return door;
}

}  // namespace understudy::gateway
