// Values: what a call takes and gives, decoded from and encoded to any wire, in the call's memory.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "services/kit/arena.hpp"
#include "services/kit/time.hpp"

namespace understudy::kit {

enum class Kind : std::uint8_t {
  none,  // absent; inside a sparse list or map and in documents: null
  boolean,
  integer,  // every whole number, 64 bits signed
  real,     // float and double
  string,   // UTF-8
  blob,     // bytes, already out of base64
  time,
  list,
  map,        // string keys, in order of arrival; also a document's object
  structure,  // members by name id
};

class Value;

// The elements of a container: a list's values, a map's key and value in turn, a structure's members (each
// Value knows its name id). Its address is stable, the elements' is not. Grown only through its arena.
struct Items {
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  Value* data = nullptr;

  Value& push(Arena& arena);  // a new element, Kind::none
};

// 16 bytes; a copy shares what it points to. Bytes and elements belong to the call's arena, to the
// request's body or to rows that the call holds, and live as long as the call.
class Value {
 public:
  constexpr Value() = default;
  constexpr Value(const Value&) = default;
  // Takes the value and keeps this place's own name: assigning to a structure's member never renames it.
  constexpr Value& operator=(const Value& o) {
    kind_ = o.kind_;
    size_ = o.size_;
    bits_ = o.bits_;
    return *this;
  }
  constexpr Value(bool b) : kind_(Kind::boolean), bits_(b) {}
  constexpr Value(std::int64_t i) : kind_(Kind::integer), bits_(i) {}
  constexpr Value(int i) : Value(std::int64_t{i}) {}
  constexpr Value(double d) : kind_(Kind::real), bits_(d) {}
  constexpr Value(Time t) : kind_(Kind::time), bits_(std::int64_t{t.time_since_epoch().count()}) {}
  // These two copy nothing: the bytes must outlive the call (see Arena::copy and Call::hold).
  static constexpr Value string(std::string_view s) { return Value(Kind::string, s); }
  static constexpr Value blob(std::string_view s) { return Value(Kind::blob, s); }
  static Value list(Arena& arena, std::uint32_t capacity = 0) { return Value(Kind::list, arena, capacity); }
  static Value map(Arena& arena, std::uint32_t capacity = 0) { return Value(Kind::map, arena, capacity * 2); }
  static Value structure(Arena& arena, std::uint32_t capacity = 0) {
    return Value(Kind::structure, arena, capacity);
  }

  constexpr Kind kind() const { return kind_; }
  constexpr bool is(Kind k) const { return kind_ == k; }
  constexpr explicit operator bool() const { return kind_ != Kind::none; }

  // Each asks for its own kind and answers the fallback for any other.
  constexpr bool boolean(bool fallback = false) const { return is(Kind::boolean) ? bits_.boolean : fallback; }
  constexpr std::int64_t integer(std::int64_t fallback = 0) const {
    return is(Kind::integer) ? bits_.integer : fallback;
  }
  constexpr double real(double fallback = 0) const {
    return is(Kind::real) ? bits_.real : is(Kind::integer) ? static_cast<double>(bits_.integer) : fallback;
  }
  constexpr Time time(Time fallback = {}) const {
    return is(Kind::time) ? Time(Duration(bits_.integer)) : fallback;
  }
  constexpr std::string_view text(std::string_view fallback = {}) const {  // of a string or a blob
    return is(Kind::string) || is(Kind::blob) ? std::string_view(bits_.bytes, size_) : fallback;
  }

  // Elements; empty for scalars.
  std::uint32_t size() const;               // list: elements, map: entries, structure: members
  std::span<const Value> elements() const;  // list; structure: members, each with name()
  struct Entry {
    std::string_view key;
    const Value& value;
  };
  Entry entry(std::uint32_t i) const;             // map, i < size()
  const Value* find(std::string_view key) const;  // map: the first entry of that key, else null
  const Value* member(std::uint16_t name) const;  // structure: the member, else null
  Items* items() const { return container() ? bits_.items : nullptr; }
  constexpr bool container() const { return kind_ >= Kind::list; }

  // A structure's member carries the id of its name (its place in the service's sorted names); 0 elsewhere.
  constexpr std::uint16_t name() const { return name_; }
  constexpr void set_name(std::uint16_t name) { name_ = name; }

  // Growing: only for one's own kind (asserted). The references live until the next growth of the same
  // container.
  Value& add(Arena& arena);                        // list: a new last element
  Value& set(Arena& arena, std::string_view key);  // map: a new entry, key not copied; no check for a double
  Value& set(Arena& arena, std::uint16_t name);    // structure: the member, made if absent

 private:
  constexpr Value(Kind kind, std::string_view s)
      : kind_(kind), size_(static_cast<std::uint32_t>(s.size())), bits_(s.data()) {}
  Value(Kind kind, Arena& arena, std::uint32_t capacity);

  Kind kind_ = Kind::none;
  std::uint8_t unused_ = 0;
  std::uint16_t name_ = 0;
  std::uint32_t size_ = 0;  // bytes of a string or blob
  union Bits {
    constexpr Bits() : integer(0) {}
    constexpr Bits(bool b) : boolean(b) {}
    constexpr Bits(std::int64_t i) : integer(i) {}
    constexpr Bits(double d) : real(d) {}
    constexpr Bits(const char* p) : bytes(p) {}
    constexpr Bits(Items* p) : items(p) {}
    bool boolean;
    std::int64_t integer;
    double real;
    const char* bytes;
    Items* items;
  } bits_;
};
static_assert(sizeof(Value) == 16);

// Deep equality: structures and maps regardless of order, NaN equal to itself.
bool same(const Value& a, const Value& b);
// A deep copy into another arena, strings included.
Value copy(const Value& from, Arena& to);

// ---- Typed access
// --------------------------------------------------------------------------------------------------- N is
// the generated list of a service's member names: `struct Names { static constexpr std::string_view all[] =
// {...}; }`, sorted; a name's id is its place.

// A member name checked when compiled: `in["QueueNme"]` is no constant expression, so it does not compile.
template <class N>
struct Key {
  std::uint16_t id;

