// The notifier: one short lock a turn that changed something.
#include "actors/notifier.hpp"

#include <algorithm>

namespace understudy::actors {

void Notifier::tell(std::unique_ptr<Changes> made) {
  const std::lock_guard lock(mutex_);
  made->number = next_;
  next_ = made->end();
  const ChangesRef changes(std::move(made));
  rows_ += changes->rows.size();
  kept_.push_back(changes);
  while (rows_ > kept_rows && kept_.size() > 1) {
    rows_ -= kept_.front()->rows.size();
    kept_.pop_front();
  }
  for (const auto& [number, listener] : listeners_) listener(changes);
}

std::uint64_t Notifier::listen(Listener listener) {
  const std::lock_guard lock(mutex_);
  listeners_.emplace_back(++listeners_made_, std::move(listener));
  anyone_.store(true, std::memory_order_relaxed);
  return listeners_made_;
}

void Notifier::leave(std::uint64_t listener) {
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [&](const auto& known) { return known.first == listener; });
}

Notifier::Read Notifier::read(std::uint64_t from, std::size_t most) {
  const std::lock_guard lock(mutex_);
  anyone_.store(true, std::memory_order_relaxed);
  Read read;
  const std::uint64_t first = kept_.empty() ? next_ : kept_.front()->number;
  if (from < first) read.missed = first - std::max<std::uint64_t>(from, 1);
  auto at = std::ranges::partition_point(kept_, [&](const ChangesRef& c) { return c->end() <= from; });
  for (; at != kept_.end() && read.changes.size() < most; ++at) read.changes.push_back(*at);
  return read;
}

std::uint64_t Notifier::next_number() {
  const std::lock_guard lock(mutex_);
  anyone_.store(true, std::memory_order_relaxed);
  return next_;
}

}  // namespace understudy::actors
