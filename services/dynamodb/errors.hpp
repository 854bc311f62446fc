// The errors that more than one of DynamoDB's files raises.
#pragma once

#include <string_view>

#include "services/kit/error.hpp"

namespace understudy::dynamodb {

inline constexpr kit::Error invalid{"ValidationException", "{}"};

// "One or more parameter values were invalid: ..."
inline kit::Failure wrong(std::string_view reason) {
  return {"ValidationException", std::string("One or more parameter values were invalid: ").append(reason)};
}

}  // namespace understudy::dynamodb
