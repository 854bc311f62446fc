// Reads the terms of a key condition out of a compiled condition.
#pragma once

#include <span>
#include <vector>

#include "services/dynamodb/expression.hpp"

namespace understudy::dynamodb {

class KeyConditionReader {
 public:
  KeyConditionReader(const Compiled& compiled, const Attribute* values, KeyCondition& to)
      : compiled_(compiled), values_(values), terms_(to.terms_) {}

  // The condition at a node. Throws ValidationException for what no key condition may be.
  void read(std::uint16_t node);

 private:
  std::string_view key_of(std::span<const std::uint16_t> operands) const;

  const Compiled& compiled_;
  const Attribute* values_;
  std::vector<KeyCondition::Term>& terms_;
};

}  // namespace understudy::dynamodb
