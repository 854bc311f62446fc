// What the model does not say of Amazon EFS's resources.
#include "services/derived/hint.hpp"

namespace understudy::efs {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("AccessPoint", "AccessPointNotFound", "Access Point {} does not exist."),
    missing("*", "", "{Words} '{}' does not exist."),
    states("FileSystem|AccessPoint|MountTarget", "create", "available"),
    id("FileSystem", "fs-[0-9a-f]{17}"),
    id("AccessPoint", "fsap-[0-9a-f]{17}"),
    id("MountTarget", "fsmt-[0-9a-f]{17}"),
    value("FileSystem", "ThroughputMode", "bursting"),
    value("FileSystem", "PerformanceMode", "generalPurpose"),
    rejects("DescribeMountTargets", "FileSystemId absent & MountTargetId absent & AccessPointId absent",
            "BadRequest", "Must specify exactly one mutually exclusive parameter."),
    rejects("DescribeFileSystems", "FileSystemId given & CreationToken given", "BadRequest",
            "Request cannot contain both a file system ID and a creation token."),
    shows("FileSystem|AccessPoint", "Name", "{tag:Name}"),
    answers("DescribeFileSystems|DescribeMountTargets", "Marker", "{Marker}"),
    rejects("CreateFileSystem", "taken CreationToken", "FileSystemAlreadyExists",
            "File system with {CreationToken} already exists."),
    value("FileSystem", "Encrypted", "false"),
    value("AccessPoint", "RootDirectory", R"({"Path":"/"})"),
    value("FileSystem", "SizeInBytes", R"({"Value":0,"ValueInIA":0,"ValueInStandard":0})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::efs
