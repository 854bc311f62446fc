// What DynamoDB refuses about tables, where several operations do.
#pragma once

#include <string>
#include <string_view>

#include "services/dynamodb/errors.hpp"

namespace understudy::dynamodb {

inline constexpr kit::Error no_table{"ResourceNotFoundException", "Requested resource not found"};
inline constexpr kit::Error no_such_table{"ResourceNotFoundException",
                                          "Requested resource not found: Table: {} not found"};
inline constexpr kit::Error table_not_found{"TableNotFoundException", "Table not found: {}"};
inline constexpr kit::Error table_busy{
    "ResourceInUseException",
    "Attempt to change a resource which is still in use: Table is being {}: "
    "{}"};

// A ValidationException of exactly this text.
inline kit::Failure refused(std::string text) { return {invalid.code, std::move(text)}; }

}  // namespace understudy::dynamodb
