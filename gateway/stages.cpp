// Admission, routing, decoding, the hand-over to the system, and encoding.
#include "gateway/stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "gateway/admin/admin.hpp"
#include "gateway/auth_form.hpp"
#include "gateway/exchange.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/protocol/xml_json.hpp"
#include "gateway/recorder.hpp"
#include "gateway/route_host.hpp"
#include "gateway/route_later.hpp"
#include "gateway/session.hpp"
#include "services/kit/format.hpp"
#include "services/registry.hpp"

namespace understudy::gateway {
namespace {

using Stage = std::optional<kit::Failure> (*)(HttpCall&);

// Whole documents that SDKs may pack (the requestCompression trait, CloudWatch's PutMetricData). Elsewhere a
// content encoding belongs to the object that is stored.
bool is_packed_document(const protocol::Request& request) {
  constexpr std::array<std::string_view, 4> documents{"application/x-www-form-urlencoded",
                                                      "application/x-amz-json-1.0",
                                                      "application/x-amz-json-1.1", "application/cbor"};
  if (request.method != "POST" || !protocol::equal_without_case(request.header("content-encoding"), "gzip"))
    return false;
  const std::string_view type = request.header("content-type");
  for (const std::string_view document : documents)
    if (type.starts_with(document)) return true;
  return false;
}

std::optional<kit::Failure> unpack(HttpCall& call) {
  if (call.request().body.empty() || !is_packed_document(call.request())) return {};
  call.inflated = inflate(call.request().body, call.lane.gateway.limits.body_bytes);
  if (!call.inflated)
    return kit::Failure("SerializationException", "The gzip-encoded body cannot be read.", 400);
  call.packed = std::exchange(call.request().body, call.inflated->view());
  return {};
}

std::optional<kit::Failure> route(HttpCall& call) {
  auto failure = call.lane.gateway.router.route(call.door.routing, call.request(), call.arena, call.target);
  const Target& to = call.target;
  call.world = to.world;
  call.account = to.account;
  call.region = to.region;
  call.client_region = to.client_region;
  if (to.service) call.service = to.service->name();
  if (to.operation) call.operation_name = to.operation->name();
  return failure;
}

// A page's parameters stand in the query string or in a form, or in both.
std::string_view page_parameters(HttpCall& call) {
  const std::string_view query = call.target.query, form = call.request().body;
  if (!call.request().header("content-type").starts_with("application/x-www-form-urlencoded")) return query;
  return query.empty() ? form : call.arena.copy(fmt::format("{}&{}", query, form));
}

std::optional<kit::Failure> enter_world(HttpCall& call) {
  if (is_name(call.target.world)) return {};
  return kit::Failure("ValidationException", std::string(no_world_name), 400);
}

// Who calls, and how the server was reached.
std::optional<kit::Failure> identify(HttpCall& call) {
  const Target& to = call.target;
  call.caller.access_key = to.access_key;
  call.caller.account = to.credential ? std::string_view(to.credential->account) : to.account;
  call.caller.credential = to.credential;
  call.caller.user_agent = call.request().header("user-agent");
  call.endpoint = {.dialect = call.door.routing.dialect,
                   .scheme = call.session->scheme(),
                   .host = call.head.host,
                   .prefix = to.world_prefix,
                   .path = to.path,
                   .query = call.paged ? page_parameters(call) : to.query,
                   .public_host = call.door.public_host,
                   .queue_url_strategy = call.door.queue_url_strategy,
                   .wait_after_delete = call.door.wait_after_delete,
                   .wait_after_purge = call.door.wait_after_purge};
  call.caller.source_address = call.session->address();
  return {};
}

std::optional<std::string_view> hash_of_blob(const HttpCall& call) {
  if (!call.exchange || !call.exchange->body) return {};
  return call.exchange->body->digests().get(kit::Hash::sha256);
}

std::optional<kit::Failure> authenticate_form(HttpCall& call) {
  Gateway& gateway = call.lane.gateway;
  return auth::authenticate_form({.content_type = call.request().header("content-type"),
                                  .body = call.request().body,
                                  .routing = call.door.routing,
                                  .world = call.world,
                                  .world_now = gateway.system.clock(call.world).now(),
                                  .anonymous = gateway.authentication == auth::Mode::enforce,
                                  .arena = call.arena},
                                 call.caller);
}

std::optional<kit::Failure> authenticate(HttpCall& call) {
  Gateway& gateway = call.lane.gateway;
  // Pages are for people who look at the server, as the admin's are.
  if (gateway.authentication == auth::Mode::none || call.paged) return {};
  if (call.odd && call.caller.access_key.empty())  // preflights and websites have no callers
    return call.operation_name == "PostObject" ? authenticate_form(call) : std::nullopt;
  // Who may come unsigned is for S3 to say, once it enforces that.
  if (gateway.authentication == auth::Mode::enforce && call.exchange && call.caller.access_key.empty())
    return {};
  return auth::authenticate(
      {.request = call.request(),
       .trailers = call.body ? call.body->trailers().size() : 0,
       .target = call.target,
       .body = call.inflated ? call.packed : call.request().body,
       .body_hash = hash_of_blob(call),
       .seals = call.body ? call.body->seals() : nullptr,
       .trailer = call.body ? call.body->trailers() : std::span<const Chunked::Trailer>(),
       .now = call.began,
       .world_now = gateway.system.clock(call.world).now(),
       .arena = call.arena});
}

// What the client calls the operation that it asks for, in either of the ways that need no path; empty:
// nothing.
std::string_view asked_operation(HttpCall& call) {
  const protocol::Request& request = call.request();
  if (const std::string_view target = request.header("x-amz-target"); !target.empty())
    return target.substr(target.rfind('.') + 1);
  if (const auto action = form_value(call.target.query, "Action", call.arena)) return *action;
  if (!request.header("content-type").starts_with("application/x-www-form-urlencoded")) return {};
  return form_value(request.body, "Action", call.arena).value_or(std::string_view());
}

// A service's page is asked in the protocols of the operation that it is like.
std::optional<kit::Failure> turn_to_page(HttpCall& call, const Played::Entry& entry) {
  const kit::Service& service = *entry.service;
  const kit::Page& page = service.pages[entry.operation - service.operations.size()];
  Target& to = call.target;
  to.kind = Target::Kind::call;
  to.service = models::find(service.name);
  to.operation = to.service->find_operation(page.like);
  const bool json = call.request().has_header("x-amz-target") ||
                    call.request().header("content-type").starts_with("application/x-amz-json");
  to.protocol = json ? models::Protocol::json : models::Protocol::query;
  if (service.scope == kit::Scope::global) call.region = to.region = "aws-global";
  call.service = service.name;
  call.operation_name = page.like;
  call.operation = entry.operation;
  call.fidelity = "native";
  call.paged = true;
  if (const std::string_view asked = asked_operation(call); !asked.empty() && asked != page.like)
    return kit::Failure("InvalidRequest", fmt::format("This endpoint only accepts {} calls", page.like), 400);
  return {};
}

std::optional<kit::Failure> find_player(HttpCall& call) {
  if (!answers_for(call.door, call.target.service->name()))  // LocalStack's words
    return kit::Failure("InternalFailure",
                        "Service '" + std::string(call.service) +
                            "' is not enabled. Please check your 'SERVICES' configuration variable.",
                        501);
  if (call.paged || call.odd) return {};
  const auto entry = call.lane.gateway.played.find(*call.target.operation);
  if (!entry.service || (entry.derived && call.lane.gateway.strict))
    return kit::Failure("NotImplemented",
                        "The operation " + std::string(call.operation_name) + " of " +
                            std::string(call.service) + " is not played by this server.",
                        501);
  call.service = entry.service->name;
  call.operation = entry.operation;
  call.fidelity = entry.derived ? "derived" : "native";
  return {};
}

std::optional<kit::Failure> decode(HttpCall& call) {
  if (call.odd) return {};
  take_blob(call);
  if (is_later_form(*call.target.operation, call.request().method)) {
    protocol::Request older = call.request();
    if (auto failure = query_of_body(*call.target.operation, older.body, call.arena, older.query))
      return failure;
    return protocol::decode(call.target.protocol, *call.target.operation, older, call.target.labels,
                            call.arena, call.input);
  }
  return protocol::decode(call.target.protocol, *call.target.operation, call.request(), call.target.labels,
                          call.arena, call.input, registry::packing(call.service));
}

// What an operation of a REST service calls a bad input, when it has its own word for that.
std::string validation_code(const models::Operation& operation, std::string usual) {
  constexpr std::array<std::string_view, 4> words{"BadRequestException", "InvalidRequestException",
                                                  "InvalidParameterException", "InvalidInputException"};
  if (!operation.service().speaks(models::Protocol::rest_json)) return usual;
  std::string_view best;
  for (std::uint16_t i = 0; i < operation.errors(); ++i) {
    const std::string_view name = operation.error(i).name();
    if (name == usual) return usual;
    if (best.empty() && std::ranges::find(words, name) != words.end()) best = name;
  }
  return best.empty() ? usual : std::string(best);
}

std::optional<kit::Failure> validate(HttpCall& call) {
  if (call.odd) return {};
  const auto extent = call.fidelity == "derived" ? Validator::Extent::measures : Validator::Extent::all;
  auto failure =
      call.lane.gateway.validator.check(*call.target.operation, call.target.protocol, call.input, extent);
  if (failure && call.fidelity == "derived")
    failure->code = validation_code(*call.target.operation, failure->code);
  return failure;
}

// The order of a request's way; faults meet it in between, whether it is played or not.
constexpr std::array<Stage, 3> first_stages{enter_world, identify, authenticate};
constexpr std::array<Stage, 3> last_stages{find_player, decode, validate};

void make_reply(HttpCall& call, unsigned status) {
  call.made = std::make_unique<protocol::Reply>();
  call.made->status = status;
}

bool fail(HttpCall& call, kit::Failure&& failure) {
  call.failure = std::move(failure);
  return false;
}

protocol::Context context(HttpCall& call) {
  protocol::Context around{.arena = call.arena, .request_id = call.request_id, .resource = call.target.path};
  if (call.exchange)  // as long as S3's own, and as opaque
    around.host_id =
        call.arena.copy(kit::base64(fmt::format("{}{}", call.request_id, call.request_id.substr(0, 20))));
  return around;
}

bool hand_over(HttpCall& call) {
  for (const Stage stage : last_stages)
    if (auto failure = stage(call)) return fail(call, std::move(*failure));
  call.lane.gateway.system.send(kit::Ref<kit::Call>(&call));
  return true;
}

std::unique_ptr<Injected> meet_faults(const HttpCall& call) {
  Gateway& gateway = call.lane.gateway;
  return gateway.watch.faults.meet({.world = call.world,
                                    .account = call.account,
                                    .region = call.client_region,
                                    .service = call.service,
                                    .operation = call.operation_name,
                                    .now = gateway.system.clock(call.world).now(),
                                    .seed = gateway.system.seed(call.world)});
}

// As start(), of a call that a fault has met.
bool suffer_now(HttpCall& call) {
  if (call.injected->failure) return fail(call, std::move(*call.injected->failure));
  return hand_over(call);
}

bool suffer(HttpCall& call) {
  if (call.injected->delay.count() <= 0) return suffer_now(call);
  auto timer = std::make_unique<boost::asio::steady_timer>(call.lane.context, call.injected->delay);
  auto& waiting = *timer;
  waiting.async_wait(
      [timer = std::move(timer), call = kit::Ref<HttpCall>(&call)](boost::system::error_code error) {
        if (error || call->cancelled.load(std::memory_order_relaxed)) return;
        if (!suffer_now(*call)) call->answered();
      });
  return true;
}

}  // namespace

bool start(HttpCall& call) {
  if (!call.door.cors.admits(call.request())) {
    make_reply(call, 403);
    return false;
  }
  if (auto failure = unpack(call)) return fail(call, std::move(*failure));
  auto failure = route(call);
  if (begin_exchange(call)) failure.reset();
  if (failure) return fail(call, std::move(*failure));
  if (call.target.kind == Target::Kind::preflight) {
    make_reply(call, 204);
    return false;
  }
  if (call.target.kind == Target::Kind::admin) {
    const auto page = call.lane.gateway.played.find_page(call.target.path);
    if (!page.service) {
      call.lane.gateway.admin.take(kit::Ref<HttpCall>(&call));
      return true;
    }
    if ((failure = turn_to_page(call, page))) return fail(call, std::move(*failure));
  }
  for (const Stage stage : first_stages)
    if ((failure = stage(call))) return fail(call, std::move(*failure));
  if (!call.paged && call.lane.gateway.watch.faults.any() && (call.injected = meet_faults(call)))
    return suffer(call);
  return hand_over(call);
}

void answer(HttpCall& call, protocol::Reply& reply) {
  const Target& to = call.target;
  if (call.exchange && call.exchange->declined) {  // a page asks for what no bucket has rules for
    reply.status = 204;
    return call.door.cors.add_headers(call.request(), call.arena, reply);
  }
  if (call.made) {
    std::swap(reply, *call.made);
  } else if (call.failure) {
    protocol::encode_error(to.protocol, to.service, to.operation ? &*to.operation : nullptr, *call.failure,
                           context(call), reply);
  } else {
    protocol::encode(to.protocol, *to.operation, call.output, context(call), reply);
  }
  if (call.exchange) finish_exchange(call, reply);
  // People look at pages with curl and a browser, and read them as they like.
  if (call.paged && to.protocol == models::Protocol::query &&
      call.request().header("accept").find("application/json") != std::string_view::npos)
    protocol::turn_to_json(reply);
  // What the resource engine cannot play either has no fidelity.
  const bool unplayed = call.failure && call.failure->status == 501 && call.fidelity == "derived";
  if (!call.fidelity.empty() && !unplayed) reply.headers.push_back({"x-understudy-fidelity", call.fidelity});
  const bool own = call.exchange && std::ranges::any_of(reply.headers, [](const protocol::Field& f) {
                     return f.name == "Access-Control-Allow-Origin";
                   });
  if (!own) call.door.cors.add_headers(call.request(), call.arena, reply);
  if (Recorder& recorder = call.lane.gateway.admin.recorder(); recorder.on()) recorder.write(call);
}

std::string_view error_code(const HttpCall& call) {
  return call.failure ? std::string_view(call.failure->code) : std::string_view();
}

}  // namespace understudy::gateway
