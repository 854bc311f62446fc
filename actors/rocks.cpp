// Loading RocksDB: the version whose header this was built with.
#include "actors/rocks.hpp"

#include <dlfcn.h>
#include <rocksdb/version.h>

#include <stdexcept>
#include <string>

namespace understudy::actors {
namespace {

#define UNDERSTUDY_TEXT(x) #x
#define UNDERSTUDY_VERSION_OF(major, minor) "librocksdb.so." UNDERSTUDY_TEXT(major) "." UNDERSTUDY_TEXT(minor)
constexpr const char* library_name = UNDERSTUDY_VERSION_OF(ROCKSDB_MAJOR, ROCKSDB_MINOR);

Rocks load() {
  void* library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);  // for good
  if (!library) throw std::runtime_error(std::string("a data directory needs RocksDB: ") + dlerror());
  Rocks made{};
#define UNDERSTUDY_ROCKS_LOAD(name)                                                    \
  made.name = reinterpret_cast<decltype(made.name)>(dlsym(library, "rocksdb_" #name)); \
  if (!made.name) throw std::runtime_error("this RocksDB has no rocksdb_" #name);
  UNDERSTUDY_ROCKS(UNDERSTUDY_ROCKS_LOAD)
#undef UNDERSTUDY_ROCKS_LOAD
  return made;
}

}  // namespace

const Rocks& rocks() {
  static const Rocks loaded = load();
  return loaded;
}

}  // namespace understudy::actors
