// CBOR: one walk over the value to write, one over the bytes to read.
#include "services/kit/cbor.hpp"

#include <bit>
#include <cassert>
#include <cstdint>

namespace understudy::kit {
namespace {

enum Major : std::uint8_t { unsigned_integer, negative_integer, bytes, text, array, map, tag, simple };
constexpr std::uint8_t false_item = 0xf4, true_item = 0xf5, null_item = 0xf6, double_item = 0xfb;
constexpr std::uint64_t extended_time = 1001;  // its map: 1 is the second, -6 the microseconds
constexpr std::int64_t second_key = 1, microsecond_key = -6;
constexpr int deepest = 128;

void append_big_endian(std::string& out, std::uint64_t number, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

void append_head(std::string& out, Major major, std::uint64_t argument) {
  const int size = argument < 24            ? 0
                   : argument <= 0xff       ? 1
                   : argument <= 0xffff     ? 2
                   : argument <= 0xffffffff ? 4
                                            : 8;
  const int info =
      size == 0 ? static_cast<int>(argument) : 24 + std::countr_zero(static_cast<unsigned>(size));
  out += static_cast<char>(major << 5 | info);
  append_big_endian(out, argument, size);
}

void append_integer(std::string& out, std::int64_t number) {
  if (number >= 0) return append_head(out, unsigned_integer, static_cast<std::uint64_t>(number));
  append_head(out, negative_integer, ~static_cast<std::uint64_t>(number));
}

void append_text(std::string& out, Major major, std::string_view content) {
  append_head(out, major, content.size());
  out += content;
}

void append_time(std::string& out, Time time) {
  const auto second = std::chrono::floor<seconds>(time);
  append_head(out, tag, extended_time);
  append_head(out, map, 2);
  append_integer(out, second_key);
  append_integer(out, second.time_since_epoch().count());
  append_integer(out, microsecond_key);
  append_integer(out, (time - second).count());
}

class Reader {
 public:
  Reader(std::string_view from, Arena& arena) : rest_(from), arena_(arena) {}

  // False: the bytes are not ours.
  bool value(Value& to, int depth) {
    if (rest_.empty() || depth > deepest) return false;
    switch (static_cast<std::uint8_t>(rest_.front())) {
      case false_item: to = Value(false); return skip(1);
      case true_item: to = Value(true); return skip(1);
      case null_item: to = Value(); return skip(1);
      case double_item: return real(to);
      default: break;
    }
    Major major;
    std::uint64_t argument;
    if (!head(major, argument)) return false;
    switch (major) {
      case unsigned_integer: to = Value(static_cast<std::int64_t>(argument)); return argument <= INT64_MAX;
      case negative_integer: to = Value(static_cast<std::int64_t>(~argument)); return argument <= INT64_MAX;
      case bytes:
      case text: return string(to, major, argument);
      case array: return list(to, argument, depth);
      case map: return entries(to, argument, depth);
      case tag: return argument == extended_time && time(to, depth);
      case simple: return false;
    }
    return false;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  bool skip(std::size_t size) {
    rest_.remove_prefix(size);
    return true;
  }
  bool big_endian(std::size_t size, std::uint64_t& to) {
    if (rest_.size() < size) return false;
    to = 0;
    for (const char c : rest_.substr(0, size)) to = to << 8 | static_cast<std::uint8_t>(c);
    return skip(size);
  }
  bool head(Major& major, std::uint64_t& argument) {
    const auto first = static_cast<std::uint8_t>(rest_.front());
    major = static_cast<Major>(first >> 5);
    argument = first & 31;
    rest_.remove_prefix(1);
    if (argument < 24) return true;
    return argument <= 27 && big_endian(std::size_t{1} << (argument - 24), argument);
  }
  bool real(Value& to) {
    std::uint64_t bits;
    rest_.remove_prefix(1);
    if (!big_endian(8, bits)) return false;
    to = Value(std::bit_cast<double>(bits));
    return true;
  }
  bool string(Value& to, Major major, std::uint64_t size) {
    if (size > rest_.size()) return false;
    const std::string_view content = rest_.substr(0, size);
    to = major == text ? Value::string(content) : Value::blob(content);
    return skip(size);
  }
  // An element takes at least a byte: a count beyond what is left is a lie, and reserves nothing.
  bool list(Value& to, std::uint64_t count, int depth) {
    if (count > rest_.size()) return false;
    to = Value::list(arena_, static_cast<std::uint32_t>(count));
    for (; count > 0; --count)
      if (!value(to.add(arena_), depth + 1)) return false;
    return true;
  }
  bool entries(Value& to, std::uint64_t count, int depth) {
    if (count > rest_.size() / 2) return false;
    to = Value::map(arena_, static_cast<std::uint32_t>(count));
    for (; count > 0; --count) {
      Value key;
      if (!value(key, depth + 1) || !key.is(Kind::string)) return false;
      if (!value(to.set(arena_, key.text()), depth + 1)) return false;
    }
    return true;
  }
  bool time(Value& to, int depth) {
    Major major;
    std::uint64_t count;
    Value keys[2], parts[2];
    if (rest_.empty() || !head(major, count) || major != map || count != 2) return false;
    for (int i = 0; i < 2; ++i)
      if (!value(keys[i], depth + 1) || !value(parts[i], depth + 1) || !parts[i].is(Kind::integer))
        return false;
    if (keys[0].integer() != second_key || keys[1].integer() != microsecond_key) return false;
    std::int64_t micros;
    if (__builtin_mul_overflow(parts[0].integer(), std::int64_t{1'000'000}, &micros) ||
        __builtin_add_overflow(micros, parts[1].integer(), &micros))
      return false;
    to = Value(Time(Duration(micros)));
    return true;
  }

  std::string_view rest_;
  Arena& arena_;
};

}  // namespace

void append_cbor(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::none: out += static_cast<char>(null_item); return;
    case Kind::boolean: out += static_cast<char>(value.boolean() ? true_item : false_item); return;
    case Kind::integer: return append_integer(out, value.integer());
    case Kind::real:
      out += static_cast<char>(double_item);
      return append_big_endian(out, std::bit_cast<std::uint64_t>(value.real()), 8);
    case Kind::string: return append_text(out, text, value.text());
    case Kind::blob: return append_text(out, bytes, value.text());
    case Kind::time: return append_time(out, value.time());
    case Kind::list:
      append_head(out, array, value.size());
      for (const Value& element : value.elements()) append_cbor(out, element);
      return;
    case Kind::map:
      append_head(out, map, value.size());
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        append_text(out, text, value.entry(i).key);
        append_cbor(out, value.entry(i).value);
      }
      return;
    case Kind::structure: assert(!"a structure's names are not known here"); return;
  }
}

std::optional<Value> parse_cbor(std::string_view from, Arena& arena) {
  Reader reader(from, arena);
  Value value;
  if (!reader.value(value, 0) || !reader.at_end()) return std::nullopt;
  return value;
}

}  // namespace understudy::kit
