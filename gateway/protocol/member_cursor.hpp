// From a value's member to its row in the model, when a structure is written.
#pragma once

#include <cstdint>
#include <optional>

#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

// Values mostly come in the model's order, so each search starts behind the last find.
class MemberCursor {
 public:
  explicit MemberCursor(const models::Shape& shape) : shape_(shape), size_(shape.size()) {}

  std::optional<models::Member> find(std::uint16_t name) {
    for (std::uint16_t tried = 0; tried < size_; ++tried) {
      const models::Member member = shape_.member(next_);
      if (++next_ == size_) next_ = 0;
      if (member.id() == name) return member;
    }
    return {};
  }

 private:
  models::Shape shape_;
  std::uint16_t size_;
  std::uint16_t next_ = 0;
};

}  // namespace understudy::gateway::protocol
