// Who is told of every change: listeners in this process, at once, and readers of the latest changes, when
// they like.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "services/kit/change.hpp"
#include "services/kit/service.hpp"

namespace understudy::actors {

// What one turn of one shard changed. Immutable; the rows may be shown on any thread.
struct Changes {
  enum class Cause : std::uint8_t { call, timer, state };  // state: put there through the admin interface
  std::uint64_t number = 0;    // of the first row's change, counted over all shards from 1; then one a row
  std::uint64_t sequence = 0;  // the same, counted in this shard: exact order, no gaps while anyone listens
  kit::Time time{};            // the world's
  std::string world;
  kit::Place place;
  Cause cause = Cause::call;
  std::string operation, request_id;  // of the call
  kit::RowChanges rows;               // never empty

  std::uint64_t end() const { return number + rows.size(); }
  std::size_t bytes() const;  // about
};
using ChangesRef = std::shared_ptr<const Changes>;

// All functions may be called on any thread.
class Notifier {
 public:
  // Asked at every commit; true once somebody listens or has read.
  bool anyone() const { return anyone_.load(std::memory_order_relaxed); }

  // Called by shards: gives the changes their number, keeps them and calls the listeners.
  void tell(std::unique_ptr<Changes> changes);

  // A listener is called on the shard's thread, before the answer to the call goes out: it must not block,
  // throw, or come back to the notifier. When leave() returns it is not called any more.
  using Listener = std::function<void(const ChangesRef&)>;
  std::uint64_t listen(Listener listener);
  void leave(std::uint64_t listener);

  // What is kept: the latest changes, from the first read or listen() on, 16,384 rows of 64 MB in all.
  struct Read {
    std::vector<ChangesRef> changes;  // in order, at most `most`; may begin in the middle of the first
    std::uint64_t missed = 0;         // rows before them that are no longer kept
  };
  Read read(std::uint64_t from, std::size_t most);
  std::uint64_t next_number();  // of the next change

 private:
  static constexpr std::size_t kept_rows = 1 << 14, kept_bytes = 64 << 20;

  std::atomic<bool> anyone_{false};
  std::mutex mutex_;
  std::uint64_t next_ = 1;
  struct Kept {
    ChangesRef changes;
    std::size_t bytes;
  };
  std::deque<Kept> kept_;
  std::size_t rows_ = 0, bytes_ = 0;  // of what is kept
  std::uint64_t listeners_made_ = 0;
  std::vector<std::pair<std::uint64_t, Listener>> listeners_;
};

}  // namespace understudy::actors
