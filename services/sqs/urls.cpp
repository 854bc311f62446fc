// Reading and writing of queue URLs, ARNs and task handles.
#include "services/sqs/urls.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::sqs {
namespace {

bool is_account(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "us-east-1", "us-gov-west-1": what a host's label must look like to be one.
bool is_region(std::string_view text) {
  return text.find('-') != text.npos && text.find_last_of("0123456789") == text.size() - 1 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == text.npos;
}

// The last piece of a text up to a separator, taken off.
std::string_view take_last(std::string_view& text, char separator) {
  const auto at = text.rfind(separator);
  const std::string_view last = text.substr(at == text.npos ? 0 : at + 1);
  text = at == text.npos ? std::string_view() : text.substr(0, at);
  return last;
}
std::string_view take_first(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const std::string_view first = text.substr(0, at);
  text = at == text.npos ? std::string_view() : text.substr(at + 1);
  return first;
}

// The region in "sqs.REGION.", "vpce-1.sqs.REGION.vpce." or "REGION.queue."; "queue." alone is us-east-1's.
std::string_view region_of_host(std::string_view host) {
  if (host.find("sqs") == host.npos && host.find("queue") == host.npos) return {};
  if (host.starts_with("queue.amazonaws.") || host.starts_with("queue.localhost.")) return "us-east-1";
  for (std::string_view before; !host.empty();) {
    const std::string_view label = take_first(host, '.');
    if (before == "sqs" && is_region(label)) return label;
    if (label == "queue" && is_region(before)) return before;
    before = label;
  }
  return {};
}

struct Endpoint {
  std::string_view strategy, host;
};

// LocalStack's "dynamic": the form and the rest of the host that the client used itself.
Endpoint as_the_client(std::string_view host) {
  std::string_view rest = host;
  const std::string_view first = take_first(rest, '.');
  if (first == "queue") return {"domain", rest};
  if (first != "sqs" && !rest.starts_with("queue.")) return {"path", host};
  take_first(rest, '.');
  return {first == "sqs" ? "standard" : "domain", rest};
}

// Whatever stands before the region tells that it is one: LocalStack's "path" form, and our page.
bool leads_to_region(std::string_view segment) { return segment == "queue" || segment == "messages"; }

Address read_path(std::string_view path, std::string_view host) {
  while (path.ends_with('/')) path.remove_suffix(1);
  Address address;
  address.name = take_last(path, '/');
  if (const std::string_view account = take_last(path, '/'); is_account(account)) address.account = account;
  const std::string_view place = take_last(path, '/');
  address.region = leads_to_region(take_last(path, '/')) && is_region(place) ? place : region_of_host(host);
  return address;
}

}  // namespace

Address read_queue_url(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == url.npos && url.find('/') == url.npos) return {{}, {}, url};
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  const std::string_view host = take_first(url, '/');
  return read_path(url, host);
}

Address addressed_queue(const kit::Call& call) {
  if (const In url = In(call.input)["QueueUrl"]; url && !url.text().empty())
    return read_queue_url(url.text());
  const Address address = read_path(call.endpoint.path, call.endpoint.host);
  return address.account.empty() ? Address() : address;
}

std::optional<Address> read_queue_arn(std::string_view text) {
  const auto arn = kit::Arn::parse(text);
  if (!arn || arn->service != "sqs" || !is_region(arn->region) || !is_account(arn->account) ||
      arn->resource.find(':') != std::string_view::npos)
    return {};
  return Address{arn->account, arn->region, arn->resource};
}

std::string queue_arn(std::string_view region, std::string_view account, std::string_view name) {
  return fmt::format("arn:{}:sqs:{}:{}:{}", kit::partition_of(region), region, account, name);
}

std::string queue_url(const Call& call, std::string_view name) {
  const kit::Endpoint& at = call.endpoint();
  const std::string_view region = call.region();
  Endpoint form{at.queue_url_strategy, at.public_host.empty() ? at.host : at.public_host};
  if (form.strategy == "dynamic") form = as_the_client(at.host);
  std::string host(form.host), path(at.prefix);
  if (form.strategy == "standard") {
    host = fmt::format("sqs.{}.{}", region, form.host);
  } else if (form.strategy == "domain") {
    host = region == "us-east-1" ? fmt::format("queue.{}", form.host)
                                 : fmt::format("{}.queue.{}", region, form.host);
  } else if (form.strategy == "path") {
    path += fmt::format("/queue/{}", region);
  }
  return fmt::format("{}://{}{}/{}/{}", at.scheme, host, path, call.account(), name);
}

std::string write_task_handle(const TaskHandle& handle) {
  return kit::base64(fmt::format(R"({{"taskId":"{}","sourceArn":"{}"}})", handle.id, handle.source_arn));
}

std::optional<TaskHandle> read_task_handle(std::string_view text) {
  const auto decoded = kit::parse_base64(text);
  if (!decoded) return {};
  kit::Arena arena;
  const auto json = kit::parse_json(*decoded, arena);
  const kit::Value* id = json ? json->find("taskId") : nullptr;
  const kit::Value* source = json ? json->find("sourceArn") : nullptr;
  if (!id || !source || !id->is(kit::Kind::string) || !source->is(kit::Kind::string)) return {};
  return TaskHandle{std::string(id->text()), std::string(source->text())};
}

void owner(const kit::Call& call, kit::Place& place) {
  const In in(call.input);
  const auto go = [&](const Address& address) {
    if (!address.account.empty()) place.account = address.account;
    if (!address.region.empty()) place.region = address.region;
  };
  if (const Address address = addressed_queue(call); !address.name.empty()) {
    go(address);
  } else if (in["QueueOwnerAWSAccountId"]) {
    if (is_account(in["QueueOwnerAWSAccountId"].text())) place.account = in["QueueOwnerAWSAccountId"].text();
  } else if (in["SourceArn"]) {
    if (const auto address = read_queue_arn(in["SourceArn"].text())) go(*address);
  } else if (in["TaskHandle"]) {
    if (const auto handle = read_task_handle(in["TaskHandle"].text()))
      if (const auto address = read_queue_arn(handle->source_arn)) go(*address);
  }
}

}  // namespace understudy::sqs
