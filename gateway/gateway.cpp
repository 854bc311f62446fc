// The table of who plays what, made once at the start.
#include "gateway/gateway.hpp"

namespace understudy::gateway {

Played::Played(std::span<const kit::Service* const> services) : by_service_(models::all().size()) {
  for (const kit::Service* service : services) {
    for (std::size_t i = 0; i < service->pages.size(); ++i)
      pages_.push_back({service, static_cast<std::uint16_t>(service->operations.size() + i)});
    const models::Service* model = models::find(service->name);
    if (!model) continue;
    auto& entries = by_service_[model->index()];
    entries.resize(model->operations());
    for (std::size_t i = 0; i < service->operations.size(); ++i)
      if (const auto operation = model->find_operation(service->operations[i].name))
        entries[operation->index()] = {service, static_cast<std::uint16_t>(i)};
  }
}

Played::Entry Played::find(const models::Operation& operation) const {
  const auto& entries = by_service_[operation.service().index()];
  return entries.empty() ? Entry{} : entries[operation.index()];
}

Played::Entry Played::find_page(std::string_view path) const {
  for (const Entry& entry : pages_) {
    const std::string_view own =
        entry.service->pages[entry.operation - entry.service->operations.size()].path;
    if (path.starts_with(own) && (path.size() == own.size() || path[own.size()] == '/')) return entry;
  }
  return {};
}

bool Gateway::enter() {
  if (connections.fetch_add(1, std::memory_order_relaxed) < limits.connections) return true;
  left();
  return false;
}

void Gateway::left() { connections.fetch_sub(1, std::memory_order_relaxed); }

}  // namespace understudy::gateway
