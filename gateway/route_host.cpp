// Reads hosts, credential scopes and User-Agents.
#include "gateway/route_host.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace understudy::gateway {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_address(std::string_view host) {
  return host.starts_with('[') || std::ranges::all_of(host, [](char c) { return digit(c) || c == '.'; });
}

// Takes the last label off.
std::string_view pop(std::string_view& labels) {
  const auto dot = labels.rfind('.');
  const std::string_view last = dot == labels.npos ? labels : labels.substr(dot + 1);
  labels = dot == labels.npos ? std::string_view() : labels.substr(0, dot);
  return last;
}

int hex(char c) {
  if (digit(c)) return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string_view decode_form(std::string_view text, kit::Arena& arena) {
  if (text.find_first_of("%+") == text.npos) return text;
  char* to = arena.array<char>(text.size());
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      to[n++] = static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      to[n++] = text[i] == '+' ? ' ' : text[i];
    }
  }
  return {to, n};
}

void split_scope(std::string_view credential, Scope& scope) {
  // The access key comes first; date, region, service and "aws4_request" are taken from the end, for keys may
  // hold slashes.
  std::array<std::string_view, 4> tail;
  std::string_view rest = credential;
  for (auto& part : tail) {
    const auto slash = rest.rfind('/');
    if (slash == rest.npos) {
      scope.access_key = credential.substr(0, credential.find('/'));
      return;
    }
    part = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
  }
  const bool four = digit(tail[3].empty() ? 'x' : tail[3][0]);
  scope.access_key = four ? rest : credential.substr(0, credential.find('/'));
  scope.service = tail[1];
  scope.region = four ? tail[2] : std::string_view();  // SigV4a's scope has no region
}

// Letters and digits in lower case: "DynamoDB Streams", "dynamodb_streams" and "dynamodbstreams" are one.
bool same_words(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  for (;;) {
    while (i < a.size() && !std::isalnum(static_cast<unsigned char>(a[i]))) ++i;
    while (j < b.size() && !std::isalnum(static_cast<unsigned char>(b[j]))) ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (std::tolower(static_cast<unsigned char>(a[i++])) != std::tolower(static_cast<unsigned char>(b[j++])))
      return false;
  }
}

std::string_view word_after(std::string_view text, std::string_view mark, std::string_view ends) {
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '/' && text[at - 1] != '[') continue;
    const auto from = at + mark.size();
    const auto to = text.find_first_of(ends, from);
    return text.substr(from, to == text.npos ? text.npos : to - from);
  }
  return {};
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

bool is_account(std::string_view text) { return text.size() == 12 && std::ranges::all_of(text, digit); }

bool is_region(std::string_view text) {
  if (text == "aws-global") return true;
  // letters, then one or more "-letters", then "-digits"
  const auto dash = text.rfind('-');
  if (dash == text.npos || dash + 1 == text.size() || text.size() > 24) return false;
  if (!std::ranges::all_of(text.substr(dash + 1), digit)) return false;
  const std::string_view words = text.substr(0, dash);
  const auto first = words.find('-');
  return first != words.npos && first >= 2 && first <= 4 && words.back() != '-' &&
         std::ranges::all_of(words, [](char c) { return lower(c) || c == '-'; });
}

