// What the admin's pages share: the request they answer, the settings they keep, and the way to write an
// answer.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "actors/system.hpp"
#include "gateway/protocol/protocol.hpp"
#include "services/kit/arena.hpp"
#include "services/kit/json.hpp"
#include "services/kit/service.hpp"
#include "services/kit/value.hpp"

namespace understudy::gateway {
class HttpCall;
class Webhooks;
struct Watch;
}  // namespace understudy::gateway

namespace understudy::gateway::admin {

inline constexpr std::string_view version = UNDERSTUDY_VERSION;
// The release of LocalStack whose admin interface this follows; clients read it as a version.
inline constexpr std::string_view localstack_version = "4.14.0";

// What moto's interface can set and shows again; other rooms read it once they have a use for it.
struct MotoSettings {
  std::string config = R"({"batch": {"use_docker": true}, "lambda": {"use_docker": true}})";
  std::string no_auth_actions = "inf";
};

struct Request {
  std::string_view method;
  std::string_view path;  // without the world's prefix
  std::string_view query;
  std::string_view body;
  std::string_view world;
  kit::Arena& arena;
  HttpCall& call;  // the whole of it
};

// Lives on the admin's thread.
struct Surroundings {
  actors::System& system;
  Watch& watch;
  std::span<const kit::Service* const> services;
  std::function<void()> end_wanted;
  MotoSettings moto{};
  std::unique_ptr<Webhooks> webhooks{};  // made with the first
};

struct Page {
  std::string_view path;
  void (*answer)(Surroundings&, const Request&, protocol::Reply&);
  bool below = false;  // also for what lies below the path
};
std::span<const Page> moto_pages();
std::span<const Page> localstack_pages();
std::span<const Page> understudy_pages();
std::span<const Page> chaos_pages();
std::span<const Page> watching_pages();
std::span<const Page> clock_pages();
std::span<const Page> state_pages();
std::span<const Page> world_pages();
std::span<const Page> lifecycle_pages();
std::span<const Page> change_pages();

void write_json(protocol::Reply& reply, unsigned status, std::string body);
void write_error(protocol::Reply& reply, unsigned status, std::string_view why);
void write_value(protocol::Reply& reply, unsigned status, const kit::Value& body);
void not_found(const Request& request, protocol::Reply& reply);
void wrong_method(protocol::Reply& reply, std::string_view allowed);
// What comes behind a page's path, without the slash: "a/b" of "/page/a/b". Empty when nothing does.
std::string_view rest_of(const Request& request, std::string_view page);

}  // namespace understudy::gateway::admin
