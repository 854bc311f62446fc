// The router: which service and operation a request means, and in whose name.
#include "gateway/route.hpp"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>

#include "gateway/route_host.hpp"
#include "gateway/route_rest.hpp"

namespace understudy::gateway {
namespace {

using models::Protocol;
using models::Service;
using Candidates = std::vector<const Service*>;

// Services whose requests are the same byte for byte when nothing else tells them apart: the first of each
// row is meant. The rows' other members answer when the host, the User-Agent or an ARN names them.
constexpr std::array<std::array<std::string_view, 7>, 13> defaults{{
    {"rds", "docdb", "neptune"},
    {"elbv2", "elb"},
    {"ses", "sesv2", "pinpoint-email"},
    {"chime-sdk-identity", "chime-sdk-messaging", "chime-sdk-meetings", "chime-sdk-media-pipelines",
     "chime-sdk-voice", "chime"},
    {"opensearch", "es"},
    {"lexv2-models", "lex-models"},
    {"lexv2-runtime", "lex-runtime"},
    {"qconnect", "wisdom"},
    {"sms-voice", "pinpoint-sms-voice"},
    {"s3", "s3control"},
    {"bedrock", "bedrock-agent", "bedrock-runtime", "bedrock-agent-runtime"},
    {"apigatewaymanagementapi", "connectparticipant"},
    {"timestream-write", "timestream-query"},
}};

// Services that share target and signing name: which of them an ARN in the body is of.
struct KindOfArn {
  std::string_view service, kind;
};
constexpr std::array kinds_of_arns{KindOfArn{"timestream-query", ":scheduled-query/"},
                                   KindOfArn{"timestream-write", ":database/"}};

// Operations that clients call without signing, by services whose paths are told apart from a bucket's.
constexpr std::array<std::string_view, 2> unsigned_rest{"sso", "sso-oidc"};

constexpr std::array<std::string_view, 5> admin_roots{"/moto-api", "/_localstack", "/_understudy", "/_aws",
                                                      "/latest/meta-data"};

bool under(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

int rank(const Service& service) {
  for (const auto& row : defaults)
    for (std::size_t i = 0; i < row.size(); ++i)
      if (row[i] == service.name()) return static_cast<int>(i);
  return 0;
}

// Labels that name a service in a host: "email", "sqs", "queue" (SQS's old name), "s3-control".
bool host_names(std::string_view label, const Service& service) {
  if (label.empty()) return false;
  if (service.name() == "sqs" && (label == "queue" || label.ends_with("-queue"))) return true;
  if (label.ends_with("-fips")) label.remove_suffix(5);
  const std::string_view prefix = service.endpoint_prefix();
  return label == prefix || label == service.name() ||
         (prefix.ends_with(label) && prefix.size() > label.size() &&
          prefix[prefix.size() - label.size() - 1] == '.');
}

// Whether a host says all of an endpoint prefix of several labels: "query.timestream", not just "timestream".
bool host_names_whole(const HostParts& host, const Service& service) {
  const std::string_view prefix = service.endpoint_prefix();
  const auto dot = prefix.rfind('.');
  return dot != prefix.npos && prefix.substr(dot + 1) == host.service && host.prefix == prefix.substr(0, dot);
}

// The service part of the first ARN in a path: "arn%3Aaws%3Ards%3A..." or plain.
std::string_view arn_service(std::string_view path) {
  for (const std::string_view colon : {":", "%3A", "%3a"}) {
    auto at = path.find(std::string("arn").append(colon));
    if (at == path.npos) continue;
    at = path.find(colon, at + 3 + colon.size());
    if (at == path.npos) continue;
    const auto from = at + colon.size();
    const auto to = path.find(colon, from);
    if (to != path.npos) return path.substr(from, to - from);
  }
  return {};
}

kit::Failure unknown_operation(const Service* service, Protocol protocol, std::string_view name) {
  if (protocol == Protocol::query || protocol == Protocol::ec2) {
    if (name.empty())
      return kit::Failure("MissingAction", "The request must contain the parameter Action", 400);
    if (protocol == Protocol::ec2)
      return kit::Failure("InvalidAction",
                          fmt::format("The action {} is not valid for this web service.", name), 400);
    return kit::Failure(
        "InvalidAction",
        fmt::format("Could not find operation {} for version {}", name,
                    service ? service->api_version() : std::string_view("NO_VERSION_SPECIFIED")),
        400);
  }
  if (protocol == Protocol::json) return kit::Failure("UnknownOperationException", "", 400);
  if (protocol == Protocol::rest_xml && service && service->name() == "s3")
    return kit::Failure("MethodNotAllowed", "The specified method is not allowed against this resource.",
                        405);
  return kit::Failure("UnknownOperationException", "", 404);
}

}  // namespace

// ---- What is prepared

struct Router::Tables {
  Tables();

