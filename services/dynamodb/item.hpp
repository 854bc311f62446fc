// Items: DynamoDB's ten types in one immutable, counted, contiguous piece of memory.
//
// Reading a request:    Item item = item_of(in["Item"]);            throws kit::Failure with AWS's text
// Looking at it:        if (Attribute a = item.find("pk"); a && a.is(Type::string)) use(a.text());
// Answering:            out["Item"] = answer_of(call, item);        points into the item; the call holds it
// Keeping it in rows:   struct Row { Item item; }; STATE(Row, item) its view is DynamoDB's typed JSON
// Ordering keys:        append_ordered(bytes, a): memcmp order is AWS's order
//
// Everything here may run on any thread: an Item is shared by count and never changes.
#pragma once

#include <compare>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "services/dynamodb/number.hpp"
#include "services/kit/call.hpp"
#include "services/kit/text.hpp"
#include "services/kit/value.hpp"
#include "services/kit/view.hpp"

namespace understudy::dynamodb {

enum class Type : std::uint8_t {
  string,
  number,
  binary,
  string_set,
  number_set,
  binary_set,
  map,
  list,
  null,
  boolean
};
inline constexpr std::size_t types = 10;
std::string_view short_name(Type type);  // "S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"
std::string_view long_name(Type type);   // "STRING", "NUMBER", ..., as some of AWS's texts call them
constexpr bool is_set(Type type) { return type >= Type::string_set && type <= Type::binary_set; }
constexpr bool is_scalar(Type type) { return type <= Type::binary; }  // what can be a key

class Elements;
class Texts;
class Entries;

// One value, wherever it lies: 8 bytes, copies nothing, lives as long as its Item, Writer or arena. A default
// made one is absent.
class Attribute {
 public:
  Attribute() = default;
  explicit Attribute(const char* at) : at_(at) {}

  explicit operator bool() const { return at_ != nullptr; }
  Type type() const { return static_cast<Type>(*at_ & 0x0f); }
  bool is(Type t) const { return at_ && type() == t; }

  std::string_view text() const;  // string, binary; number: its canonical text
  bool boolean() const { return (*at_ & 0x10) != 0; }
  Number number() const { return read_canonical(text()); }
  std::uint32_t size() const;                    // elements of a set, list or map
  Texts texts() const;                           // of a set, in order of arrival
  Elements elements() const;                     // of a list
  Entries entries() const;                       // of a map
  Attribute find(std::string_view name) const;   // of a map; absent for every other type
  Attribute element(std::uint64_t index) const;  // of a list; absent for every other type

  // Bytes as AWS counts them (developer guide, "DynamoDB item sizes and formats"), without a name.
  std::uint32_t bytes() const;
  int depth() const;  // 1 for a scalar or set; containers add one
  std::string_view encoded() const;

