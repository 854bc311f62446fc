// Secrets Manager's 23 operations, each in the file of its subject.
#pragma once

#include "services/secretsmanager/state.hpp"

namespace understudy::secretsmanager {

// secrets.cpp
kit::Task create_secret(Call& call, State& state);
kit::Outcome update_secret(Call& call, State& state);
kit::Outcome tag_resource(Call& call, State& state);
kit::Outcome untag_resource(Call& call, State& state);
// describing.cpp
kit::Outcome describe_secret(Call& call, State& state);
kit::Outcome list_secrets(Call& call, State& state);
// values.cpp
kit::Outcome get_secret_value(Call& call, State& state);
kit::Outcome batch_get_secret_value(Call& call, State& state);
kit::Outcome put_secret_value(Call& call, State& state);
// versions.cpp
kit::Outcome list_secret_version_ids(Call& call, State& state);
kit::Outcome update_secret_version_stage(Call& call, State& state);
// deletion.cpp
kit::Outcome delete_secret(Call& call, State& state);
kit::Outcome restore_secret(Call& call, State& state);
// rotation.cpp
kit::Task rotate_secret(Call& call, State& state);
kit::Outcome cancel_rotate_secret(Call& call, State& state);
// replication.cpp
kit::Task replicate_secret_to_regions(Call& call, State& state);
kit::Outcome remove_regions_from_replication(Call& call, State& state);
kit::Outcome stop_replication_to_replica(Call& call, State& state);
// policies.cpp
kit::Outcome put_resource_policy(Call& call, State& state);
kit::Outcome get_resource_policy(Call& call, State& state);
kit::Outcome delete_resource_policy(Call& call, State& state);
kit::Outcome validate_resource_policy(Call& call, State& state);
// password.cpp
kit::Outcome get_random_password(Call& call, State& state);

inline constexpr kit::Error no_version{
    "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for VersionId: {}"};

}  // namespace understudy::secretsmanager
