// RocksDB's C interface, loaded when a data directory is first asked for: whoever keeps everything in memory
// pays neither its six megabytes nor its part of the start.
#pragma once

#include <rocksdb/c.h>

namespace understudy::actors {

#define UNDERSTUDY_ROCKS(X)              \
  X(open)                                \
  X(close)                               \
  X(write)                               \
  X(put)                                 \
  X(get)                                 \
  X(free)                                \
  X(options_create)                      \
  X(options_destroy)                     \
  X(options_set_create_if_missing)       \
  X(options_set_write_buffer_size)       \
  X(options_set_max_total_wal_size)      \
  X(options_set_keep_log_file_num)       \
  X(options_set_info_log_level)          \
  X(options_set_max_open_files)          \
  X(options_set_wal_recovery_mode)       \
  X(writeoptions_create)                 \
  X(writeoptions_destroy)                \
  X(writeoptions_set_sync)               \
  X(readoptions_create)                  \
  X(readoptions_destroy)                 \
  X(readoptions_set_fill_cache)          \
  X(readoptions_set_iterate_upper_bound) \
  X(writebatch_create)                   \
  X(writebatch_destroy)                  \
  X(writebatch_count)                    \
  X(writebatch_put)                      \
  X(writebatch_delete)                   \
  X(writebatch_delete_range)             \
  X(create_iterator)                     \
  X(iter_destroy)                        \
  X(iter_valid)                          \
  X(iter_seek)                           \
  X(iter_seek_for_prev)                  \
  X(iter_next)                           \
  X(iter_key)                            \
  X(iter_value)                          \
  X(iter_get_error)

// Its functions by their names without the prefix.
struct Rocks {
#define UNDERSTUDY_ROCKS_MEMBER(name) decltype(&::rocksdb_##name) name;
  UNDERSTUDY_ROCKS(UNDERSTUDY_ROCKS_MEMBER)
#undef UNDERSTUDY_ROCKS_MEMBER
};

// Throws std::runtime_error when this machine has no such library.
const Rocks& rocks();

}  // namespace understudy::actors
