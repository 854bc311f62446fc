// What the model does not say of AWS CloudHSM's resources.
#include "services/derived/hint.hpp"

namespace understudy::cloudhsmv2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    id("Cluster", "cluster-[a-z2-7]{11}"),
    id("Backup", "backup-[a-z2-7]{11}"),
    value("Cluster", "BackupPolicy", "DEFAULT"),
    value("Cluster", "BackupRetentionPolicy", R"({"Type":"DAYS","Value":"90"})"),
    states("Cluster", "create", "ACTIVE"),
    states("Cluster", "delete", "DELETED"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::cloudhsmv2
