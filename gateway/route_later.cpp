// The later forms that are known, and how they become the older ones.
#include "gateway/route_later.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "gateway/protocol/text.hpp"
#include "services/kit/json.hpp"

namespace understudy::gateway {
namespace {

// As botocore 1.43.105 and the JavaScript SDK 3.1155 have them.
constexpr std::array forms{
    LaterForm{"sesv2", "ListConfigurationSets", "/v2/email/list-configuration-sets"},
    LaterForm{"sesv2", "ListEmailIdentities", "/v2/email/list-identities"},
};

bool in_query(const models::Operation& operation, std::string_view name) {
  const auto input = operation.input();
  const auto member = input ? input->by_wire(name) : std::nullopt;
  return member && member->location() == models::Location::query_string;
}

bool says_nothing(const kit::Value& value) {
  return value.is(kit::Kind::none) ||
         ((value.is(kit::Kind::map) || value.is(kit::Kind::list)) && value.size() == 0);
}

}  // namespace

std::span<const LaterForm> later_forms() { return forms; }

bool is_later_form(const models::Operation& operation, std::string_view method) {
  return method != operation.method() && std::ranges::any_of(forms, [&](const LaterForm& form) {
           return form.operation == operation.name() && form.service == operation.service().name();
         });
}

std::optional<kit::Failure> query_of_body(const models::Operation& operation, std::string_view body,
                                          kit::Arena& arena, std::string_view& query) {
  if (body.empty()) return {};
  const auto object = kit::parse_json(body, arena);
  if (!object || !object->is(kit::Kind::map)) return kit::Failure("SerializationException", "", 400);
  std::string made;
  for (std::uint32_t i = 0; i < object->size(); ++i) {
    const auto [name, value] = object->entry(i);
    if (says_nothing(value)) continue;
    if (!in_query(operation, name))
      return kit::Failure("BadRequestException",
                          fmt::format("{} with {} is not played by this server.", operation.name(), name),
                          400);
    made.append(made.empty() ? "" : "&").append(name).append("=");
    protocol::append_percent_encoded(
        made, value.is(kit::Kind::string) ? std::string(value.text()) : kit::to_json(value));
  }
  query = arena.copy(made);
  return {};
}

}  // namespace understudy::gateway
