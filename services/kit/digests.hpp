// What bodies are checked by, computed in one pass while they stream by.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace understudy::kit {

enum class Hash : std::uint8_t { md5, crc32, crc32c, crc64nvme, sha1, sha256 };
inline constexpr std::array<std::size_t, 6> hash_sizes{16, 4, 4, 8, 20, 32};

class HashSet {
 public:
  constexpr HashSet() = default;
  constexpr HashSet(std::initializer_list<Hash> hashes) {
    for (const Hash hash : hashes) add(hash);
  }
  constexpr void add(Hash hash) { bits_ = static_cast<std::uint8_t>(bits_ | 1 << static_cast<int>(hash)); }
  constexpr bool has(Hash hash) const { return bits_ >> static_cast<int>(hash) & 1; }
  constexpr bool operator==(const HashSet&) const = default;

 private:
  std::uint8_t bits_ = 0;
};

// The raw bytes of each, the checks' in network order, as AWS's headers carry them in base64.
class Digests {
 public:
  std::string_view get(Hash hash) const {  // empty when it was not asked for
    return have_.has(hash) ? std::string_view(bytes_.data() + place(hash), size(hash)) : std::string_view();
  }
  void set(Hash hash, std::string_view bytes) {  // of the hash's size
    bytes.copy(bytes_.data() + place(hash), size(hash));
    have_.add(hash);
  }
  void set(Hash hash, std::uint64_t check);  // a CRC

 private:
  static constexpr std::size_t size(Hash hash) { return hash_sizes[static_cast<std::size_t>(hash)]; }
  static constexpr std::size_t place(Hash hash) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(hash); ++i) at += hash_sizes[i];
    return at;
  }
  std::array<char, 84> bytes_{};
  HashSet have_;
};

class Hashing {
 public:
  explicit Hashing(HashSet wanted);
  void add(std::string_view bytes);
  Digests finish();  // once

 private:
  struct Free {
    void operator()(void* context) const;
  };
  HashSet wanted_;
  std::uint32_t crc32_ = 0, crc32c_ = 0;
  std::uint64_t crc64nvme_ = 0;
  std::array<std::unique_ptr<void, Free>, 3> contexts_;  // MD5, SHA-1, SHA-256
};

Digests digest(std::string_view bytes, HashSet wanted);

}  // namespace understudy::kit
