// Walks an input beside its shape and words what does not fit.
//
// The wording is that of the framework most AWS services are built on: "2 validation errors detected: Value
// null at 'roleArn' failed to satisfy constraint: Member must not be null; Value 'x' at 'tags.1.member.key'
// failed to ...". Query services call it ValidationError, the others ValidationException. What a list's
// strings or a map's keys violate is said of the whole, with all that holds for them: "Value '[a, b]' at
// 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length ...,
// ..., Member must not be null]" (Lambda, IAM). Some services have other words, see `manners`.
#include "gateway/validate.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <absl/container/flat_hash_map.h>
#include <fmt/ranges.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

namespace understudy::gateway {
namespace {

using models::Protocol;
using models::Type;

enum class Words {
  constraints,  // as above
  one,          // the first of them: "Invalid parameter at 'x' failed to satisfy constraint: '...'"
  contain,      // only what is missing: "The request must contain the parameter x"
  provided,     // the same: "The parameter X must be provided and must not be blank."
  own,          // none: the service looks at its parameters itself
};
struct Manner {
  std::string_view service;
  Words words = Words::constraints;
  std::string_view code = {};  // else the protocol's
};
// As recorded from AWS: LocalStack's and moto's tests of these services, and users' reports.
constexpr Manner manners[] = {
    {"cognito-idp", Words::constraints, "InvalidParameterException"},
    {"docdb", Words::provided, "InvalidParameterValue"},
    {"ec2", Words::contain, "MissingParameter"},
    {"ecr", Words::one, "InvalidParameterException"},
    {"elasticache", Words::provided, "InvalidParameterValue"},
    {"logs", Words::constraints, "InvalidParameterException"},
    {"neptune", Words::provided, "InvalidParameterValue"},
    {"rds", Words::provided, "InvalidParameterValue"},
    {"redshift", Words::provided, "InvalidParameterValue"},
    {"route53", Words::constraints, "InvalidInput"},
    {"s3", Words::own},
    {"sdb", Words::contain, "MissingParameter"},
    {"sqs", Words::own},
};

const Manner& manner_of(const models::Service& service) {
  static constexpr Manner usual{};
  const auto* known = std::ranges::find(manners, service.name(), &Manner::service);
  return known == std::end(manners) ? usual : *known;
}

// Java's field names begin in lower case.
std::string field_name(std::string_view name) {
  std::string field(name);
  if (!field.empty()) field[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(field[0])));
  return field;
}

// What one pattern may take for one value. Patterns of alternatives, such as (a|b)*, take some steps and a
// frame on the heap for each character.
constexpr std::uint32_t steps_at_least = 100'000, steps_per_byte = 20;
constexpr std::uint32_t heap_kilobytes = 64 * 1024;

std::size_t characters(std::string_view text) {  // of UTF-8
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_whole(double value) { return value == std::floor(value) && std::abs(value) < 1e15; }

std::string number(double value) {
  return is_whole(value) ? fmt::format("{}", static_cast<std::int64_t>(value)) : fmt::format("{}", value);
}

bool is_scalar(const models::Shape& shape) {
  return shape.type() != Type::structure && shape.type() != Type::list && shape.type() != Type::map &&
         shape.type() != Type::document;
}

void print(std::string& out, const models::Shape& shape, const kit::Value& value);

// Lists and maps as Java prints them; structures with all their members, as DynamoDB's "KeySchemaElement(
// attributeName=pk, keyType=HASH)".
void print_container(std::string& out, const models::Shape& shape, const kit::Value& value) {
  const char* separator = "";
  const auto next = [&](std::string_view name) {
    out.append(std::exchange(separator, ", ")).append(name);
    if (!name.empty()) out += '=';
  };
  if (value.is(kit::Kind::list) && shape.type() == Type::list) {
    out += '[';
    for (const kit::Value& one : value.elements()) next({}), print(out, shape.element().shape(), one);
    out += ']';
  } else if (value.is(kit::Kind::map) && shape.type() == Type::map) {
    out += '{';
    for (std::uint32_t i = 0; i < value.size(); ++i)
      next(value.entry(i).key), print(out, shape.value().shape(), value.entry(i).value);
    out += '}';
  } else if (value.is(kit::Kind::structure) && shape.type() == Type::structure) {
    out.append(shape.name()) += '(';
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const kit::Value* there = value.member(shape.member(i).id());
      next(field_name(shape.member(i).name()));
      print(out, shape.member(i).shape(), there ? *there : kit::no_value);
    }
    out += ')';
  } else {
    out += "{}";  // a document, an event stream
  }
}

void print(std::string& out, const models::Shape& shape, const kit::Value& value) {
  if (value && shape.has(models::tables::sensitive)) {
    out += "***Sensitive Data Redacted***";
    return;
  }
  switch (value.kind()) {
    case kit::Kind::none: out += "null"; return;
    case kit::Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case kit::Kind::integer: out += fmt::format("{}", value.integer()); return;
    case kit::Kind::real:
      out += fmt::format("{}{}", number(value.real()), is_whole(value.real()) ? ".0" : "");
      return;
    case kit::Kind::string: out += value.text(); return;
    case kit::Kind::blob:
      out += fmt::format("java.nio.HeapByteBuffer[pos=0 lim={0} cap={0}]", value.text().size());
      return;
    case kit::Kind::time: out += fmt::format("{}", kit::epoch_seconds(value.time())); return;
    default: print_container(out, shape, value);
  }
}

}  // namespace

