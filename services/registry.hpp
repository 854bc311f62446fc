// The only place that names every service.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/exchange.hpp"
#include "services/kit/packed.hpp"
#include "services/kit/service.hpp"
#include "services/models/model.hpp"

namespace understudy::registry {

std::span<const kit::Service* const> services();      // the native ones, sorted by name
std::span<const kit::Service* const> all_services();  // and those that the resource engine plays
const kit::Service* find(std::string_view name);      // by folder name; null when no model has that name
// The operation's number in its service, or -1 when nothing plays it. An operation that the service does not
// name is the nameless one's, which stands for all others of its model.
int operation(const kit::Service& service, std::string_view name);

// Null unless the service is about HTTP itself.
const kit::HttpService* http(const kit::Service& service);

// Null unless the service reads maps of its inputs by itself.
const kit::Packing* packing(std::string_view service);

// Who plays a modelled operation. Infers what the engine can play of a service at the first question.
enum class Fidelity : std::uint8_t { unplayed, derived, native };
Fidelity fidelity(const models::Operation& operation);

// How many of a service's operations are played how. Keeps nothing of what it infers for the answer.
struct Coverage {
  std::uint32_t native = 0, derived = 0, unplayed = 0;
};
Coverage coverage(const models::Service& service);
// Of the service's resources, native and inferred.
std::vector<const kit::Lifecycle*> lifecycles(const models::Service& service);
// What the resource engine makes of a service, for people: its resources, what identifies them, their states,
// and what each operation does to which.
std::string explain(const models::Service& service);

}  // namespace understudy::registry
