// YAML by yaml-cpp's events, so that nothing is built that was not counted.
#include "services/cloudformation/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <charconv>
#include <istream>
#include <streambuf>
#include <vector>

#include "services/kit/error.hpp"

namespace understudy::cloudformation {
namespace {

using kit::Value;

constexpr kit::Error not_well_formed{"ValidationError",
                                     "Template format error: YAML not well-formed. (line {}, column {})"};
constexpr kit::Error aliases{"ValidationError",
                             "Template error: YAML aliases are not allowed in CloudFormation templates"};
constexpr kit::Error unsupported{"ValidationError", "Template format error: unsupported structure."};
constexpr kit::Error unknown_tag{"ValidationError",
                                 "Template format error: {} is not supported. (line {}, column {})"};
constexpr std::size_t deepest = 100, most_nodes = 100'000;

struct Short {
  std::string_view tag, function;
};
constexpr std::array<Short, 20> shorts{{{"!And", "Fn::And"},
                                        {"!Base64", "Fn::Base64"},
                                        {"!Cidr", "Fn::Cidr"},
                                        {"!Condition", "Condition"},
                                        {"!Contains", "Fn::Contains"},
                                        {"!Equals", "Fn::Equals"},
                                        {"!FindInMap", "Fn::FindInMap"},
                                        {"!GetAZs", "Fn::GetAZs"},
                                        {"!GetAtt", "Fn::GetAtt"},
                                        {"!If", "Fn::If"},
                                        {"!ImportValue", "Fn::ImportValue"},
                                        {"!Join", "Fn::Join"},
                                        {"!Length", "Fn::Length"},
                                        {"!Not", "Fn::Not"},
                                        {"!Or", "Fn::Or"},
                                        {"!Ref", "Ref"},
                                        {"!Select", "Fn::Select"},
                                        {"!Split", "Fn::Split"},
                                        {"!Sub", "Fn::Sub"},
                                        {"!Transform", "Fn::Transform"}}};

// YAML 1.1's words for plain booleans.
std::optional<bool> boolean(std::string_view text) {
  for (const std::string_view word : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
    if (text == word) return true;
  for (const std::string_view word : {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
    if (text == word) return false;
  return std::nullopt;
}

// An account id with a leading zero is text, not an octal number.
std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const std::string_view digits = text.substr(text.starts_with('-'));
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return number;
}

class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(kit::Arena& arena) : arena_(arena) {}

  Value root;
  bool any = false;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { throw kit::Failure(aliases); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { place(Value(), mark); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& text) override {
    if (!frames_.empty() && frames_.back().is_map && !frames_.back().key) {
      frames_.back().key = arena_.copy(text);
      return count();
    }
    const auto as_text = [&] { return Value::string(arena_.copy(text)); };
    if (tag == "?") {
      if (const auto flag = boolean(text)) return place(*flag, mark);
      if (const auto number = whole(text)) return place(*number, mark);
      return place(as_text(), mark);
    }
    const std::string_view function = function_of(tag, mark);
    if (function.empty()) return place(as_text(), mark);
    if (function != "Fn::GetAtt") return place(wrapped(function, as_text()), mark);
    const auto dot = text.find('.');
    Value parts = Value::list(arena_, 2);
    parts.add(arena_) = Value::string(arena_.copy(text.substr(0, dot)));
    if (dot != text.npos) parts.add(arena_) = Value::string(arena_.copy(text.substr(dot + 1)));
    place(wrapped(function, parts), mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(Value::list(arena_), false, tag, mark);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(Value::map(arena_), true, tag, mark);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Value value;
    bool is_map;
    std::string_view function;  // of its tag
    YAML::Mark mark;
    std::optional<std::string_view> key{};  // of the entry under way
  };

  void count() {
    if (++nodes_ > most_nodes) throw kit::Failure(unsupported);
  }

  std::string_view function_of(const std::string& tag, const YAML::Mark& mark) const {
    if (tag.empty() || tag == "!" || tag == "?" || tag.starts_with("tag:yaml.org,2002:")) return {};
    for (const Short& known : shorts)
      if (known.tag == tag) return known.function;
    throw unknown_tag.says(tag, mark.line + 1, mark.column + 1);
  }

  Value wrapped(std::string_view function, const Value& argument) {
    Value map = Value::map(arena_, 1);
    map.set(arena_, function) = argument;
    return map;
  }

  void open(Value container, bool is_map, const std::string& tag, const YAML::Mark& mark) {
    if (frames_.size() >= deepest) throw kit::Failure(unsupported);
    if (!frames_.empty() && frames_.back().is_map && !frames_.back().key)
      throw not_well_formed.says(mark.line + 1, mark.column + 1);  // a key that is no text
    count();
    frames_.push_back({container, is_map, function_of(tag, mark), mark});
  }

  void close() {
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    place(frame.function.empty() ? frame.value : wrapped(frame.function, frame.value), frame.mark);
  }

  void place(const Value& value, const YAML::Mark& mark) {
    count();
    if (frames_.empty()) {
      root = value;
      any = true;
      return;
    }
    Frame& frame = frames_.back();
    if (!frame.is_map) {
      frame.value.add(arena_) = value;
      return;
    }
    if (!frame.key) throw not_well_formed.says(mark.line + 1, mark.column + 1);
    if (const Value* there = frame.value.find(*frame.key)) {
      const_cast<Value&>(*there) = value;  // of a repeated key the last value counts, as in JSON
    } else {
      frame.value.set(arena_, *frame.key) = value;
    }
    frame.key.reset();
  }

  kit::Arena& arena_;
  std::vector<Frame> frames_;
  std::size_t nodes_ = 0;
};

// The text as a stream, without a copy.
class Buffer final : public std::streambuf {
 public:
  explicit Buffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

}  // namespace

Value parse_yaml(std::string_view text, kit::Arena& arena) {
  Buffer buffer(text);
  std::istream stream(&buffer);
  Builder builder(arena);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder) || !builder.any) throw kit::Failure(unsupported);
    if (parser.HandleNextDocument(builder)) throw kit::Failure(unsupported);
  } catch (const YAML::Exception& e) {
    throw not_well_formed.says(e.mark.line + 1, e.mark.column + 1);
  }
  return builder.root;
}

}  // namespace understudy::cloudformation
