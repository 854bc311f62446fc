// Which rows on disk name which bodies, and so which files are to be kept.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <string>
#include <string_view>
#include <vector>

#include "actors/database.hpp"
#include "services/kit/bodies.hpp"

namespace understudy::actors {

// Beside every row that names bodies lie two keys: what it names, and for each body that this row does. They
// are written with the row, so that they are as true as it is. A file goes when neither a row on disk nor a
// blob in memory holds it: a copy or a fork that is on its way to the disk is such a blob. The writer's
// thread alone; functions throw std::runtime_error when the database cannot be read.
class BodyRows {
 public:
  BodyRows(Database& database, kit::Bodies& bodies) : database_(database), bodies_(bodies) {}

  void begin();  // removes what an earlier process left without a row

  using Named = std::vector<kit::Bodies::Number>;  // in order, each once

  void row(Group& group, ShardNumber shard, std::string_view table, std::string_view key, const Named& named);
  void no_shard(Group& group, ShardNumber shard);
  bool sync();     // what the group names; false: the disk fails
  void written();  // the group is on disk: what nothing holds is removed
  void lost();     // it is not, or is forgotten

 private:
  Database& database_;
  kit::Bodies& bodies_;
  absl::flat_hash_set<ShardNumber> shards_;  // of which a row has named a body
  // Of the group under way: rows that it writes, which the database does not know yet.
  absl::flat_hash_map<std::pair<ShardNumber, std::string>, Named> now_;
  Named fresh_;     // named by it
  Named orphaned_;  // may have lost their last row
};

}  // namespace understudy::actors
