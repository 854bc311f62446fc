// Secrets Manager as the registry sees it: its operations by name, its state and whose shard a call goes to.
#include "services/secretsmanager/secretsmanager.hpp"

#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Operation operations[] = {
    {"BatchGetSecretValue", kit::on<batch_get_secret_value>},
    {"CancelRotateSecret", kit::on<cancel_rotate_secret>},
    {"CreateSecret", kit::on<create_secret>},
    {"DeleteResourcePolicy", kit::on<delete_resource_policy>},
    {"DeleteSecret", kit::on<delete_secret>},
    {"DescribeSecret", kit::on<describe_secret>},
    {"GetRandomPassword", kit::on<get_random_password>},
    {"GetResourcePolicy", kit::on<get_resource_policy>},
    {"GetSecretValue", kit::on<get_secret_value>},
    {"ListSecretVersionIds", kit::on<list_secret_version_ids>},
    {"ListSecrets", kit::on<list_secrets>},
    {"PutResourcePolicy", kit::on<put_resource_policy>},
    {"PutSecretValue", kit::on<put_secret_value>},
    {"RemoveRegionsFromReplication", kit::on<remove_regions_from_replication>},
    {"ReplicateSecretToRegions", kit::on<replicate_secret_to_regions>},
    {"RestoreSecret", kit::on<restore_secret>},
    {"RotateSecret", kit::on<rotate_secret>},
    {"StopReplicationToReplica", kit::on<stop_replication_to_replica>},
    {"TagResource", kit::on<tag_resource>},
    {"UntagResource", kit::on<untag_resource>},
    {"UpdateSecret", kit::on<update_secret>},
    {"UpdateSecretVersionStage", kit::on<update_secret_version_stage>},
    {"ValidateResourcePolicy", kit::on<validate_resource_policy>},
};

// Secrets of other accounts are reached by their ARNs; those of other regions are not.
void owner(const kit::Call& call, kit::Place& place) {
  const auto arn = kit::Arn::parse(In(call.input)["SecretId"].text());
  if (arn && arn->service == "secretsmanager" && arn->account.size() == 12 &&
      arn->account.find_first_not_of("0123456789") == arn->account.npos)
    place.account = arn->account;
}

}  // namespace

constinit const kit::Service service{"secretsmanager", kit::Scope::regional, operations,
                                     kit::make_state<State>, owner};

}  // namespace understudy::secretsmanager
