// Origins and the Access-Control headers, as LocalStack's and moto's users see them.
#include "gateway/cors.hpp"

#include <algorithm>
#include <array>

namespace understudy::gateway {
namespace {

constexpr std::array<std::string_view, 5> known_pages{
    "https://app.localstack.cloud", "http://app.localstack.cloud", "https://localhost",
    "https://localhost.localstack.cloud", "file://"};  // file: of desktop tools such as NoSQL Workbench

constexpr std::string_view methods = "HEAD,GET,PUT,POST,DELETE,OPTIONS,PATCH";
constexpr std::string_view allowed =
    "authorization,cache-control,content-length,content-md5,content-type,etag,location,x-amz-acl,"
    "x-amz-content-sha256,x-amz-date,x-amz-request-id,x-amz-security-token,x-amz-tagging,x-amz-target,"
    "x-amz-user-agent,x-amz-version-id,x-amzn-requestid,amz-sdk-invocation-id,amz-sdk-request,x-amz-log-type,"
    "x-understudy-world";
constexpr std::string_view exposed =
    "etag,x-amz-version-id,x-amzn-requestid,x-amz-request-id,x-amz-log-result,x-amz-executed-version,"
    "x-amz-function-error,x-amzn-query-error,x-understudy-fidelity";

std::string_view origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  return url.substr(0, url.find('/', scheme + 3));
}

}  // namespace

Cors::Cors(const std::vector<std::string>& own, std::string_view extra) : any_(false) {
  origins_.assign(known_pages.begin(), known_pages.end());
  for (const std::string& host : own)
    for (const std::string_view scheme : {"http://", "https://"})
      origins_.push_back(std::string(scheme) + host);
  while (!extra.empty()) {
    const auto comma = std::min(extra.find(','), extra.size());
    std::string_view one = extra.substr(0, comma);
    extra.remove_prefix(std::min(comma + 1, extra.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == "*") any_ = true;
    if (!one.empty()) origins_.emplace_back(one);
  }
}

bool Cors::admits(const protocol::Request& request) const {
  if (any_) return true;
  std::string_view origin = request.header("origin");
  if (origin.empty()) origin = origin_of(request.header("referer"));
  return origin.empty() || std::ranges::find(origins_, origin) != origins_.end();
}

void Cors::add_headers(const protocol::Request& request, kit::Arena& arena, protocol::Reply& reply) const {
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return;
  reply.header(arena, "Access-Control-Allow-Origin", any_ ? "*" : origin);
  if (!any_) {
    reply.header(arena, "Access-Control-Allow-Credentials", "true");
    reply.header(arena, "Vary", "Origin");
  }
  const std::string_view asked = request.header("access-control-request-headers");
  reply.header(arena, "Access-Control-Allow-Methods", methods);
  reply.header(arena, "Access-Control-Allow-Headers", asked.empty() ? allowed : asked);
  reply.header(arena, "Access-Control-Expose-Headers", exposed);
  if (request.header("access-control-request-private-network") == "true")
    reply.header(arena, "Access-Control-Allow-Private-Network", "true");
}

}  // namespace understudy::gateway
