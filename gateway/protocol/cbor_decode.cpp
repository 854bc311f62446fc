// Reading CBOR by the models.
#include <cmath>
#include <cstring>
#include <limits>

#include "gateway/protocol/cbor.hpp"
#include "gateway/protocol/protocol.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/protocol/unique_keys.hpp"
#include "gateway/protocol/wrong_type.hpp"

namespace understudy::gateway::protocol {
namespace {

using models::Member;
using models::Shape;
using models::Type;

enum Major : std::uint8_t { positive, negative, bytes, text, array, map, tag, other };

// The front of one data item. `length` is the number itself, a length, a count, a tag or the bits of a float.
struct Head {
  std::uint8_t major = 0;
  std::uint8_t info = 0;
  std::uint64_t length = 0;
  bool indefinite() const { return info == 31; }
  bool breaks() const { return major == other && info == 31; }
  bool null() const { return major == other && (info == 22 || info == 23); }
  bool boolean() const { return major == other && (info == 20 || info == 21); }
  bool real() const { return major == other && info >= 25 && info <= 27; }
  bool whole() const { return major == positive || major == negative; }
};

double half(std::uint64_t bits) {
  const int exponent = bits >> 10 & 31;
  const auto mantissa = static_cast<double>(bits & 1023);
  const double value = exponent == 0    ? std::ldexp(mantissa, -24)
                       : exponent == 31 ? (mantissa != 0 ? std::numeric_limits<double>::quiet_NaN()
                                                         : std::numeric_limits<double>::infinity())
                                        : std::ldexp(mantissa + 1024, exponent - 25);
  return bits & 0x8000 ? -value : value;
}

double real_of(const Head& head) {
  if (head.info == 25) return half(head.length);
  if (head.info == 26) {
    const auto bits = static_cast<std::uint32_t>(head.length);
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  double value;
  std::memcpy(&value, &head.length, sizeof value);
  return value;
}

class Decoder {
 public:
  Decoder(std::string_view input, kit::Arena& arena) : rest_(input), arena_(&arena) {}

  std::optional<kit::Failure> body(const Shape& shape, kit::Value& to) {
    Head head;
    if (read(head) && head.major != map) says("Start of structure or map expected");
    if (message_.empty() && head.major == map && structure(head, shape, to, 1) && rest_.empty()) return {};
    return kit::Failure("SerializationException", std::move(message_), 400);
  }

 private:
  bool says(std::string message) {
    message_ = std::move(message);
    return false;
  }
  bool mismatch(const Head& head, const Shape& wanted, Place place);

  bool read(Head& head);
  bool take(std::uint64_t length, std::string_view& to);
  bool string(const Head& head, std::string_view& to);
  bool key(const Head& head, std::string_view& to) { return head.major == text && string(head, to); }

  // Calls each(head) for every element's front; for maps with the key's.
  template <class Each>
  bool elements(const Head& head, Each each) {
    for (std::uint64_t i = 0; head.indefinite() || i < head.length; ++i) {
      Head element;
      if (!read(element)) return false;
      if (element.breaks()) return head.indefinite();
      if (!each(element)) return false;
    }
    return true;
  }

  bool structure(const Head& head, const Shape& shape, kit::Value& to, int depth);
  bool container(const Head& head, const Shape& shape, Place place, kit::Value& to, int depth);
  bool value(const Head& head, const Member& member, Place place, kit::Value& to, int depth);
  bool whole(const Head& head, kit::Value& to);
  bool number(const Head& head, const Shape& shape, kit::Value& to);
  bool time(const Head& head, const Shape& shape, kit::Value& to);
  bool document(const Head& head, kit::Value& to, int depth);

  std::string_view rest_;
  kit::Arena* arena_;
  std::string message_;
};

bool Decoder::mismatch(const Head& head, const Shape& wanted, Place place) {
  switch (head.major) {
    case positive:
    case negative: return says(wrong_type(Found::number, wanted, place));
    case bytes: return says(wrong_type(Found::bytes, wanted, place));
    case text: return says(wrong_type(Found::string, wanted, place));
    case array: return says(wrong_type(Found::list, wanted, place));
    case map: return says(wrong_type(Found::object, wanted, place));
    default: break;
  }
  if (head.real()) return says(wrong_type(Found::decimal, wanted, place));
  if (head.boolean())
    return says(wrong_type(head.info == 21 ? Found::true_value : Found::false_value, wanted, place));
  return false;
}

bool Decoder::read(Head& head) {
  if (rest_.empty()) return false;
  const auto initial = static_cast<unsigned char>(rest_[0]);
  rest_.remove_prefix(1);
  head = {static_cast<std::uint8_t>(initial >> 5), static_cast<std::uint8_t>(initial & 31), 0};
  if (head.info < 24) {
    head.length = head.info;
    return true;
  }
  if (head.info == 31) return head.major >= bytes && head.major != tag;
  if (head.info > 27) return false;
  const std::size_t width = std::size_t{1} << (head.info - 24);
  if (rest_.size() < width) return false;
  for (std::size_t i = 0; i < width; ++i)
    head.length = head.length << 8 | static_cast<unsigned char>(rest_[i]);
  rest_.remove_prefix(width);
  return true;
}

bool Decoder::take(std::uint64_t length, std::string_view& to) {
  if (length > rest_.size()) return false;
  to = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return true;
}

// The bytes of a byte or text string; chunks of an indefinite one are put together in the arena.
bool Decoder::string(const Head& head, std::string_view& to) {
  if (!head.indefinite()) {
    if (!take(head.length, to)) return false;
  } else {
    std::string whole;
    const bool ok = elements(head, [&](const Head& chunk) {
      std::string_view piece;
      if (chunk.major != head.major || chunk.indefinite() || !take(chunk.length, piece)) return false;
      whole += piece;
      return true;
    });
    if (!ok) return false;
    to = arena_->copy(whole);
  }
  return head.major == bytes || valid_utf8(to);
}

bool Decoder::whole(const Head& head, kit::Value& to) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (head.length > most) return says("Number out of range");
  const auto magnitude = static_cast<std::int64_t>(head.length);
  to = head.major == positive ? magnitude : -1 - magnitude;
  return true;
}

bool Decoder::number(const Head& head, const Shape& shape, kit::Value& to) {
  const bool wants_real = shape.type() == Type::float_number || shape.type() == Type::double_number;
  if (wants_real) {
    const auto magnitude = static_cast<double>(head.length);
    to = head.real() ? real_of(head) : head.major == positive ? magnitude : -1 - magnitude;
    return true;
  }
  if (head.whole()) return whole(head, to);
  const double real = std::trunc(real_of(head));
  if (!(std::fabs(real) < 9223372036854775808.0)) return says("Number out of range");
  to = static_cast<std::int64_t>(real);
  return true;
}

bool Decoder::time(const Head& head, const Shape& shape, kit::Value& to) {
  Head seconds = head;
  if (head.major == tag && (head.length != 1 || !read(seconds))) return false;
  if (seconds.real()) {
    const auto time = time_from_seconds(real_of(seconds));
    if (!time) return says("Timestamp out of range");
    to = *time;
    return true;
  }
  if (!seconds.whole()) return mismatch(seconds, shape, Place::field);
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  if (!whole(seconds, to)) return false;
  if (to.integer() > most || to.integer() < -most) return says("Timestamp out of range");
  to = kit::from_epoch_seconds(to.integer());
  return true;
}

bool Decoder::structure(const Head& head, const Shape& shape, kit::Value& to, int depth) {
  if (depth > max_depth) return false;
  return elements(head, [&](const Head& key_head) {
    std::string_view name;
    Head item_head;
    if (!key(key_head, name) || !read(item_head) || item_head.breaks()) return false;
    const auto member = shape.by_wire(name);
    kit::Value item;
    if (!member) return document(item_head, item, depth + 1);
    if (!value(item_head, *member, Place::field, item, depth + 1)) return false;
    if (!item) return true;
    to.set(*arena_, member->id()) = item;
    return true;
  });
}

bool Decoder::container(const Head& head, const Shape& shape, Place place, kit::Value& to, int depth) {
  if (depth > max_depth) return false;
  const bool sparse = shape.has(models::tables::sparse);
  if (shape.type() == Type::list) {
    if (head.major != array) return mismatch(head, shape, place);
    to = kit::Value::list(*arena_);
    const Member element = shape.element();
    return elements(head, [&](const Head& item_head) {
      kit::Value item;
      if (!value(item_head, element, Place::element, item, depth + 1)) return false;
      if (item || sparse) to.add(*arena_) = item;
      return true;
    });
  }
  if (head.major != map) return mismatch(head, shape, place);
  if (shape.type() == Type::structure) {
    to = kit::Value::structure(*arena_);
    return structure(head, shape, to, depth);
  }
  to = kit::Value::map(*arena_);
  UniqueKeys keys(to);
  const Member element = shape.value();
  return elements(head, [&](const Head& key_head) {
    std::string_view name;
    Head item_head;
    kit::Value item;
    if (!key(key_head, name) || !read(item_head) || item_head.breaks()) return false;
    if (!value(item_head, element, Place::element, item, depth + 1)) return false;
    if (item || sparse) keys.set(*arena_, name) = item;
    return true;
  });
}

bool Decoder::value(const Head& head, const Member& member, Place place, kit::Value& to, int depth) {
  if (head.null()) return true;
  const Shape shape = member.shape();
  std::string_view characters;
  switch (shape.type()) {
    case Type::structure:
    case Type::list:
    case Type::map: return container(head, shape, place, to, depth);
    case Type::document: return document(head, to, depth);
    case Type::timestamp: return time(head, shape, to);
    case Type::string:
      if (head.major != text) break;
      if (!string(head, characters)) return false;
      to = kit::Value::string(characters);
      return true;
    case Type::blob:
      if (head.major != bytes) break;
      if (!string(head, characters)) return false;
      to = kit::Value::blob(characters);
      return true;
    case Type::boolean:
      if (!head.boolean()) break;
      to = head.info == 21;
      return true;
    default:
      if (!head.whole() && !head.real()) break;
      return number(head, shape, to);
  }
  return mismatch(head, shape, place);
}

// Anything, as a document; also how unknown members are stepped over.
bool Decoder::document(const Head& head, kit::Value& to, int depth) {
  if (depth > max_depth || head.breaks()) return false;
  std::string_view characters;
  Head inner;
  switch (head.major) {
    case positive:
    case negative:
      if (head.length > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        const auto magnitude = static_cast<double>(head.length);
        to = head.major == positive ? magnitude : -1 - magnitude;
        return true;
      }
      return whole(head, to);
    case bytes:
    case text:
      if (!string(head, characters)) return false;
      to = head.major == text ? kit::Value::string(characters) : kit::Value::blob(characters);
      return true;
    case array:
      to = kit::Value::list(*arena_);
      return elements(head, [&](const Head& item) { return document(item, to.add(*arena_), depth + 1); });
    case map: {
      to = kit::Value::map(*arena_);
      UniqueKeys keys(to);
      return elements(head, [&](const Head& key_head) {
        std::string_view name;
        kit::Value item;
        if (!key(key_head, name) || !read(inner) || !document(inner, item, depth + 1)) return false;
        keys.set(*arena_, name) = item;
        return true;
      });
    }
    case tag: return read(inner) && document(inner, to, depth + 1);
    default: break;
  }
  if (head.null()) return true;
  if (head.boolean()) {
    to = head.info == 21;
    return true;
  }
  if (!head.real()) return false;
  to = real_of(head);
  return true;
}

}  // namespace

std::optional<kit::Failure> decode_cbor_body(const Shape& shape, std::string_view bytes, kit::Arena& arena,
                                             kit::Value& structure) {
  if (bytes.empty()) return {};
  return Decoder(bytes, arena).body(shape, structure);
}

}  // namespace understudy::gateway::protocol
