// Reads fault rules from JSON.
#include <algorithm>
#include <array>
#include <stdexcept>

#include "gateway/faults.hpp"
#include "services/kit/json.hpp"

namespace understudy::gateway {
namespace {

using kit::Kind;
using kit::Value;

struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[noreturn]] void wrong(const std::string& what) { throw Wrong(what); }

std::string quoted(std::string_view text) { return std::string("'").append(text).append("'"); }

// jsonschema's words, which LocalStack hands on.
void check_keys(const Value& object, std::initializer_list<std::string_view> known) {
  for (std::uint32_t i = 0; i < object.size(); ++i)
    if (std::ranges::find(known, object.entry(i).key) == known.end())
      wrong("Additional properties are not allowed (" + quoted(object.entry(i).key) + " was unexpected)");
}

std::string name_of(const Value& object, std::string_view key, std::string_view pattern, bool (*fits)(char)) {
  const Value* value = object.find(key);
  if (!value) return {};
  if (!value->is(Kind::string)) wrong(kit::to_json(*value) + " is not of type 'string'");
  const std::string_view text = value->text();
  if (text.empty() || !std::ranges::all_of(text, fits))
    wrong(quoted(text) + " does not match " + quoted(pattern));
  return std::string(text);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

double number(const Value& value, double least, double most) {
  if (!value.is(Kind::integer) && !value.is(Kind::real))
    wrong(kit::to_json(value) + " is not of type 'number'");
  if (!(value.real() >= least))
    wrong(kit::to_json(value) + fmt::format(" is less than the minimum of {:g}", least));
  if (value.real() > most)
    wrong(kit::to_json(value) + fmt::format(" is greater than the maximum of {:g}", most));
  return value.real();
}

double number_of(const Value& object, std::string_view key, double least, double most,
                 std::optional<double> otherwise = {}) {
  if (const Value* value = object.find(key)) return number(*value, least, most);
  if (!otherwise) wrong(quoted(key) + " is a required property");
  return *otherwise;
}

const Value* object_of(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  if (value && !value->is(Kind::map)) wrong(kit::to_json(*value) + " is not of type 'object'");
  return value;
}

constexpr double most_millis = 3'600'000;

Latency read_latency(const Value& value) {
  if (!value.is(Kind::map)) return {.form = Latency::Form::fixed, .a = number(value, 0, most_millis), .b = 0};
  struct Known {
    std::string_view name;
    Latency::Form form;
    std::string_view a, b;
    double most_b;
  };
  constexpr std::array<Known, 4> known{{
      {"fixed", Latency::Form::fixed, "value", {}, 0},
      {"uniform", Latency::Form::uniform, "min", "max", most_millis},
      {"normal", Latency::Form::normal, "mean", "deviation", most_millis},
      {"lognormal", Latency::Form::lognormal, "median", "sigma", 10},
  }};
  const Value* name = value.find("distribution");
  const auto* found = std::ranges::find(known, name ? name->text() : std::string_view(), &Known::name);
  if (found == known.end()) wrong("a latency's distribution is one of fixed, uniform, normal, lognormal");
  check_keys(value, {"distribution", found->a, found->b});
  Latency latency{.form = found->form, .a = number_of(value, found->a, 0, most_millis), .b = 0};
  if (!found->b.empty()) latency.b = number_of(value, found->b, 0, found->most_b);
  if (latency.form == Latency::Form::uniform && latency.b < latency.a)
    wrong("a latency's max is less than its min");
  return latency;
}

FaultRule::Error read_error(const Value* error, std::uint16_t status, std::string_view code, bool extended) {
  FaultRule::Error read{status, std::string(code), {}};
  if (!error) return read;
  if (extended) {
    check_keys(*error, {"statusCode", "code", "message"});
  } else {
    check_keys(*error, {"statusCode", "code"});
  }
  read.status = static_cast<std::uint16_t>(number_of(*error, "statusCode", 400, 599, status));
  if (error->find("code"))
    read.code = name_of(*error, "code", "^[A-Za-z0-9.]+$",
                        [](char c) { return is_letter(c) || is_digit(c) || c == '.'; });
  if (const Value* message = error->find("message")) read.message = message->text();
  return read;
}

void read_own(const Value& object, FaultRule& rule) {
  rule.account = name_of(object, "account", "^[0-9]+$", is_digit);
  if (const Value* latency = object.find("latency")) rule.latency = read_latency(*latency);
  if (const Value* throttle = object_of(object, "throttle")) {
    check_keys(*throttle, {"perSecond", "burst"});
    const double rate = number_of(*throttle, "perSecond", 0, 1e9);
    rule.throttle = {rate, number_of(*throttle, "burst", 1, 1e9, std::max(1.0, rate))};
  }
  if (const Value* cut = object.find("connection")) {
    if (cut->text() != "reset" && cut->text() != "truncate")
      wrong("a connection is cut by reset or truncate");
    rule.cut = cut->text() == "reset" ? FaultRule::Cut::reset : FaultRule::Cut::truncate;
  }
  rule.bytes_per_second = number_of(object, "bytesPerSecond", 1, 1e12, 0.0);
}

FaultRule read_rule(const Value& object, bool extended) {
  if (!object.is(Kind::map)) wrong(kit::to_json(object) + " is not of type 'object'");
  if (extended) {
    check_keys(object, {"service", "region", "operation", "probability", "error", "description", "account",
                        "latency", "throttle", "connection", "bytesPerSecond"});
  } else {
    check_keys(object, {"service", "region", "operation", "probability", "error", "description"});
  }
  FaultRule rule;
  rule.region = name_of(object, "region", "^[A-Za-z0-9-]+$",
                        [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
  rule.service = name_of(object, "service", "^[A-Za-z0-9_-]+$",
                         [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
  // LocalStack's rules take letters alone; some of AWS's operations have digits (ListObjectsV2).
  rule.operation = extended ? name_of(object, "operation", "^[A-Za-z0-9]+$", is_alphanumeric)
                            : name_of(object, "operation", "^[A-Za-z]+$", is_letter);
  rule.probability = number_of(object, "probability", 0, 1, 1.0);
  if (extended) read_own(object, rule);
  const bool acts =
      rule.latency || rule.throttle || rule.cut != FaultRule::Cut::none || rule.bytes_per_second > 0;
  const Value* error = object_of(object, "error");
  if (rule.throttle) {
    rule.error = read_error(error, 400, "ThrottlingException", true);
  } else if (error || !acts) {
    rule.error = read_error(error, 503, "ServiceUnavailable", extended);
  }
  rule.json = kit::to_json(object);
  return rule;
}

}  // namespace

std::optional<std::string> parse_fault_rules(std::string_view json, bool extended,
                                             std::vector<FaultRule>& rules) {
  kit::Arena arena;
  const auto body = kit::parse_json(json, arena);
  if (!body || !body->is(Kind::list)) return "the body must be a JSON list of rules";
  try {
    for (const Value& object : body->elements()) rules.push_back(read_rule(object, extended));
  } catch (const Wrong& what) {
    return what.what();
  }
  return {};
}

}  // namespace understudy::gateway
