// Values as JSON by the names of the model, for people: the language of `understudy wire`.
#pragma once

#include <simdjson.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway {

// Hidden: what the model calls sensitive, and members whose names tell of passwords, keys and tokens, are
// "***".
enum class Secrets : bool { shown, hidden };
void append_readable(std::string& out, const models::Shape& shape, const kit::Value& value,
                     Secrets secrets = Secrets::shown);

bool is_secret_name(std::string_view member);

// Throws std::invalid_argument for what does not fit the shape.
kit::Value read_readable(const models::Shape& shape, simdjson::dom::element json, kit::Arena& arena);

}  // namespace understudy::gateway