// ---- Patterns

class Validator::Patterns {
 public:
  std::optional<bool> matches(std::string_view pattern, std::string_view text) {
    const pcre2_code* code = compiled(pattern);
    if (!code) return std::nullopt;
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(context, steps_at_least + steps_per_byte * static_cast<std::uint32_t>(text.size()));
    pcre2_set_heap_limit(context, heap_kilobytes);
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
    // ALT_BSUX: the models write \u0009 as Java and JavaScript do. Not UCP: \w, \d and \s are ASCII's, as
    // in Java; AWS refuses a session name of "é" by [\w+=,.@-]*.
    pcre2_code* code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                      PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &error, &at, nullptr);
    std::unique_lock lock(mutex_);
    const auto [it, placed] = codes_.emplace(pattern, code);
    if (!placed) pcre2_code_free(code);
    return it->second;
  }

  std::shared_mutex mutex_;
  absl::flat_hash_map<std::string_view, pcre2_code*> codes_;  // by the models' own text, which lives for ever
};

// ---- The walk

namespace {

class Walk {
 public:
  Walk(auto matches, bool forms) : matches_(std::move(matches)), forms_(forms) {}

  // Route 53 names a value's shape instead of its member ("resourceId" is DelegationSetId's).
  void name_shapes() { by_shape_ = true; }

  void structure(const models::Shape& shape, const kit::Value& value) {
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const models::Member member = shape.member(i);
      const kit::Value* there = value.member(member.id());
      const bool by_shape = by_shape_ && is_scalar(member.shape());
      const std::size_t length = push(by_shape ? member.shape().name() : member.name());
      if (!there || !*there) {
        if (member.has(models::tables::required)) say(std::string("Value null"), "Member must not be null");
      } else {
        check(member.shape(), *there);
      }
      path_.resize(length);
    }
  }

