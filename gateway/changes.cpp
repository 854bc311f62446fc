// Listeners to changes, and changes as JSON; both on the listener's thread.
#include "gateway/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/lane.hpp"
#include "gateway/session.hpp"
#include "services/kit/json.hpp"

namespace understudy::gateway {
namespace {

constexpr std::size_t turns_a_read = 64;
constexpr std::size_t piece_bytes = 64u << 10;  // written at a time, but for a last large row

bool fits(const std::string& wanted, const std::string& actual) { return wanted.empty() || wanted == actual; }

void append_text(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\"").append(name).append("\":");
  kit::append_json_string(out, text);
}

// What the changes of one turn have in common: written once, whatever the number of its rows.
struct TurnText {
  explicit TurnText(const actors::Changes& changes) {
    append_text(place, "time", kit::rfc3339(changes.time));
    append_text(place, "world", changes.world);
    append_text(place, "account", changes.place.account);
    append_text(place, "region", changes.place.region);
    append_text(place, "service", changes.place.service);
    constexpr std::string_view causes[] = {"call", "timer", "state"};
    cause.append(",\"cause\":{\"kind\":");
    kit::append_json_string(cause, causes[static_cast<std::size_t>(changes.cause)]);
    if (changes.cause == actors::Changes::Cause::call) {
      append_text(cause, "operation", changes.operation);
      append_text(cause, "request_id", changes.request_id);
    }
    cause += '}';
  }
  std::string place, cause;
};

void append_row(std::string& out, const actors::Changes& changes, const TurnText& turn, std::size_t i);

std::string_view kind_of(const kit::RowChange& row) {
  return !row.row ? "deleted" : row.existed ? "updated" : "created";
}

// Shared with the notifier, which may still be about to poke when the client goes.
struct Bell : kit::Counted<Bell> {
  explicit Bell(Lane& lane) : lane(lane) {}
  static void destroy(const Bell* bell) { delete bell; }

  void ring() {  // on any thread
    if (rung.exchange(true)) return;
    boost::asio::post(lane.context, [self = kit::Ref<Bell>(this)] {
      if (self->session && self->waits) self->session->go_on();
    });
  }

  Lane& lane;
  std::atomic<bool> rung{false};  // whoever is asked again needs no second ring
  Session* session = nullptr;     // of the lane's thread, as is the next
  bool waits = false;
};

class Listener final : public Pieces {
 public:
  Listener(actors::Notifier& notifier, Lane& lane, ChangeFilter filter, std::uint64_t from)
      : notifier_(notifier),
        filter_(std::move(filter)),
        next_(from),
        bell_(std::make_unique<Bell>(lane).release()),
        number_(notifier.listen([bell = bell_](const actors::ChangesRef&) { bell->ring(); })) {}
  ~Listener() override { leave(); }

  Next next(Session& session, std::string& out) override {
    bell_->session = &session;
    bell_->waits = false;
    if (!std::exchange(greeted_, true)) out = ": changes\n\n";  // so that the client sees that it listens
    for (bool more = true; more && out.size() < piece_bytes;) more = read(out);
    if (!out.empty()) return Next::more;
    // Silent so far; what came since the last read rings, or is read here.
    bell_->waits = true;
    bell_->rung.store(false);
    if (!read(out)) return Next::later;
    bell_->waits = false;
    return out.empty() ? next(session, out) : Next::more;
  }

  void left() override {
    bell_->session = nullptr;
    leave();
  }

 private:
  bool read(std::string& out) {  // false: there is nothing more yet
    const auto read = notifier_.read(next_, turns_a_read);
    if (read.missed > 0) {
      out.append(fmt::format("event: missed\ndata: {{\"changes\":{}}}\n\n", read.missed));
      next_ += read.missed;
    }
    for (const actors::ChangesRef& changes : read.changes) {
      if (filter_.wants(*changes)) {  // most turns of others end here
        const TurnText turn(*changes);
        for (std::uint64_t number = std::max(next_, changes->number); number < changes->end(); ++number)
          write(*changes, turn, number - changes->number, out);
      }
      next_ = changes->end();
      if (out.size() >= piece_bytes) break;
    }
    return !read.changes.empty();
  }

  void write(const actors::Changes& changes, const TurnText& turn, std::size_t i, std::string& out) const {
    if (!filter_.wants(changes, i)) return;
    out.append("id: ").append(fmt::format_int(changes.number + i).c_str()).append("\ndata: ");
    append_row(out, changes, turn, i);
    out += "\n\n";
  }

  void leave() {
    if (const auto number = std::exchange(number_, 0)) notifier_.leave(number);
  }

  actors::Notifier& notifier_;
  const ChangeFilter filter_;
  std::uint64_t next_;
  const kit::Ref<Bell> bell_;
  std::uint64_t number_;
  bool greeted_ = false;
};

}  // namespace

bool ChangeFilter::wants(const actors::Changes& c) const {
  return fits(world, c.world) && fits(account, c.place.account) && fits(region, c.place.region) &&
         fits(service, c.place.service);
}

bool ChangeFilter::wants(const actors::Changes& changes, std::size_t row) const {
  if (!wants(changes)) return false;
  if (fits(type, std::string(changes.rows[row].table))) return true;
  kit::Arena arena;
  const kit::Value view = changes.rows[row].row.view(arena);
  const kit::Value* own = view.find("type");
  return own && own->text() == type;
}

kit::Ref<Pieces> listen_to_changes(actors::Notifier& notifier, Lane& lane, ChangeFilter filter,
                                   std::uint64_t from) {
  return kit::Ref<Pieces>(std::make_unique<Listener>(notifier, lane, std::move(filter), from).release());
}

namespace {

void append_row(std::string& out, const actors::Changes& changes, const TurnText& turn, std::size_t i) {
  const kit::RowChange& row = changes.rows[i];
  out.append("{\"number\":").append(fmt::format_int(changes.number + i).c_str());
  out.append(",\"sequence\":").append(fmt::format_int(changes.sequence + i).c_str());
  out.append(turn.place);
  append_text(out, "type", row.table);
  append_text(out, "key", row.key);
  append_text(out, "kind", kind_of(row));
  out.append(turn.cause);
  if (row.row) {
    kit::Arena arena;
    out.append(",\"view\":");
    kit::append_json(out, row.row.view(arena));
  }
  out += '}';
}

}  // namespace

void append_change(std::string& out, const actors::Changes& changes, std::size_t i) {
  append_row(out, changes, TurnText(changes), i);
}

}  // namespace understudy::gateway