HostParts parse_host(std::string_view host, std::string_view own_domain) {
  HostParts parts;
  host = without_port(host);
  if (host.ends_with('.')) host.remove_suffix(1);
  constexpr std::string_view world = ".world.localhost";
  if (host.ends_with(world)) {
    host.remove_suffix(world.size());
    parts.world = pop(host);
    if (host.empty()) {
      parts.address = true;
      return parts;
    }
  } else if (host.empty() || is_address(host) || host.starts_with("localhost") ||
             host == "host.docker.internal" || host.find('.') == host.npos ||
             host.ends_with(".svc.cluster.local") || host == own_domain) {
    parts.address = true;
    return parts;
  } else {
    constexpr std::array<std::string_view, 5> suffixes{"amazonaws.com.cn", "amazonaws.com", "api.aws",
                                                       "on.aws", "localhost"};
    const auto ends = [&](std::string_view suffix) {
      return host.size() > suffix.size() + 1 && host.ends_with(suffix) &&
             host[host.size() - suffix.size() - 1] == '.';
    };
    std::string_view suffix;
    if (!own_domain.empty() && ends(own_domain)) suffix = own_domain;
    for (const auto s : suffixes)
      if (suffix.empty() && ends(s)) suffix = s;
    if (suffix.empty()) {
      parts.first = host.substr(0, host.find('.'));
      return parts;
    }
    host.remove_suffix(suffix.size() + 1);
    if (suffix == "localhost" && host.find(".s3") == host.npos && host.find('.') == host.npos)
      parts.first = host;
  }
  std::string_view rest = host;
  std::string_view last = pop(rest);
  // Most hosts are service.region; SQS's old form, and some others, are region.service.
  if (is_region(last) && !rest.empty()) {
    parts.region = last;
    last = pop(rest);
  }
  if (last == "dualstack" && !rest.empty()) last = pop(rest);
  parts.service = last;
  if (parts.region.empty() && last.starts_with("s3-") &&
      is_region(last.substr(3))) {  // s3-us-west-2.amazonaws.com
    parts.region = last.substr(3);
    parts.service = last.substr(0, 2);
  }
  std::string_view before = rest;
  if (const std::string_view label = pop(before); parts.region.empty() && is_region(label)) {
    parts.region = label;
    rest = before;
  }
  parts.prefix = rest;
  return parts;
}

Scope parse_scope(const protocol::Request& request, kit::Arena& arena) {
  Scope scope;
  const std::string_view header = request.header("authorization");
  if (header.starts_with("AWS4-")) {
    const auto at = header.find("Credential=");
    if (at != header.npos) {
      const std::string_view rest = header.substr(at + 11);
      split_scope(rest.substr(0, std::min(rest.find(','), rest.find(' '))), scope);
    }
  } else if (header.starts_with("AWS ")) {
    scope.access_key = header.substr(4, header.find(':') == header.npos ? header.npos : header.find(':') - 4);
    scope.version2 = true;
  } else if (request.query.find("X-Amz-Credential=") != request.query.npos) {
    if (const auto value = form_value(request.query, "X-Amz-Credential", arena)) split_scope(*value, scope);
  } else if (request.query.find("AWSAccessKeyId=") != request.query.npos) {
    if (const auto value = form_value(request.query, "AWSAccessKeyId", arena)) scope.access_key = *value;
    scope.version2 = true;
  }
  return scope;
}

std::optional<std::string_view> form_value(std::string_view form, std::string_view key, kit::Arena& arena) {
  for (std::size_t at = form.find(key); at != form.npos; at = form.find(key, at + 1)) {
    if (at > 0 && form[at - 1] != '&') continue;
    const std::size_t end = at + key.size();
    if (end < form.size() && form[end] != '=' && form[end] != '&') continue;
    if (end >= form.size() || form[end] == '&') return std::string_view();
    const auto to = form.find('&', end);
    return decode_form(form.substr(end + 1, to == form.npos ? form.npos : to - end - 1), arena);
  }
  return std::nullopt;
}

bool agent_names(std::string_view agent, const models::Service& service) {
  if (agent.find("api/") != agent.npos)
    if (const auto word = word_after(agent, "api/", "#/ ;)"); !word.empty())
      return same_words(word, service.service_id());
  for (const std::string_view mark : {"command#", "command/"})
    if (const auto word = word_after(agent, mark, ". "); !word.empty())
      return same_words(word, service.name());
  return false;
}

std::string_view agent_region(std::string_view agent) { return word_after(agent, "region/", " ;)"); }

}  // namespace understudy::gateway
