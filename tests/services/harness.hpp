// A world without actors and sockets: services run as their shards run them, in the test's thread, by the
// test's clock.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/exchange.hpp"
#include "services/kit/service.hpp"
#include "services/models/model.hpp"

namespace understudy::test {

// ---- Values by the models

// From a map by member names (parsed JSON: blobs in base64, times in RFC 3339; or a shard's own request) to
// what a handler reads. Throws std::invalid_argument for what the shape does not have.
kit::Value to_shape(const kit::Value& from, const models::Shape& shape, kit::Arena& arena);
// The way back: structures become maps by member names.
kit::Value to_names(const kit::Value& from, const models::Shape& shape, kit::Arena& arena);

// ---- Calls

// A call that a test made, and what became of it.
class Asked final : public kit::Call, public kit::Exchanging {
 public:
  void answered() override { done = true; }

  bool done = false;
  std::function<void()> when_done;  // an asking shard goes on
};

// Looks into an answer by paths such as "Messages.0.Body" and "Attributes.QueueArn". What is not there is
// empty.
class Reply {
 public:
  explicit Reply(kit::Ref<Asked> call);

  bool done() const { return call_->done; }  // false: parked, or waiting for another shard
  bool ok() const { return done() && !call_->failure; }
  std::string code() const { return done() && call_->failure ? call_->failure->code : ""; }
  std::string message() const { return done() && call_->failure ? call_->failure->message : ""; }

  const kit::Value* at(std::string_view path) const;  // null when it is not there
  bool has(std::string_view path) const { return at(path) != nullptr; }
  std::string text(std::string_view path) const;  // of a string or a blob
  std::int64_t number(std::string_view path) const;
  bool flag(std::string_view path) const;
  kit::Time time(std::string_view path) const;
  std::size_t size(std::string_view path) const;  // of a list or a map
  std::string json() const;                       // all of it on one line; of a failure "Code: message"

  Asked& call() const { return *call_; }

 private:
  const kit::Value& shown() const;
  kit::Ref<Asked> call_;
  mutable std::optional<kit::Value> shown_;
};

// ---- The world

// Who calls and how, until the test says otherwise. With an access key that the world knows, the account is
// the key's.
struct Client {
  std::string access_key;
  std::string account = "123456789012";
  std::string region = "us-east-1";
  kit::Dialect dialect = kit::Dialect::moto;
  std::string host = "127.0.0.1:5000";
  std::string prefix;
  std::string path = "/", query;
  std::string public_host;
  std::string queue_url_strategy;
  bool wait_after_delete = false;
  std::string source_address = "127.0.0.1";
  std::string user_agent = "test";
};

// A call that left with a commit, and was delivered.
struct Sent {
  kit::Place to;
  std::string operation;
  std::string input;  // JSON
};

class World {
 public:
  explicit World(std::uint64_t seed = 42);
  ~World();

  Client client;

  // Makes a call with this input (JSON by the model's member names) and runs it as far as it goes.
  Reply call(std::string_view service, std::string_view operation, std::string_view json = "{}");
  // The same with a ready input; `structure` must live in the call's arena.
  Reply call(std::string_view service, std::string_view operation,
             const std::function<kit::Value(kit::Arena&)>& structure);
  // The same for a service's page, with the input of the operation that it is like.
  Reply page(std::string_view service, std::string_view path, std::string_view json = "{}");
  // Drops a parked call, as a client that has gone does.
  void cancel(const Reply& reply);

  // Time stands still but for this. Every deadline on the way is settled at its own instant, in order.
  kit::Time now() const { return now_; }
  void advance(kit::Duration span);
  void advance_to(kit::Time instant);

  // Whose calls between shards get their answers: of this function if it gives one, else of the service
  // asked.
  std::function<std::optional<kit::Answer>(const kit::Request&, kit::Arena&)> stand_in;
  // While set, asking calls stay where they are; `deliver` runs those that wait.
  bool hold = false;
  void deliver();

  // How lifecycles go on.
  kit::Progressions progressions;

  // What services published.
  std::map<std::string, kit::Ref<const kit::Credential>, std::less<>> credentials;
  std::vector<Sent> sent;

  // A shard's state; made when it is not there yet. `view` is JSON.
  kit::AnyState& state(const kit::Place& place);
  std::string view(const kit::Place& place);
  std::vector<kit::Place> places() const;

 private:
  struct Shard;
  struct Parked;

  Shard& shard(const kit::Place& place);
  kit::Ref<Asked> make(std::string_view service, std::string_view operation);
  kit::Ref<Asked> make_inner(const kit::Request& request, const Shard& from);
  void start(const kit::Ref<Asked>& call);
  bool attempt(const kit::Ref<Asked>& call, Shard& shard, kit::Time at);
  bool conclude(const kit::Ref<Asked>& call, Shard& shard, kit::Turn& turn, const kit::Generator& before,
                kit::Outcome outcome);
  bool proceed(const kit::Ref<Asked>& call, Shard& shard, kit::Turn& turn, kit::Generator before);
  bool fail(const kit::Ref<Asked>& call, Shard& shard, const kit::Generator& before, kit::Failure failure);
  void commit(Shard& shard, kit::Turn& turn);
  void ask(const kit::Ref<Asked>& call, Shard& shard, const kit::Request& request);
  void resume(const kit::Ref<Asked>& call, Shard& shard, kit::Answer answer);
  void run_wakes(Shard& shard);
  kit::Time next_instant() const;
  void settle(kit::Time instant);

  std::uint64_t seed_;
  kit::Time now_;
  std::uint64_t tickets_ = 0;
  std::uint64_t requests_ = 0;
  std::map<kit::Place, std::unique_ptr<Shard>> shards_;
  std::deque<std::function<void()>> held_;
};

}  // namespace understudy::test
