// Client tokens: a request that is made again within a day is answered with what it made the first time
// (EC2 developer guide, "Ensuring idempotency").
#include "services/ec2/frame.hpp"
#include "services/kit/format.hpp"

namespace understudy::ec2 {
namespace {

void append(std::string& to, const kit::Value& value) {
  to += fmt::format("{}:{}:", static_cast<int>(value.kind()), value.name());
  if (value.container()) {
    to += fmt::format("{}(", value.size());
    for (const kit::Value& part : value.elements()) append(to, part);
  } else if (value.is(kit::Kind::boolean)) {
    to += flag(value.boolean());
  } else if (value.is(kit::Kind::real)) {
    to += fmt::format("{}", value.real());
  } else if (value.is(kit::Kind::time)) {
    to += instant(value.time());
  } else {
    to += value.is(kit::Kind::integer) ? number(value.integer()) : std::string(value.text());
  }
  to += ';';
}

std::string key_of(const Call& call) {
  return fmt::format("{}/{}", call.base().operation_name, call.in["ClientToken"].text());
}
std::string digest_of(const Call& call) {
  std::string all;
  append(all, call.in.value());
  return kit::sha256_hex(all);
}

}  // namespace

std::optional<Texts> made_before(const Call& call, const State& state) {
  if (call.in["ClientToken"].text().empty()) return {};
  if (call.in["ClientToken"].text().size() > 64)
    throw invalid_value(call.in["ClientToken"].text(), "clientToken",
                        "The token can have up to 64 characters.");
  const Token* token = state.tokens.find(key_of(call));
  if (!token) return {};
  if (token->digest != digest_of(call))
    throw kit::Failure(
        "IdempotentParameterMismatch",
        "Arguments on this idempotent request are inconsistent with arguments used in previous "
        "request(s).");
  return token->made;
}

void remember(const Call& call, State& state, Texts made) {
  if (call.in["ClientToken"].text().empty()) return;
  state.tokens.insert(key_of(call), {digest_of(call), std::move(made), call.now() + kit::hours(24)});
}

}  // namespace understudy::ec2
