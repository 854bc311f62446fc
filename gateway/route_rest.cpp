// Matches requests to URI templates.
#include "gateway/route_rest.hpp"

#include <algorithm>
#include <tuple>

#include "gateway/route_later.hpp"

namespace understudy::gateway {
namespace {

void split(std::string_view text, char mark, auto&& each) {
  while (!text.empty()) {
    const auto at = text.find(mark);
    each(text.substr(0, at));
    if (at == text.npos) break;
    text.remove_prefix(at + 1);
    if (text.empty()) each(text);
  }
}

// "%3A" and the like in a segment that a template spells plainly.
bool same_encoded(std::string_view literal, std::string_view segment) {
  if (segment.find('%') == segment.npos) return literal == segment;
  std::size_t i = 0;
  for (std::size_t j = 0; j < segment.size(); ++j, ++i) {
    if (i == literal.size()) return false;
    char c = segment[j];
    if (c == '%' && j + 2 < segment.size()) {
      const auto value = [](char x) {
        return x >= '0' && x <= '9'                     ? x - '0'
               : (x | 0x20) >= 'a' && (x | 0x20) <= 'f' ? (x | 0x20) - 'a' + 10
                                                        : 16;
      };
      const int high = value(segment[j + 1]), low = value(segment[j + 2]);
      if (high < 16 && low < 16) {
        c = static_cast<char>(high * 16 + low);
        j += 2;
      }
    }
    if (literal[i] != c) return false;
  }
  return i == literal.size();
}

}  // namespace

bool better_within(const Match& a, const Match& b) {
  return std::tie(a.named, a.literals, a.constants, a.satisfied, a.required, a.exact, a.current) >
         std::tie(b.named, b.literals, b.constants, b.satisfied, b.required, b.exact, b.current);
}

bool better_between(const Match& a, const Match& b) {
  return std::tie(a.satisfied, a.literals, a.constants, a.required, a.exact, a.slash) >
         std::tie(b.satisfied, b.literals, b.constants, b.required, b.exact, b.slash);
}

SplitTarget::SplitTarget(const protocol::Request& request, std::string_view path, std::string_view query)
    : request(request), path(path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  split(path, '/', [&](std::string_view s) { segments.push_back(s); });
  split(query, '&', [&](std::string_view s) {
    const auto equals = s.find('=');
    if (!s.empty())
      parameters.push_back(
          {s.substr(0, equals), equals == s.npos ? std::string_view() : s.substr(equals + 1)});
  });
}

const SplitTarget::Parameter* SplitTarget::parameter(std::string_view name) const {
  for (const Parameter& p : parameters)
    if (same_encoded(name, p.name)) return &p;
  return nullptr;
}

RestTemplates::RestTemplates(const models::Service& service) {
  templates_.reserve(service.operations());
  for (std::uint16_t i = 0; i < service.operations(); ++i) {
    const models::Operation operation = service.operation(i);
    Template t{i, operation.method(), {}, {}, {}, {}, {}};
    t.deprecated = operation.has(models::tables::deprecated);
    std::string_view uri = operation.uri();
    const auto question = uri.find('?');
    std::string_view path = uri.substr(0, question);
    if (path.starts_with('/')) path.remove_prefix(1);
    split(path, '/', [&](std::string_view s) {
      if (s.starts_with('{') && s.ends_with("+}")) {
        t.segments.push_back({Segment::greedy, s.substr(1, s.size() - 3)});
        t.greedy = true;
      } else if (s.starts_with('{') && s.ends_with('}')) {
        t.segments.push_back({Segment::label, s.substr(1, s.size() - 2)});
      } else {
        t.segments.push_back({Segment::literal, s});
        ++t.literals;
      }
    });
    if (!t.segments.empty() && t.segments.back().kind == Segment::literal && t.segments.back().text.empty()) {
      t.segments.pop_back();  // a trailing slash of the template
      t.slash = true;
      --t.literals;
    }
    if (question != uri.npos)
      split(uri.substr(question + 1), '&', [&](std::string_view s) {
        const auto equals = s.find('=');
        const SplitTarget::Parameter p{s.substr(0, equals),
                                       equals == s.npos ? std::string_view() : s.substr(equals + 1)};
        if (p.name == "x-id") {
          t.id = p.value;
        } else {
          t.constants.push_back(p);
        }
      });
    if (const auto input = operation.input())
      for (std::uint16_t m = 0; m < input->size(); ++m) {
        const models::Member member = input->member(m);
        if (!member.has(models::tables::required)) continue;
        if (member.location() == models::Location::query_string) t.required_query.push_back(member.wire());
        if (member.location() == models::Location::header) t.required_headers.push_back(member.wire());
      }
    templates_.push_back(std::move(t));
  }
  for (const LaterForm& form : later_forms()) {
    const auto operation =
        form.service == service.name() ? service.find_operation(form.operation) : std::nullopt;
    if (!operation) continue;
    Template t{operation->index(), "POST", {}, {}, {}, {}, {}};
    split(form.path.substr(1), '/', [&](std::string_view s) {
      t.segments.push_back({Segment::literal, s});
      ++t.literals;
    });
    templates_.push_back(std::move(t));
  }
}

bool RestTemplates::path_fits(const Template& t, const std::vector<std::string_view>& segments) {
  const auto fits = [](const Segment& s, std::string_view text) {
    return s.kind == Segment::literal ? same_encoded(s.text, text) : !text.empty();
  };
  const auto greedy = std::ranges::find(t.segments, Segment::greedy, &Segment::kind);
  const std::size_t before = static_cast<std::size_t>(greedy - t.segments.begin());
  if (greedy == t.segments.end()) {
    if (segments.size() != t.segments.size()) return false;
  } else if (segments.size() < t.segments.size()) {
    return false;
  }
  for (std::size_t i = 0; i < before; ++i)
    if (!fits(t.segments[i], segments[i])) return false;
  if (greedy == t.segments.end()) return true;
  const std::size_t after = t.segments.size() - before - 1;
  for (std::size_t i = 0; i < after; ++i)
    if (!fits(t.segments[t.segments.size() - 1 - i], segments[segments.size() - 1 - i])) return false;
  // What is left for the greedy label must not be empty: "/bucket/" is the bucket.
  const std::size_t count = segments.size() - before - after;
  return count > 1 || !segments[before].empty();
}

std::optional<Match> RestTemplates::match(const Template& t, const SplitTarget& target) const {
  if (t.method != target.request.method) return std::nullopt;
  const auto& segments = target.segments;
  bool fits = path_fits(t, segments);
  if (!fits && !segments.empty() && segments.back().empty()) {
    auto shorter = segments;  // a trailing slash of the request
    shorter.pop_back();
    fits = path_fits(t, shorter);
  }
  if (!fits) return std::nullopt;
  const bool slash = target.path.ends_with('/') == t.slash;
  Match m{t.operation, true, t.literals, 0, 0, false, !t.greedy, !t.deprecated, slash};
  for (const auto& constant : t.constants) {
    const auto* p = target.parameter(constant.name);
    if (!p || (!constant.value.empty() && p->value != constant.value)) return std::nullopt;
    ++m.constants;
  }
  for (const std::string_view name : t.required_query)
    target.parameter(name) ? void(++m.required) : void(m.satisfied = false);
  for (const std::string_view name : t.required_headers)
    target.request.has_header(name) ? void(++m.required) : void(m.satisfied = false);
  if (const auto* id = t.id.empty() ? nullptr : target.parameter("x-id")) m.named = id->value == t.id;
  return m;
}

std::optional<Match> RestTemplates::match(const SplitTarget& target) const {
  std::optional<Match> best;
  for (const Template& t : templates_)
    if (const auto m = match(t, target); m && (!best || better_within(*m, *best))) best = m;
  return best;
}

std::span<const protocol::Label> RestTemplates::labels(std::uint16_t operation, const SplitTarget& target,
                                                       kit::Arena& arena) const {
  const Template& t = templates_[operation];
  auto* labels = arena.array<protocol::Label>(t.segments.size());
  std::size_t n = 0, at = 0;
  const std::size_t segments = target.segments.size();
  for (std::size_t i = 0; i < t.segments.size() && at < segments; ++i) {
    const Segment& s = t.segments[i];
    if (s.kind == Segment::greedy) {
      const std::size_t after = t.segments.size() - i - 1;
      const std::string_view first = target.segments[at];
      const std::size_t last = segments - 1 - after;
      const char* end = target.segments[last].data() + target.segments[last].size();
      if (target.segments[last].empty())
        end = target.path.data() + target.path.size();  // the key ends in a slash
      new (&labels[n++])
          protocol::Label{s.text, {first.data(), static_cast<std::size_t>(end - first.data())}};
      at = last + 1;
    } else {
      if (s.kind == Segment::label) new (&labels[n++]) protocol::Label{s.text, target.segments[at]};
      ++at;
    }
  }
  return {labels, n};
}

}  // namespace understudy::gateway
