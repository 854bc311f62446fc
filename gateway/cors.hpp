// Who may call from a browser, and the headers that tell it so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/protocol/protocol.hpp"

namespace understudy::gateway {

// moto's listener lets any page in. LocalStack's knows its own pages and those of EXTRA_CORS_ALLOWED_ORIGINS,
// and refuses others with a bare 403, so that no foreign page can change state through a developer's browser.
class Cors {
 public:
  Cors() = default;  // any origin
  // `own`: host:port pairs under which this server is reached; `extra`: comma-separated, "*" means any.
  Cors(const std::vector<std::string>& own, std::string_view extra);

  // Judges by Origin, else by Referer's origin; a request with neither comes from no page.
  bool admits(const protocol::Request& request) const;
  // Does nothing for a request without Origin.
  void add_headers(const protocol::Request& request, kit::Arena& arena, protocol::Reply& reply) const;

 private:
  bool any_ = true;
  std::vector<std::string> origins_;
};

}  // namespace understudy::gateway
