// Whether a value is what its shape says: the kinds of all members, and that there are no others.
#pragma once

#include <string>

#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::contract {

// Nothing wrong: empty. Else the path and what is wrong there: "Messages.2.Body: a number, not a string".
std::string misfit(const kit::Value& value, const models::Shape& shape);

}  // namespace understudy::contract
