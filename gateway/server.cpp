// Bringing the gateway up, and down in the right order.
#include "gateway/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>
#include <random>

#include "gateway/admin/admin.hpp"
#include "gateway/auth_keys.hpp"
#include "gateway/lane.hpp"
#include "gateway/listener.hpp"
#include "gateway/recorder.hpp"
#include "gateway/tls.hpp"

namespace understudy::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::size_t spare_files = 64;  // what the process needs besides its connections

// Waits for several arrivals, but not for ever.
class Arrivals {
 public:
  explicit Arrivals(std::size_t awaited) : awaited_(awaited) {}
  void arrive() {
    const std::lock_guard lock(mutex_);
    if (--awaited_ == 0) all_.notify_one();
  }
  void wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    all_.wait_for(lock, at_most, [&] { return awaited_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_;
  std::size_t awaited_;
};

Limits with_connections(Limits limits) {
  const std::size_t files = raise_file_limit();
  const std::size_t most = files > 2 * spare_files ? files - spare_files : files / 2;
  limits.connections = limits.connections == 0 ? most : std::min(limits.connections, most);
  limits.body_bytes = std::max<std::size_t>(limits.body_bytes, 1);
  return limits;
}

}  // namespace

std::size_t raise_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 1024;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_cur == RLIM_INFINITY ? SIZE_MAX : files.rlim_cur;
}

Server::Server(actors::System& system, Log& log, Settings settings)
    : watch_(std::make_unique<Watch>()),
      admin_(std::make_unique<Admin>(system, *watch_, settings.services, std::move(settings.end_wanted))),
      gateway_(new Gateway{.system = system,
                           .log = log,
                           .limits = with_connections(settings.limits),
                           .played = Played(settings.services),
                           .admin = *admin_,
                           .watch = *watch_,
                           .authentication = settings.authentication,
                           .strict = settings.strict,
                           .blobs = kit::BlobStore({}, system.bodies())}) {
  std::random_device seeds;  // for request ids, which nobody replays
  for (unsigned i = 0; i < system.threads(); ++i)
    lanes_.push_back(
        std::make_unique<Lane>(*gateway_, system.context(i), (std::uint64_t{seeds()} << 32) | seeds()));
}

Server::~Server() { stop(); }

std::uint16_t Server::listen(const Listen& listen, const Options& options) {
  std::uint16_t port = listen.port;
  for (auto at : resolve(listen.host, port)) {
    at.port(port);
    listeners_.push_back(std::make_unique<Listener>(lanes_, at));
    port = listeners_.back()->address().port();  // the same for all, if the system chose
    Door door = door_of(listen, port, options);
    if (options.tls || listen.dialect == kit::Dialect::localstack) door.tls = &tls(options);
    if (options.tls) door.scheme = "https";
    door.routing.credential = [&system = gateway_->system,
                               keys = auth::Keyring(options.credentials, door.routing.default_account)](
                                  std::string_view world, std::string_view key) {
      auto issued = system.credential(world, key);
      return issued || keys.empty() ? issued : keys.find(key);
    };
    listeners_.back()->set_door(std::move(door));
    admin_->recorder().reach(listen.dialect, listeners_.back()->address());
  }
  return port;
}

// One certificate for all ports.
const Tls& Server::tls(const Options& options) {
  if (!tls_)
    tls_ = options.certificate.empty()
               ? std::make_unique<const Tls>()
               : std::make_unique<const Tls>(options.certificate, options.certificate_key);
  return *tls_;
}

const std::string& Server::certificate() const {
  static const std::string none;
  return tls_ ? tls_->certificate() : none;
}

std::vector<std::string> Server::addresses() const {
  std::vector<std::string> all;
  for (const auto& listener : listeners_)
    all.push_back(std::string(listener->door().scheme) + "://" + to_string(listener->address()) +
                  (listener->door().routing.dialect == kit::Dialect::moto ? " (moto)" : " (localstack)"));
  return all;
}

void Server::start() {
  started_ = true;
  for (const auto& listener : listeners_) listener->start();
}

std::size_t Server::connections() const { return gateway_->connections.load(); }

void Server::stop() {
  if (std::exchange(stopped_, true)) return;
  gateway_->stopping = true;
  if (!started_) return;
  admin_->recorder().stop_replay();
  // Shared: an arrival may come after the wait has been given up.
  const auto arrivals = std::make_shared<Arrivals>(lanes_.size());
  asio::post(lanes_.front()->context, [this] {
    for (const auto& listener : listeners_) listener->close();
  });
  for (const auto& lane : lanes_)
    asio::post(lane->context, [&lane = *lane, arrivals] { lane.stop([arrivals] { arrivals->arrive(); }); });
  arrivals->wait(gateway_->limits.grace);
  admin_->stop();
}

}  // namespace understudy::gateway
