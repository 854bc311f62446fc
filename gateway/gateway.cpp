// The table of who plays what, made once at the start.
#include "gateway/gateway.hpp"

namespace understudy::gateway {

Played::Played(std::span<const kit::Service* const> services) : by_service_(models::all().size()) {
  for (const kit::Service* service : services) {
    for (std::size_t i = 0; i < service->pages.size(); ++i)
      pages_.push_back({service, static_cast<std::uint16_t>(service->operations.size() + i)});
    const models::Service* model = models::find(service->name);
    if (!model) continue;
    Player& player = by_service_[model->index()];
    player.service = service;
    for (std::uint16_t i = 0; i < service->operations.size(); ++i) {
      const std::string_view name = service->operations[i].name;
      if (name.empty()) {
        player.nameless = i;
      } else if (const auto operation = model->find_operation(name)) {
        player.named.resize(model->operations(), unnamed);
        player.named[operation->index()] = i;
      }
    }
  }
}

Played::Entry Played::find(const models::Operation& operation) const {
  const Player& player = by_service_[operation.service().index()];
  const std::uint16_t named = player.named.empty() ? unnamed : player.named[operation.index()];
  if (named != unnamed) return {player.service, named, false};
  if (player.nameless != unnamed) return {player.service, player.nameless, true};
  return {};
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
