// Walks an input beside its shape and words what does not fit.
//
// The wording is that of the framework most AWS services are built on: "2 validation errors detected: Value
// null at 'roleArn' failed to satisfy constraint: Member must not be null; Value 'x' at 'tags.1.member.key'
// failed to ...". Query services call it ValidationError, the others ValidationException.
#include "gateway/validate.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <absl/container/flat_hash_map.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>

namespace understudy::gateway {
namespace {

using models::Protocol;
using models::Type;

// Services that look at their parameters themselves, in words of their own.
constexpr std::array<std::string_view, 4> own_words{"sqs", "s3", "ec2", "dynamodb"};

constexpr std::uint32_t match_limit =
    100'000;  // steps of one pattern on one value; AWS's patterns stay far below

std::size_t characters(std::string_view text) {  // of UTF-8
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string number(double value) {
  return value == std::floor(value) && std::abs(value) < 1e15
             ? fmt::format("{}", static_cast<std::int64_t>(value))
             : fmt::format("{}", value);
}

// As Java prints it: lists in brackets, structures by type only.
void print(std::string& out, const kit::Value& value) {
  switch (value.kind()) {
    case kit::Kind::none: out += "null"; return;
    case kit::Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case kit::Kind::integer: out += fmt::format("{}", value.integer()); return;
    case kit::Kind::real: out += fmt::format("{}", value.real()); return;
    case kit::Kind::string: out += value.text(); return;
    case kit::Kind::blob:
      out += fmt::format("java.nio.HeapByteBuffer[pos=0 lim={0} cap={0}]", value.text().size());
      return;
    case kit::Kind::time: out += fmt::format("{}", kit::epoch_seconds(value.time())); return;
    case kit::Kind::map:
      out += '{';
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        if (i > 0) out += ", ";
        out.append(value.entry(i).key).append("=");
        print(out, value.entry(i).value);
      }
      out += '}';
      return;
    case kit::Kind::list:
      out += '[';
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        if (i > 0) out += ", ";
        print(out, value.elements()[i]);
      }
      out += ']';
      return;
    case kit::Kind::structure: out += "{}"; return;
  }
}

}  // namespace

// ---- Patterns
// --------------------------------------------------------------------------------------------------------

class Validator::Patterns {
 public:
  // Whether the whole text matches. A pattern that gives up at its limit counts as not matching.
  bool matches(std::string_view pattern, std::string_view text) {
    const pcre2_code* code = compiled(pattern);
    if (!code) return true;  // not reached: a test compiles every pattern of every model
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(context, match_limit);
    const int rc =
        pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data, context);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    return rc >= 0;
  }

  ~Patterns() {
    for (const auto& [text, code] : codes_) pcre2_code_free(code);
  }

 private:
  const pcre2_code* compiled(std::string_view pattern) {
    {
      std::shared_lock lock(mutex_);
      if (const auto it = codes_.find(pattern); it != codes_.end()) return it->second;
    }
    int error = 0;
    PCRE2_SIZE at = 0;
    // ALT_BSUX: the models write \u0009 as Java and JavaScript do.
    pcre2_code* code = pcre2_compile(
        reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
        PCRE2_UTF | PCRE2_UCP | PCRE2_ALT_BSUX | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &error, &at, nullptr);
    std::unique_lock lock(mutex_);
    const auto [it, placed] = codes_.emplace(pattern, code);
    if (!placed) pcre2_code_free(code);
    return it->second;
  }

  std::shared_mutex mutex_;
  absl::flat_hash_map<std::string_view, pcre2_code*> codes_;  // by the models' own text, which lives for ever
};

// ---- The walk
// --------------------------------------------------------------------------------------------------------

namespace {

class Walk {
 public:
  explicit Walk(auto matches) : matches_(std::move(matches)) {}

  void structure(const models::Shape& shape, const kit::Value& value) {
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const models::Member member = shape.member(i);
      const kit::Value* there = value.member(member.id());
      const std::size_t length = push(member.name());
      if (!there || !*there) {
        if (member.has(models::tables::required)) say("Value null", "Member must not be null");
      } else {
        check(member.shape(), *there);
      }
      path_.resize(length);
    }
  }

