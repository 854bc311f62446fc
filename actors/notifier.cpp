// The notifier: one short lock a turn that changed something.
#include "actors/notifier.hpp"

#include <algorithm>

namespace understudy::actors {

std::size_t Changes::bytes() const {
  std::size_t sum = sizeof *this + world.size() + operation.size() + request_id.size();
  for (const kit::RowChange& change : rows) sum += sizeof change + change.key.size() + change.row.bytes();
  return sum;
}

void Notifier::tell(std::unique_ptr<Changes> made) {
  const std::size_t bytes = made->bytes();
  const std::lock_guard lock(mutex_);
  made->number = next_;
  next_ = made->end();
  const ChangesRef changes(std::move(made));
  rows_ += changes->rows.size();
  bytes_ += bytes;
  kept_.push_back({changes, bytes});
  while ((rows_ > kept_rows || bytes_ > kept_bytes) && kept_.size() > 1) {
    rows_ -= kept_.front().changes->rows.size();
    bytes_ -= kept_.front().bytes;
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
  const std::uint64_t first = kept_.empty() ? next_ : kept_.front().changes->number;
  if (from < first) read.missed = first - std::max<std::uint64_t>(from, 1);
  auto at =
      std::ranges::partition_point(kept_, [&](const Kept& kept) { return kept.changes->end() <= from; });
  for (; at != kept_.end() && read.changes.size() < most; ++at) read.changes.push_back(at->changes);
  return read;
}

std::uint64_t Notifier::next_number() {
  const std::lock_guard lock(mutex_);
  anyone_.store(true, std::memory_order_relaxed);
  return next_;
}

}  // namespace understudy::actors
