// What every fuzz target shares: one input a call, the same for libFuzzer and for the replay of the corpus.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace understudy::fuzz {

// A finding that no sanitizer would see.
inline void require(bool holds) {
  if (!holds) std::abort();
}

// The bytes with what parsers may read behind them, on the heap so that reading further is seen.
class Padded {
 public:
  static constexpr std::size_t padding = 64;

  explicit Padded(std::string_view bytes) : size_(bytes.size()), bytes_(new char[size_ + padding]) {
    bytes.copy(bytes_.get(), size_);
    for (std::size_t i = 0; i < padding; ++i) bytes_[size_ + i] = "\"}]0\xff"[i % 5];
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

// Takes the first line off.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  return line;
}

}  // namespace understudy::fuzz