  std::string text() const {
    std::string all =
        fmt::format("{} validation error{} detected: ", said_.size(), said_.size() == 1 ? "" : "s");
    for (std::size_t i = 0; i < said_.size(); ++i) all += (i > 0 ? "; " : "") + said_[i];
    return all;
  }
  bool clean() const { return said_.empty(); }

 private:
  std::size_t push(std::string_view name) {
    const std::size_t length = path_.size();
    if (length > 0) path_ += '.';
    path_ += name;
    // Java's field names begin in lower case.
    path_[path_.size() - name.size()] =
        static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
    return length;
  }

  void say(std::string_view what, std::string_view constraint) {
    if (said_.size() < 10)  // AWS says at most ten at once
      said_.push_back(fmt::format("{} at '{}' failed to satisfy constraint: {}", what, path_, constraint));
  }

  void check(const models::Shape& shape, const kit::Value& value) {
    if (const auto constraint = shape.constraint()) bounds(shape, *constraint, value);
    switch (shape.type()) {
      case Type::structure: structure(shape, value); return;
      case Type::list:
        for (std::uint32_t i = 0; i < value.size(); ++i) {
          const std::size_t length = push(fmt::format("{}.member", i + 1));
          check(shape.element().shape(), value.elements()[i]);
          path_.resize(length);
        }
        return;
      case Type::map:
        for (std::uint32_t i = 0; i < value.size(); ++i) {
          const auto [key, element] = value.entry(i);
          const std::size_t length = path_.size();
          path_.append(".").append(key).append(".member");
          check(shape.key().shape(), kit::Value::string(key));
          check(shape.value().shape(), element);
          path_.resize(length);
        }
        return;
      default: return;
    }
  }

  void bounds(const models::Shape& shape, const models::Constraint& c, const kit::Value& value) {
    const auto violated = [&](std::string constraint) {
      std::string what = "Value";
      if (!shape.has(models::tables::sensitive)) {
        what += " '";
        print(what, value);
        what += '\'';
      }
      say(what, constraint);
    };
    const bool sized = value.is(kit::Kind::string) || value.is(kit::Kind::blob) ||
                       value.is(kit::Kind::list) || value.is(kit::Kind::map);
    const double size = value.is(kit::Kind::string) ? static_cast<double>(characters(value.text()))
                        : value.is(kit::Kind::blob) ? static_cast<double>(value.text().size())
                        : sized                     ? static_cast<double>(value.size())
                                                    : value.real();
    const std::string_view measure = sized ? "length" : "value";
    if (sized || value.is(kit::Kind::integer) || value.is(kit::Kind::real)) {
      if (size > c.max)
        violated(fmt::format("Member must have {} less than or equal to {}", measure, number(c.max)));
      if (size < c.min)
        violated(fmt::format("Member must have {} greater than or equal to {}", measure, number(c.min)));
    }
    if (!value.is(kit::Kind::string)) return;
    const auto& service = shape.service();
    if (!c.enums.empty() && std::ranges::none_of(c.enums, [&](models::tables::Text t) {
          return service.text(t) == value.text();
        })) {
      std::string set;
      for (const auto t : c.enums) set.append(set.empty() ? "" : ", ").append(service.text(t));
      violated(fmt::format("Member must satisfy enum value set: [{}]", set));
    }
    if (!c.pattern.empty() && !matches_(c.pattern, value.text()))
      violated(fmt::format("Member must satisfy regular expression pattern: {}", c.pattern));
  }

  std::function<bool(std::string_view, std::string_view)> matches_;
  std::string path_;
  std::vector<std::string> said_;
};

}  // namespace

Validator::Validator() : patterns_(std::make_unique<Patterns>()) {}
Validator::~Validator() = default;

std::optional<kit::Failure> Validator::check(const models::Operation& operation, Protocol protocol,
                                             const kit::Value& input) const {
  const auto shape = operation.input();
  if (!shape || std::ranges::find(own_words, operation.service().name()) != own_words.end())
    return std::nullopt;
  Walk walk(
      [this](std::string_view pattern, std::string_view text) { return patterns_->matches(pattern, text); });
  walk.structure(*shape, input);
  if (walk.clean()) return std::nullopt;
  return kit::Failure(protocol == Protocol::query ? "ValidationError" : "ValidationException", walk.text(),
                      400);
}

}  // namespace understudy::gateway
