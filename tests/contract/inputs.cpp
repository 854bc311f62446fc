// Random values along a model.
#include "tests/contract/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "services/kit/json.hpp"
#include "tests/contract/hints.hpp"
#include "tests/services/harness.hpp"

namespace understudy::contract {
namespace {

using kit::Kind;
using kit::Value;
using models::Type;

constexpr int deepest = 6;

// What fits most patterns, one or another of them.
constexpr std::array<std::string_view, 14> usual{"example",
                                                 "Example1",
                                                 "12",
                                                 "123456789012",
                                                 "/",
                                                 "arn:aws:iam::123456789012:role/example",
                                                 "https://example.com/",
                                                 "me@example.com",
                                                 "10.0.0.0/16",
                                                 "us-east-1",
                                                 "{}",
                                                 "i-0123456789abcdef0",
                                                 "aws.example",
                                                 "true"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string repeated(std::string_view text, std::size_t n) {
  std::string all;
  while (all.size() < n) all += text;
  return all.substr(0, n);
}

double at_most(const std::optional<models::Constraint>& c, double most) {
  return c ? std::min(c->max, most) : most;
}
double at_least(const std::optional<models::Constraint>& c, double least) {
  return c ? std::max(c->min, least) : least;
}

}  // namespace

Value Inputs::least(const models::Operation& operation, kit::Arena& arena) {
  arena_ = &arena;
  least_ = true;
  hostility_ = 0;
  call_ = nullptr;
  const auto shape = operation.input();
  return shape ? structure(*shape, 0) : Value::structure(arena);
}

Value Inputs::some(const models::Operation& operation, kit::Arena& arena, double hostility) {
  arena_ = &arena;
  least_ = false;
  hostility_ = hostility;
  call_ = !calls_.empty() && random_.chance(0.6) ? &calls_[random_.below(calls_.size())] : nullptr;
  const auto shape = operation.input();
  const auto whole = examples(operation.service().name(), operation.name());
  by_kin_ = !whole.empty();
  if (!whole.empty() && random_.chance(0.5))
    return test::to_shape(*kit::parse_json(arena.copy(filled(whole[random_.below(whole.size())])), arena),
                          *shape, arena);
  return shape ? structure(*shape, 0) : Value::structure(arena);
}

Value Inputs::structure(const models::Shape& shape, int depth) {
  Value made = Value::structure(*arena_);
  const bool one_only = shape.has(models::tables::union_shape);
  const std::uint64_t chosen = one_only && shape.size() > 0 ? random_.below(shape.size()) : 0;
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const models::Member member = shape.member(i);
    const bool required = one_only ? i == chosen : member.has(models::tables::required);
    const double liking = known(member.name()) || !hints(member.name()).empty() ? 0.6 : 0.3;
    const bool wanted = required ? !random_.chance(hostility_ / 8)
                                 : !one_only && !least_ && depth < deepest && random_.chance(liking);
    if (wanted) made.set(*arena_, member.id()) = any(member.shape(), member.name(), depth + 1);
  }
  return made;
}

Value Inputs::any(const models::Shape& shape, std::string_view name, int depth) {
  switch (shape.type()) {
    case Type::structure: return structure(shape, depth);
    case Type::list: return list(shape, name, depth);
    case Type::map: return map(shape, depth);
    case Type::string: return Value::string(arena_->copy(text(shape, name)));
    case Type::blob: return Value::blob(arena_->copy(random_.bytes(hostile() ? random_.below(5000) : 8)));
    case Type::boolean: return Value(random_.chance(0.5));
    case Type::integer:
    case Type::long_integer: return Value(number(shape));
    case Type::float_number:
    case Type::double_number: return Value(hostile() ? 1e308 : static_cast<double>(number(shape)));
    case Type::timestamp: return Value(kit::from_epoch_seconds(hostile() ? 253402300800 : 1767225600));
    case Type::document: return Value::map(*arena_);
  }
  return {};
}

std::uint32_t Inputs::size(const models::Shape& shape) {
  const auto c = shape.constraint();
  if (hostile()) return static_cast<std::uint32_t>(random_.chance(0.5) ? 0 : 1 + random_.below(60));
  const auto least = static_cast<std::uint32_t>(at_least(c, 0));
  if (least_) return least;
  const auto most = static_cast<std::uint32_t>(std::max<double>(least, at_most(c, least + 3)));
  return least + static_cast<std::uint32_t>(random_.below(most - least + 1));
}

Value Inputs::list(const models::Shape& shape, std::string_view name, int depth) {
  Value made = Value::list(*arena_);
  if (depth > deepest) return made;
  for (std::uint32_t n = size(shape); n > 0; --n)
    made.add(*arena_) = any(shape.element().shape(), name, depth + 1);
  return made;
}

Value Inputs::map(const models::Shape& shape, int depth) {
  Value made = Value::map(*arena_);
  if (depth > deepest) return made;
  for (std::uint32_t n = size(shape); n > 0; --n) {
    const std::string_view key = arena_->copy(text(shape.key().shape(), {}));
    if (!made.find(key)) made.set(*arena_, key) = any(shape.value().shape(), key, depth + 1);
  }
  return made;
}

// ---- Scalars

std::int64_t Inputs::number(const models::Shape& shape) {
  const bool wide = shape.type() == Type::long_integer;
  if (hostile()) {
    constexpr std::array<std::int64_t, 8> odd{0,           -1,        1,         2147483647,
                                              -2147483648, INT64_MAX, INT64_MIN, 1'000'000};
    const std::int64_t drawn = odd[random_.below(odd.size())];
    return wide ? drawn : static_cast<std::int32_t>(drawn);
  }
  const auto c = shape.constraint();
  const auto least = static_cast<std::int64_t>(at_least(c, 0));
  const auto most = std::max(least, static_cast<std::int64_t>(at_most(c, static_cast<double>(least) + 50)));
  if (least_) return least;
  if (!c && random_.chance(0.6)) return 1 + static_cast<std::int64_t>(random_.below(10));
  if (c && std::isfinite(c->max) && random_.chance(0.1)) return static_cast<std::int64_t>(c->max);
  return least + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most - least) + 1));
}

