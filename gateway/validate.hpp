// Validation by the model: required members, lengths, ranges, enums and patterns, worded as AWS's services
// word them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "gateway/protocol/protocol.hpp"

namespace understudy::gateway {

// One for the server; checks on any thread. Patterns are compiled at their first use.
class Validator {
 public:
  Validator();
  ~Validator();

  // How much of the model binds. `measures`: required members, lengths, sizes and ranges, but not patterns
  // and enums, which models tell more narrowly than services take them; for operations that are played from
  // the model alone.
  enum class Extent : std::uint8_t { all, measures };

  // The failure that AWS gives for an input that the model does not allow: mostly all violations in one
  // message, in the order of the model's members; EC2, SimpleDB and the RDS family tell one missing
  // parameter. Nothing when it is allowed, or when the service words its refusals itself (SQS, S3).
  // Single constraints that AWS does not enforce are taken away by the models' overlays.
  std::optional<kit::Failure> check(const models::Operation& operation, models::Protocol protocol,
                                    const kit::Value& input, Extent extent = Extent::all) const;

  // Whether the whole text matches a pattern of the models, which must live for ever. A text on which it
  // takes too many steps counts as not matching. Nothing when it is no pattern.
  std::optional<bool> matches(std::string_view pattern, std::string_view text) const;

 private:
  class Patterns;
  std::unique_ptr<Patterns> patterns_;
};

}  // namespace understudy::gateway
