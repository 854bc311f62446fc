// Reads Authorization headers and presigned queries, and writes canonical requests.
#include "gateway/auth_signature.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "gateway/auth_digest.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway::auth {
namespace {

using protocol::equal_without_case;
using protocol::Field;
using protocol::Plus;

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

// Takes the part before the next such character.
std::string_view take(std::string_view& rest, char end_mark) {
  const auto end = std::min(rest.find(end_mark), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// Takes the part before the next comma or blank.
std::string_view take_word(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != ',' && rest[end] != ' ' && rest[end] != '\t') ++end;
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::optional<Claims::Scope> split(std::string_view credential) {
  std::array<std::string_view, 4> tail;  // terminator, service, region, date
  while (credential.ends_with('/')) credential.remove_suffix(1);
  for (auto& part : tail) {
    const auto slash = credential.rfind('/');
    if (slash == credential.npos) return {};
    part = credential.substr(slash + 1);
    credential = credential.substr(0, slash);
  }
  return Claims::Scope{credential, tail[3], tail[2], tail[1], tail[0]};
}

// "AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...": commas or blanks between the parts.
void read_header(std::string_view header, Claims& claims) {
  std::string_view rest = header;
  claims.algorithm = take_word(rest);
  while (!rest.empty()) {
    const std::string_view part = take_word(rest);
    if (part.empty()) continue;
    const auto equals = part.find('=');
    if (equals == part.npos) {
      if (claims.not_a_pair.empty()) claims.not_a_pair = part;
      continue;
    }
    const std::string_view name = part.substr(0, equals), value = part.substr(equals + 1);
    if (name == "Credential") claims.credential = value;
    if (name == "SignedHeaders") claims.signed_headers = value;
    if (name == "Signature") claims.signature = value;
  }
}

bool read_query(std::string_view query, kit::Arena& arena, Claims& claims) {
  constexpr std::array<std::pair<std::string_view, std::string_view Claims::*>, 8> parameters{{
      {"X-Amz-Algorithm", &Claims::algorithm},
      {"X-Amz-Credential", &Claims::credential},
      {"X-Amz-Date", &Claims::date},
      {"X-Amz-Expires", &Claims::expires},
      {"X-Amz-SignedHeaders", &Claims::signed_headers},
      {"X-Amz-Signature", &Claims::signature},
      {"X-Amz-Security-Token", &Claims::token},
      {"X-Amz-Content-Sha256", &Claims::payload},
  }};
  protocol::FormField field;
  while (protocol::next_field(query, field))
    for (const auto& [name, place] : parameters)
      if (equal_without_case(field.name, name))
        claims.*place = protocol::percent_decode(field.value, arena, Plus::plus);
  return !claims.algorithm.empty() || !claims.signature.empty();
}

bool has_parameter(std::string_view query, std::string_view name) {
  protocol::FormField field;
  while (protocol::next_field(query, field))
    if (field.name == name) return true;
  return false;
}

void append_path(std::string& out, std::string_view path, PathRule rule, kit::Arena& arena) {
  if (rule == PathRule::s3)
    return protocol::append_percent_encoded(out, protocol::percent_decode(path, arena, Plus::plus), "/");
  std::vector<std::string_view> segments;
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view segment = take(rest, '/');
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  }
  for (const std::string_view segment : segments) {
    out += '/';
    protocol::append_percent_encoded(out, segment);
  }
  if (segments.empty() || path.ends_with('/')) out += '/';
}

std::string encoded(std::string_view text, kit::Arena& arena) {
  std::string out;
  protocol::append_percent_encoded(out, protocol::percent_decode(text, arena, Plus::space));
  return out;
}

void append_query(std::string& out, std::string_view query, bool presigned, kit::Arena& arena) {
  std::vector<std::pair<std::string, std::string>> pairs;
  protocol::FormField field;
  while (protocol::next_field(query, field))
    if (!presigned || field.name != "X-Amz-Signature")
      pairs.emplace_back(encoded(field.name, arena), encoded(field.value, arena));
  std::ranges::sort(pairs);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) out += '&';
    out.append(pairs[i].first).append("=").append(pairs[i].second);
  }
}