const std::string* Inputs::known(std::string_view name) {
  const std::string key = lower(name);
  if (call_)
    if (const auto found = call_->find(key); found != call_->end())
      return &found->second[random_.below(found->second.size())];
  auto found = known_.find(key);
  if (found == known_.end() && key.ends_with("arn") && hints(name).empty()) found = known_.find("arn");
  // "tasks" are what others call "taskArn", "VpcIds" are each a "VpcId".
  const std::string one = key.ends_with('s') ? key.substr(0, key.size() - 1) : key;
  for (const std::string& other : {one, one + "arn"})
    if (found == known_.end() && by_kin_ && hints(name).empty()) found = known_.find(other);
  if (found == known_.end() || found->second.empty()) return nullptr;
  return &found->second[random_.below(found->second.size())];
}

// One of the calls that said all that the example asks for.
void Inputs::follow(std::string_view example) {
  std::vector<std::string> asked;
  for (std::size_t at = 0; (at = example.find("\"<", at)) != example.npos; ++at)
    if (const auto end = example.find(">\"", at); end != example.npos)
      asked.push_back(lower(example.substr(at + 2, end - at - 2)));
  std::vector<const Texts*> able;
  for (const Texts& call : calls_)
    if (std::ranges::all_of(asked, [&](const std::string& key) { return call.contains(key); }))
      able.push_back(&call);
  if (!asked.empty() && !able.empty() && random_.chance(0.8)) call_ = able[random_.below(able.size())];
}

std::string Inputs::filled(std::string_view example) {
  follow(example);
  std::string text(example);
  for (std::size_t at = 0; (at = text.find("\"<", at)) != text.npos; ++at) {
    const auto end = text.find(">\"", at);
    if (end == text.npos) break;
    const std::string* value = known(text.substr(at + 2, end - at - 2));
    // What came back of a hostile call is no JSON.
    if (value && std::ranges::all_of(
                     *value, [](unsigned char c) { return c >= ' ' && c < 0x7F && c != '"' && c != '\\'; }))
      text.replace(at + 1, end - at, *value);
  }
  return text;
}

