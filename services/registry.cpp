// The services that this server plays.
#include "services/registry.hpp"

#include <algorithm>
#include <array>

#include "services/iam/iam.hpp"
#include "services/sqs/sqs.hpp"
#include "services/sts/sts.hpp"

namespace understudy::registry {
namespace {

const std::array all{&iam::service, &sqs::service, &sts::service};

}  // namespace

std::span<const kit::Service* const> services() { return all; }

const kit::Service* find(std::string_view name) {
  const auto found = std::ranges::find(all, name, [](const kit::Service* s) { return s->name; });
  return found == all.end() ? nullptr : *found;
}

int operation(const kit::Service& service, std::string_view name) {
  const auto found = std::ranges::find(service.operations, name, &kit::Operation::name);
  return found == service.operations.end() ? -1 : static_cast<int>(found - service.operations.begin());
}

}  // namespace understudy::registry