// Without blanks at the ends; several in a row count as one.
void append_value(std::string& out, std::string_view value) {
  value = trim(value);
  while (!value.empty()) {
    std::size_t end = 0;
    while (end < value.size() && value[end] != ' ' && value[end] != '\t') ++end;
    out.append(value.substr(0, end));
    if (end == value.size()) return;
    out += ' ';
    value = trim(value.substr(end));
  }
}

void append_lower(std::string& out, std::string_view name) {
  const std::size_t from = out.size();
  out.append(name);
  for (std::size_t i = from; i < out.size(); ++i)
    if (out[i] >= 'A' && out[i] <= 'Z') out[i] = static_cast<char>(out[i] + 32);
}

void append_headers(std::string& out, std::string_view names, std::span<const Field> fields) {
  while (!names.empty()) {
    const std::string_view name = take(names, ';');
    append_lower(out, name);
    out += ':';
    bool first = true;
    for (const Field& field : fields) {
      if (!equal_without_case(field.name, name)) continue;
      if (!std::exchange(first, false)) out += ',';
      append_value(out, field.value);
    }
    out += '\n';
  }
}

}  // namespace

Claims read_claims(const protocol::Request& request, kit::Arena& arena) {
  Claims claims;
  claims.date = request.header("x-amz-date");
  if (claims.date.empty()) claims.date = request.header("date");
  claims.token = request.header("x-amz-security-token");
  claims.payload = request.header("x-amz-content-sha256");
  claims.authorization = trim(request.header("authorization"));
  const bool by_query =
      request.query.find("X-Amz-") != request.query.npos && read_query(request.query, arena, claims);
  if (by_query) claims.form = Claims::Form::query;
  if (claims.authorization.starts_with("AWS4-")) {
    claims.form = by_query ? Claims::Form::both : Claims::Form::header;
    if (!by_query) read_header(claims.authorization, claims);
  } else if (claims.authorization.starts_with("AWS ") || has_parameter(request.query, "AWSAccessKeyId")) {
    claims.form = by_query ? Claims::Form::both : Claims::Form::old;
  }
  claims.scope = split(claims.credential);
  return claims;
}

std::optional<kit::Time> parse_basic_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return {};
  return protocol::parse_iso8601(text);
}

std::string basic_time(kit::Time time) {
  std::string text;
  protocol::append_iso8601(text, time, protocol::Fraction::none);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::string lower_case(std::string_view text) {
  std::string out;
  append_lower(out, text);
  return out;
}

bool lists(std::string_view signed_headers, std::string_view lower_case_name) {
  while (!signed_headers.empty())
    if (equal_without_case(take(signed_headers, ';'), lower_case_name)) return true;
  return false;
}

void append_canonical(std::string& out, const Claims& claims, const protocol::Request& request,
                      std::span<const Field> fields, PathRule rule, std::string_view payload_hash,
                      kit::Arena& arena) {
  out.append(request.method).append("\n");
  append_path(out, request.path, rule, arena);
  out += '\n';
  append_query(out, request.query, claims.form == Claims::Form::query, arena);
  out += '\n';
  append_headers(out, claims.signed_headers, fields);
  out.append("\n").append(claims.signed_headers).append("\n").append(payload_hash);
}

void append_string_to_sign(std::string& out, const Claims& claims, std::string_view basic_date,
                           std::string_view canonical) {
  out.append(claims.algorithm).append("\n").append(basic_date).append("\n");
  out.append(claims.credential.substr(claims.scope ? claims.scope->access_key.size() + 1 : 0)).append("\n");
  append_hex(out, sha256(canonical));
}

}  // namespace understudy::gateway::auth
