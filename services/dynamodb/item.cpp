// Attributes and items in memory: reading, comparing, sizing and writing their one encoding.
//
// A value is a byte of its type (and of a boolean, which it is); then texts have their length and bytes, and
// containers 4 bytes of how long they are, 4 of how many they hold, and that.
#include "services/dynamodb/item.hpp"

#include <algorithm>

namespace understudy::dynamodb {
namespace {

constexpr std::size_t container_head = 1 + 4 + 4;

struct Body {
  const char* at;
  const char* end;
  std::uint32_t size;
};

Body body_of(const char* value) {
  const char* at = value + container_head;
  return {at, at + detail::read32(value + 1), detail::read32(value + 5)};
}

bool same_texts(Attribute a, Attribute b) {
  if (a.size() != b.size()) return false;
  if (a.encoded() == b.encoded()) return true;
  std::vector<std::string_view> left, right;
  for (const std::string_view text : a.texts()) left.push_back(text);
  for (const std::string_view text : b.texts()) right.push_back(text);
  std::ranges::sort(left);
  std::ranges::sort(right);
  return left == right;
}

bool same_elements(Attribute a, Attribute b) {
  if (a.size() != b.size()) return false;
  Elements right = b.elements();
  for (const Attribute element : a.elements()) {
    if (!(element == *right)) return false;
    ++right;
  }
  return true;
}

bool same_entries(Entries a, Entries b) {
  if (a.size() != b.size()) return false;
  if (a.encoded() == b.encoded()) return true;
  for (const auto [name, value] : a)
    if (!(value == b.find(name))) return false;
  return true;
}

// A byte, another for each two digits as they fall around the point, and one below zero.
std::uint32_t number_bytes(std::string_view canonical) {
  const bool negative = canonical.starts_with('-');
  if (negative) canonical.remove_prefix(1);
  if (canonical == "0") return 1;
  const std::size_t point = std::min(canonical.find('.'), canonical.size());
  const std::size_t first = canonical.find_first_not_of("0."), last = canonical.find_last_not_of("0.");
  const bool crosses = first < point && last > point;
  const auto digits = static_cast<std::uint32_t>(last - first + 1 - crosses);
  // Where the first digit is: 0 for units, 1 for tens, -1 for tenths.
  const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) - (first < point);
  const bool split = digits % 2 == 0 && place % 2 == 0;
  return 1 + (digits + 1) / 2 + split + negative;
}

// Canonical ones, digit by digit: longer whole parts are larger, and fractions have no zeros at their end.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  const bool negative = a.starts_with('-');
  if (negative != b.starts_with('-')) return b.starts_with('-') <=> negative;
  a.remove_prefix(negative);
  b.remove_prefix(negative);
  if (negative) std::swap(a, b);
  const std::size_t whole = std::min(a.find('.'), a.size()), other = std::min(b.find('.'), b.size());
  return whole == other ? a <=> b : whole <=> other;
}

constexpr std::string_view short_names[types] = {"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"};
constexpr std::string_view long_names[types] = {"STRING",     "NUMBER", "BINARY", "STRING_SET", "NUMBER_SET",
                                                "BINARY_SET", "MAP",    "LIST",   "NULL",       "BOOLEAN"};

template <class Names>
Item only_these(const Item& item, const Names& names) {
  Writer writer;
  std::uint32_t size = 0;
  for (const std::string_view name : names) {
    const Attribute value = item.find(name);
    if (!value) continue;
    writer.copy(Entry{name, value});
    ++size;
  }
  return Item(writer, size);
}

}  // namespace

std::string_view short_name(Type type) { return short_names[static_cast<std::size_t>(type)]; }
std::string_view long_name(Type type) { return long_names[static_cast<std::size_t>(type)]; }

const char* detail::behind(const char* value) {
  const Attribute attribute(value);
  switch (attribute.type()) {
    case Type::null:
    case Type::boolean: return value + 1;
    case Type::string:
    case Type::number:
    case Type::binary: {
      const char* at = value + 1;
      const std::uint32_t n = read_length(at);
      return at + n;
    }
    default: return body_of(value).end;
  }
}

// ---- Reading

std::string_view Attribute::text() const {
  if (!is_scalar(type())) return {};
  const char* at = at_ + 1;
  return detail::read_text(at);
}

std::uint32_t Attribute::size() const {
  return type() >= Type::string_set && type() <= Type::list ? body_of(at_).size : 0;
}

Texts Attribute::texts() const {
  const Body body = body_of(at_);
  return {body.at, body.end};
}

Elements Attribute::elements() const {
  const Body body = body_of(at_);
  return {body.at, body.end};
}

Entries Attribute::entries() const {
  const Body body = body_of(at_);
  return {body.at, body.end, body.size};
}

Attribute Attribute::find(std::string_view name) const {
  return is(Type::map) ? entries().find(name) : Attribute();
}

Attribute Attribute::element(std::uint64_t index) const {
  if (!is(Type::list) || index >= size()) return {};
  Elements all = elements();
  while (index-- > 0) ++all;
  return *all;
}

