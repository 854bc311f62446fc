// The intrinsic functions.
#include "services/cloudformation/evaluate.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::cloudformation {
namespace {

using kit::Kind;

constexpr int deepest = 200;

std::optional<std::int64_t> number(const Value& value) {
  if (value.is(Kind::integer)) return value.integer();
  const std::string_view text = value.text();
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return n;
}

bool scalar(const Value& value) { return value && !value.container(); }

}  // namespace

Value Evaluator::evaluate(const Value& value, int depth) {
  if (depth > deepest) throw invalid("Template error: functions are nested too deeply.");
  if (value.is(Kind::list)) {
    Value list = Value::list(arena_, value.size());
    for (const Value& each : value.elements())
      if (const Value worked = evaluate(each, depth + 1)) list.add(arena_) = worked;
    return list;
  }
  if (!value.is(Kind::map)) return value;
  if (value.size() == 1) {
    const auto [key, argument] = value.entry(0);
    if (key == "Ref" || key.starts_with("Fn::")) return apply(key, argument, depth + 1);
    if (key == "Condition" && argument.is(Kind::string) && at(root_, "Conditions").find(argument.text()))
      return condition(argument.text(), depth + 1);
  }
  Value map = Value::map(arena_, value.size());
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const auto [key, each] = value.entry(i);
    if (const Value worked = evaluate(each, depth + 1)) map.set(arena_, key) = worked;
  }
  return map;
}

Value Evaluator::apply(std::string_view function, const Value& argument, int depth) {
  using Method = Value (Evaluator::*)(const Value&, int);
  struct Entry {
    std::string_view name;
    Method method;
  };
  constexpr std::array<Entry, 10> methods{{{"Fn::Cidr", &Evaluator::cidr},
                                           {"Fn::FindInMap", &Evaluator::find_in_map},
                                           {"Fn::GetAZs", &Evaluator::zones},
                                           {"Fn::GetAtt", &Evaluator::get_att},
                                           {"Fn::If", &Evaluator::choose},
                                           {"Fn::ImportValue", &Evaluator::import_value},
                                           {"Fn::Join", &Evaluator::join},
                                           {"Fn::Select", &Evaluator::select},
                                           {"Fn::Split", &Evaluator::split},
                                           {"Fn::Sub", &Evaluator::sub}}};
  if (function == "Ref") return ref(argument.text());
  if (function == "Fn::Base64") return string(kit::base64(text(argument, depth, function)));
  if (function == "Fn::Length") return static_cast<std::int64_t>(evaluate(argument, depth).size());
  if (function == "Fn::ToJsonString") return string(kit::to_json(evaluate(argument, depth)));
  for (const Entry& entry : methods)
    if (entry.name == function) return (this->*entry.method)(argument, depth);
  Value map = Value::map(arena_, 1);
  map.set(arena_, function) = argument;
  return truth(map, depth);
}

std::string Evaluator::text(const Value& value, int depth, std::string_view function) {
  const Value worked = evaluate(value, depth + 1);
  if (!scalar(worked))
    throw invalid(fmt::format("Template error: every {} object must have a String-typed value.", function));
  return text_of(worked);
}

Value Evaluator::ref(std::string_view name) {
  if (name == "AWS::NoValue") return {};
  if (const auto found = scope_.parameters.find(name); found != scope_.parameters.end()) return found->second;
  if (const auto value = scope_.reference(name)) return *value;
  throw invalid(fmt::format(
      "Template format error: Unresolved resource dependencies [{}] in the Resources block of the template",
      name));
}

Value Evaluator::get_att(const Value& argument, int depth) {
  std::string id, attribute;
  if (argument.is(Kind::string)) {
    const auto dot = argument.text().find('.');
    id = argument.text().substr(0, dot);
    if (dot != std::string_view::npos) attribute = argument.text().substr(dot + 1);
  } else {
    id = argument.elements()[0].text();
    attribute = text(argument.elements()[1], depth, "Fn::GetAtt");
  }
  if (const auto value = scope_.attribute(id, attribute)) return *value;
  throw invalid(fmt::format("Template error: resource {} does not support attribute type {} in Fn::GetAtt",
                            id, attribute));
}

Value Evaluator::sub(const Value& argument, int depth) {
  const bool with_own = argument.is(Kind::list);
  if (with_own && argument.size() != 2) throw invalid("Template error: Fn::Sub takes a text and a map.");
  const std::string_view format = with_own ? argument.elements()[0].text() : argument.text();
  const Value& own = with_own ? argument.elements()[1] : kit::no_value;
  std::string out;
  std::size_t from = 0;
  for (std::size_t hole; (hole = format.find("${", from)) != format.npos;) {
    const auto end = format.find('}', hole);
    if (end == format.npos) break;
    out.append(format.substr(from, hole - from));
    const std::string_view name = format.substr(hole + 2, end - hole - 2);
    from = end + 1;
    if (name.starts_with('!')) {
      out.append("${").append(name.substr(1)).append("}");
      continue;
    }
    Value value;
    if (const Value* given = own.find(name)) {
      value = evaluate(*given, depth + 1);
    } else if (name.find('.') != name.npos) {
      value = get_att(string(name), depth + 1);
    } else {
      value = ref(name);
    }
    if (value.is(Kind::list) || value.is(Kind::map))
      throw invalid("Template error: variable " + std::string(name) +
                    " in Fn::Sub expression does not resolve to a string");
    out.append(text_of(value));
  }
  return string(out.append(format.substr(from)));
}

