// Whole inputs, for operations whose members only make sense together.
#include <algorithm>
#include <array>

#include "tests/contract/examples.hpp"

namespace understudy::contract {
namespace {

// ---- DynamoDB: two tables, one of them with an index and a stream

constexpr std::string_view create_table[] = {
    R"({"TableName": "table-one", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]})",
    R"({"TableName": "table-two", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                 {"AttributeName": "v", "AttributeType": "N"}],
        "GlobalSecondaryIndexes": [{"IndexName": "by-v", "KeySchema": [{"AttributeName": "v", "KeyType": "HASH"}],
                                    "Projection": {"ProjectionType": "ALL"}}],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}})"};
constexpr std::string_view update_table[] = {
    R"({"TableName": "table-two", "DeletionProtectionEnabled": false})"};
constexpr std::string_view put_item[] = {
    R"({"TableName": "table-one", "Item": {"pk": {"S": "a"}, "l": {"L": [{"NULL": true}, {"NS": ["1", "2"]}]}}})",
    R"({"TableName": "table-two", "Item": {"pk": {"S": "b"}, "v": {"N": "7"}}, "ReturnValues": "ALL_OLD"})"};
constexpr std::string_view get_item[] = {
    R"({"TableName": "table-two", "Key": {"pk": {"S": "b"}}, "ReturnConsumedCapacity": "TOTAL"})"};
constexpr std::string_view delete_item[] = {R"({"TableName": "table-two", "Key": {"pk": {"S": "b"}}})"};
constexpr std::string_view update_item[] = {
    R"({"TableName": "table-two", "Key": {"pk": {"S": "c"}}, "UpdateExpression": "ADD v :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}}, "ReturnValues": "ALL_NEW"})"};
constexpr std::string_view query[] = {
    R"({"TableName": "table-two", "IndexName": "by-v", "KeyConditionExpression": "v = :v",
        "ExpressionAttributeValues": {":v": {"N": "7"}}})"};
constexpr std::string_view scan[] = {R"({"TableName": "table-two", "Limit": 1})"};
constexpr std::string_view batch_get_item[] = {
    R"({"RequestItems": {"table-one": {"Keys": [{"pk": {"S": "a"}}, {"pk": {"S": "b"}}]}}})"};
constexpr std::string_view batch_write_item[] = {
    R"({"RequestItems": {"table-two": [{"PutRequest": {"Item": {"pk": {"S": "d"}, "v": {"N": "7"}}}},
                                       {"DeleteRequest": {"Key": {"pk": {"S": "b"}}}}]}})"};
constexpr std::string_view transact_get_items[] = {
    R"({"TransactItems": [{"Get": {"TableName": "table-two", "Key": {"pk": {"S": "b"}}}}]})"};
constexpr std::string_view transact_write_items[] = {
    R"({"TransactItems": [{"Put": {"TableName": "table-two", "Item": {"pk": {"S": "e"}}}},
                          {"Delete": {"TableName": "table-one", "Key": {"pk": {"S": "a"}}}}]})"};
constexpr std::string_view execute_statement[] = {
    R"({"Statement": "SELECT * FROM \"table-two\" WHERE pk = 'b'"})",
    R"({"Statement": "INSERT INTO \"table-two\" VALUE {'pk': 'f'}"})"};
constexpr std::string_view execute_transaction[] = {
    R"({"TransactStatements": [{"Statement": "SELECT * FROM \"table-two\" WHERE pk = 'b'"}]})"};
constexpr std::string_view update_time_to_live[] = {
    R"({"TableName": "table-two", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "v"}})"};
constexpr std::string_view update_continuous_backups[] = {
    R"({"TableName": "table-two", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}})"};
constexpr std::string_view create_backup[] = {R"({"TableName": "table-two", "BackupName": "first"})"};
constexpr std::string_view restore_to_point[] = {
    R"({"SourceTableName": "table-two", "TargetTableName": "restored", "UseLatestRestorableTime": true})"};
constexpr std::string_view put_policy[] = {
    R"({"ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/table-two", "Policy": "{}"})"};
constexpr std::string_view of_resource[] = {
    R"({"ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/table-two"})"};
constexpr std::string_view tag_resource[] = {
    R"({"ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/table-two",
        "Tags": [{"Key": "a", "Value": "b"}]})"};
constexpr std::string_view untag_resource[] = {
    R"({"ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/table-two", "TagKeys": ["a"]})"};

constexpr std::array dynamodb{
    Example{"BatchGetItem", batch_get_item},
    Example{"BatchWriteItem", batch_write_item},
    Example{"CreateBackup", create_backup},
    Example{"CreateTable", create_table},
    Example{"DeleteItem", delete_item},
    Example{"DeleteResourcePolicy", of_resource},
    Example{"ExecuteStatement", execute_statement},
    Example{"ExecuteTransaction", execute_transaction},
    Example{"GetItem", get_item},
    Example{"GetResourcePolicy", of_resource},
    Example{"ListTagsOfResource", of_resource},
    Example{"PutItem", put_item},
    Example{"PutResourcePolicy", put_policy},
    Example{"Query", query},
    Example{"RestoreTableToPointInTime", restore_to_point},
    Example{"Scan", scan},
    Example{"TagResource", tag_resource},
    Example{"TransactGetItems", transact_get_items},
    Example{"TransactWriteItems", transact_write_items},
    Example{"UntagResource", untag_resource},
    Example{"UpdateContinuousBackups", update_continuous_backups},
    Example{"UpdateItem", update_item},
    Example{"UpdateTable", update_table},
    Example{"UpdateTimeToLive", update_time_to_live},
};
static_assert(std::ranges::is_sorted(dynamodb, {}, &Example::operation));

}  // namespace

std::span<const std::string_view> examples(std::string_view service, std::string_view operation) {
  const std::span<const Example> all = service == "dynamodb"         ? std::span<const Example>(dynamodb)
                                       : service == "cloudformation" ? cloudformation_examples
                                       : service == "ecs"            ? ecs_examples
                                       : service == "ec2"            ? ec2_examples
                                       : service == "s3"             ? s3_examples
                                       : service == "s3control"      ? s3control_examples
                                                                     : std::span<const Example>();
  const auto found = std::ranges::lower_bound(all, operation, {}, &Example::operation);
  return found != all.end() && found->operation == operation ? found->inputs
                                                             : std::span<const std::string_view>();
}

}  // namespace understudy::contract