  // Whether structure() would say nothing. Most inputs are right: they are looked at without a word.
  bool right_structure(const models::Shape& shape, const kit::Value& value) const {
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const models::Member member = shape.member(i);
      const kit::Value* there = value.member(member.id());
      if (there && *there ? !right(member.shape(), *there) : member.has(models::tables::required))
        return false;
    }
    return true;
  }

  std::string text() const {
    std::string all =
        fmt::format("{} validation error{} detected: ", said_.size(), said_.size() == 1 ? "" : "s");
    for (const Said& one : said_)
      all += fmt::format("{}{} at '{}' failed to satisfy constraint: {}", &one == said_.data() ? "" : "; ",
                         one.what, one.path, one.constraint);
    return all;
  }
  std::string first_text() const {
    constexpr std::string_view usual = "Member must satisfy regular expression pattern: ";
    const Said& one = said_.front();
    const std::string words =
        one.constraint.starts_with(usual)
            ? fmt::format("must satisfy regular expression '{}'", one.constraint.substr(usual.size()))
            : one.constraint;
    return fmt::format("Invalid parameter at '{}' failed to satisfy constraint: '{}'", one.path, words);
  }
  bool clean() const { return said_.empty(); }

 private:
  struct Said {
    std::string what, path, constraint;
  };

  std::size_t push(std::string_view name) {
    const std::size_t length = path_.size();
    if (length > 0) path_ += '.';
    path_ += field_name(name);
    return length;
  }

  void say(const models::Shape& shape, const kit::Value& value, bool secret, std::string_view constraint) {
    std::string what = "Value";
    if (!secret) {
      what += " '";
      print(what, shape, value);
      what += '\'';
    }
    say(std::move(what), constraint);
  }

  void say(std::string what, std::string_view constraint) {
    if (said_.size() < 10)  // AWS says at most ten at once
      said_.push_back({std::move(what), path_, std::string(constraint)});
  }

  // What the shape says of one value beside its type, in the order in which AWS lists it.
  static std::vector<std::string> constraints(const models::Shape& shape, const models::Constraint& c) {
    const std::string_view measure = is_measured(shape.type()) ? "length" : "value";
    std::vector<std::string> all;
    if (std::isfinite(c.max))
      all.push_back(fmt::format("Member must have {} less than or equal to {}", measure, number(c.max)));
    if (std::isfinite(c.min))
      all.push_back(fmt::format("Member must have {} greater than or equal to {}", measure, number(c.min)));
    if (!c.pattern.empty()) all.push_back(pattern_words(c));
    if (!c.enums.empty()) all.push_back(enum_words(shape, c));
    return all;
  }

  // Those of them that the value violates. A pattern mostly comes first: AWS gives its order no meaning.
  std::vector<std::string> violated(const models::Shape& shape, const models::Constraint& c,
                                    const kit::Value& value) const {
    std::vector<std::string> all;
    if (forms_ && value.is(kit::Kind::string) && !c.pattern.empty() && !matches_(c.pattern, value.text()))
      all.push_back(pattern_words(c));
    if (const auto size = measured(value)) {
      const std::string_view measure = is_measured(shape.type()) ? "length" : "value";
      if (*size > c.max)
        all.push_back(fmt::format("Member must have {} less than or equal to {}", measure, number(c.max)));
      const bool nothing = !forms_ && *size == 0 && value.container();  // an empty list where none would do
      if (*size < c.min && !nothing)
        all.push_back(fmt::format("Member must have {} greater than or equal to {}", measure, number(c.min)));
    }
    if (forms_ && value.is(kit::Kind::string) && !c.enums.empty() && !in_enum(shape, c, value.text()))
      all.push_back(enum_words(shape, c));
    return all;
  }

  bool fits(const models::Shape& shape, const kit::Value& value) const {
    const auto constraint = shape.constraint();
    return !constraint || violated(shape, *constraint, value).empty();
  }

  // DynamoDB's items are most of what it is sent, and nothing within is constrained.
  static bool is_free(const models::Shape& shape) {
    return shape.type() == Type::structure && shape.name() == "AttributeValue" &&
           shape.service().name() == "dynamodb";
  }

  // As check().
  bool right(const models::Shape& shape, const kit::Value& value) const {
    if (is_free(shape)) return true;
    if (!fits(shape, value)) return false;
    const auto each_right = [&](const models::Shape& element) {
      return std::ranges::all_of(value.elements(), [&](const kit::Value& one) {
        return is_scalar(element) ? !one || fits(element, one) : right(element, one);
      });
    };
    if (shape.has(models::tables::event_stream))
      return std::ranges::all_of(value.elements(),
                                 [&](const kit::Value& event) { return right_structure(shape, event); });
    switch (shape.type()) {
      case Type::structure: return right_structure(shape, value);
      case Type::list: return each_right(shape.element().shape());
      case Type::map: return right_map(shape.key().shape(), shape.value().shape(), value);
      default: return true;
    }
  }

  bool right_map(const models::Shape& key, const models::Shape& element, const kit::Value& value) const {
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const auto [name, one] = value.entry(i);
      if (!fits(key, kit::Value::string(name))) return false;
      if (is_scalar(element) ? one && !fits(element, one) : !right(element, one)) return false;
    }
    return true;
  }

  void check(const models::Shape& shape, const kit::Value& value) {
    if (is_free(shape)) return;
    const bool secret = shape.has(models::tables::sensitive);
    if (const auto constraint = shape.constraint())
      for (const std::string& words : violated(shape, *constraint, value)) say(shape, value, secret, words);
    if (shape.has(models::tables::event_stream)) {
      for (const kit::Value& event : value.elements()) structure(shape, event);
      return;
    }
    if (shape.type() == Type::structure) return structure(shape, value);
    if (shape.type() == Type::list) return list(shape, value);
    if (shape.type() == Type::map) return map(shape, value);
  }

  void list(const models::Shape& shape, const kit::Value& value) {
    const models::Shape element = shape.element().shape();
    if (is_scalar(element)) {  // said of the list, once
      for (const kit::Value& one : value.elements())
        if (one && !fits(element, one))
          return say(shape, value, element.has(models::tables::sensitive),
                     "Member must satisfy constraint: " + all_of(element, ", Member must not be null"));
      return;
    }
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const std::size_t length = push(fmt::format("{}.member", i + 1));
      check(element, value.elements()[i]);
      path_.resize(length);
    }
  }

  void map(const models::Shape& shape, const kit::Value& value) {
    const models::Shape key = shape.key().shape(), element = shape.value().shape();
    const bool secret = key.has(models::tables::sensitive) || element.has(models::tables::sensitive);
    bool bad_key = false, bad_value = false;
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const auto [name, one] = value.entry(i);
      bad_key |= !fits(key, kit::Value::string(name));
      bad_value |= is_scalar(element) && one && !fits(element, one);
    }
    if (bad_key) say(shape, value, secret, "Map keys must satisfy constraint: " + all_of(key));
    if (bad_value) say(shape, value, secret, "Map value must satisfy constraint: " + all_of(element));
    if (is_scalar(element)) return;
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const auto [name, one] = value.entry(i);
      const std::size_t length = path_.size();
      path_.append(".").append(name).append(".member");
      check(element, one);
      path_.resize(length);
    }
  }

  static std::string all_of(const models::Shape& shape, std::string_view more = {}) {
    return fmt::format("[{}{}]", fmt::join(constraints(shape, *shape.constraint()), ", "), more);
  }
  static std::string pattern_words(const models::Constraint& c) {
    return fmt::format("Member must satisfy regular expression pattern: {}",
                       c.pattern_text.empty() ? c.pattern : c.pattern_text);
  }
  static std::string enum_words(const models::Shape& shape, const models::Constraint& c) {
    std::string set;
    for (const auto t : c.enums) set.append(set.empty() ? "" : ", ").append(shape.service().text(t));
    return fmt::format("Member must satisfy enum value set: [{}]", set);
  }
  static bool in_enum(const models::Shape& shape, const models::Constraint& c, std::string_view text) {
    return std::ranges::any_of(c.enums,
                               [&](models::tables::Text t) { return shape.service().text(t) == text; });
  }
  static bool is_measured(Type type) {
    return type == Type::string || type == Type::blob || type == Type::list || type == Type::map;
  }
  // A number's value, anything else's length.
  static std::optional<double> measured(const kit::Value& value) {
    switch (value.kind()) {
      case kit::Kind::string: return static_cast<double>(characters(value.text()));
      case kit::Kind::blob: return static_cast<double>(value.text().size());
      case kit::Kind::list:
      case kit::Kind::map: return static_cast<double>(value.size());
      case kit::Kind::integer:
      case kit::Kind::real: return value.real();
      default: return std::nullopt;
    }
  }

  std::function<bool(std::string_view, std::string_view)> matches_;
  bool forms_;  // whether patterns and enums bind
  std::string path_;
  std::vector<Said> said_;
  bool by_shape_ = false;
};

