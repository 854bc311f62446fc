// Keys in the bytes whose order is AWS's.
#include "services/dynamodb/keys.hpp"

#define OPENSSL_SUPPRESS_DEPRECATED  // fetching the method anew for each key costs more than hashing it
#include <absl/container/inlined_vector.h>
#include <openssl/md5.h>

#include <algorithm>
#include <charconv>

namespace understudy::dynamodb {
namespace {

constexpr std::size_t usual_key = 64;
using Parts = absl::InlinedVector<Attribute, 4>;  // of a key

std::uint64_t big_endian(const unsigned char* bytes) {
  std::uint64_t n = 0;
  for (int i = 0; i < 8; ++i) n = n << 8 | bytes[i];
  return n;
}

void append_big_endian(std::string& out, std::uint64_t n) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

std::string unhex(std::string_view text) {
  std::string bytes(text.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    unsigned byte = 0;
    std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, byte, 16);
    bytes[i] = static_cast<char>(byte);
  }
  return bytes;
}

// Numbers are hashed as pairs of digits behind an exponent of base 100, turned round below zero.
void append_hashed(std::string& out, const Number& n) {
  if (n.zero()) {
    out += '\x80';
    return;
  }
  std::string digits;
  for (Digits rest = n.coefficient; rest > 0; rest /= 10)
    digits.insert(digits.begin(), static_cast<char>(rest % 10));
  int magnitude = static_cast<int>(digits.size()) + n.exponent;
  if (magnitude % 2 != 0) {
    ++magnitude;
    digits.insert(digits.begin(), 0);
  }
  if (digits.size() % 2 != 0) digits += '\0';
  const int exponent = magnitude / 2 - 64;
  out += static_cast<char>(n.negative ? ~exponent : exponent);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int pair = digits[i] * 10 + digits[i + 1];
    out += static_cast<char>(n.negative ? 101 - pair : pair + 1);
  }
  if (n.negative && digits.size() < 40) out += static_cast<char>(102);
}

// Nothing when the item lacks one of them, or has it with another type.
bool collect(const std::vector<KeyPart>& parts, const Item& item, Parts& to) {
  for (const KeyPart& part : parts) {
    const Attribute found = item.find(part.name);
    if (!found.is(part.type)) return false;
    to.push_back(found);
  }
  return true;
}

// What no write could have made a key: an index that is filled passes over such items.
bool fits(const Parts& parts, std::uint32_t largest) {
  return std::ranges::all_of(parts, [&](Attribute part) {
    return part.is(Type::number) || (!part.text().empty() && part.text().size() <= largest);
  });
}

}  // namespace

bool Keys::operator==(const Keys& o) const {
  const auto same = [](const std::vector<KeyPart>& a, const std::vector<KeyPart>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const KeyPart& x, const KeyPart& y) {
      return x.name == y.name && x.type == y.type;
    });
  };
  return same(partition, o.partition) && same(sort, o.sort);
}

Keys keys_of(const Table& table, const KeySchema& schema) {
  Keys keys;
  for (const KeyElement& element : schema) {
    const Defined* defined = table.attribute(element.name);
    const Type type = !defined || defined->type == "S" ? Type::string
                      : defined->type == "N"           ? Type::number
                                                       : Type::binary;
    (element.range ? keys.sort : keys.partition).push_back({element.name, type});
  }
  return keys;
}

std::uint64_t scatter(std::span<const Attribute> partition) {
  MD5_CTX hash;
  MD5_Init(&hash);
  MD5_Update(&hash, "Outliers", 8);
  for (const Attribute key : partition) {
    if (key.is(Type::number)) {
      std::string bytes;
      append_hashed(bytes, key.number());
      MD5_Update(&hash, bytes.data(), bytes.size());
    } else {
      MD5_Update(&hash, key.text().data(), key.text().size());
    }
  }
  unsigned char digest[MD5_DIGEST_LENGTH];
  MD5_Final(digest, &hash);
  return big_endian(digest);
}

void append_part(std::string& out, Attribute key) { append_ordered(out, key, false); }

void append_beginning(std::string& out, Attribute key) {
  append_ordered(out, key, false);
  out.resize(out.size() - 2);  // the end of a string or binary
}

std::string behind(std::string bytes) {
  while (!bytes.empty() && bytes.back() == '\xff') bytes.pop_back();
  if (!bytes.empty()) bytes.back() = static_cast<char>(static_cast<unsigned char>(bytes.back()) + 1);
  return bytes;
}

ItemKey item_key(std::uint64_t table, const Keys& keys, const Item& item) {
  Parts parts;
  collect(keys.partition, item, parts);
  const std::uint64_t hash = scatter(parts);
  collect(keys.sort, item, parts);
  std::string bytes;
  bytes.reserve(usual_key);
  for (const Attribute& part : parts) append_part(bytes, part);
  return {table, hash, kit::Text(bytes)};
}

std::optional<IndexKey> index_key(const Keys& index, const Keys& table, const Item& item) {
  Parts parts;
  if (!collect(index.partition, item, parts) || !fits(parts, largest_partition_key)) return {};
  const std::uint64_t hash = scatter(parts);
  std::string bytes;
  for (const Attribute& part : parts) append_part(bytes, part);
  parts.clear();
  if (!collect(index.sort, item, parts) || !fits(parts, largest_sort_key)) return {};
  for (const Attribute& part : parts) append_part(bytes, part);
  Parts own;
  collect(table.partition, item, own);
  collect(table.sort, item, own);
  append_big_endian(bytes, scatter(own));
  for (const Attribute& part : own) append_part(bytes, part);
  return IndexKey{hash, kit::Text(bytes)};
}

}  // namespace understudy::dynamodb

namespace understudy::kit::view_detail {

template <>
std::string key_text<dynamodb::ItemKey>(const dynamodb::ItemKey& key) {
  return fmt::format("{}/{:016x}{}", key.table, key.hash, dynamodb::hex(key.bytes.view()));
}

template <>
dynamodb::ItemKey key_from<dynamodb::ItemKey>(std::string_view text, const Path& path) {
  dynamodb::ItemKey key;
  const auto slash = text.find('/');
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const std::string_view rest = slash == text.npos ? std::string_view() : text.substr(slash + 1);
  if (rest.size() < 16 || rest.size() % 2 != 0 || !std::ranges::all_of(rest, is_hex))
    path.fail("the key is not that of an item");
  std::from_chars(text.data(), text.data() + slash, key.table);
  std::from_chars(rest.data(), rest.data() + 16, key.hash, 16);
  key.bytes = Text(dynamodb::unhex(rest.substr(16)));
  return key;
}

}  // namespace understudy::kit::view_detail
