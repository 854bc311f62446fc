// The words that an expression must not use as attribute names (developer guide, "Reserved words in
// DynamoDB").
#pragma once

#include <string_view>

namespace understudy::dynamodb {

bool is_reserved(std::string_view name);  // in any case

}  // namespace understudy::dynamodb
