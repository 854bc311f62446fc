// The directory on disk, by RocksDB's C interface.
#include "actors/database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <stdexcept>

#include "actors/rocks.hpp"
#include "services/kit/cbor.hpp"
#include "services/kit/view.hpp"

namespace understudy::actors {
namespace {

// What is written here. A change that older versions would misread raises it.
constexpr std::int64_t known_format = 2;
constexpr std::string_view format_key = "format";

struct Format {
  std::int64_t format = 0;
  std::uint64_t seed = 0;
};
STATE(Format, format, seed)

std::string number_key(char kind, std::uint64_t number) {
  std::string key(1, kind);
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number >> shift);
  return key;
}

std::uint64_t number_in(std::string_view key, std::size_t at = 1) {
  std::uint64_t number = 0;
  for (const char c : key.substr(at, 8)) number = number << 8 | static_cast<std::uint8_t>(c);
  return number;
}

std::string row_key(ShardNumber shard, std::string_view table, std::string_view key) {
  std::string made = number_key('r', shard);
  made.append(table).append(1, '\0').append(key);
  return made;
}

std::string body_key(kit::Bodies::Number body, ShardNumber shard, std::string_view row) {
  return number_key('b', body) + number_key('b', shard).substr(1).append(row);
}
std::string bodies_key(ShardNumber shard, std::string_view row) { return number_key('c', shard).append(row); }

std::string effect_key(const EffectId& effect) {
  return number_key('o', effect.sender) + number_key('o', effect.number).substr(1);
}

// What a call left in its last parameter, as text; empty: it went well.
class Problem {
 public:
  char** out() { return &text_; }
  std::string text() const { return text_ ? text_ : ""; }
  ~Problem() {
    if (text_) rocks().free(text_);
  }

 private:
  char* text_ = nullptr;
};

// A handle that ends by the function of that name.
template <class T, auto End>
struct Ended {
  void operator()(T* handle) const { (rocks().*End)(handle); }
};
template <class T, auto End>
using Handle = std::unique_ptr<T, Ended<T, End>>;
using Options = Handle<rocksdb_options_t, &Rocks::options_destroy>;
using WriteOptions = Handle<rocksdb_writeoptions_t, &Rocks::writeoptions_destroy>;
using ReadOptions = Handle<rocksdb_readoptions_t, &Rocks::readoptions_destroy>;
using Opened = Handle<rocksdb_t, &Rocks::close>;

// A walk through keys in order.
class Walk {
 public:
  Walk(rocksdb_t* db, const ReadOptions& how) : at_(rocks().create_iterator(db, how.get())) {}
  void seek(std::string_view key) { rocks().iter_seek(at_.get(), key.data(), key.size()); }
  void seek_for_prev(std::string_view key) { rocks().iter_seek_for_prev(at_.get(), key.data(), key.size()); }
  bool valid() const { return rocks().iter_valid(at_.get()); }
  void next() { rocks().iter_next(at_.get()); }
  std::string_view key() const { return part(rocks().iter_key); }
  std::string_view value() const { return part(rocks().iter_value); }
  std::string problem() const {
    Problem problem;
    rocks().iter_get_error(at_.get(), problem.out());
    return problem.text();
  }

 private:
  std::string_view part(decltype(Rocks::iter_key) which) const {
    std::size_t size = 0;
    const char* bytes = which(at_.get(), &size);
    return {bytes, size};
  }
  Handle<rocksdb_iterator_t, &Rocks::iter_destroy> at_;
};

// Nothing when there is no such key; a problem's text when it cannot be read.
std::optional<std::string> get(rocksdb_t* db, std::string_view key, std::string& problem) {
  const ReadOptions how(rocks().readoptions_create());
  Problem found;
  std::size_t size = 0;
  char* bytes = rocks().get(db, how.get(), key.data(), key.size(), &size, found.out());
  problem = found.text();
  if (!bytes) return std::nullopt;
  std::string value(bytes, size);
  rocks().free(bytes);
  return value;
}

template <class T>
T parsed(std::string_view bytes, std::string_view what) {
  kit::Arena arena;
  const auto value = kit::parse_cbor(bytes, arena);
  if (!value) throw std::runtime_error(fmt::format("{} is damaged", what));
  return kit::from_view<T>(*value);
}

Options options() {
  constexpr int warnings = 2;  // of RocksDB's own log
  const Rocks& r = rocks();
  Options made(r.options_create());
  r.options_set_create_if_missing(made.get(), true);
  r.options_set_write_buffer_size(made.get(), 16 << 20);
  r.options_set_max_total_wal_size(made.get(), 64 << 20);
  r.options_set_keep_log_file_num(made.get(), 2);
  r.options_set_info_log_level(made.get(), warnings);
  r.options_set_max_open_files(made.get(), 256);
  // A record that a kill cut short, or that the disk did not keep, ends the log: what came before it counts.
  r.options_set_wal_recovery_mode(made.get(), rocksdb_point_in_time_recovery);
  return made;
}

WriteOptions write_options(bool sync) {
  WriteOptions made(rocks().writeoptions_create());
  rocks().writeoptions_set_sync(made.get(), sync);
  return made;
}

[[noreturn]] void unusable(const std::string& path, std::string_view why) {
  throw std::runtime_error(fmt::format("the data directory {} cannot be used: {}", path, why));
}

}  // namespace