  template <std::size_t L>
  consteval Key(const char (&text)[L]) : id(place(std::string_view(text, L - 1))) {}

 private:
  static consteval std::uint16_t place(std::string_view text) {
    std::size_t low = 0, high = std::size(N::all);
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (N::all[middle] < text) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == std::size(N::all) || N::all[low] != text)
      throw "this service's model has no member of that name";
    return static_cast<std::uint16_t>(low);
  }
};

inline constexpr Value no_value{};

// Reading. Absent members read as Kind::none, so chains need no checks: in["Filter"]["Values"].
template <class N>
class In {
 public:
  constexpr In() = default;
  constexpr In(const Value& value) : value_(&value) {}

  In operator[](Key<N> key) const {
    const Value* v = value_->member(key.id);
    return v ? In(*v) : In();
  }
  In at(std::string_view key) const {  // of a map
    const Value* v = value_->find(key);
    return v ? In(*v) : In();
  }
  const Value& value() const { return *value_; }
  explicit operator bool() const { return static_cast<bool>(*value_); }

  std::string_view text(std::string_view fallback = {}) const { return value_->text(fallback); }
  std::int64_t integer(std::int64_t fallback = 0) const { return value_->integer(fallback); }
  bool boolean(bool fallback = false) const { return value_->boolean(fallback); }
  double real(double fallback = 0) const { return value_->real(fallback); }
  Time time(Time fallback = {}) const { return value_->time(fallback); }

  std::uint32_t size() const { return value_->size(); }
  bool empty() const { return size() == 0; }
  In operator[](std::uint32_t i) const { return In(value_->elements()[i]); }  // of a list

  class Elements {  // of a list
   public:
    explicit Elements(const Value* at) : at_(at) {}
    In operator*() const { return In(*at_); }
    Elements& operator++() { return ++at_, *this; }
    bool operator==(const Elements&) const = default;

   private:
    const Value* at_;
  };
  Elements begin() const { return Elements(value_->elements().data()); }
  Elements end() const { return Elements(value_->elements().data() + value_->elements().size()); }

  struct Entry {
    std::string_view key;
    In value;
  };
  Entry entry(std::uint32_t i) const {  // of a map
    auto e = value_->entry(i);
    return {e.key, In(e.value)};
  }

 private:
  const Value* value_ = &no_value;
};

template <class N>
class Slot;

// Writing a structure. Cheap to copy; stays good while others grow.
template <class N>
class Out {
 public:
  Out(Value& structure, Arena& arena) : items_(structure.items()), arena_(&arena) {}

  Slot<N> operator[](Key<N> key) const;
  Arena& arena() const { return *arena_; }

 private:
  Items* items_;
  Arena* arena_;
};

// Writing a list: add() returns the place of a new element.
template <class N>
class OutList {
 public:
  OutList(Value& list, Arena& arena) : items_(list.items()), arena_(&arena) {}
  Slot<N> add() const { return {items_->push(*arena_), *arena_}; }
  std::uint32_t size() const { return items_->size; }

 private:
  Items* items_;
  Arena* arena_;
};

// Writing a map: keys are copied.
template <class N>
class OutMap {
 public:
  OutMap(Value& map, Arena& arena) : items_(map.items()), arena_(&arena) {}
  Slot<N> operator[](std::string_view key) const {
    items_->push(*arena_) = Value::string(arena_->copy(key));
    return {items_->push(*arena_), *arena_};
  }

 private:
  Items* items_;
  Arena* arena_;
};

// One place to write to: `out["QueueUrl"] = url`. Use it at once; it is good until its container grows.
template <class N>
class Slot {
 public:
  Slot(Value& at, Arena& arena) : at_(&at), arena_(&arena) {}

  void operator=(std::string_view s) const { put(Value::string(arena_->copy(s))); }
  void operator=(const char* s) const { *this = std::string_view(s); }
  void operator=(bool b) const { put(b); }
  void operator=(int i) const { put(std::int64_t{i}); }
  void operator=(std::int64_t i) const { put(i); }
  void operator=(std::uint64_t i) const { put(static_cast<std::int64_t>(i)); }
  void operator=(double d) const { put(d); }
  void operator=(Time t) const { put(t); }
  void operator=(const Value& v) const { put(v); }  // shares what v points to
  void blob(std::string_view bytes) const { put(Value::blob(arena_->copy(bytes))); }
  void shared(std::string_view s) const {
    put(Value::string(s));
  }  // bytes that outlive the call: rows it holds

  Out<N> structure(std::uint32_t capacity = 8) const {
    return {put(Value::structure(*arena_, capacity)), *arena_};
  }
  OutList<N> list(std::uint32_t capacity = 4) const { return {put(Value::list(*arena_, capacity)), *arena_}; }
  OutMap<N> map(std::uint32_t capacity = 4) const { return {put(Value::map(*arena_, capacity)), *arena_}; }

 private:
  Value& put(const Value& v) const { return *at_ = v; }
  Value* at_;
  Arena* arena_;
};

template <class N>
Slot<N> Out<N>::operator[](Key<N> key) const {
  for (std::uint32_t i = 0; i < items_->size; ++i)
    if (items_->data[i].name() == key.id) return {items_->data[i], *arena_};
  Value& v = items_->push(*arena_);
  v.set_name(key.id);
  return {v, *arena_};
}

}  // namespace understudy::kit
