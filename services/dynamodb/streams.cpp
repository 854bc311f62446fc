// DynamoDB Streams' four operations, on the state of the tables that the streams belong to.
#include <algorithm>
#include <charconv>

#include "services/dynamodb/dynamodb.hpp"
#include "services/dynamodb/state.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/sealed.hpp"
#include "services/models/names/dynamodbstreams.hpp"

namespace understudy::dynamodb {
namespace {

using StreamsCall = kit::CallOf<dynamodbstreams::Names>;
using StreamsOut = kit::Out<dynamodbstreams::Names>;
using StreamsSlot = kit::Slot<dynamodbstreams::Names>;

constexpr WireNames wire = wire_names<dynamodbstreams::Names>();
constexpr std::string_view iterator_purpose = "dynamodb-stream-iterator";
constexpr Duration iterator_life = kit::minutes(15);
constexpr std::int64_t most_streams = 100, most_shards = 100, most_records = 1000;
constexpr std::uint64_t most_bytes = 1024 * 1024;

constexpr kit::Error no_stream{"ResourceNotFoundException",
                               "Requested resource not found: Stream: {} not found"};
constexpr kit::Error no_shard{"ResourceNotFoundException",
                              "Requested resource not found: Shard: {} in Stream: {} not found"};
constexpr kit::Error bad_iterator{"ValidationException", "Invalid ShardIterator"};
constexpr kit::Error expired{"ExpiredIteratorException",
                             "The shard iterator has expired: it was given out more than 15 minutes ago"};
constexpr kit::Error trimmed{"TrimmedDataAccessException",
                             "The operation attempted to read past the oldest stream record in a shard"};

// AWS's sequence numbers have 21 digits and more.
std::string sequence_text(std::uint64_t n) { return fmt::format("1{:020}", n); }

std::uint64_t sequence_of(std::string_view text) {
  std::uint64_t n = 0;
  const std::string_view digits = text.substr(text.empty() ? 0 : 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (error != std::errc() || end != digits.data() + digits.size() || !text.starts_with('1'))
    throw refused("Invalid SequenceNumber");
  return n;
}

bool gone(const Stream& stream, Time now) { return stream.disabled && *stream.disabled + record_life <= now; }

std::string stream_arn(const StreamsCall& call, const Stream& stream) {
  return fmt::format("{}/stream/{}", arn_of(call.region(), call.account(), stream.table), stream.label);
}

// The key of the stream that an ARN means.
std::string stream_of(const StreamsCall& call, State& state, std::string_view arn) {
  const auto parts = kit::Arn::parse(arn);
  if (!parts || parts->service != "dynamodb" || parts->type() != "table") throw refused("Invalid StreamArn");
  std::string name(parts->id());
  const Stream* stream = state.streams.find(name);
  if (!stream || parts->region != call.region() || gone(*stream, call.now())) throw no_stream.says(arn);
  rotate(call.turn(), state, name);
  return name;
}

const Shard& shard_of(const Stream& stream, std::string_view id, std::string_view arn) {
  const auto found = std::ranges::find(stream.shards, id, &Shard::id);
  if (found == stream.shards.end()) throw no_shard.says(id, arn);
  return *found;
}

// ---- Iterators: the stream and shard, the next sequence number and the instant they were given out

struct Iterator {
  std::string stream, shard;
  std::uint64_t next = 0;
  Time issued{};
};

std::string text_of(const StreamsCall& call, const Iterator& iterator, const Stream& stream) {
  const std::string inside = fmt::format("{}|{}|{}|{}", iterator.stream, iterator.shard, iterator.next,
                                         iterator.issued.time_since_epoch().count());
  return fmt::format("{}|1|{}", stream_arn(call, stream), kit::seal(iterator_purpose, inside));
}

template <class I>
I number_of(std::string_view text) {
  I n{};
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

Iterator iterator_of(std::string_view text) {
  const auto bar = text.rfind('|');
  const auto inside = bar == text.npos ? std::nullopt : kit::unseal(iterator_purpose, text.substr(bar + 1));
  if (!inside) throw kit::Failure(bad_iterator);
  std::vector<std::string_view> parts;
  std::string_view rest = *inside;
  for (auto at = rest.find('|'); at != rest.npos; at = rest.find('|')) {
    parts.push_back(rest.substr(0, at));
    rest = rest.substr(at + 1);
  }
  if (parts.size() != 3) throw kit::Failure(bad_iterator);
  return {std::string(parts[0]), std::string(parts[1]), number_of<std::uint64_t>(parts[2]),
          Time(Duration(number_of<std::int64_t>(rest)))};
}

// ---- Showing

void show_shard(const Stream& stream, std::size_t place, const StreamsOut& out) {
  const Shard& shard = stream.shards[place];
  out["ShardId"] = shard.id;
  const StreamsOut range = out["SequenceNumberRange"].structure(2);
  range["StartingSequenceNumber"] = sequence_text(shard.first);
  if (shard.last) range["EndingSequenceNumber"] = sequence_text(*shard.last);
  if (place > 0) out["ParentShardId"] = stream.shards[place - 1].id;
}

void show_record(const StreamsCall& call, const Stream& stream, const RecordKey& key, const Record& record,
                 const StreamsOut& out) {
  out["eventID"] = record.id;
  out["eventName"] = record.event;
  out["eventVersion"] = "1.1";
  out["eventSource"] = "aws:dynamodb";
  out["awsRegion"] = call.region();
  const StreamsOut data = out["dynamodb"].structure(7);
  data["ApproximateCreationDateTime"] = std::chrono::floor<kit::seconds>(record.at);
  data["Keys"] = answer_of(call.base(), record.keys, wire);
  if (record.after) data["NewImage"] = answer_of(call.base(), record.after, wire);
  if (record.before) data["OldImage"] = answer_of(call.base(), record.before, wire);
  data["SequenceNumber"] = sequence_text(key.sequence);
  data["SizeBytes"] = record.size;
  data["StreamViewType"] = stream.view;
  if (!record.expired) return;
  const StreamsOut identity = out["userIdentity"].structure(2);
  identity["PrincipalId"] = "dynamodb.amazonaws.com";
  identity["Type"] = "Service";
}

// ---- Operations

kit::Outcome list_streams(StreamsCall& call, State& state) {
  const std::string_view table = call.in["TableName"].text();
  const std::int64_t limit = std::min(call.in["Limit"].integer(most_streams), most_streams);
  std::string after;
  if (call.in["ExclusiveStartStreamArn"]) {
    const auto arn = kit::Arn::parse(call.in["ExclusiveStartStreamArn"].text());
    if (!arn) return refused("Invalid ExclusiveStartStreamArn");
    after = arn->id();
  }
  const auto list = call.out["Streams"].list();
  std::string last;
  const auto& rows = state.streams.rows();
  for (auto at = after.empty() ? rows.begin() : rows.upper_bound(after); at != rows.end(); ++at) {
    const Stream& stream = at->second->row;
    if ((!table.empty() && stream.table != table) || gone(stream, call.now())) continue;
    if (list.size() == limit) {
      call.out["LastEvaluatedStreamArn"] = last;
      break;
    }
    const StreamsOut out = list.add().structure(3);
    out["StreamArn"] = last = stream_arn(call, stream);
    out["TableName"] = stream.table;
    out["StreamLabel"] = stream.label;
  }
  return {};
}

kit::Outcome describe_stream(StreamsCall& call, State& state) {
  const std::string name = stream_of(call, state, call.in["StreamArn"].text());
  const Stream& stream = *state.streams.find(name);
  const StreamsOut out = call.out["StreamDescription"].structure(9);
  out["StreamArn"] = stream_arn(call, stream);
  out["StreamLabel"] = stream.label;
  out["StreamStatus"] = stream.disabled ? "DISABLED" : "ENABLED";
  out["StreamViewType"] = stream.view;
  out["CreationRequestDateTime"] = stream.created;
  out["TableName"] = stream.table;
  const auto keys = out["KeySchema"].list();
  for (const KeyElement& element : stream.key) {
    const StreamsOut one = keys.add().structure(2);
    one["AttributeName"] = element.name;
    one["KeyType"] = element.range ? "RANGE" : "HASH";
  }
  const std::int64_t limit = std::min(call.in["Limit"].integer(most_shards), most_shards);
  const std::string_view after = call.in["ExclusiveStartShardId"].text();
  const auto filter = call.in["ShardFilter"];
  const auto shards = out["Shards"].list();
  for (std::size_t i = 0; i < stream.shards.size(); ++i) {
    if (!after.empty() && stream.shards[i].id <= after) continue;
    if (filter && (i == 0 || stream.shards[i - 1].id != filter["ShardId"].text())) continue;
    if (shards.size() == limit) {
      out["LastEvaluatedShardId"] = stream.shards[i - 1].id;
      break;
    }
    show_shard(stream, i, shards.add().structure(3));
  }
  return {};
}

kit::Outcome get_shard_iterator(StreamsCall& call, State& state) {
  const std::string_view arn = call.in["StreamArn"].text(), type = call.in["ShardIteratorType"].text();
  Iterator iterator;
  iterator.stream = stream_of(call, state, arn);
  const Stream& stream = *state.streams.find(iterator.stream);
  const Shard& shard = shard_of(stream, call.in["ShardId"].text(), arn);
  iterator.shard = shard.id;
  iterator.issued = call.now();
  const auto given = call.in["SequenceNumber"];
  if (type == "TRIM_HORIZON") {
    iterator.next = shard.first;
  } else if (type == "LATEST") {
    // Numbers are the shard's: none behind the last one given out is in use.
    iterator.next = shard.last ? *shard.last + 1 : *state.counters.find("last") + 1;
  } else {
    if (!given)
      return refused(
          "Must have SequenceNumber when the ShardIteratorType is AT_SEQUENCE_NUMBER or "
          "AFTER_SEQUENCE_NUMBER");
    const std::uint64_t number = sequence_of(given.text());
    if (number < shard.first || (shard.last && number > *shard.last))
      return refused(fmt::format("Invalid SequenceNumber {} for shard {}", given.text(), shard.id));
    iterator.next = number + (type == "AFTER_SEQUENCE_NUMBER" ? 1 : 0);
    const auto oldest = state.records.rows().lower_bound({stream.number, 0});
    const bool has_older = oldest != state.records.rows().end() && oldest->first.stream == stream.number &&
                           oldest->first.sequence > number;
    if (number != shard.first && has_older) return trimmed;
  }
  call.out["ShardIterator"] = text_of(call, iterator, stream);
  return {};
}

kit::Outcome get_records(StreamsCall& call, State& state) {
  Iterator iterator = iterator_of(call.in["ShardIterator"].text());
  const Stream* known = state.streams.find(iterator.stream);
  if (!known || gone(*known, call.now())) return no_stream.says(iterator.stream);
  if (iterator.issued + iterator_life < call.now()) return expired;
  rotate(call.turn(), state, iterator.stream);
  const Stream& stream = *state.streams.find(iterator.stream);
  const auto shard = std::ranges::find(stream.shards, iterator.shard, &Shard::id);
  if (shard == stream.shards.end()) return trimmed;
  const std::int64_t limit = std::min(call.in["Limit"].integer(most_records), most_records);
  const auto list = call.out["Records"].list();
  std::uint64_t bytes = 0;
  const auto& rows = state.records.rows();
  auto at = rows.lower_bound({stream.number, iterator.next});
  const auto inside = [&] {
    return at != rows.end() && at->first.stream == stream.number &&
           (!shard->last || at->first.sequence <= *shard->last);
  };
  for (; inside() && list.size() < limit && bytes < most_bytes; ++at) {
    show_record(call, stream, at->first, at->second->row, list.add().structure(7));
    iterator.next = at->first.sequence + 1;
    bytes += at->second->row.size;
  }
  if (shard->last && !inside()) return {};  // it is closed, and was read to its end
  iterator.issued = call.now();
  call.out["NextShardIterator"] = text_of(call, iterator, stream);
  return {};
}

constexpr kit::Operation operations[] = {
    {"DescribeStream", kit::on<describe_stream>},
    {"GetRecords", kit::on<get_records>},
    {"GetShardIterator", kit::on<get_shard_iterator>},
    {"ListStreams", kit::on<list_streams>},
};

// Streams live with their tables: DynamoDB's shard of that account.
void owner(const kit::Call& call, kit::Place& place) {
  place.service = "dynamodb";
  const kit::In<dynamodbstreams::Names> in(call.input);
  for (const kit::Key<dynamodbstreams::Names> key :
       {kit::Key<dynamodbstreams::Names>("StreamArn"), kit::Key<dynamodbstreams::Names>("ShardIterator")}) {
    const auto arn = kit::Arn::parse(in[key].text());
    if (arn && arn->service == "dynamodb" && arn->account.size() == 12 &&
        arn->account.find_first_not_of("0123456789") == arn->account.npos)
      place.account = arn->account;
  }
}

}  // namespace

constinit const kit::Service streams_service{"dynamodbstreams", kit::Scope::regional, operations, make_state,
                                             owner};

}  // namespace understudy::dynamodb
