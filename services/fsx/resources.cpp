// What the model does not say of Amazon FSx's resources.
#include "services/derived/hint.hpp"

namespace understudy::fsx {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("FileSystem", "FileSystemNotFound", "File system '{}' does not exist."),
    id("FileSystem", "fs-[0-9a-f]{17}"),
    id("Backup", "backup-[0-9a-f]{17}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::fsx