// ---- Groups

void Group::End::operator()(rocksdb_writebatch_t* batch) const { rocks().writebatch_destroy(batch); }
Group::Group() : batch_(rocks().writebatch_create()) {}

void Group::put(std::string_view key, std::string_view value) {
  rocks().writebatch_put(batch_.get(), key.data(), key.size(), value.data(), value.size());
}
void Group::remove(std::string_view key) { rocks().writebatch_delete(batch_.get(), key.data(), key.size()); }

void Group::row(ShardNumber shard, std::string_view table, std::string_view key, std::string_view value) {
  put(row_key(shard, table, key), value);
}
void Group::no_row(ShardNumber shard, std::string_view table, std::string_view key) {
  remove(row_key(shard, table, key));
}
void Group::head(ShardNumber shard, std::string_view value) { put(number_key('h', shard), value); }
void Group::effect(const EffectId& effect, std::string_view value) { put(effect_key(effect), value); }
void Group::no_effect(const EffectId& effect) { remove(effect_key(effect)); }
void Group::world(std::string_view name, std::string_view value) { put("w" + std::string(name), value); }
void Group::no_world(std::string_view name) { remove("w" + std::string(name)); }
void Group::no_shard(ShardNumber shard) {
  remove(number_key('h', shard));
  for (const char kind : {'r', 'o', 'c'}) {
    const std::string first = number_key(kind, shard), end = number_key(kind, shard + 1);
    rocks().writebatch_delete_range(batch_.get(), first.data(), first.size(), end.data(), end.size());
  }
}
void Group::bodies(ShardNumber shard, std::string_view row, const std::vector<kit::Bodies::Number>& named) {
  std::string value;
  for (const kit::Bodies::Number body : named) value += number_key('b', body).substr(1);
  if (named.empty()) return remove(bodies_key(shard, row));
  put(bodies_key(shard, row), value);
}
void Group::body(kit::Bodies::Number body, ShardNumber shard, std::string_view row) {
  put(body_key(body, shard, row), {});
}
void Group::no_body(kit::Bodies::Number body, ShardNumber shard, std::string_view row) {
  remove(body_key(body, shard, row));
}
bool Group::empty() const { return rocks().writebatch_count(batch_.get()) == 0; }

// ---- The directory

// Held as long as the process lives: RocksDB's own lock is let go whenever the database is opened again.
struct Database::Lock {
  explicit Lock(const std::string& folder) {
    const std::string path = folder + "/lock";
    file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) unusable(folder, std::strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return;
    close(file);
    throw std::runtime_error(
        fmt::format("the data directory {} is in use by another process; each server needs its own", folder));
  }
  ~Lock() { close(file); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  int file;
};

struct Database::Open {
  std::shared_mutex mutex;  // shared: reads; alone: opens and closes
  Opened db;
};

Database::Database(std::string folder, bool sync)
    : folder_(std::move(folder)), sync_(sync), open_(std::make_unique<Open>()) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) unusable(folder_, error.message());
  lock_ = std::make_unique<Lock>(folder_);
  // Nobody leads our writes elsewhere.
  const auto status = std::filesystem::symlink_status(folder_ + "/store", error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
    unusable(folder_, "what is named store in it is no directory");
}

Database::~Database() = default;

std::string Database::open(std::uint64_t seed) {
  const std::unique_lock lock(open_->mutex);
  open_->db.reset();
  Problem problem;
  open_->db.reset(rocks().open(options().get(), (folder_ + "/store").c_str(), problem.out()));
  if (!problem.text().empty()) return problem.text();
  try {
    check_format(seed);
  } catch (const std::exception& error) {
    open_->db.reset();
    return error.what();
  }
  return {};
}

void Database::check_format(std::uint64_t seed) {
  const auto put = [&](std::uint64_t its_seed) {
    kit::Arena arena;
    std::string bytes;
    kit::append_cbor(bytes, kit::view_of(Format{known_format, its_seed}, arena));
    Problem refused;
    rocks().put(open_->db.get(), write_options(sync_).get(), format_key.data(), format_key.size(),
                bytes.data(), bytes.size(), refused.out());
    if (!refused.text().empty()) throw std::runtime_error(refused.text());
    return bytes;
  };
  std::string problem;
  std::string bytes = get(open_->db.get(), format_key, problem).value_or(std::string());
  if (!problem.empty()) throw std::runtime_error(problem);
  if (bytes.empty()) bytes = put(seed);
  kit::Arena arena;
  const auto value = kit::parse_cbor(bytes, arena);
  const kit::Value* number = value && value->is(kit::Kind::map) ? value->find("format") : nullptr;
  if (!number || number->integer() < 1) throw std::runtime_error("what is in it is not ours");
  if (number->integer() > known_format)
    throw std::runtime_error(fmt::format("a newer version has written it (format {}, and {} is known here)",
                                         number->integer(), known_format));
  seed_ = kit::from_view<Format>(*value).seed;
  if (number->integer() < known_format) put(seed_);  // 1: no row named a body
}

