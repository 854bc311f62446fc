// Reads items from JSON, those with nothing wrong in them, and writes them.
#include "services/dynamodb/packing.hpp"

#include <algorithm>
#include <new>

#include "services/dynamodb/different.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/kit/scan.hpp"

namespace understudy::dynamodb {
namespace {

namespace scan = kit::scan;

constexpr std::size_t longest_name = 65535;

// ---- Reading

// Goes once over the text. Each function is false where the text is not what an item has there.
class JsonReader {
 public:
  JsonReader(std::string_view json, kit::Arena& arena, Writer& to)
      : at_(json.data()), end_(json.data() + json.size()), arena_(arena), to_(to) {}

  // A map's names and values, with how many there are.
  bool entries(int depth, std::uint32_t& size);

 private:
  void skip_space() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view text) {
    skip_space();
    if (static_cast<std::size_t>(end_ - at_) < text.size() || std::string_view(at_, text.size()) != text)
      return false;
    at_ += text.size();
    return true;
  }
  bool string(std::string_view& to);
  bool unescape(const char* begin, const char* escape, std::string_view& to);
  bool code_unit(std::uint32_t& to);

  bool value(int depth);
  bool typed(std::string_view type, int depth);
  bool scalar(Type type);
  bool text_of(Type type);  // of a value, or without its type of a set's element
  bool set(Type type);
  bool list(int depth);
  bool map(int depth);

  const char* at_;
  const char* end_;
  kit::Arena& arena_;
  Writer& to_;
  char canonical_[longest_number];
  std::string bytes_;
};

bool JsonReader::string(std::string_view& to) {
  if (!take('"')) return false;
  const char* const begin = at_;
  while (at_ < end_) {
    const std::uint64_t word = scan::load(at_);
    const std::uint64_t marks = scan::equal(word, '"') | scan::equal(word, '\\');
    if (!marks) {
      at_ += 8;
      continue;
    }
    at_ += scan::first(marks);
    if (at_ >= end_) return false;
    if (*at_ == '\\') return unescape(begin, at_, to);
    to = {begin, static_cast<std::size_t>(at_ - begin)};
    ++at_;
    return true;
  }
  return false;
}

// Four hexadecimal digits.
bool JsonReader::code_unit(std::uint32_t& to) {
  if (end_ - at_ < 4) return false;
  to = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = *at_++;
    const char small = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      to = to * 16 + static_cast<std::uint32_t>(c - '0');
    } else if (small >= 'a' && small <= 'f') {
      to = to * 16 + static_cast<std::uint32_t>(small - 'a' + 10);
    } else {
      return false;
    }
  }
  return true;
}

char* write_utf8(char* to, std::uint32_t c) {
  const auto tail = [&](int shift) { *to++ = static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    *to++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *to++ = static_cast<char>(0xC0 | c >> 6), tail(0);
  } else if (c < 0x10000) {
    *to++ = static_cast<char>(0xE0 | c >> 12), tail(6), tail(0);
  } else {
    *to++ = static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0);
  }
  return to;
}

