// Where a request goes: dialect, world, account, region, service, operation, from its head and, for form
// posts, its body.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/protocol/protocol.hpp"
#include "services/kit/call.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway {

// What the listener knows before any request.
struct Routing {
  kit::Dialect dialect = kit::Dialect::moto;
  std::string default_account = "123456789012";
  std::string default_region = "us-east-1";
  std::string own_domain =
      "localhost.localstack.cloud";  // LOCALSTACK_HOST without its port: its labels name services
  // The credential issued in that world under that key, or null.
  std::function<kit::Ref<const kit::Credential>(std::string_view world, std::string_view access_key)>
      credential;
};

// Views live in the request, in the arena or for ever.
struct Target {
  enum class Kind { call, admin, preflight } kind = Kind::call;
  std::string_view world = "main";
  std::string_view world_prefix;  // as the client wrote it: "/_world/a1", else empty
  std::string_view account;
  std::string_view region;                     // "aws-global" for a global service
  std::string_view client_region;              // what the client asked for
  const models::Service* service = nullptr;    // null: unknown
  std::optional<models::Operation> operation;  // none: unknown
  models::Protocol protocol = models::Protocol::rest_xml;
  std::string_view
      path;  // without the world's prefix, percent-encoded as it came; with the bucket of a virtual host
  std::string_view query;  // without '?'
  std::span<const protocol::Label> labels;
  std::string_view access_key;                 // empty when unsigned
  kit::Ref<const kit::Credential> credential;  // null unless issued here
};

// One for the server; routes on any thread. Templates of a REST service are prepared at its first request.
class Router {
 public:
  Router();
  ~Router();

  // Fills the target, or answers the failure that AWS gives (UnknownOperationException, InvalidAction, ...);
  // then target.service and target.protocol are set as far as they are known, for the error's form.
  // `request.path` and `request.query` are those of the raw target.
  std::optional<kit::Failure> route(const Routing& routing, const protocol::Request& request,
                                    kit::Arena& arena, Target& target) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace understudy::gateway
