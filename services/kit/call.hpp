// A call: one operation on one shard, from the decoded input to the answer. The only message between actors.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/arena.hpp"
#include "services/kit/counted.hpp"
#include "services/kit/error.hpp"
#include "services/kit/table.hpp"
#include "services/kit/text.hpp"
#include "services/kit/time.hpp"
#include "services/kit/value.hpp"

namespace understudy::kit {

enum class Dialect : std::uint8_t { moto, localstack };

// An access key issued in a world, published by the service that issued it (STS, later IAM) and read by the
// gateway.
struct Credential : Counted<Credential> {
  static void destroy(const Credential* c) { delete c; }

  std::string access_key;
  std::string secret_key;
  std::string session_token;  // empty for long-lived keys
  std::string account;        // 12 digits
  std::string arn;            // of the principal: user, assumed-role, federated-user or root
  std::string user_id;        // as GetCallerIdentity shows it
  Time expires = never;
  std::string source_identity;                         // of a role session, handed on when roles are chained
  std::map<std::string, std::string> transitive_tags;  // likewise
};

// Who called. Views live as long as the call.
struct Caller {
  std::string_view access_key;      // empty when unsigned
  std::string_view account;         // 12 digits
  std::string_view source_address;  // the client's IP
  std::string_view user_agent;
  Ref<const Credential> credential;  // null unless the key was issued here
};

// How the client reached us, for URLs in answers.
struct Endpoint {
  Dialect dialect = Dialect::moto;
  std::string_view scheme = "http";
  std::string_view host;    // as in the Host header, with port: "127.0.0.1:5000"
  std::string_view prefix;  // the world's part of the path: "/_world/a1", else empty
  // What was asked for, behind that and still percent-encoded: some clients say there what the input lacks.
  std::string_view path = "/";
  std::string_view query;  // without '?'; of a service's page with a form's fields
  // LocalStack's dialect: the name under which its services are reached, "localhost.localstack.cloud:4566"
  // (LOCALSTACK_HOST), and how queue URLs are made of it (SQS_ENDPOINT_STRATEGY): standard, domain, path,
  // dynamic or off. Both empty in moto's.
  std::string_view public_host;
  std::string_view queue_url_strategy;
  // AWS makes its users wait for 60 seconds before a deleted queue's name may be used again, and between two
  // purges of a queue. LocalStack has a switch for each (SQS_DELAY_RECENTLY_DELETED, SQS_DELAY_PURGE_RETRY).
  bool wait_after_delete = false;
  bool wait_after_purge = true;
};

// Whoever made the call fills it and then lets go of it: from sending until `answered` it belongs to its
// shard.
class Call : public Counted<Call> {
 public:
  Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  virtual ~Call() {
    for (const Held& held : held_) held.release(held.row);
  }
  static void destroy(const Call* call) { delete call; }

  // Where it goes.
  std::string_view world;           // "main" unless the client chose another
  std::string_view account;         // the shard's, 12 digits
  std::string_view region;          // the shard's; "aws-global" for global services
  std::string_view service;         // folder name: "sqs"
  std::string_view operation_name;  // "SendMessage"
  std::uint16_t operation = 0;      // kit::Service::handler
  // Who and how.
  std::string_view request_id;  // UUID form
  Caller caller;
  Endpoint endpoint;
  std::string_view
      client_region;  // the region that the client signed for (a global service's shard has another)

  Value input;   // a structure
  Value output;  // a structure made by the first write; good when `failure` is empty
  std::optional<Failure> failure;
  Arena arena;

  // The answer is in. Called once, on the shard's thread, after the commit; must not block or throw.
  virtual void answered() = 0;

  // Set from the session's thread when the client has gone: a parked call is then dropped at the shard's
  // leisure.
  std::atomic<bool> cancelled{false};

  // Keeps a row (or text) alive as long as the call, so that the answer may point into it.
  template <class T>
  std::string_view hold(const Row<T>& row, std::string_view part) {
    held_.push_back(
        {row.get(), [](const void* p) { intrusive_ptr_release(static_cast<const RowNode<T>*>(p)); }});
    intrusive_ptr_add_ref(row.get());
    return part;
  }
  std::string_view hold(const Text& text) {
    auto* kept = new (arena.allocate(sizeof(Text), alignof(Text))) Text(text);
    held_.push_back({kept, [](const void* p) { static_cast<const Text*>(p)->~Text(); }});
    return kept->view();
  }

  // The shard's notes while the call is with it.
  struct {
    std::optional<Time> first_turn;  // when the handler first saw it
    std::uint64_t ticket = 0;        // order of arrival among the parked
    std::shared_ptr<void> resume;    // a suspended coroutine
    Ref<Call> parent;                // who awaits this call
  } shard;

 private:
  struct Held {
    const void* row;
    void (*release)(const void*);
  };
  std::vector<Held> held_;
};

}  // namespace understudy::kit
