// Fills the texts of hints: what their holes stand for, and the documents among them.
#include <algorithm>
#include <charconv>

#include "services/derived/play.hpp"
#include "services/derived/text.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;

namespace {

bool is_document(std::string_view text) {
  if (text.empty()) return false;
  if (text.front() == '"') return true;
  if (text.size() < 2) return false;
  if (text.front() == '[') return text[1] == '"' || text[1] == '{' || text[1] == ']' || text[1] == '[';
  return text.front() == '{' && (text[1] == '"' || text[1] == '}');
}

// "hex8" to 8 with the word "hex"; nothing otherwise.
std::optional<std::size_t> count_after(std::string_view text, std::string_view word) {
  std::size_t n = 0;
  if (!text.starts_with(word) || text.size() == word.size()) return std::nullopt;
  text.remove_prefix(word.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n > 256) return std::nullopt;
  return n;
}

std::string folded_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

std::string Play::scalar_text(const Value& value) {
  if (value.is(Kind::integer)) return std::to_string(value.integer());
  if (value.is(Kind::real)) return fmt::format("{}", value.real());
  if (value.is(Kind::boolean)) return value.boolean() ? "true" : "false";
  if (value.is(Kind::list) && value.size() > 0) return scalar_text(value.elements()[0]);
  return std::string(value.text());
}

// A field of the record, a member of the input, or what the record lies within.
Value Play::value_named(std::string_view path, const Record* record) const {
  if (path.starts_with("tag:")) {
    const auto tag = record ? record->tags.find(std::string(path.substr(4))) : kit::Tags::const_iterator();
    return record && tag != record->tags.end() ? Value::string(arena().copy(tag->second)) : Value();
  }
  const auto dot = path.find('.');
  const std::string head = folded(path.substr(0, dot));
  Value value;
  if (record) {
    const std::string_view canonical =
        op_.resource == nowhere ? std::string_view(head) : Plan::canonical(resource(), head);
    auto found = record->fields.find(std::string(canonical));
    if (found == record->fields.end()) found = record->fields.find(head);
    if (found != record->fields.end())
      value = found->second.value(arena());
    else if (op_.resource != nowhere && !resource().status.empty() && canonical == resource().status)
      value = Value::string(arena().copy(record->stage.state));
  }
  if (!value && call_.input.is(Kind::structure))
    for (const Value& member : call_.input.elements())
      if (member && plan_.folded(member.name()) == head) {
        const auto input = model_.input();
        const auto known = input ? input->find(plan_.service().text(member.name())) : std::nullopt;
        value = known ? Doc(member, known->shape()).value(arena()) : member;
      }
  if (!value && record)
    for (const auto& [noun, named] : record->parents)
      if (head.starts_with(noun)) value = Value::string(arena().copy(named));
  if (dot == path.npos) return value;
  for (std::string_view rest = path.substr(dot + 1); value;) {
    const auto next = rest.find('.');
    if (value.is(Kind::list)) value = value.size() > 0 ? Value(value.elements()[0]) : Value();
    const Value* inner = value.is(Kind::map) ? value.find(rest.substr(0, next)) : nullptr;
    value = inner ? Value(*inner) : Value();
    if (next == rest.npos) break;
    rest.remove_prefix(next + 1);
  }
  return value;
}

std::string Play::hole(std::string_view name, const Resource* kind, const Record* record,
                       std::string_view what) const {
  const bool global = call_.region == "aws-global";
  if (name.empty()) return std::string(what);
  if (name.front() == '=') return "{" + std::string(name.substr(1)) + "}";
  if (kind && name == "type") return kind->type;
  if (kind && name == "noun") return kind->noun;
  if (kind && (name == "words" || name == "Words" || name == "first" || name == "First")) {
    std::string words = folded(name) == "words" ? joined(kind->words, " ") : kind->words.front();
    if (name.front() == 'W' || name.front() == 'F')
      words.front() = static_cast<char>(words.front() - 'a' + 'A');
    return words;
  }
  if (name == "account") return std::string(call_.account);
  if (name == "region") return std::string(global ? call_.client_region : call_.region);
  if (name == "partition") return std::string(kit::partition_of(global ? call_.client_region : call_.region));
  if (name == "uuid") return turn_.random.uuid();
  if (name == "now") return kit::rfc3339(turn_.now);
  if (name.starts_with("epoch")) {
    std::int64_t later = 0;
    if (name.size() > 6) std::from_chars(name.data() + 6, name.data() + name.size(), later);
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(turn_.now.time_since_epoch());
    return std::to_string(since.count() + later);
  }
  if (const auto digits = count_after(name, "hex")) return turn_.random.hex(*digits);
  if (const auto digits = count_after(name, "digits")) return turn_.random.digits(*digits);
  if (record && name == "own") return record->own;
  if (record && name == "arn") return record->arn;
  if (record && name == "parent") {
    std::string path = parent_path(*record);
    if (!path.empty()) path.pop_back();
    return path;
  }
  if (name == "parent" && model_.input())
    for (const Key& key : op_.keys)
      if (key.of == Key::Of::parent)
        for (const std::string& text : texts(key, whole())) return text;
  if (name.ends_with(":lower")) return folded_case(hole(name.substr(0, name.size() - 6), kind, record, what));
  if (name.front() == '#') {
    if (const Resource* within = plan_.resource_of_type(name.substr(1)); within && record)
      return std::to_string(std::ranges::count_if(of_type(within->type), [&](const std::string& row) {
        return std::ranges::any_of(this->record(row).parents,
                                   [&](const auto& named) { return identifies(*record, named.second); });
      }));
    const Value value = value_named(name.substr(1), record);
    return std::to_string(value.container() ? value.size() : value.text().size());
  }
  return scalar_text(value_named(name, record));
}

std::string Play::fill(std::string_view text, const Resource* kind, const Record* record,
                       std::string_view what) const {
  std::string out;
  for (;;) {
    const auto open = text.find('{');
    const auto close = open == text.npos ? open : text.find('}', open);
    out += text.substr(0, close == text.npos ? close : open);
    if (close == text.npos) return out;
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const bool digits = !inside.empty() && inside.front() >= '0' && inside.front() <= '9';
    if (digits || inside.find_first_of(", ") != inside.npos)  // braces that are just that
      out += text.substr(open, close - open + 1);
    else
      out += hole(text.substr(open + 1, close - open - 1), kind, record, what);
    text.remove_prefix(close + 1);
  }
}

Value Play::filled(const Value& value, const Record* record) const {
  if (value.is(Kind::string)) {
    if (value.text().find('{') == std::string_view::npos) return value;
    return told_value(value.text(), record);
  }
  if (value.is(Kind::list)) {
    Value list = Value::list(arena(), value.size());
    for (const Value& one : value.elements()) list.add(arena()) = filled(one, record);
    return list;
  }
  if (!value.is(Kind::map)) return value;
  Value map = Value::map(arena(), value.size());
  for (std::uint32_t i = 0; i < value.size(); ++i)
    if (const Value inner = filled(value.entry(i).value, record))
      map.set(arena(), value.entry(i).key) = inner;
  return map;
}

Value Play::told_value(std::string_view text, const Record* record) const {
  if (is_document(text)) {
    const auto parsed = kit::parse_json(text, arena());
    return parsed ? filled(*parsed, record) : Value();
  }
  const bool one_hole =
      text.size() > 2 && text[1] != '#' && text.front() == '{' && text.find('}') == text.size() - 1;
  if (one_hole)
    if (const Value value = value_named(text.substr(1, text.size() - 2), record)) return value;
  const Resource* kind = op_.resource == nowhere ? nullptr : &resource();
  // A text around what nobody has given says nothing.
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == text.npos) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (!name.empty() && hole(name, kind, record, {}).empty()) return {};
  }
  std::string whole = fill(text, kind, record, record ? record->own : std::string_view());
  return Value::string(arena().copy(whole));
}

}  // namespace understudy::derived
