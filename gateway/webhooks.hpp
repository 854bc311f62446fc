// Webhooks: changes sent to whoever gave an address, each at its own pace.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/notifier.hpp"
#include "gateway/changes.hpp"

namespace understudy::gateway {

// Where to: plain HTTP, "http://host:port/path".
struct WebhookUrl {
  std::string host, port, path;
};
std::optional<WebhookUrl> parse_webhook_url(std::string_view url);

// All functions may be called on any thread; the notifier must outlive it.
class Webhooks {
 public:
  explicit Webhooks(actors::Notifier& notifier);
  ~Webhooks();  // stops all, whatever they are doing

  struct About {
    std::uint64_t id = 0;
    std::string url;
    ChangeFilter filter;
    std::uint64_t delivered = 0;  // changes that were answered with 2xx
    std::uint64_t missed = 0;     // that were given up, or came faster than they could be delivered
    std::string error;            // of the last try; empty when it went well
  };
  // From the next change on: POST of {"changes":[...]}, in order, the next when the last is answered. What is
  // not answered with 2xx within five seconds is tried again a few times, ever more slowly, then given up.
  // Nothing when there are `most` already.
  static constexpr std::size_t most = 64;  // a thread each
  std::optional<About> add(std::string url, const WebhookUrl& to, ChangeFilter filter);
  bool remove(std::uint64_t id);
  std::vector<About> all() const;

 private:
  class Hook;
  actors::Notifier& notifier_;
  mutable std::mutex mutex_;
  std::uint64_t made_ = 0;
  std::vector<std::unique_ptr<Hook>> hooks_;
};

}  // namespace understudy::gateway
