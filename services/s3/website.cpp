// Websites: a bucket's objects as pages, with index and error documents and routing rules.
#include <fmt/format.h>

#include "services/s3/access.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/preflight.hpp"

namespace understudy::s3 {
namespace {

struct Site {
  Call& call;
  const State& state;
  std::string name;
  const Bucket& bucket;
  In rules;

  const Object* find(std::string_view key) const {
    const auto found = latest(state, bucket.number, key);
    return found && !found->object->marker ? found->object : nullptr;
  }
};

void answer_object(const Site& site, const Object& object, std::uint16_t status) {
  kit::Exchange& http = exchange(site.call);
  http.status = status;
  http.answer("Content-Type",
              object.content_type.empty() ? "binary/octet-stream" : object.content_type.view());
  http.answer("ETag", quoted(object.etag));
  http.answer("Last-Modified", http_time(object.modified));
  for (const auto& [name, value] : object.more().fields) http.answer(name, value);
  for (const auto& [name, value] : object.more().metadata) http.answer("x-amz-meta-" + name, value);
  if (http.method == "HEAD") {
    site.call.out["ContentLength"] = static_cast<std::int64_t>(object.content.size());
    return;
  }
  http.blob = object.content.pointer();
  http.size = object.content.size();
}

void answer_redirect(const Call& call, std::string_view to, std::string_view code) {
  kit::Exchange& http = exchange(call);
  http.status = 301;
  if (code.size() == 3)
    http.status = static_cast<std::uint16_t>((code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0'));
  http.answer("Location", to);
  http.text = std::string();
}

void answer_page(const Call& call, std::uint16_t status, std::string_view title, std::string_view code,
                 std::string_view message) {
  kit::Exchange& http = exchange(call);
  http.status = status;
  http.answer("Content-Type", "text/html; charset=utf-8");
  http.text = fmt::format(
      "<html>\n<head><title>{0} {1}</title></head>\n<body>\n<h1>{0} {1}</h1>\n<ul>\n<li>Code: {2}</li>\n"
      "<li>Message: {3}</li>\n<li>RequestId: {4}</li>\n</ul>\n<hr/>\n</body>\n</html>\n",
      status, title, code, message, call.request_id());
}

// Whether a rule holds for this key, or for the error that it ended in (0: none).
bool rule_holds(const In& rule, std::string_view key, std::uint16_t error) {
  const In condition = rule["Condition"];
  const std::string_view code = condition["HttpErrorCodeReturnedEquals"].text();
  if (!code.empty() && code != std::to_string(error)) return false;
  if (code.empty() && error != 0) return false;
  return key.starts_with(condition["KeyPrefixEquals"].text());
}

bool redirect_by_rules(const Site& site, std::string_view key, std::uint16_t error) {
  for (const In rule : site.rules["RoutingRules"]) {
    if (!rule_holds(rule, key, error)) continue;
    const In redirect = rule["Redirect"];
    std::string to(key);
    if (const In with_key = redirect["ReplaceKeyWith"]) to = with_key.text();
    if (const In prefix = redirect["ReplaceKeyPrefixWith"])
      to = std::string(prefix.text()) +
           std::string(key.substr(rule["Condition"]["KeyPrefixEquals"].text().size()));
    const std::string_view host = redirect["HostName"].text(), protocol = redirect["Protocol"].text();
    answer_redirect(site.call,
                    fmt::format("{}://{}/{}", protocol.empty() ? site.call.endpoint().scheme : protocol,
                                host.empty() ? site.call.endpoint().host : host, url_encoded(to)),
                    redirect["HttpRedirectCode"].text());
    return true;
  }
  return false;
}

void answer_missing(const Site& site, std::string_view key) {
  if (redirect_by_rules(site, key, 404)) return;
  if (const std::string_view page = site.rules["ErrorDocument"]["Key"].text(); !page.empty())
    if (const Object* object = site.find(page)) return answer_object(site, *object, 404);
  answer_page(site.call, 404, "Not Found", "NoSuchKey", "The specified key does not exist.");
}

bool readable(const Site& site, const std::string& key) {
  if (anybody_may_read(site.call, site.state, {site.name, &site.bucket}, key)) return true;
  answer_page(site.call, 403, "Forbidden", access_denied.code, access_denied.message);
  return false;
}

void serve(const Site& site, const std::string& key) {
  if (redirect_by_rules(site, key, 0)) return;
  const std::string_view suffix = site.rules["IndexDocument"]["Suffix"].text();
  const bool folder = key.empty() || key.ends_with('/');
  const std::string page = folder ? key + std::string(suffix) : key;
  if (const Object* object = site.find(page)) {
    if (!readable(site, page)) return;
    const std::string& redirect = object->more().redirect;
    if (redirect.empty()) return answer_object(site, *object, 200);
    return answer_redirect(site.call, redirect, "301");
  }
  // "docs" is where "docs/index.html" lies (user guide, "Configuring an index document").
  if (!folder && site.find(fmt::format("{}/{}", key, suffix)))
    return answer_redirect(site.call, fmt::format("/{}/", url_encoded(key)), "302");
  answer_missing(site, key);
}

}  // namespace

Outcome website(Call& call, State& state) {
  kit::Exchange& http = exchange(call);
  const Addressed at = addressed(http.path);
  if (http.method != "GET" && http.method != "HEAD") {
    answer_page(call, 405, "Method Not Allowed", "MethodNotAllowed",
                "The specified method is not allowed against this resource.");
    return {};
  }
  const Bucket* bucket = state.buckets.find(at.bucket);
  if (!bucket) {
    answer_page(call, 404, "Not Found", "NoSuchBucket", "The specified bucket does not exist");
    return {};
  }
  const auto kept = configuration(call, *bucket, "website");
  if (!kept) {
    answer_page(call, 404, "Not Found", "NoSuchWebsiteConfiguration",
                "The specified bucket does not have a website configuration");
    return {};
  }
  const Site site{call, state, at.bucket, *bucket, In(*kept)};
  answer_origin(call, *bucket);
  if (const In all = site.rules["RedirectAllRequestsTo"]) {
    const std::string_view protocol = all["Protocol"].text();
    answer_redirect(call,
                    fmt::format("{}://{}/{}", protocol.empty() ? call.endpoint().scheme : protocol,
                                all["HostName"].text(), url_encoded(at.key)),
                    "301");
    return {};
  }
  serve(site, at.key);
  return {};
}

}  // namespace understudy::s3
