// What DynamoDB does with time: stream records, items that expire, backups and recovery to an instant.
#include "tests/services/dynamodb_fixture.hpp"

namespace understudy::test {
namespace {

constexpr std::string_view streaming =
    R"("StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"})";

struct Streaming : Dynamo {
  std::string arn;

  explicit Streaming(std::string_view table = "tbl") {
    arn = create(table, streaming).text("TableDescription.LatestStreamArn");
  }
  std::string shard(int place = 0) {
    return streams("DescribeStream", fmt::format(R"("StreamArn": "{}")", arn))
        .text(fmt::format("StreamDescription.Shards.{}.ShardId", place));
  }
  Reply read(std::string_view type, int place = 0, std::string_view more = "") {
    const Reply iterator =
        streams("GetShardIterator",
                fmt::format(R"("StreamArn": "{}", "ShardId": "{}", "ShardIteratorType": "{}"{}{})", arn,
                            shard(place), type, more.empty() ? "" : ", ", more));
    EXPECT_TRUE(iterator.ok()) << iterator.json();
    return go_on(iterator.text("ShardIterator"));
  }
  Reply go_on(std::string_view iterator) {
    return streams("GetRecords", fmt::format(R"("ShardIterator": "{}")", iterator));
  }
};

TEST(DynamoStreams, RecordWhatChanged) {
  Streaming world;
  const Reply latest = world.read("LATEST");
  EXPECT_EQ(0u, latest.size("Records"));
  world.put("tbl", "a", "1", R"("v": {"N": "1"})");
  world.put("tbl", "a", "1", R"("v": {"N": "1"})");  // the same again leaves nothing
  world.put("tbl", "a", "1", R"("v": {"N": "2"})");
  world.on("tbl", "DeleteItem", R"("Key": {)" + Dynamo::key("a", "1") + "}");
  Reply reply = world.go_on(latest.text("NextShardIterator"));
  EXPECT_EQ(3u, reply.size("Records")) << reply.json();
  EXPECT_EQ("INSERT", reply.text("Records.0.eventName"));
  EXPECT_EQ("MODIFY", reply.text("Records.1.eventName"));
  EXPECT_EQ("1", reply.text("Records.1.dynamodb.OldImage.v.N"));
  EXPECT_EQ("2", reply.text("Records.1.dynamodb.NewImage.v.N"));
  EXPECT_EQ("REMOVE", reply.text("Records.2.eventName"));
  EXPECT_FALSE(reply.has("Records.2.dynamodb.NewImage"));
  EXPECT_EQ(21u, reply.text("Records.0.dynamodb.SequenceNumber").size());
  const std::string second =
      fmt::format(R"("SequenceNumber": "{}")", reply.text("Records.1.dynamodb.SequenceNumber"));
  EXPECT_EQ(2u, world.read("AT_SEQUENCE_NUMBER", 0, second).size("Records"));
  EXPECT_EQ(1u, world.read("AFTER_SEQUENCE_NUMBER", 0, second).size("Records"));
  EXPECT_EQ(3u, world.read("TRIM_HORIZON").size("Records"));
}

TEST(DynamoStreams, AreTrimmedAndShardsFollowOneAnother) {
  Streaming world;
  world.put("tbl", "a", "1");
  const Reply first = world.read("TRIM_HORIZON");
  world.advance(kit::minutes(16));
  EXPECT_EQ("ExpiredIteratorException", world.go_on(first.text("NextShardIterator")).code());
  world.advance(kit::hours(5));
  world.put("tbl", "a", "2");
  EXPECT_EQ(1u, world.read("TRIM_HORIZON", 0).size("Records"));
  EXPECT_FALSE(world.read("TRIM_HORIZON", 0).has("NextShardIterator"));
  EXPECT_EQ(1u, world.read("TRIM_HORIZON", 1).size("Records"));
  world.advance(kit::hours(20));
  EXPECT_EQ(0u, world.read("TRIM_HORIZON", 0).size("Records"));
}

TEST(DynamoStreams, OutliveTheirTableForADay) {
  Streaming world;
  world.put("tbl", "a", "1");
  world.on("tbl", "DeleteTable");
  EXPECT_EQ("DISABLED", world.streams("DescribeStream", fmt::format(R"("StreamArn": "{}")", world.arn))
                            .text("StreamDescription.StreamStatus"));
  EXPECT_EQ(1u, world.read("TRIM_HORIZON").size("Records"));
  world.advance(kit::hours(25));
  EXPECT_EQ("ResourceNotFoundException",
            world.streams("DescribeStream", fmt::format(R"("StreamArn": "{}")", world.arn)).code());
  EXPECT_EQ(0u, world.streams("ListStreams").size("Streams"));
}

TEST(DynamoTimeToLive, DeletesInTheServicesName) {
  Streaming world;
  world.on("tbl", "UpdateTimeToLive",
           R"("TimeToLiveSpecification": {"Enabled": true, "AttributeName": "end"})");
  const auto end = kit::epoch_seconds(world.now() + kit::hours(1));
  world.put("tbl", "a", "1", fmt::format(R"("end": {{"N": "{}"}})", end));
  world.put("tbl", "a", "2", R"("end": {"S": "soon"})");
  world.advance(kit::minutes(59));
  EXPECT_TRUE(world.get("tbl", "a", "1").has("Item"));
  world.advance(kit::minutes(2));
  EXPECT_FALSE(world.get("tbl", "a", "1").has("Item"));
  EXPECT_TRUE(world.get("tbl", "a", "2").has("Item"));
  const Reply reply = world.read("TRIM_HORIZON");
  EXPECT_EQ("REMOVE", reply.text("Records.2.eventName")) << reply.json();
  EXPECT_EQ("dynamodb.amazonaws.com", reply.text("Records.2.userIdentity.PrincipalId"));
  EXPECT_FALSE(reply.has("Records.0.userIdentity"));
}

TEST(DynamoBackups, ComeBackUnderAnotherName) {
  Dynamo world;
  world.create("tbl");
  world.put("tbl", "a", "1", R"("v": {"N": "1"})");
  const Reply backup = world.on("tbl", "CreateBackup", R"("BackupName": "first")");
  const std::string arn = fmt::format(R"("BackupArn": "{}")", backup.text("BackupDetails.BackupArn"));
  world.put("tbl", "a", "1", R"("v": {"N": "2"})");
  world.on("tbl", "DeleteTable");
  EXPECT_EQ(1u, world.ask("ListBackups").size("BackupSummaries"));
  Reply reply = world.ask("RestoreTableFromBackup", arn + R"(, "TargetTableName": "again")");
  EXPECT_TRUE(reply.flag("TableDescription.RestoreSummary.RestoreInProgress")) << reply.json();
  EXPECT_EQ("1", world.get("again", "a", "1").text("Item.v.N"));
  EXPECT_EQ("TableAlreadyExistsException",
            world.ask("RestoreTableFromBackup", arn + R"(, "TargetTableName": "again")").code());
  EXPECT_EQ("DELETED", world.ask("DeleteBackup", arn).text("BackupDescription.BackupDetails.BackupStatus"));
  EXPECT_EQ("BackupNotFoundException", world.ask("DescribeBackup", arn).code());
}

TEST(DynamoBackups, RecoverToAnInstant) {
  Dynamo world;
  world.create("tbl");
  const std::string_view restore = R"("SourceTableName": "tbl", "TargetTableName": "old", )";
  EXPECT_EQ(
      "PointInTimeRecoveryUnavailableException",
      world.ask("RestoreTableToPointInTime", fmt::format(R"({}"UseLatestRestorableTime": true)", restore))
          .code());
  world.put("tbl", "a", "0");
  world.on("tbl", "UpdateContinuousBackups",
           R"("PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true})");
  world.advance(kit::hours(1));
  world.put("tbl", "a", "1", R"("v": {"N": "1"})");
  world.advance(kit::hours(1));
  const kit::Time then = world.now();
  world.advance(kit::hours(1));
  world.put("tbl", "a", "1", R"("v": {"N": "2"})");
  world.put("tbl", "a", "2");
  world.on("tbl", "DeleteItem", R"("Key": {)" + Dynamo::key("a", "0") + "}");
  const Reply reply = world.ask("RestoreTableToPointInTime",
                                fmt::format(R"({}"RestoreDateTime": "{}")", restore, kit::rfc3339(then)));
  EXPECT_TRUE(reply.ok()) << reply.json();
  EXPECT_TRUE(world.get("old", "a", "0").has("Item"));
  EXPECT_EQ("1", world.get("old", "a", "1").text("Item.v.N"));
  EXPECT_FALSE(world.get("old", "a", "2").has("Item"));
}

}  // namespace
}  // namespace understudy::test
