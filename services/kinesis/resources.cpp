// What the model does not say of Amazon Kinesis's resources.
#include "services/derived/hint.hpp"

namespace understudy::kinesis {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Stream", "", "Stream {} under account {account} not found."),
    exists("Stream", "", "Stream {} under account {account} already exists."),
    value("Stream", "RetentionPeriodHours", "24"),
    value("Stream", "EncryptionType", "NONE"),
    // Nothing keeps records, and the shards that would hold them.
    plays("PutRecord|PutRecords|GetRecords|GetShardIterator|ListShards|SplitShard|MergeShards", "unplayed"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::kinesis
