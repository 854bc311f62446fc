// The parameters that expressions have replaced, read into the same compiled forms.
#pragma once

#include "services/dynamodb/expression.hpp"

namespace understudy::dynamodb {

// Expected; QueryFilter and ScanFilter. `conditional_operator` joins them. All throw ValidationException.
Condition read_expected(In expected, In conditional_operator, kit::Arena& arena);
Condition read_filter(In filter, In conditional_operator, kit::Arena& arena);
Projection read_attributes_to_get(In names);
Update read_attribute_updates(In updates, kit::Arena& arena);

// One condition of KeyConditions; `by` is all for what no index can answer.
struct LegacyKey {
  std::string_view name;
  KeyRange::By by;
  Attribute low, high;
};
std::vector<LegacyKey> read_key_conditions(In conditions, kit::Arena& arena);

}  // namespace understudy::dynamodb