bool JsonReader::unescape(const char* begin, const char* escape, std::string_view& to) {
  const char* quote = escape;
  while (quote < end_ && *quote != '"') quote += *quote == '\\' ? 2 : 1;
  if (quote >= end_) return false;
  auto* const made = arena_.array<char>(static_cast<std::size_t>(quote - begin));  // no escape is shorter
  char* put = std::copy(begin, escape, made);
  for (at_ = escape; at_ < quote;) {
    if (*at_ != '\\') {
      *put++ = *at_++;
      continue;
    }
    constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    const char letter = at_[1];
    at_ += 2;
    if (const std::size_t known = letters.find(letter); known != letters.npos) {
      *put++ = meant[known];
      continue;
    }
    std::uint32_t c, low;
    if (letter != 'u' || !code_unit(c)) return false;
    if (c >= 0xD800 && c < 0xE000) {
      if (c >= 0xDC00 || end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return false;
      at_ += 2;
      if (!code_unit(low) || low < 0xDC00 || low >= 0xE000) return false;
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    put = write_utf8(put, c);
  }
  at_ = quote + 1;
  to = {made, static_cast<std::size_t>(put - made)};
  return true;
}

bool JsonReader::entries(int depth, std::uint32_t& size) {
  size = 0;
  if (!take('{')) return false;
  if (take('}')) return true;
  Different names;
  do {
    std::string_view name;
    if (!string(name) || name.empty() || name.size() > longest_name || !take(':')) return false;
    names.add(name);
    to_.text(name);
    if (!value(depth)) return false;
    ++size;
  } while (take(','));
  return take('}') && names.all();
}

bool JsonReader::value(int depth) {
  std::string_view type;
  return depth <= deepest_item && take('{') && string(type) && take(':') && typed(type, depth) && take('}');
}

bool JsonReader::typed(std::string_view type, int depth) {
  if (type.size() == 1) {
    switch (type[0]) {
      case 'S': return scalar(Type::string);
      case 'N': return scalar(Type::number);
      case 'B': return scalar(Type::binary);
      case 'M': return map(depth);
      case 'L': return list(depth);
      default: return false;
    }
  }
  if (type == "BOOL") {
    const bool yes = word("true");
    if (!yes && !word("false")) return false;
    to_.boolean(yes);
    return true;
  }
  if (type == "NULL") {
    to_.null();
    return word("true");
  }
  return type == "SS"   ? set(Type::string_set)
         : type == "NS" ? set(Type::number_set)
                        : type == "BS" && set(Type::binary_set);
}

bool JsonReader::scalar(Type type) {
  std::string_view text;
  if (type != Type::string) return text_of(type);
  if (!string(text)) return false;
  to_.scalar(type, text);
  return true;
}

bool JsonReader::text_of(Type type) {
  std::string_view text;
  if (!string(text)) return false;
  if (type == Type::number || type == Type::number_set) {
    if (!is_canonical(text)) {
      Number n;
      if (parse_number(text, n) != NumberFault::none) return false;
      text = {canonical_, write_number(canonical_, n)};
    }
  } else if (type != Type::string_set) {
    auto bytes = kit::parse_base64(text);
    if (!bytes) return false;
    bytes_ = std::move(*bytes);
    // Bits that no byte takes must be zero.
    if (text.ends_with('=') && !text.ends_with(kit::base64(bytes_).substr(text.size() - 4))) return false;
    text = bytes_;
  }
  if (is_set(type)) {
    to_.text(text);
  } else {
    to_.scalar(type, text);
  }
  return true;
}

bool JsonReader::set(Type type) {
  std::uint32_t size = 0;
  if (!take('[')) return false;
  const std::size_t opened = to_.open(type);
  do {
    if (!text_of(type)) return false;
    ++size;
  } while (take(','));
  if (!take(']')) return false;
  to_.close(opened, size);
  Different elements;
  for (const std::string_view text : to_.value(opened).texts()) elements.add(text);
  return elements.all();
}

bool JsonReader::list(int depth) {
  std::uint32_t size = 0;
  if (!take('[')) return false;
  const std::size_t opened = to_.open(Type::list);
  if (!take(']')) {
    do {
      if (!value(depth + 1)) return false;
      ++size;
    } while (take(','));
    if (!take(']')) return false;
  }
  to_.close(opened, size);
  return true;
}

bool JsonReader::map(int depth) {
  std::uint32_t size = 0;
  const std::size_t opened = to_.open(Type::map);
  if (!entries(depth + 1, size)) return false;
  to_.close(opened, size);
  return true;
}

const kit::Packed* read_packed(std::string_view json, kit::Arena& arena) {
  Writer writer;
  std::uint32_t size = 0;
  if (!JsonReader(json, arena, writer).entries(1, size) || size == 0) return nullptr;
  return new (arena.allocate(sizeof(PackedItem), alignof(PackedItem)))
      PackedItem(arena.copy(Item::body_of(writer, size)), own_names);
}

// ---- Writing

std::uint64_t marks_in(std::uint64_t word) {
  return scan::equal(word, '"') | scan::equal(word, '\\') | scan::below(word, 0x20);
}

// Copies a text, and says whether it needs no escape.
bool copy_unescaped(char* to, std::string_view text) {
  const char* from = text.data();
  const std::size_t size = text.size();
  if (size < 8) {
    std::uint64_t word = ~std::uint64_t{0};
    if (size > 0) std::memcpy(&word, from, size);
    if (size > 0) std::memcpy(to, from, size);
    return marks_in(word) == 0;
  }
  std::uint64_t marks = 0;
  const auto copy = [&](std::size_t at) {
    marks |= marks_in(scan::load(from + at));
    std::memcpy(to + at, from + at, 8);
  };
  for (std::size_t at = 0; at + 8 <= size; at += 8) copy(at);
  copy(size - 8);
  return marks == 0;
}

// A few bytes that are copied in one move.
struct Short {
  char bytes[8];
  std::uint8_t size;
};
template <std::size_t N>
constexpr Short literal(const char (&text)[N]) {
  Short made{{}, N - 1};
  std::copy(text, text + N - 1, made.bytes);
  return made;
}

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  ~JsonWriter() { flush(); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void entries(Entries entries) {
    put('{');
    bool first = true;
    for (const auto [name, attribute] : entries) {
      if (!std::exchange(first, false)) put(',');
      quoted(name);
      put(':');
      value(attribute);
    }
    put('}');
  }

 private:
  void value(Attribute from) {
    static constexpr Short heads[types] = {literal("{\"S\":"),   literal("{\"N\":"),  literal("{\"B\":"),
                                           literal("{\"SS\":"),  literal("{\"NS\":"), literal("{\"BS\":"),
                                           literal("{\"M\":"),   literal("{\"L\":"),  literal("{\"NULL\":"),
                                           literal("{\"BOOL\":")};
    put(heads[static_cast<std::size_t>(from.type())]);
    switch (from.type()) {
      case Type::null: put(literal("true")); break;
      case Type::boolean: put(from.boolean() ? literal("true") : literal("false")); break;
      case Type::map: entries(from.entries()); break;
      case Type::list: elements(from.elements(), [&](Attribute element) { value(element); }); break;
      case Type::string:
      case Type::number:
      case Type::binary: text(from.text(), from.is(Type::binary)); break;
      default: elements(from.texts(), [&](std::string_view one) { text(one, from.is(Type::binary_set)); });
    }
    put('}');
  }

  template <class Range, class F>
  void elements(Range range, F&& write) {
    put('[');
    bool first = true;
    for (const auto element : range) {
      if (!std::exchange(first, false)) put(',');
      write(element);
    }
    put(']');
  }

  void text(std::string_view text, bool binary) {
    if (binary) {
      quoted(kit::base64(text));
    } else {
      quoted(text);
    }
  }

  void put(char c) {
    if (room() == 0) flush();
    piece_[used_++] = c;
  }
  void put(const Short& some) {
    if (room() < sizeof some.bytes) flush();
    std::memcpy(piece_ + used_, some.bytes, sizeof some.bytes);
    used_ += some.size;
  }
  void quoted(std::string_view text) {
    if (text.size() + 2 > room()) flush();
    if (text.size() + 2 > room() || !copy_unescaped(piece_ + used_ + 1, text)) {
      flush();
      return kit::append_json_string(out_, text);
    }
    piece_[used_] = '"';
    piece_[used_ + 1 + text.size()] = '"';
    used_ += text.size() + 2;
  }
  std::size_t room() const { return sizeof piece_ - used_; }
  void flush() {
    out_.append(piece_, used_);
    used_ = 0;
  }

  std::string& out_;
  std::size_t used_ = 0;
  char piece_[512];  // most items go out in one piece
};

}  // namespace

constinit const kit::Packing packing{"AttributeValue", read_packed};

void PackedItem::append_json(std::string& out) const { JsonWriter(out).entries(entries()); }

kit::Value answer_of(kit::Call& call, const Item& item, const WireNames& names) {
  call.hold(item.body());
  auto* at = call.arena.allocate(sizeof(PackedItem), alignof(PackedItem));
  return kit::pack(*new (at) PackedItem(item.body(), names), call.arena);
}

}  // namespace understudy::dynamodb