Value Evaluator::join(const Value& argument, int depth) {
  const auto bad = [] {
    return invalid(
        "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a "
        "list "
        "of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be "
        "joined.");
  };
  if (!argument.is(Kind::list) || argument.size() != 2) throw bad();
  const std::string delimiter = text(argument.elements()[0], depth, "Fn::Join");
  const Value parts = evaluate(argument.elements()[1], depth + 1);
  if (!parts.is(Kind::list)) throw bad();
  std::string out;
  bool first = true;
  for (const Value& part : parts.elements()) {
    if (!scalar(part)) throw bad();
    if (!first) out += delimiter;
    first = false;
    out += text_of(part);
  }
  return string(out);
}

Value Evaluator::select(const Value& argument, int depth) {
  if (!argument.is(Kind::list) || argument.size() != 2)
    throw invalid(
        "Template error: Fn::Select requires a list argument with two elements: an integer index and a list");
  const auto index = number(evaluate(argument.elements()[0], depth + 1));
  const Value list = evaluate(argument.elements()[1], depth + 1);
  if (!list.is(Kind::list))
    throw invalid(
        "Template error: Fn::Select requires a list argument with two elements: an integer index and a list");
  if (!index || *index < 0 || *index >= list.size())
    throw invalid(fmt::format("Template error: Fn::Select cannot select nonexistent value at index {}",
                              index ? std::to_string(*index) : ""));
  return list.elements()[static_cast<std::size_t>(*index)];
}

Value Evaluator::split(const Value& argument, int depth) {
  if (!argument.is(Kind::list) || argument.size() != 2)
    throw invalid(
        "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a "
        "string to be split or a function that returns a string to be split.");
  const std::string delimiter = text(argument.elements()[0], depth, "Fn::Split"),
                    whole = text(argument.elements()[1], depth, "Fn::Split");
  if (delimiter.empty()) throw invalid("Template error: Fn::Split delimiter cannot be empty.");
  Value list = Value::list(arena_);
  std::size_t from = 0;
  for (std::size_t end; (end = whole.find(delimiter, from)) != whole.npos; from = end + delimiter.size())
    list.add(arena_) = string(std::string_view(whole).substr(from, end - from));
  list.add(arena_) = string(std::string_view(whole).substr(from));
  return list;
}

Value Evaluator::find_in_map(const Value& argument, int depth) {
  if (!argument.is(Kind::list) || argument.size() < 3)
    throw invalid(
        "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the "
        "attribute for return value");
  std::array<std::string, 3> keys;
  for (std::size_t i = 0; i < keys.size(); ++i)
    keys[i] = text(argument.elements()[i], depth, "Fn::FindInMap");
  const Value& found =
      at(root_, "Mappings", std::string_view(keys[0]), std::string_view(keys[1]), std::string_view(keys[2]));
  if (found) return evaluate(found, depth + 1);
  if (argument.size() > 3)
    if (const Value* fallback = argument.elements()[3].find("DefaultValue"))
      return evaluate(*fallback, depth + 1);
  throw invalid(fmt::format("Template error: Unable to get mapping for {}", fmt::join(keys, "::")));
}

Value Evaluator::choose(const Value& argument, int depth) {
  if (!argument.is(Kind::list) || argument.size() != 3)
    throw invalid("Template error: Fn::If requires a list argument with three elements");
  return evaluate(argument.elements()[condition(argument.elements()[0].text(), depth + 1) ? 1 : 2],
                  depth + 1);
}

Value Evaluator::zones(const Value& argument, int depth) {
  std::string region = scalar(argument) || argument.is(Kind::map) ? text(argument, depth, "Fn::GetAZs") : "";
  if (region.empty()) region = text_of(ref("AWS::Region"));
  Value list = Value::list(arena_, 3);
  for (const char zone : {'a', 'b', 'c'}) list.add(arena_) = string(region + zone);
  return list;
}

Value Evaluator::import_value(const Value& argument, int depth) {
  const std::string name = text(argument, depth, "Fn::ImportValue");
  if (const auto value = scope_.imported(name)) return string(*value);
  throw invalid(fmt::format("No export named {} found", name));
}