std::string Inputs::text(const models::Shape& shape, std::string_view name) {
  if (hostile()) return hostile_text(shape);
  const auto special = hints(name);
  const bool follows = call_ && call_->contains(lower(name));
  if (!least_ && random_.chance(follows || special.empty() ? 0.9 : 0.5))
    if (const std::string* text = known(name)) return *text;
  if (special.empty()) return usual_text(shape);
  std::string text(special[least_ || random_.chance(0.4) ? 0 : random_.below(special.size())]);
  if (const auto hole = text.find("{arn}"); hole != text.npos) {
    const std::string* arn = random_.chance(0.5) ? known("arn") : nullptr;
    text.replace(hole, 5, arn ? *arn : "arn:aws:sqs:us-east-1:123456789012:alpha");
  }
  return text;
}

std::string Inputs::usual_text(const models::Shape& shape) {
  const auto c = shape.constraint();
  if (c && !c->enums.empty()) {
    std::string_view chosen;
    for (int tries = 0; tries < 6; ++tries) {  // rather one of which we know what it wants
      chosen = shape.service().text(c->enums[least_ ? 0 : random_.below(c->enums.size())]);
      if (!hints(chosen).empty()) break;
    }
    return std::string(chosen);
  }
  const auto least = static_cast<std::size_t>(at_least(c, 1)),
             most = static_cast<std::size_t>(at_most(c, 1e6));
  const std::size_t first = least_ || random_.chance(0.6) ? 0 : random_.below(usual.size());
  for (std::size_t i = 0; i < usual.size(); ++i) {
    const std::string_view base = usual[(first + i) % usual.size()];
    const std::string text = repeated(base, std::clamp(base.size(), least, std::max(least, most)));
    if (!c || c->pattern.empty() || validator_.matches(c->pattern, text).value_or(true)) return text;
  }
  return std::string(usual[0]);
}

std::string Inputs::hostile_text(const models::Shape& shape) {
  const auto c = shape.constraint();
  switch (random_.below(10)) {
    case 0: return "";
    case 1: return repeated("x", static_cast<std::size_t>(at_most(c, 20000)) + 1);
    case 2: return "\xF0\x9F\x92\xA5 <a href='x'>&amp;\"\\";
    case 3: return std::string("\0\x01\x7F\t\r\n", 6);
    case 4: return repeated("[{\"a\":", 3000);
    case 5: return "99999999999999999999999999";
    case 6: return "arn:aws:sqs:::";
    case 7: return "../../%00/\xC3\xBC";
    case 8: return repeated("9", 40);
    default: return random_.pick("abcXYZ012-_./:{}[]\" ", random_.below(100));
  }
}

// ---- Learning

void Inputs::learn(const Value& input, const Value& output) {
  if (calls_.size() >= 48)
    calls_.erase(calls_.begin() + static_cast<std::ptrdiff_t>(random_.below(calls_.size())));
  calls_.emplace_back();
  take_in(input, {}, {});
  take_in(output, {}, {});
  if (calls_.back().empty()) calls_.pop_back();
  call_ = nullptr;
}

void Inputs::forget(const Value& input) {
  for (std::uint32_t i = 0; i < input.size(); ++i)
    if (const auto [name, value] = input.entry(i); value.is(Kind::string))
      for (auto& [key, texts] : known_) std::erase(texts, value.text());
  if (call_) calls_.erase(calls_.begin() + (call_ - calls_.data()));
  call_ = nullptr;
}

void Inputs::take_in(const Value& value, std::string_view name, std::string_view above) {
  if (value.is(Kind::map)) {
    for (std::uint32_t i = 0; i < value.size(); ++i) take_in(value.entry(i).value, value.entry(i).key, name);
  } else if (value.is(Kind::list)) {
    for (const Value& one : value.elements()) take_in(one, name, above);
  } else if (value.is(Kind::string) && value.text().size() < 4000) {
    const auto keep = [&](std::string key) {
      calls_.back()[key].emplace_back(value.text());
      auto& texts = known_[std::move(key)];
      if (std::ranges::find(texts, value.text()) != texts.end()) return;
      if (texts.size() >= 24)
        texts.erase(texts.begin() + static_cast<std::ptrdiff_t>(random_.below(texts.size())));
      texts.emplace_back(value.text());
    };
    keep(lower(name));
    keep(lower(above) + lower(name));  // "Role" and "Arn" make a role ARN
    if (name.size() > 3 && lower(name).ends_with("arn")) keep("arn");
    if (name == "QueueUrls") keep("queueurl");
  }
}

}  // namespace understudy::contract
