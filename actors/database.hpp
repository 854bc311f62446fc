// The directory on disk: its lock, its format, and RocksDB under the keys that the store knows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/kept.hpp"
#include "services/kit/bodies.hpp"

struct rocksdb_writebatch_t;

namespace understudy::actors {

// One atomic write in the making.
class Group {
 public:
  Group();

  void row(ShardNumber shard, std::string_view table, std::string_view key, std::string_view value);
  void no_row(ShardNumber shard, std::string_view table, std::string_view key);
  void head(ShardNumber shard, std::string_view value);
  void effect(const EffectId& effect, std::string_view value);
  void no_effect(const EffectId& effect);
  void world(std::string_view name, std::string_view value);
  void no_world(std::string_view name);
  void no_shard(ShardNumber shard);  // neither head nor rows nor effects
  // The bodies that a row names, each way round; `row` is its table and key.
  void bodies(ShardNumber shard, std::string_view row, const std::vector<kit::Bodies::Number>& named);
  void body(kit::Bodies::Number body, ShardNumber shard, std::string_view row);
  void no_body(kit::Bodies::Number body, ShardNumber shard, std::string_view row);
  bool empty() const;

 private:
  friend class Database;
  void put(std::string_view key, std::string_view value);
  void remove(std::string_view key);

  struct End {
    void operator()(rocksdb_writebatch_t* batch) const;
  };
  std::unique_ptr<rocksdb_writebatch_t, End> batch_;
};

// One thread writes, opens and closes; others may read at any time.
class Database {
 public:
  // Locks the folder for this process. Throws std::runtime_error with a sentence for people.
  Database(std::string folder, bool sync);
  ~Database();

  const std::string& folder() const { return folder_; }
  // Opens what is there, or makes it with that seed. Again: closes it first. An error's text; empty: done.
  std::string open(std::uint64_t seed);
  std::string write(Group& group);  // likewise

  Contents contents();  // throws std::runtime_error when it cannot be read
  ShardNumber highest_number();
  // Calls row(table, key, value) with each row of a shard. False when the database cannot be read.
  using EachRow = std::function<void(std::string_view table, std::string_view key, std::string_view value)>;
  bool read(ShardNumber shard, std::string& head, const EachRow& row);

  // Which rows name which bodies (Group::body). Throw std::runtime_error when they cannot be read.
  std::vector<kit::Bodies::Number> bodies(ShardNumber shard, std::string_view row);
  bool names(kit::Bodies::Number body);
  using EachBody = std::function<void(kit::Bodies::Number, ShardNumber, std::string_view row)>;
  void each_body(const EachBody& body);

 private:
  struct Lock;
  struct Open;
  void check_format(std::uint64_t seed);

  const std::string folder_;
  const bool sync_;
  std::uint64_t seed_ = 0;
  std::unique_ptr<Lock> lock_;
  std::unique_ptr<Open> open_;
};

}  // namespace understudy::actors