Value Evaluator::cidr(const Value& argument, int depth) {
  if (!argument.is(Kind::list) || argument.size() < 2)
    throw invalid("Template error: every Fn::Cidr object requires an ipBlock, a count and cidrBits");
  const std::string block = text(argument.elements()[0], depth, "Fn::Cidr");
  const auto count = number(evaluate(argument.elements()[1], depth + 1));
  const auto bits = argument.size() > 2 ? number(evaluate(argument.elements()[2], depth + 1))
                                        : std::optional<std::int64_t>(8);
  const auto blocks = count && bits ? subnets_of(block, *count, *bits) : std::nullopt;
  if (!blocks)
    throw invalid(fmt::format("Template error: Fn::Cidr cannot make the asked blocks of {}", block));
  Value list = Value::list(arena_);
  for (const std::string& each : *blocks) list.add(arena_) = string(each);
  return list;
}

bool Evaluator::condition(std::string_view name, int depth) {
  const Value& declared = at(root_, "Conditions", name);
  if (!declared)
    throw invalid(fmt::format(
        "Template format error: Unresolved condition dependency {} in the Resources block of the template",
        name));
  return truth(declared, depth);
}

bool Evaluator::truth(const Value& value, int depth) {
  if (depth > deepest) throw invalid("Template error: Circular dependency between conditions.");
  if (value.is(Kind::boolean)) return value.boolean();
  if (value.is(Kind::string) && (value.text() == "true" || value.text() == "false"))
    return value.text() == "true";
  if (!value.is(Kind::map) || value.size() != 1)
    throw invalid("Template format error: Every Condition member must be a boolean function.");
  const auto [function, argument] = value.entry(0);
  if (function == "Condition") return condition(argument.text(), depth + 1);
  const auto terms = argument.elements();
  if (function == "Fn::Equals") {
    if (terms.size() != 2)
      throw invalid("Template error: every Fn::Equals object requires a list of 2 string parameters.");
    return text_of(evaluate(terms[0], depth + 1)) == text_of(evaluate(terms[1], depth + 1));
  }
  if (function == "Fn::Not") {
    if (terms.size() != 1)
      throw invalid("Template error: every Fn::Not object requires one boolean parameter.");
    return !truth(terms[0], depth + 1);
  }
  if (function == "Fn::And" || function == "Fn::Or") {
    if (terms.size() < 2 || terms.size() > 10)
      throw invalid(
          fmt::format("Template error: every {} object requires a list of at least 2 and at most 10 "
                      "boolean parameters.",
                      function));
    const bool all = function == "Fn::And";
    for (const Value& term : terms)
      if (truth(term, depth + 1) != all) return !all;
    return all;
  }
  if (function == "Fn::Contains" && terms.size() == 2) {
    const std::string wanted = text_of(evaluate(terms[1], depth + 1));
    for (const Value& each : evaluate(terms[0], depth + 1).elements())
      if (text_of(each) == wanted) return true;
    return false;
  }
  if (function == "Fn::If" || function == "Ref" || function == "Fn::FindInMap")
    return text_of(evaluate(value, depth + 1)) == "true";
  throw invalid(fmt::format("Template format error: {} is no function of conditions.", function));
}

std::optional<std::vector<std::string>> subnets_of(std::string_view block, std::int64_t count,
                                                   std::int64_t bits) {
  const auto slash = block.find('/');
  if (slash == block.npos || count < 1 || count > 256 || bits < 1) return std::nullopt;
  const std::string address(block.substr(0, slash));
  const auto length = number(Value::string(block.substr(slash + 1)));
  std::array<unsigned char, 16> bytes{};
  const bool six = address.find(':') != address.npos;
  const int family = six ? AF_INET6 : AF_INET, width = six ? 128 : 32;
  if (!length || *length < 0 || *length > width || inet_pton(family, address.c_str(), bytes.data()) != 1 ||
      bits > width)
    return std::nullopt;
  const auto prefix = width - static_cast<int>(bits);
  if (prefix < *length || (prefix - *length < 9 && count > (1 << (prefix - *length)))) return std::nullopt;
  for (int bit = static_cast<int>(*length); bit < width; ++bit)
    bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<unsigned char>(~(0x80 >> bit % 8));
  std::vector<std::string> blocks;
  for (std::int64_t i = 0; i < count; ++i) {
    char text[INET6_ADDRSTRLEN];
    inet_ntop(family, bytes.data(), text, sizeof text);
    blocks.push_back(fmt::format("{}/{}", text, prefix));
    for (int bit = prefix - 1; bit >= 0; --bit) {  // one block further
      unsigned char& byte = bytes[static_cast<std::size_t>(bit / 8)];
      byte ^= static_cast<unsigned char>(0x80 >> bit % 8);
      if (byte & (0x80 >> bit % 8)) break;
    }
  }
  return blocks;
}

}  // namespace understudy::cloudformation
