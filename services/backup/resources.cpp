// What the model does not say of AWS Backup's resources.
#include "services/derived/hint.hpp"

namespace understudy::backup {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    rejects("CreateBackupPlan", "taken BackupPlan.BackupPlanName", "AlreadyExistsException",
            "Backup plan with the same plan document already exists"),
    missing("BackupVault", "ResourceNotFoundException", "Backup vault {} not found"),
    exists("BackupVault", "AlreadyExistsException", "Backup vault with the same name already exists"),
    missing("ReportPlan", "ResourceNotFoundException", "Report Plan {} not found"),
    answers("DeleteBackupPlan", "DeletionDate", "{now}"),
    value("BackupPlan", "BackupPlan", R"({"Rules":[{"RuleId":"{uuid}","TargetBackupVaultName":"default"}]})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::backup