std::string Database::write(Group& group) {
  if (!open_->db) return "it is not open";
  Problem problem;
  rocks().write(open_->db.get(), write_options(sync_).get(), group.batch_.get(), problem.out());
  return problem.text();
}

// ---- Reading

Contents Database::contents() {
  Contents contents;
  contents.seed = seed_;
  const ReadOptions how(rocks().readoptions_create());
  Walk at(open_->db.get(), how);
  const auto each = [&](char kind, auto&& use) {
    for (at.seek({&kind, 1}); at.valid() && at.key().front() == kind; at.next()) use(at.key(), at.value());
    if (const std::string problem = at.problem(); !problem.empty()) throw std::runtime_error(problem);
  };
  each('w', [&](std::string_view key, std::string_view value) {
    contents.worlds.emplace(key.substr(1), parsed<KeptWorld>(value, "a world's row"));
  });
  each('h', [&](std::string_view key, std::string_view value) {
    contents.shards.emplace(number_in(key), parsed<Head>(value, "a shard's head"));
  });
  each('o', [&](std::string_view key, std::string_view value) {
    contents.effects.emplace_back(EffectId{number_in(key), number_in(key, 9)},
                                  parsed<Posted>(value, "an effect's row"));
  });
  return contents;
}

ShardNumber Database::highest_number() {
  ShardNumber highest = 0;
  const ReadOptions how(rocks().readoptions_create());
  Walk at(open_->db.get(), how);
  for (const char kind : {'h', 'o', 'r'}) {
    at.seek_for_prev(std::string(1, static_cast<char>(kind + 1)));
    if (at.valid() && at.key().front() == kind) highest = std::max(highest, number_in(at.key()));
  }
  return highest;
}

bool Database::read(ShardNumber shard, std::string& head, const EachRow& row) {
  const std::shared_lock lock(open_->mutex);
  if (!open_->db) return false;
  std::string problem;
  head = get(open_->db.get(), number_key('h', shard), problem).value_or(std::string());
  if (!problem.empty()) return false;
  const std::string first = number_key('r', shard), end = number_key('r', shard + 1);
  const ReadOptions how(rocks().readoptions_create());
  rocks().readoptions_set_fill_cache(how.get(), false);
  rocks().readoptions_set_iterate_upper_bound(how.get(), end.data(), end.size());
  Walk at(open_->db.get(), how);
  for (at.seek(first); at.valid(); at.next()) {
    const std::string_view key = at.key().substr(first.size());
    const auto end_of_table = key.find('\0');
    if (end_of_table == key.npos) throw std::runtime_error("a row's key is damaged");
    row(key.substr(0, end_of_table), key.substr(end_of_table + 1), at.value());
  }
  return at.problem().empty();
}

std::vector<kit::Bodies::Number> Database::bodies(ShardNumber shard, std::string_view row) {
  const std::shared_lock lock(open_->mutex);
  std::string problem = open_->db ? "" : "it is not open";
  std::string value;
  if (open_->db) value = get(open_->db.get(), bodies_key(shard, row), problem).value_or(std::string());
  if (!problem.empty()) throw std::runtime_error(problem);
  std::vector<kit::Bodies::Number> named;
  for (std::size_t at = 0; at + 8 <= value.size(); at += 8) named.push_back(number_in(value, at));
  return named;
}

bool Database::names(kit::Bodies::Number body) {
  const std::shared_lock lock(open_->mutex);
  if (!open_->db) throw std::runtime_error("it is not open");
  const ReadOptions how(rocks().readoptions_create());
  Walk at(open_->db.get(), how);
  const std::string first = number_key('b', body);
  at.seek(first);
  const bool found = at.valid() && at.key().starts_with(first);
  if (const std::string problem = at.problem(); !problem.empty()) throw std::runtime_error(problem);
  return found;
}

void Database::each_body(const EachBody& body) {
  const std::shared_lock lock(open_->mutex);
  if (!open_->db) throw std::runtime_error("it is not open");
  const ReadOptions how(rocks().readoptions_create());
  Walk at(open_->db.get(), how);
  for (at.seek("b"); at.valid() && at.key().front() == 'b'; at.next())
    body(number_in(at.key()), number_in(at.key(), 9), at.key().substr(17));
  if (const std::string problem = at.problem(); !problem.empty()) throw std::runtime_error(problem);
}

}  // namespace understudy::actors
