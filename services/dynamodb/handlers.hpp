// DynamoDB's operations, each in the file of its subject.
#pragma once

#include "services/dynamodb/state.hpp"

namespace understudy::dynamodb {

// tables.cpp
kit::Outcome create_table(Call& call, State& state);
kit::Outcome describe_table(Call& call, State& state);
kit::Outcome list_tables(Call& call, State& state);
kit::Outcome delete_table(Call& call, State& state);
// updating.cpp
kit::Outcome update_table(Call& call, State& state);
// tagging.cpp
kit::Outcome tag_resource(Call& call, State& state);
kit::Outcome untag_resource(Call& call, State& state);
kit::Outcome list_tags_of_resource(Call& call, State& state);
// policies.cpp
kit::Outcome put_resource_policy(Call& call, State& state);
kit::Outcome get_resource_policy(Call& call, State& state);
kit::Outcome delete_resource_policy(Call& call, State& state);
// settings.cpp
kit::Outcome update_time_to_live(Call& call, State& state);
kit::Outcome describe_time_to_live(Call& call, State& state);
kit::Outcome update_continuous_backups(Call& call, State& state);
kit::Outcome describe_continuous_backups(Call& call, State& state);
kit::Outcome describe_limits(Call& call, State& state);
kit::Outcome describe_endpoints(Call& call, State& state);
// insights.cpp
kit::Outcome update_contributor_insights(Call& call, State& state);
kit::Outcome describe_contributor_insights(Call& call, State& state);
kit::Outcome list_contributor_insights(Call& call, State& state);
// backups.cpp
kit::Outcome create_backup(Call& call, State& state);
kit::Outcome describe_backup(Call& call, State& state);
kit::Outcome delete_backup(Call& call, State& state);
kit::Outcome list_backups(Call& call, State& state);
kit::Outcome restore_table_from_backup(Call& call, State& state);
kit::Outcome restore_table_to_point_in_time(Call& call, State& state);
// reading.cpp
kit::Outcome get_item(Call& call, State& state);
kit::Outcome batch_get_item(Call& call, State& state);
kit::Outcome transact_get_items(Call& call, State& state);
// querying.cpp
kit::Task query(Call& call, State& state);
kit::Task scan(Call& call, State& state);
// writing.cpp
kit::Outcome put_item(Call& call, State& state);
kit::Outcome delete_item(Call& call, State& state);
kit::Outcome update_item(Call& call, State& state);
kit::Outcome batch_write_item(Call& call, State& state);
// transactions.cpp
kit::Outcome transact_write_items(Call& call, State& state);
// statements.cpp
kit::Outcome execute_statement(Call& call, State& state);
kit::Outcome batch_execute_statement(Call& call, State& state);
kit::Outcome execute_transaction(Call& call, State& state);

}  // namespace understudy::dynamodb
