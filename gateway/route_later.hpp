// Operations that newer models ask in another way than those that this server has: another path, by POST, and
// in a JSON body what the query string held.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "services/kit/arena.hpp"
#include "services/kit/error.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway {

struct LaterForm {
  std::string_view service, operation, path;  // by POST
};
std::span<const LaterForm> later_forms();

// Whether a request by this method asks the operation in its later form.
bool is_later_form(const models::Operation& operation, std::string_view method);

// The query string that says what the body does. Fails as SerializationException when the body is no object,
// and as BadRequestException when it has a member that the older form knows nothing of.
std::optional<kit::Failure> query_of_body(const models::Operation& operation, std::string_view body,
                                          kit::Arena& arena, std::string_view& query);

}  // namespace understudy::gateway