  const RestTemplates& templates(const Service& service) const {
    Lazy& lazy = rest[service.index()];
    std::call_once(lazy.once, [&] { lazy.templates = std::make_unique<RestTemplates>(service); });
    return *lazy.templates;
  }
  static const Candidates& found(const absl::flat_hash_map<std::string_view, Candidates>& map,
                                 std::string_view key) {
    static const Candidates none;
    const auto it = map.find(key);
    return it == map.end() ? none : it->second;
  }

  absl::flat_hash_map<std::string_view, Candidates> by_signing_name, by_target, by_id;
  Candidates speak_query;

 private:
  struct Lazy {
    std::once_flag once;
    std::unique_ptr<const RestTemplates> templates;
  };
  std::unique_ptr<Lazy[]> rest;
};

Router::Tables::Tables() : rest(std::make_unique<Lazy[]>(models::all().size())) {
  for (const Service& service : models::all()) {
    by_signing_name[service.signing_name()].push_back(&service);
    if (!service.target_prefix().empty()) by_target[service.target_prefix()].push_back(&service);
    by_id[service.service_id()].push_back(&service);
    if (service.speaks(Protocol::query) || service.speaks(Protocol::ec2)) speak_query.push_back(&service);
  }
  // Older clients sign S3's siblings under names of their own.
  for (const std::string_view name : {"s3-object-lambda", "s3-outposts", "s3express"})
    for (const std::string_view service : {"s3", "s3control"})
      if (const Service* s = models::find(service)) by_signing_name[name].push_back(s);
}

Router::Router() : tables_(std::make_unique<const Tables>()) {}
Router::~Router() = default;

// ---- One request

namespace {

// The stages of one routing; each fills more of the target.
class Way {
 public:
  Way(const Routing& routing, const protocol::Request& request, kit::Arena& arena, Target& target)
      : routing_(routing), request_(request), arena_(arena), target_(target) {}

  void world();
  bool admin();
  void who();
  void virtual_bucket(const Candidates& candidates);
  void preflight();

  const Service* hinted(const Candidates& candidates) const;  // by host, agent, ARN; null when nothing tells
  const Service* choose(const Candidates& candidates) const;  // or by default; null when there is none
  std::string_view action(std::string_view key) const;