 private:
  const char* at_ = nullptr;
};

// Deep; sets and maps whatever their order. An absent one equals nothing.
bool operator==(Attribute a, Attribute b);
// Of two strings, numbers or binaries of the same type; unordered otherwise.
std::partial_ordering compare(Attribute a, Attribute b);

namespace detail {

inline std::uint32_t read32(const char* at) {
  std::uint32_t n;
  std::memcpy(&n, at, sizeof n);
  return n;
}
// A length of 7 bits a byte; moves behind it.
inline std::uint32_t read_length(const char*& at) {
  std::uint32_t n = static_cast<unsigned char>(*at++);
  if (n < 0x80) return n;
  n &= 0x7f;
  for (int shift = 7;; shift += 7) {
    const auto b = static_cast<unsigned char>(*at++);
    n |= std::uint32_t{b & 0x7fu} << shift;
    if (b < 0x80) return n;
  }
}
inline std::string_view read_text(const char*& at) {
  const std::uint32_t n = read_length(at);
  const std::string_view text(at, n);
  at += n;
  return text;
}
const char* behind(const char* value);  // the next value

struct Done {};

}  // namespace detail

class Elements {
 public:
  Elements(const char* at, const char* end) : at_(at), end_(end) {}
  Elements& begin() { return *this; }
  detail::Done end() const { return {}; }
  Attribute operator*() const { return Attribute(at_); }
  Elements& operator++() { return at_ = detail::behind(at_), *this; }
  bool operator==(detail::Done) const { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

class Texts {
 public:
  Texts(const char* at, const char* end) : at_(at), end_(end) {}
  Texts& begin() { return *this; }
  detail::Done end() const { return {}; }
  std::string_view operator*() const {
    const char* at = at_;
    return detail::read_text(at);
  }
  Texts& operator++() {
    detail::read_text(at_);
    return *this;
  }
  bool operator==(detail::Done) const { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

struct Entry {
  std::string_view name;
  Attribute value;
};

// Names and values, in order of arrival; a name occurs once.
class Entries {
 public:
  Entries() = default;
  Entries(const char* at, const char* end, std::uint32_t size) : at_(at), end_(end), size_(size) {}

  std::uint32_t size() const { return size_; }
  Attribute find(std::string_view name) const {
    for (const char* at = at_; at != end_; at = detail::behind(at))
      if (detail::read_text(at) == name) return Attribute(at);
    return {};
  }
  // Likewise, with the name as it lies here.
  Entry entry(std::string_view name) const {
    for (const char* at = at_; at != end_; at = detail::behind(at))
      if (const std::string_view here = detail::read_text(at); here == name) return {here, Attribute(at)};
    return {};
  }
  std::string_view encoded() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  Entries& begin() { return *this; }
  detail::Done end() const { return {}; }
  Entry operator*() const {
    const char* at = at_;
    const std::string_view name = detail::read_text(at);
    return {name, Attribute(at)};
  }
  Entries& operator++() {
    detail::read_text(at_);
    at_ = detail::behind(at_);
    return *this;
  }
  bool operator==(detail::Done) const { return at_ == end_; }

 private:
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::uint32_t size_ = 0;
};

// Writes values in the one encoding that Attribute reads. Texts are copied in; numbers must be canonical.
// Containers: open(), their contents, close() with what open() gave.
class Writer {
 public:
  Writer() : data_(inline_), capacity_(sizeof inline_) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void scalar(Type type, std::string_view text);  // string, number, binary
  void number(const Number& n);
  void null() { put(static_cast<char>(Type::null)); }
  void boolean(bool b) { put(static_cast<char>(static_cast<int>(Type::boolean) | (b ? 0x10 : 0))); }
  std::size_t open(Type type);                         // set, list, map
  void close(std::size_t opened, std::uint32_t size);  // how many there are
  void text(std::string_view text);                    // a set's element; a name of the map that is open
  void unwrap(std::size_t opened);  // of the last value, a container: leaves its contents alone
  void copy(Attribute value) { append(value.encoded()); }
  void copy(Entry entry) {
    text(entry.name);
    copy(entry.value);
  }
  // Encoded bytes, of entries for one.
  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
    used_ += bytes.size();
  }

  std::string_view view() const { return {data_ + head, used_ - head}; }
  // The value written at a mark() or open(), the first one without; good until the next write.
  std::size_t mark() const { return used_; }
  Attribute value(std::size_t mark = head) const { return Attribute(data_ + mark); }
  void cut(std::size_t mark) { used_ = mark; }  // takes back what was written since

 private:
  friend class Item;
  static constexpr std::size_t head = 8;  // left for an item's own

  char* reserve(std::size_t bytes) {
    if (used_ + bytes > capacity_) grow(bytes);
    return data_ + used_;
  }
  void put(char c) {
    *reserve(1) = c;
    ++used_;
  }
  void length(std::uint32_t n);
  void grow(std::size_t bytes);

  char* data_;
  std::size_t capacity_, used_ = head;
  std::unique_ptr<char[]> heap_;
  char inline_[1024];
};

// What an item's body has: the number of its attributes, its bytes, then the entries.
inline Entries entries_in(std::string_view body) {
  if (body.empty()) return {};
  return {body.data() + 8, body.data() + body.size(), detail::read32(body.data())};
}

class Item {
 public:
  Item() = default;  // none
  // The entries that the writer holds (names and values alone, no open map around them).
  Item(Writer& entries, std::uint32_t size) : body_(body_of(entries, size)) {}
  explicit Item(kit::Text body) : body_(std::move(body)) {}
  static std::string_view body_of(Writer& entries, std::uint32_t size);  // in the writer's memory

  explicit operator bool() const { return !body_.empty(); }
  std::uint32_t size() const { return body_.empty() ? 0 : detail::read32(data()); }  // attributes
  // Bytes as AWS counts them, names included: what the 400 KB limit and capacity units are about.
  std::uint32_t bytes() const { return body_.empty() ? 0 : detail::read32(data() + 4); }
  Entries entries() const { return entries_in(body_); }
  Attribute find(std::string_view name) const { return entries().find(name); }
  // Only these attributes, those that are there; for keys and projections of indexes.
  Item only(std::span<const std::string_view> names) const;
  Item only(std::span<const std::string> names) const;

  const kit::Text& body() const { return body_; }  // to hold it
  friend bool operator==(const Item& a, const Item& b);

 private:
  const char* data() const { return body_.view().data(); }
  kit::Text body_;
};

inline constexpr std::uint32_t largest_item = 400 * 1024;
inline constexpr std::uint32_t largest_partition_key = 2048, largest_sort_key = 1024;
inline constexpr int deepest_item = 32;

// ---- From the wire (kit::Value as decoded with dynamodb's model). All throw kit::Failure:
// ValidationException with AWS's text. None checks an item's size: that is for the handler, which knows the
// whole.

// An AttributeMap ("Item", "Key", "ExclusiveStartKey"). Absent: no item.
Item item_of(const kit::Value& map);
// One AttributeValue, encoded into the writer.
void write_attribute(Writer& to, const kit::Value& value);
// One AttributeValue, encoded into the arena.
Attribute attribute_of(const kit::Value& value, kit::Arena& arena);
// Of items that are larger than 400 KB (those that are put, and those that updates make) or nest too deeply.
kit::Failure item_too_large();
kit::Failure too_deep();
kit::Failure update_too_large();

// ---- To the wire. Values point into the item: the call must hold it as long as its output lives.

// Ids of the ten members' names: dynamodb's and dynamodbstreams' differ.
struct WireNames {
  std::uint16_t of[types];
};
template <class N>
constexpr WireNames wire_names() {
  return {{kit::Key<N>("S").id, kit::Key<N>("N").id, kit::Key<N>("B").id, kit::Key<N>("SS").id,
           kit::Key<N>("NS").id, kit::Key<N>("BS").id, kit::Key<N>("M").id, kit::Key<N>("L").id,
           kit::Key<N>("NULL").id, kit::Key<N>("BOOL").id}};
}
extern const WireNames own_names;  // dynamodb's

kit::Value value_of(Attribute attribute, kit::Arena& arena, const WireNames& names = own_names);
kit::Value value_of(Entries entries, kit::Arena& arena, const WireNames& names = own_names);
inline kit::Value value_of(const Item& item, kit::Arena& arena, const WireNames& names = own_names) {
  return value_of(item.entries(), arena, names);
}
// The item as part of the call's answer, held by the call: whoever writes the answer reads it (packing.hpp).
kit::Value answer_of(kit::Call& call, const Item& item, const WireNames& names = own_names);

// ---- Keys

struct KeyPart {
  std::string name;
  Type type = Type::string;  // string, number or binary
};

// Appends bytes in AWS's order of that type. `ends`: nothing follows, so the shortest form will do; else so
// that what follows counts only when these are equal (multi-attribute keys, a sort key behind a partition's).
void append_ordered(std::string& out, Attribute key, bool ends = true);

// ---- Views (services/kit/view.hpp finds these by their namespace): {"pk": {"S": "a"}, ...}, binaries as
// blobs.
kit::Value write(const Item& item, kit::Arena& arena);
void read(const kit::Value& from, Item& to, const kit::view_detail::Path& path);

}  // namespace understudy::dynamodb
