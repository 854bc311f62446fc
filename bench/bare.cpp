// The yardstick of durable writes: rows put into a bare RocksDB in batches, each synced.
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

constexpr const char* usage = "usage: bench_bare FOLDER ROWS ROWS_A_BATCH BYTES_A_ROW\n";

std::string key_of(unsigned long row) {
  std::string key("r\0\0\0\0\0\0\0\1messages\0", 18);
  return key + std::to_string(row);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs(usage, stderr);
    return 2;
  }
  const unsigned long rows = std::strtoul(argv[2], nullptr, 10),
                      batch_rows = std::strtoul(argv[3], nullptr, 10);
  const std::string value(std::strtoul(argv[4], nullptr, 10), 'x');
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(options, argv[1], &opened);
  const std::unique_ptr<rocksdb::DB> database(opened);
  rocksdb::WriteOptions how;
  how.sync = true;
  const auto began = std::chrono::steady_clock::now();
  for (unsigned long row = 0; row < rows && status.ok();) {
    rocksdb::WriteBatch batch;
    for (unsigned long i = 0; i < batch_rows && row < rows; ++i) batch.Put(key_of(row++), value);
    status = database->Write(how, &batch);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  if (!status.ok()) {
    std::fprintf(stderr, "bench_bare: %s\n", status.ToString().c_str());
    return 1;
  }
  std::printf("{\"per_second\": %.1f}\n", static_cast<double>(rows) / took.count());
}