std::uint32_t Attribute::bytes() const {
  std::uint32_t sum = 0;
  switch (type()) {
    case Type::null:
    case Type::boolean: return 1;
    case Type::string:
    case Type::binary: return static_cast<std::uint32_t>(text().size());
    case Type::number: return number_bytes(text());
    case Type::string_set:
    case Type::binary_set:
      for (const std::string_view one : texts()) sum += static_cast<std::uint32_t>(one.size());
      return sum;
    case Type::number_set:
      for (const std::string_view one : texts()) sum += number_bytes(one);
      return sum;
    case Type::list:
      for (const Attribute element : elements()) sum += 1 + element.bytes();
      return 3 + sum;
    case Type::map:
      for (const auto [name, value] : entries())
        sum += 1 + static_cast<std::uint32_t>(name.size()) + value.bytes();
      return 3 + sum;
  }
  return 0;
}

int Attribute::depth() const {
  int deepest = 0;
  if (is(Type::list))
    for (const Attribute element : elements()) deepest = std::max(deepest, element.depth());
  if (is(Type::map))
    for (const auto [name, value] : entries()) deepest = std::max(deepest, value.depth());
  return 1 + deepest;
}

std::string_view Attribute::encoded() const {
  return {at_, static_cast<std::size_t>(detail::behind(at_) - at_)};
}

bool operator==(Attribute a, Attribute b) {
  if (!a || !b || a.type() != b.type()) return false;
  switch (a.type()) {
    case Type::null: return true;
    case Type::boolean: return a.boolean() == b.boolean();
    case Type::string:
    case Type::number:
    case Type::binary: return a.text() == b.text();
    case Type::list: return same_elements(a, b);
    case Type::map: return same_entries(a.entries(), b.entries());
    default: return same_texts(a, b);
  }
}

std::partial_ordering compare(Attribute a, Attribute b) {
  if (!a || !b || a.type() != b.type() || !is_scalar(a.type())) return std::partial_ordering::unordered;
  if (a.is(Type::number)) return compare_numbers(a.text(), b.text());
  return a.text() <=> b.text();  // string_view compares as unsigned bytes
}

// ---- Writing

void Writer::grow(std::size_t bytes) {
  const std::size_t wider = std::max(capacity_ * 2, used_ + bytes);
  auto moved = std::make_unique<char[]>(wider);
  std::memcpy(moved.get(), data_, used_);
  heap_ = std::move(moved);
  data_ = heap_.get();
  capacity_ = wider;
}

void Writer::length(std::uint32_t n) {
  for (; n >= 0x80; n >>= 7) put(static_cast<char>(0x80 | (n & 0x7f)));
  put(static_cast<char>(n));
}

void Writer::text(std::string_view text) {
  length(static_cast<std::uint32_t>(text.size()));
  append(text);
}

void Writer::scalar(Type type, std::string_view text) {
  put(static_cast<char>(type));
  this->text(text);
}

void Writer::number(const Number& n) {
  char text[longest_number];
  scalar(Type::number, {text, write_number(text, n)});
}

std::size_t Writer::open(Type type) {
  const std::size_t opened = used_;
  put(static_cast<char>(type));
  reserve(8);
  used_ += 8;
  return opened;
}

void Writer::close(std::size_t opened, std::uint32_t size) {
  const auto bytes = static_cast<std::uint32_t>(used_ - opened - container_head);
  std::memcpy(data_ + opened + 1, &bytes, sizeof bytes);
  std::memcpy(data_ + opened + 5, &size, sizeof size);
}

void Writer::unwrap(std::size_t opened) {
  used_ -= container_head;
  std::memmove(data_ + opened, data_ + opened + container_head, used_ - opened);
}

std::string_view Item::body_of(Writer& entries, std::uint32_t size) {
  const std::string_view encoded = entries.view();
  std::uint32_t bytes = 0;
  for (const auto [name, value] : Entries(encoded.data(), encoded.data() + encoded.size(), size))
    bytes += static_cast<std::uint32_t>(name.size()) + value.bytes();
  std::memcpy(entries.data_, &size, 4);
  std::memcpy(entries.data_ + 4, &bytes, 4);
  return {entries.data_, entries.used_};
}

Item Item::only(std::span<const std::string_view> names) const { return only_these(*this, names); }
Item Item::only(std::span<const std::string> names) const { return only_these(*this, names); }

bool operator==(const Item& a, const Item& b) {
  return static_cast<bool>(a) == static_cast<bool>(b) && same_entries(a.entries(), b.entries());
}

// ---- Keys

void append_ordered(std::string& out, Attribute key, bool ends) {
  if (key.is(Type::number)) return append_ordered(out, key.number());
  if (ends) {
    out += key.text();
    return;
  }
  // A zero within is told from the end by what follows it.
  for (const char c : key.text()) {
    out += c;
    if (c == '\0') out += '\xff';
  }
  out.append(2, '\0');
}

}  // namespace understudy::dynamodb
