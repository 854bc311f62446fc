// The admin's queue, and finding the page for a path.
#include "gateway/admin/admin.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "gateway/admin/pages.hpp"
#include "gateway/call.hpp"
#include "gateway/lane.hpp"
#include "gateway/recorder.hpp"
#include "gateway/route_host.hpp"
#include "gateway/webhooks.hpp"

namespace understudy::gateway {
namespace admin {

void write_json(protocol::Reply& reply, unsigned status, std::string body) {
  reply.status = status;
  reply.headers.push_back({"Content-Type", "application/json"});
  reply.body = std::move(body);
}

void write_value(protocol::Reply& reply, unsigned status, const kit::Value& body) {
  write_json(reply, status, kit::to_json(body));
}

void write_error(protocol::Reply& reply, unsigned status, std::string_view why) {
  std::string body = R"({"error":)";
  kit::append_json_string(body, why);
  write_json(reply, status, body + "}");
}

std::string_view rest_of(const Request& request, std::string_view page) {
  std::string_view rest = request.path.substr(page.size());
  while (rest.starts_with('/')) rest.remove_prefix(1);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  return rest;
}

void not_found(const Request& request, protocol::Reply& reply) {
  std::string body = R"({"error":"There is no page )";
  std::string path;
  kit::append_json_string(path, request.path);
  body.append(path, 1, path.size() - 2).append(".\"}");
  write_json(reply, 404, std::move(body));
}

void wrong_method(protocol::Reply& reply, std::string_view allowed) {
  write_json(reply, 405, R"({"error":"The page does not know this method."})");
  reply.headers.push_back({"Allow", allowed});
}

namespace {

// What a page has changed is safe before it is said; what it shows too.
void keep(Surroundings& around, const Request& request, protocol::Reply& reply) {
  const bool looks = request.method == "GET" || request.method == "HEAD";
  if (around.system.keep(looks ? std::string_view() : request.world) || looks) return;
  reply = {};
  write_error(reply, 503, "The data directory takes no writes.");
}

void answer(Surroundings& around, const Request& request, protocol::Reply& reply) {
  if (!is_name(request.world)) return write_error(reply, 400, no_world_name);
  std::string_view path = request.path;
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  for (const auto pages :
       {moto_pages(), localstack_pages(), understudy_pages(), chaos_pages(), watching_pages(), clock_pages(),
        state_pages(), world_pages(), lifecycle_pages(), change_pages()})
    for (const Page& page : pages)
      if (page.path == path || (page.below && path.starts_with(page.path) && path[page.path.size()] == '/')) {
        page.answer(around, request, reply);
        return keep(around, request, reply);
      }
  not_found(request, reply);
}

}  // namespace
}  // namespace admin

struct Admin::Pages : admin::Surroundings {};

Admin::Admin(actors::System& system, Watch& watch, std::span<const kit::Service* const> services,
             std::function<void()> end_wanted)
    : pages_(new Pages{
          {.system = system, .watch = watch, .services = services, .end_wanted = std::move(end_wanted)}}),
      recorder_(std::make_unique<Recorder>(system)),
      thread_([this] { run(); }) {}

Admin::~Admin() { stop(); }

void Admin::take(kit::Ref<HttpCall> call) {
  if (recorder_->replays(call)) return;  // what is played may come by here itself
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(call));
  }
  something_.notify_one();
}

void Admin::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  something_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Admin::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    something_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const kit::Ref<HttpCall> call = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    call->made = std::make_unique<protocol::Reply>();
    const protocol::Request& in = call->request();
    const Target& to = call->target;
    try {
      if (!recorder_->shows(*call))
        admin::answer(*pages_, {in.method, to.path, to.query, in.body, to.world, call->arena, *call},
                      *call->made);
    } catch (const std::exception& error) {
      call->lane.gateway.log.say(Level::error,
                                 "request " + std::string(call->request_id) + " failed: " + error.what());
      *call->made = {};
      admin::write_json(*call->made, 500, R"({"error":"internal error"})");
    }
    call->answered();
    lock.lock();
  }
}

}  // namespace understudy::gateway
