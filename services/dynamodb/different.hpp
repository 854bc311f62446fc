// Whether any of a few texts is there twice.
#pragma once

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace understudy::dynamodb {

class Different {
 public:
  void add(std::string_view text) {
    // Texts of other lengths or ends are different; that settles nearly all without comparing.
    const std::size_t mark = text.size() * 7 +
                             (text.empty() ? 0 : static_cast<unsigned char>(text.back())) * 3 +
                             (text.empty() ? 0 : static_cast<unsigned char>(text.front()));
    const std::uint64_t bit = std::uint64_t{1} << mark % 64;
    likely_ |= (seen_ & bit) != 0;
    seen_ |= bit;
    texts_.push_back(text);
  }
  // They are good until then; ask once.
  bool all() {
    if (!likely_) return true;
    std::ranges::sort(texts_);
    return std::ranges::adjacent_find(texts_) == texts_.end();
  }

 private:
  absl::InlinedVector<std::string_view, 16> texts_;
  std::uint64_t seen_ = 0;
  bool likely_ = false;
};

}  // namespace understudy::dynamodb
