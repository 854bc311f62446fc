// JSON by simdjson's DOM in, by appending out.
#include "services/kit/json.hpp"

#include <absl/container/flat_hash_map.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <cassert>
#include <cmath>
#include <cstring>

#include "services/kit/format.hpp"
#include "services/kit/scan.hpp"

namespace understudy::kit {
namespace {

constexpr std::size_t max_depth = 128;
constexpr std::uint32_t few = 16;  // keys that are found faster by looking at each

// The entries of an object as they come: a repeated key takes the place of the first.
class Entries {
 public:
  Entries(Value& map, Arena& arena) : map_(map), arena_(arena) {}
  void add(std::string_view key, const Value& value) {
    if (const Value* there = find(key)) {
      const_cast<Value&>(*there) = value;
      return;
    }
    const std::string_view kept = arena_.copy(key);
    map_.set(arena_, kept) = value;
    const std::uint32_t size = map_.size();
    if (size == few)
      for (std::uint32_t i = 0; i < size; ++i) places_.emplace(map_.entry(i).key, i);
    if (size > few) places_.emplace(kept, size - 1);
  }

 private:
  const Value* find(std::string_view key) const {
    if (map_.size() < few) return map_.find(key);
    const auto place = places_.find(key);
    return place == places_.end() ? nullptr : &map_.entry(place->second).value;
  }

  Value& map_;
  Arena& arena_;
  absl::flat_hash_map<std::string_view, std::uint32_t> places_;
};

Value build(const simdjson::dom::element& from, Arena& arena) {
  using Type = simdjson::dom::element_type;
  switch (from.type()) {
    case Type::ARRAY: {
      Value list = Value::list(arena);
      for (const auto element : simdjson::dom::array(from)) list.add(arena) = build(element, arena);
      return list;
    }
    case Type::OBJECT: {
      Value map = Value::map(arena);
      Entries entries(map, arena);
      for (const auto [key, value] : simdjson::dom::object(from)) entries.add(key, build(value, arena));
      return map;
    }
    case Type::INT64: return Value(std::int64_t(from));
    case Type::UINT64: return Value(static_cast<double>(std::uint64_t(from)));
    case Type::DOUBLE: return Value(double(from));
    case Type::STRING: return Value::string(arena.copy(std::string_view(from)));
    case Type::BOOL: return Value(bool(from));
    case Type::NULL_VALUE: return Value();
  }
  return Value();
}

void line(std::string& out, int indent, int depth) {
  if (indent == 0) return;
  out += '\n';
  out.append(static_cast<std::size_t>(indent * depth), ' ');
}

void append(std::string& out, const Value& value, int indent, int depth) {
  switch (value.kind()) {
    case Kind::none: out += "null"; return;
    case Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Kind::integer: fmt::format_to(std::back_inserter(out), "{}", value.integer()); return;
    case Kind::real:
      if (std::isfinite(value.real())) {
        fmt::format_to(std::back_inserter(out), "{}", value.real());
      } else {
        out += std::isnan(value.real()) ? "\"NaN\"" : value.real() > 0 ? "\"Infinity\"" : "\"-Infinity\"";
      }
      return;
    case Kind::string: append_json_string(out, value.text()); return;
    case Kind::blob: append_json_string(out, base64(value.text())); return;
    case Kind::time: append_json_string(out, rfc3339(value.time())); return;
    case Kind::list: {
      out += '[';
      bool first = true;
      for (const Value& element : value.elements()) {
        if (!std::exchange(first, false)) out += ',';
        line(out, indent, depth + 1);
        append(out, element, indent, depth + 1);
      }
      if (!first) line(out, indent, depth);
      out += ']';
      return;
    }
    case Kind::map: {
      out += '{';
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        if (i > 0) out += ',';
        line(out, indent, depth + 1);
        append_json_string(out, value.entry(i).key);
        out += indent ? ": " : ":";
        append(out, value.entry(i).value, indent, depth + 1);
      }
      if (value.size() > 0) line(out, indent, depth);
      out += '}';
      return;
    }
    case Kind::structure: assert(!"a structure's names are not known here"); return;
  }
}

// By character: 0 where none is needed, 'u' for \u00xx, else what stands behind the backslash.
constexpr auto escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['"'] = '"', table['\\'] = '\\', table['\b'] = 'b', table['\f'] = 'f';
  table['\n'] = 'n', table['\r'] = 'r', table['\t'] = 't';
  return table;
}();

constexpr std::size_t long_run = 16;  // worth an append of its own
constexpr std::size_t block = 40;  // else so many bytes are put together: JSON within JSON is full of quotes

void append_escaped(std::string& out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  char piece[6 * block];
  std::size_t used = 0;
  for (const char c : text) {
    const char escape = escapes[static_cast<unsigned char>(c)];
    if (!escape) {
      piece[used++] = c;
      continue;
    }
    piece[used++] = '\\';
    piece[used++] = escape;
    if (escape != 'u') continue;
    for (const char digit : {'0', '0', hex[(c >> 4) & 15], hex[c & 15]}) piece[used++] = digit;
  }
  out.append(piece, used);
}

// Most names and values are short: put together here, one append takes them with what stands around.
constexpr std::size_t short_text = 120;

}  // namespace

std::optional<Value> parse_json(std::string_view text, Arena& arena) {
  simdjson::dom::parser parser;
  if (parser.allocate(text.size(), max_depth) != simdjson::SUCCESS) return std::nullopt;
  simdjson::dom::element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  return build(root, arena);
}

void append_json_string(std::string& out, std::string_view text) {
  std::size_t run = scan::unescaped(text.data(), text.size());
  if (run == text.size() && run <= short_text) {
    char piece[short_text + 2];
    piece[0] = '"';
    if (run > 0) std::memcpy(piece + 1, text.data(), run);
    piece[run + 1] = '"';
    out.append(piece, run + 2);
    return;
  }
  out += '"';
  while (!text.empty()) {
    if (run >= long_run || run == text.size()) {
      out.append(text.data(), run);
      text.remove_prefix(run);
    }
    const std::string_view dense = text.substr(0, block);
    append_escaped(out, dense);
    text.remove_prefix(dense.size());
    run = scan::unescaped(text.data(), text.size());
  }
  out += '"';
}

void append_json(std::string& out, const Value& value, int indent) { append(out, value, indent, 0); }

std::string to_json(const Value& value, int indent) {
  std::string out;
  append_json(out, value, indent);
  return out;
}

}  // namespace understudy::kit