// The first member that is required and missing, or blank where that counts as missing.
std::optional<models::Member> missing(const models::Shape& shape, const kit::Value& input, bool blank) {
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const models::Member member = shape.member(i);
    if (!member.has(models::tables::required)) continue;
    const kit::Value* there = input.member(member.id());
    if (!there || !*there || (blank && there->is(kit::Kind::string) && there->text().empty())) return member;
  }
  return {};
}

// EC2 says the name inside its own documents: imageId, routeTableId, resourceIdSet.
std::string parameter_name(const models::Service& service, const models::Member& member) {
  if (service.name() != "ec2") return std::string(member.wire());
  return field_name(member.wire()) + (member.shape().type() == Type::list ? "Set" : "");
}

}  // namespace

Validator::Validator() : patterns_(std::make_unique<Patterns>()) {}
Validator::~Validator() = default;

std::optional<bool> Validator::matches(std::string_view pattern, std::string_view text) const {
  return patterns_->matches(pattern, text);
}

std::optional<kit::Failure> Validator::check(const models::Operation& operation, Protocol protocol,
                                             const kit::Value& input, Extent extent) const {
  const auto shape = operation.input();
  const Manner& manner = manner_of(operation.service());
  if (!shape || manner.words == Words::own) return std::nullopt;
  std::string_view code = manner.code;
  if (code.empty()) code = protocol == Protocol::query ? "ValidationError" : "ValidationException";
  const auto refusal = [&](std::string text) { return kit::Failure(code, std::move(text), 400); };

  if (manner.words == Words::contain || manner.words == Words::provided) {
    const auto member = missing(*shape, input, manner.words == Words::provided);
    if (!member) return std::nullopt;
    if (manner.words == Words::contain)
      return refusal(fmt::format("The request must contain the parameter {}",
                                 parameter_name(operation.service(), *member)));
    return refusal(fmt::format("The parameter {} must be provided and must not be {}.", member->name(),
                               member->shape().type() == Type::string ? "blank" : "null"));
  }
  // Every pattern of the models can be read: a test sees to it.
  Walk walk([this](std::string_view pattern,
                   std::string_view text) { return matches(pattern, text).value_or(true); },
            extent == Extent::all);
  if (walk.right_structure(*shape, input)) return std::nullopt;
  if (operation.service().name() == "route53") walk.name_shapes();
  walk.structure(*shape, input);
  if (walk.clean()) return std::nullopt;
  return refusal(manner.words == Words::one ? walk.first_text() : walk.text());
}

}  // namespace understudy::gateway