  const Routing& routing_;
  const protocol::Request& request_;
  kit::Arena& arena_;
  Target& target_;
  HostParts host_;
  Scope scope_;
};

void Way::world() {
  target_.path = request_.path;
  target_.query = request_.query;
  host_ = parse_host(request_.header("host"), routing_.own_domain);
  constexpr std::string_view root = "/_world/";
  if (target_.path.starts_with(root)) {
    const auto slash = target_.path.find('/', root.size());
    const auto end = slash == target_.path.npos ? target_.path.size() : slash;
    target_.world = target_.path.substr(root.size(), end - root.size());
    target_.world_prefix = target_.path.substr(0, end);
    target_.path = slash == target_.path.npos ? std::string_view("/") : target_.path.substr(end);
  } else if (const auto header = request_.header("x-understudy-world"); !header.empty()) {
    target_.world = header;
  } else if (!host_.world.empty()) {
    target_.world = host_.world;
  }
}

bool Way::admin() {
  if (std::ranges::any_of(admin_roots, [&](std::string_view root) { return under(target_.path, root); })) {
    target_.kind = Target::Kind::admin;
    return true;
  }
  if (request_.method == "OPTIONS" && request_.has_header("origin") &&
      request_.has_header("access-control-request-method")) {
    target_.kind = Target::Kind::preflight;
    return true;
  }
  return false;
}

void Way::who() {
  scope_ = parse_scope(request_, arena_);
  target_.access_key = scope_.access_key;
  const bool issued = scope_.access_key.size() >= 16 && routing_.credential;
  if (issued) target_.credential = routing_.credential(target_.world, scope_.access_key);
  if (const auto header = request_.header("x-moto-account-id"); is_account(header)) {
    target_.account = header;
  } else if (target_.credential) {
    target_.account = target_.credential->account;
  } else if (is_account(scope_.access_key)) {
    target_.account = scope_.access_key;
  } else {
    target_.account = routing_.default_account;
  }
  if (is_region(host_.region)) {
    target_.client_region = host_.region;
  } else if (is_region(scope_.region)) {
    target_.client_region = scope_.region;
  } else if (const auto agent = agent_region(request_.header("user-agent")); is_region(agent)) {
    target_.client_region = agent;
  } else {
    target_.client_region = routing_.default_region;
  }
  target_.region = target_.client_region;
}

std::string_view Way::action(std::string_view key) const {
  if (const auto value = form_value(target_.query, key, arena_)) return *value;
  const std::string_view type = request_.header("content-type");
  if (request_.method != "POST" || (!type.empty() && type.find("x-www-form-urlencoded") == type.npos))
    return {};
  return form_value(request_.body, key, arena_).value_or(std::string_view());
}

const Service* Way::hinted(const Candidates& candidates) const {
  const auto narrowed = [&](auto&& names) -> const Service* {
    const Service* one = nullptr;
    for (const Service* s : candidates)
      if (names(*s)) {
        if (one) return nullptr;
        one = s;
      }
    return one;
  };
  if (const Service* s = narrowed([&](const Service& x) { return host_names_whole(host_, x); })) return s;
  if (const Service* s = narrowed([&](const Service& x) { return host_names(host_.service, x); })) return s;
  const std::string_view agent = request_.header("user-agent");
  if (const Service* s = narrowed([&](const Service& x) { return agent_names(agent, x); })) return s;
  if (const std::string_view arn = arn_service(target_.path); !arn.empty())
    if (const Service* s =
            narrowed([&](const Service& x) { return arn == x.name() || arn == x.endpoint_prefix(); }))
      return s;
  return narrowed([&](const Service& x) {
    return std::ranges::any_of(kinds_of_arns, [&](const KindOfArn& each) {
      return each.service == x.name() && request_.body.find(each.kind) != request_.body.npos;
    });
  });
}

const Service* Way::choose(const Candidates& candidates) const {
  if (candidates.size() < 2) return candidates.empty() ? nullptr : candidates.front();
  if (const Service* s = hinted(candidates)) return s;
  return *std::ranges::min_element(candidates, [](const Service* a, const Service* b) {
    const int x = rank(*a), y = rank(*b);
    return x != y ? x < y : (a->name() == a->signing_name()) > (b->name() == b->signing_name());
  });
}

Protocol rest_protocol(const Service& service) {
  return service.speaks(Protocol::rest_xml) ? Protocol::rest_xml : Protocol::rest_json;
}

// Those of equally good services that the rest of the request fits best.
Candidates fittest(const Candidates& services, std::span<const Match> matches, const SplitTarget& split) {
  if (services.size() < 2) return services;
  Candidates best;
  int fewest = std::numeric_limits<int>::max();
  for (std::size_t i = 0; i < services.size(); ++i) {
    const Service& service = *services[i];
    const int n = misfits(service.operation(matches[i].operation), rest_protocol(service), split);
    if (n < fewest) best.clear();
    if (n <= fewest) best.push_back(&service);
    fewest = std::min(n, fewest);
  }
  return best;
}

constexpr auto bucket_hosts = std::to_array<std::string_view>(
    {"s3", "s3-accelerate", "s3-accesspoint", "s3-accesspoint-fips", "s3-fips", "s3-global"});

// S3 by host name: the bucket's label becomes the path's first segment.
void Way::virtual_bucket(const Candidates& candidates) {
  if (std::ranges::none_of(candidates, [](const Service* s) { return s->name() == "s3"; })) return;
  // S3 Control's clients put the account before the endpoint: "123456789012.localhost:5000". All its paths
  // begin with its version.
  if (is_account(host_.first) && target_.path.starts_with("/v20180820/")) return;
  std::string_view bucket = host_.first;
  // Access points have hosts of their own; those of several regions are "m1.mrap.accesspoint.s3-global".
  if (std::ranges::find(bucket_hosts, host_.service) != bucket_hosts.end() ||
      host_.service.starts_with("s3-website"))
    bucket = host_.prefix;
  if (bucket.empty() || host_.address) return;
  const std::string_view path = target_.path == "/" ? std::string_view() : target_.path;
  char* joined = arena_.array<char>(bucket.size() + path.size() + 1);
  joined[0] = '/';
  std::ranges::copy(bucket, joined + 1);
  std::ranges::copy(path, joined + 1 + bucket.size());
  target_.path = {joined, bucket.size() + path.size() + 1};
}

// Browsers ask without signing: who asks no other host asks S3, whose buckets have rules of their own.
void Way::preflight() {
  const Service* s3 = models::find("s3");
  if (!s3 || (!host_.service.empty() && !host_.service.starts_with("s3"))) return;
  target_.service = s3;
  virtual_bucket({s3});
}

}  // namespace

std::optional<kit::Failure> Router::route(const Routing& routing, const protocol::Request& request,
                                          kit::Arena& arena, Target& target) const {
  Way way(routing, request, arena, target);
  way.world();
  const bool settled = way.admin();
  way.who();
  if (target.kind == Target::Kind::preflight) way.preflight();
  if (settled) return std::nullopt;

  const auto settle = [&](const Service* service, Protocol protocol,
                          std::string_view operation) -> std::optional<kit::Failure> {
    target.service = service;
    target.protocol = protocol;
    if (service && service->has(models::tables::global)) target.region = "aws-global";
    if (service) target.operation = service->find_operation(operation);
    if (target.operation) return std::nullopt;
    return unknown_operation(service, protocol, operation);
  };

  // By X-Amz-Target: the prefix names the service, whoever signed.
  if (const std::string_view header = request.header("x-amz-target"); !header.empty()) {
    const auto dot = header.rfind('.');
    const std::string_view prefix = header.substr(0, dot == header.npos ? 0 : dot);
    const std::string_view name = header.substr(dot == header.npos ? 0 : dot + 1);
    const Candidates& named = Tables::found(tables_->by_target, prefix);
    if (named.size() == 1) return settle(named.front(), Protocol::json, name);
    Candidates holders;
    for (const Service* s : named)
      if (s->find_operation(name)) holders.push_back(s);
    if (holders.empty()) holders = named;
    if (holders.empty())
      for (const Service* s : Tables::found(tables_->by_signing_name, way.scope_.service))
        if (s->speaks(Protocol::json)) holders.push_back(s);
    return settle(way.choose(holders), Protocol::json, name);
  }

  // rpc-v2-cbor: /service/{id}/operation/{name}; the id is the service's target prefix, or its id.
  if (request.header("smithy-protocol") == "rpc-v2-cbor" || target.path.starts_with("/service/")) {
    const std::string_view path = target.path;
    const auto middle = path.find("/operation/");
    if (path.starts_with("/service/") && middle != path.npos) {
      const std::string_view id = path.substr(9, middle - 9);
      const Candidates& by_target = Tables::found(tables_->by_target, id);
      const Service* service = way.choose(by_target.empty() ? Tables::found(tables_->by_id, id) : by_target);
      if (service && service->speaks(Protocol::rpc_v2_cbor))
        return settle(service, Protocol::rpc_v2_cbor, path.substr(middle + 11));
    }
  }

  Candidates candidates = Tables::found(tables_->by_signing_name, way.scope_.service);
  if (candidates.empty() && way.scope_.version2) candidates = Tables::found(tables_->by_signing_name, "s3");
  const bool signed_for = !candidates.empty();
  if (!signed_for && !way.host_.service.empty())
    for (const Service& s : models::all())
      if (host_names(way.host_.service, s)) candidates.push_back(&s);

  // By Action, in the query string or in a form.
  const auto speaks_query = [](const Service* s) {
    return s->speaks(Protocol::query) || s->speaks(Protocol::ec2);
  };
  const bool any_query = candidates.empty() || std::ranges::any_of(candidates, speaks_query);
  if (const std::string_view name = any_query ? way.action("Action") : std::string_view(); !name.empty()) {
    const std::string_view version = way.action("Version");
    Candidates holders, of_version;
    for (const Service* s : candidates.empty() ? tables_->speak_query : candidates) {
      if (!speaks_query(s) || (candidates.empty() && !s->find_operation(name))) continue;
      holders.push_back(s);
      if (s->api_version() == version) of_version.push_back(s);
    }
    if (!of_version.empty()) holders = of_version;
    Candidates having;
    for (const Service* s : holders)
      if (s->find_operation(name)) having.push_back(s);
    const Service* service = way.choose(having.empty() ? holders : having);
    if (service)
      return settle(service, service->speaks(Protocol::ec2) ? Protocol::ec2 : Protocol::query, name);
  }

  // By method and path.
  if (candidates.empty()) {
    for (const std::string_view name : unsigned_rest)
      if (const Service* s = models::find(name); s && !target.path.empty()) {
        const auto match = tables_->templates(*s).match(SplitTarget(request, target.path, target.query));
        if (match && match->literals > 0) candidates.push_back(s);
      }
    if (candidates.empty()) candidates = Tables::found(tables_->by_signing_name, "s3");
  }
  way.virtual_bucket(candidates);
  const SplitTarget split(request, target.path, target.query);
  Candidates best_services;
  std::optional<Match> best;
  std::vector<Match> matches;
  for (const Service* s : candidates) {
    if (!s->speaks(Protocol::rest_json) && !s->speaks(Protocol::rest_xml)) continue;
    const auto match = tables_->templates(*s).match(split);
    if (!match) continue;
    if (!best || better_between(*match, *best)) {
      best = match;
      best_services.clear();
      matches.clear();
    } else if (better_between(*best, *match)) {
      continue;
    }
    best_services.push_back(s);
    matches.push_back(*match);
  }
  if (best) {
    const Service* service = way.hinted(best_services);
    if (!service) service = way.choose(fittest(best_services, matches, split));
    const auto place =
        static_cast<std::size_t>(std::ranges::find(best_services, service) - best_services.begin());
    models::Operation operation = service->operation(matches[place].operation);
    target.labels = tables_->templates(*service).labels(matches[place].operation, split, arena);
    // Buckets of S3 Express are listed by the same request; its signature's scope alone is different.
    if (way.scope_.service == "s3express" && operation.name() == "ListBuckets")
      operation = service->find_operation("ListDirectoryBuckets").value_or(operation);
    return settle(service, rest_protocol(*service), operation.name());
  }
  const Service* service = way.choose(candidates);
  return settle(service, service ? service->protocols().front() : Protocol::rest_xml, {});
}

}  // namespace understudy::gateway
