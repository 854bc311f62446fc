// Operations for fuzzed bytes: the input's first line picks one.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "services/models/model.hpp"

namespace understudy::fuzz {

// The operation that the line names ("sqs.SendMessage"), else one of those that fit, by the line's hash: so a
// changed line leads elsewhere, and a model's new version keeps the corpus.
class Operations {
 public:
  explicit Operations(const std::function<bool(const models::Operation&)>& fit);
  const models::Operation& pick(std::string_view line) const;

 private:
  std::vector<models::Operation> all_;
};

// Those with an input whose services speak the protocol.
const Operations& speaking(models::Protocol protocol);

}  // namespace understudy::fuzz
