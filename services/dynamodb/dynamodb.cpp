// DynamoDB as the registry sees it: its operations by name, its state and whose shard a call goes to.
#include "services/dynamodb/dynamodb.hpp"

#include "services/dynamodb/handlers.hpp"
#include "services/kit/arn.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Operation operations[] = {
    {"BatchExecuteStatement", kit::on<batch_execute_statement>},
    {"BatchGetItem", kit::on<batch_get_item>},
    {"BatchWriteItem", kit::on<batch_write_item>},
    {"CreateBackup", kit::on<create_backup>},
    {"CreateTable", kit::on<create_table>},
    {"DeleteBackup", kit::on<delete_backup>},
    {"DeleteItem", kit::on<delete_item>},
    {"DeleteResourcePolicy", kit::on<delete_resource_policy>},
    {"DeleteTable", kit::on<delete_table>},
    {"DescribeBackup", kit::on<describe_backup>},
    {"DescribeContinuousBackups", kit::on<describe_continuous_backups>},
    {"DescribeContributorInsights", kit::on<describe_contributor_insights>},
    {"DescribeEndpoints", kit::on<describe_endpoints>},
    {"DescribeLimits", kit::on<describe_limits>},
    {"DescribeTable", kit::on<describe_table>},
    {"DescribeTimeToLive", kit::on<describe_time_to_live>},
    {"ExecuteStatement", kit::on<execute_statement>},
    {"ExecuteTransaction", kit::on<execute_transaction>},
    {"GetItem", kit::on<get_item>},
    {"GetResourcePolicy", kit::on<get_resource_policy>},
    {"ListBackups", kit::on<list_backups>},
    {"ListContributorInsights", kit::on<list_contributor_insights>},
    {"ListTables", kit::on<list_tables>},
    {"ListTagsOfResource", kit::on<list_tags_of_resource>},
    {"PutItem", kit::on<put_item>},
    {"PutResourcePolicy", kit::on<put_resource_policy>},
    {"Query", kit::on<query>},
    {"RestoreTableFromBackup", kit::on<restore_table_from_backup>},
    {"RestoreTableToPointInTime", kit::on<restore_table_to_point_in_time>},
    {"Scan", kit::on<scan>},
    {"TagResource", kit::on<tag_resource>},
    {"TransactGetItems", kit::on<transact_get_items>},
    {"TransactWriteItems", kit::on<transact_write_items>},
    {"UntagResource", kit::on<untag_resource>},
    {"UpdateContinuousBackups", kit::on<update_continuous_backups>},
    {"UpdateContributorInsights", kit::on<update_contributor_insights>},
    {"UpdateItem", kit::on<update_item>},
    {"UpdateTable", kit::on<update_table>},
    {"UpdateTimeToLive", kit::on<update_time_to_live>},
};

constexpr const kit::Lifecycle* lifecycles[] = {&table_life, &index_life};

// Tables of other accounts are reached by their ARNs; those of other regions are not.
void owner(const kit::Call& call, kit::Place& place) {
  const In in(call.input);
  for (const Key key : {Key("TableName"), Key("ResourceArn"), Key("BackupArn"), Key("SourceTableArn")}) {
    const std::string_view text = in[key].text();
    if (!text.starts_with("arn:")) continue;
    const auto arn = kit::Arn::parse(text);
    if (arn && arn->service == "dynamodb" && arn->account.size() == 12 &&
        arn->account.find_first_not_of("0123456789") == arn->account.npos)
      place.account = arn->account;
    return;
  }
}

}  // namespace

std::unique_ptr<kit::AnyState> make_state() { return kit::make_state<State>(); }

constinit const kit::Service service{"dynamodb", kit::Scope::regional, operations, make_state, owner, {},
                                     lifecycles};

}  // namespace understudy::dynamodb
