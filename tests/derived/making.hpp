// Inputs for operations made from the model alone, with the keys that the test knows put in.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "services/derived/plan.hpp"
#include "services/kit/random.hpp"
#include "services/kit/value.hpp"

namespace understudy::derived {

// Makes values that the shapes allow. Every text is another one, where the shape leaves room for that.
class Making {
 public:
  explicit Making(std::uint64_t seed) : random_(seed, "making") {}

  // Required members, and with `much` the optional top-level ones that hold a scalar, too. `known` gives the
  // value of a top-level member that the caller knows (by its place), else Kind::none; `skip` leaves one out.
  kit::Value input(const models::Operation& operation, kit::Arena& arena, bool much,
                   const std::function<kit::Value(std::uint16_t)>& known,
                   const std::function<bool(std::uint16_t)>& skip);
  kit::Value value(const models::Shape& shape, kit::Arena& arena, int depth = 0);
  std::string text(const models::Shape& shape);

 private:
  kit::Value structure(const models::Shape& shape, kit::Arena& arena, int depth);

  kit::Generator random_;
  std::uint64_t made_ = 0;
};

}  // namespace understudy::derived
