// The directory on disk, by RocksDB. The only file that knows it.
#include "actors/database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <shared_mutex>
#include <stdexcept>
#include <vector>

#include "services/kit/cbor.hpp"
#include "services/kit/view.hpp"

namespace understudy::actors {
namespace {

// What is written here. A change that older versions would misread raises it.
constexpr std::int64_t known_format = 1;
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

std::string effect_key(const EffectId& effect) {
  return number_key('o', effect.sender) + number_key('o', effect.number).substr(1);
}

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

template <class T>
T parsed(std::string_view bytes, std::string_view what) {
  kit::Arena arena;
  const auto value = kit::parse_cbor(bytes, arena);
  if (!value) throw std::runtime_error(fmt::format("{} is damaged", what));
  return kit::from_view<T>(*value);
}

rocksdb::Options options() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = 16 << 20;
  options.max_total_wal_size = 64 << 20;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.max_open_files = 256;
  // A record that a kill cut short, or that the disk did not keep, ends the log: what came before it counts.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return options;
}

[[noreturn]] void unusable(const std::string& path, std::string_view why) {
  throw std::runtime_error(fmt::format("the data directory {} cannot be used: {}", path, why));
}

}  // namespace

// ---- Groups

Group::Group() : batch_(std::make_unique<rocksdb::WriteBatch>()) {}
Group::~Group() = default;

void Group::row(ShardNumber shard, std::string_view table, std::string_view key, std::string_view value) {
  batch_->Put(row_key(shard, table, key), slice(value));
}
void Group::no_row(ShardNumber shard, std::string_view table, std::string_view key) {
  batch_->Delete(row_key(shard, table, key));
}
void Group::head(ShardNumber shard, std::string_view value) {
  batch_->Put(number_key('h', shard), slice(value));
}
void Group::effect(const EffectId& effect, std::string_view value) {
  batch_->Put(effect_key(effect), slice(value));
}
void Group::no_effect(const EffectId& effect) { batch_->Delete(effect_key(effect)); }
void Group::world(std::string_view name, std::string_view value) {
  batch_->Put("w" + std::string(name), slice(value));
}
void Group::no_world(std::string_view name) { batch_->Delete("w" + std::string(name)); }
void Group::no_shard(ShardNumber shard) {
  batch_->Delete(number_key('h', shard));
  for (const char kind : {'r', 'o'})
    batch_->DeleteRange(number_key(kind, shard), number_key(kind, shard + 1));
}
bool Group::empty() const { return batch_->Count() == 0; }

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
  std::unique_ptr<rocksdb::DB> db;
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
  rocksdb::DB* made = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options(), folder_ + "/store", &made);
  if (!status.ok()) return status.ToString();
  open_->db.reset(made);
  try {
    check_format(seed);
  } catch (const std::exception& error) {
    open_->db.reset();
    return error.what();
  }
  return {};
}

void Database::check_format(std::uint64_t seed) {
  std::string bytes;
  rocksdb::Status status = open_->db->Get({}, slice(format_key), &bytes);
  if (status.IsNotFound()) {
    kit::Arena arena;
    kit::append_cbor(bytes, kit::view_of(Format{known_format, seed}, arena));
    rocksdb::WriteOptions how;
    how.sync = sync_;
    status = open_->db->Put(how, slice(format_key), bytes);
  }
  if (!status.ok()) throw std::runtime_error(status.ToString());
  kit::Arena arena;
  const auto value = kit::parse_cbor(bytes, arena);
  const kit::Value* number = value && value->is(kit::Kind::map) ? value->find("format") : nullptr;
  if (!number || number->integer() < 1) throw std::runtime_error("what is in it is not ours");
  if (number->integer() > known_format)
    throw std::runtime_error(fmt::format("a newer version has written it (format {}, and {} is known here)",
                                         number->integer(), known_format));
  seed_ = kit::from_view<Format>(*value).seed;
}

std::string Database::write(Group& group) {
  if (!open_->db) return "it is not open";
  rocksdb::WriteOptions how;
  how.sync = sync_;
  const rocksdb::Status status = open_->db->Write(how, group.batch_.get());
  return status.ok() ? std::string() : status.ToString();
}

// ---- Reading

Contents Database::contents() {
  Contents contents;
  contents.seed = seed_;
  const std::unique_ptr<rocksdb::Iterator> at(open_->db->NewIterator({}));
  const auto each = [&](char kind, auto&& use) {
    for (at->Seek(std::string(1, kind)); at->Valid() && at->key()[0] == kind; at->Next())
      use(view(at->key()), view(at->value()));
    if (!at->status().ok()) throw std::runtime_error(at->status().ToString());
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
  const std::unique_ptr<rocksdb::Iterator> at(open_->db->NewIterator({}));
  for (const char kind : {'h', 'o', 'r'}) {
    at->SeekForPrev(std::string(1, static_cast<char>(kind + 1)));
    if (at->Valid() && at->key()[0] == kind) highest = std::max(highest, number_in(view(at->key())));
  }
  return highest;
}

bool Database::read(ShardNumber shard, std::string& head, const EachRow& row) {
  const std::shared_lock lock(open_->mutex);
  if (!open_->db) return false;
  const rocksdb::Status status = open_->db->Get({}, number_key('h', shard), &head);
  if (status.IsNotFound()) head.clear();
  if (!status.ok() && !status.IsNotFound()) return false;
  rocksdb::ReadOptions how;
  how.fill_cache = false;
  const std::string first = number_key('r', shard), end = number_key('r', shard + 1);
  const rocksdb::Slice end_slice = end;
  how.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> at(open_->db->NewIterator(how));
  for (at->Seek(first); at->Valid(); at->Next()) {
    std::string_view key = view(at->key()).substr(first.size());
    const auto end_of_table = key.find('\0');
    if (end_of_table == key.npos) throw std::runtime_error("a row's key is damaged");
    row(key.substr(0, end_of_table), key.substr(end_of_table + 1), view(at->value()));
  }
  return at->status().ok();
}

}  // namespace understudy::actors
