// Notifications: their configuration, and the records that go to whoever it names.
#include "services/s3/notifications.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"
#include "services/s3/handlers.hpp"
#include "services/s3/lists.hpp"

namespace understudy::s3 {
namespace {

constexpr std::string_view document = "notification";

constexpr std::array<std::string_view, 32> event_types{"s3:ReducedRedundancyLostObject",
                                                       "s3:ObjectCreated:*",
                                                       "s3:ObjectCreated:Put",
                                                       "s3:ObjectCreated:Post",
                                                       "s3:ObjectCreated:Copy",
                                                       "s3:ObjectCreated:CompleteMultipartUpload",
                                                       "s3:ObjectRemoved:*",
                                                       "s3:ObjectRemoved:Delete",
                                                       "s3:ObjectRemoved:DeleteMarkerCreated",
                                                       "s3:ObjectRestore:*",
                                                       "s3:ObjectRestore:Post",
                                                       "s3:ObjectRestore:Completed",
                                                       "s3:ObjectRestore:Delete",
                                                       "s3:Replication:*",
                                                       "s3:Replication:OperationFailedReplication",
                                                       "s3:Replication:OperationNotTracked",
                                                       "s3:Replication:OperationMissedThreshold",
                                                       "s3:Replication:OperationReplicatedAfterThreshold",
                                                       "s3:LifecycleTransition",
                                                       "s3:IntelligentTiering",
                                                       "s3:ObjectAcl:Put",
                                                       "s3:LifecycleExpiration:*",
                                                       "s3:LifecycleExpiration:Delete",
                                                       "s3:LifecycleExpiration:DeleteMarkerCreated",
                                                       "s3:ObjectTagging:*",
                                                       "s3:ObjectTagging:Put",
                                                       "s3:ObjectTagging:Delete",
                                                       "s3:ObjectAnnotation:*",
                                                       "s3:ObjectAnnotation:Put",
                                                       "s3:ObjectAnnotation:Delete",
                                                       "s3:TestEvent",
                                                       "s3:BucketCreated"};

struct Kind {
  Key list, arn;
  std::string_view service;
};
constexpr std::array<Kind, 3> kinds{{{"QueueConfigurations", "QueueArn", "sqs"},
                                     {"TopicConfigurations", "TopicArn", "sns"},
                                     {"LambdaFunctionConfigurations", "LambdaFunctionArn", "lambda"}}};

// ---- Sending

kit::Value map_of(kit::Arena& arena,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  kit::Value map = kit::Value::map(arena, static_cast<std::uint32_t>(members.size()));
  for (const auto& [name, value] : members) map.set(arena, name) = kit::Value::string(arena.copy(value));
  return map;
}

std::string queue_url(const kit::Arn& arn) {
  return fmt::format("http://localhost/{}/{}", arn.account, arn.resource);
}

kit::Place place_of(const kit::Arn& arn) {
  return {std::string(arn.account), std::string(arn.region), std::string(arn.service)};
}

void send_to_queue(kit::Turn& turn, const kit::Arn& queue, std::string_view text) {
  kit::Arena arena;
  turn.effect({place_of(queue), "SendMessage",
               map_of(arena, {{"QueueUrl", queue_url(queue)}, {"MessageBody", text}})});
}

// Who is told how. Topics, functions and the event bus join as soon as they are played.
struct Delivery {
  std::string_view service;
  void (*send)(kit::Turn& turn, const kit::Arn& to, std::string_view text);
};
constexpr std::array<Delivery, 1> deliveries{{{"sqs", send_to_queue}}};

void deliver(kit::Turn& turn, std::string_view arn_text, std::string_view text) {
  const auto arn = kit::Arn::parse(arn_text);
  if (!arn) return;
  const auto known = std::ranges::find(deliveries, arn->service, &Delivery::service);
  if (known != deliveries.end()) known->send(turn, *arn, text);
}

bool wants(const In& configuration, std::string_view event, std::string_view key) {
  const auto matches = [&](std::string_view wanted) {
    if (!wanted.starts_with("s3:")) return false;
    wanted.remove_prefix(3);
    if (wanted.ends_with('*')) return event.starts_with(wanted.substr(0, wanted.size() - 1));
    return wanted == event;
  };
  const In events = configuration["Events"];
  if (!any_in(events, [&](const In& one) { return matches(one.text()); })) return false;
  for (const In rule : configuration["Filter"]["Key"]["FilterRules"]) {
    const std::string_view value = rule["Value"].text();
    const bool prefix = (rule["Name"].text().substr(0, 1).find_first_of("pP")) == 0;
    if (prefix ? !key.starts_with(value) : !key.ends_with(value)) return false;
  }
  return true;
}

// Who did it, and from where.
struct Origin {
  std::string_view account, address, request_id;
};

std::string record(const kit::Turn& turn, const Origin& origin, const std::string& name, const Bucket& bucket,
                   std::string_view id, std::string_view event, std::string_view key, const Object& object,
                   std::string_view sequencer) {
  std::string text = "{\"Records\":[{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\"";
  const auto add = [&](std::string_view member, std::string_view value) {
    text.append(",\"").append(member).append("\":");
    kit::append_json_string(text, value);
  };
  add("awsRegion", bucket.region);
  add("eventTime", iso_time(turn.now));
  add("eventName", event);
  text += fmt::format(",\"userIdentity\":{{\"principalId\":\"AWS:{}\"}}", origin.account);
  text += fmt::format(",\"requestParameters\":{{\"sourceIPAddress\":\"{}\"}}", origin.address);
  text += fmt::format(",\"responseElements\":{{\"x-amz-request-id\":\"{0}\",\"x-amz-id-2\":\"{0}\"}}",
                      origin.request_id);
  text += ",\"s3\":{\"s3SchemaVersion\":\"1.0\"";
  add("configurationId", id);
  text += ",\"bucket\":{\"name\":";
  kit::append_json_string(text, name);
  text += fmt::format(",\"ownerIdentity\":{{\"principalId\":\"{}\"}},\"arn\":\"arn:{}:s3:::{}\"}}",
                      bucket.owner, kit::partition_of(bucket.region), name);
  std::string encoded = url_encoded(key);  // as in a form: a blank is a plus
  for (std::size_t at; (at = encoded.find("%20")) != encoded.npos;) encoded.replace(at, 3, "+");
  text += ",\"object\":{\"key\":";
  kit::append_json_string(text, encoded);
  const bool removed = event.starts_with("ObjectRemoved:Delete") && !object.marker;
  if (!removed && !object.marker) text += fmt::format(",\"size\":{}", object.content.size());
  if (!removed)
    add("eTag", object.marker ? std::string_view("d41d8cd98f00b204e9800998ecf8427e") : object.etag.view());
  if (!object.version.empty()) add("versionId", object.version);
  add("sequencer", sequencer);
  text += "}}}]}";
  return text;
}

void tell(kit::Turn& turn, const State& state, const std::string& name, const Origin& origin,
          std::string_view event, std::string_view key, const Object& object) {
  const Bucket* bucket = state.buckets.find(name);
  const auto kept = bucket ? bucket->configurations.find(std::string(document))
                           : decltype(bucket->configurations.find("")){};
  if (!bucket || kept == bucket->configurations.end()) return;
  kit::Arena arena;
  const kit::Value all = shown(kept->second, arena);
  const std::uint64_t* last = state.counters.find("last");
  const std::string sequencer = fmt::format("{:016X}", last ? *last : 0);
  for (const Kind& kind : kinds)
    for (const In one : In(all)[kind.list])
      if (wants(one, event, key))
        deliver(turn, one[kind.arn].text(),
                record(turn, origin, name, *bucket, one["Id"].text(), event, key, object, sequencer));
}

// ---- The configuration

Failure cannot_validate(const Call& call, std::string_view arn, std::string_view why) {
  return with(call, invalid_argument.says("Unable to validate the following destination configurations"),
              {{"ArgumentName1", arn}, {"ArgumentValue1", why}});
}

// Ids that are not given are drawn; events and filters must be known ones.
kit::Value checked(const Call& call, const In& given) {
  kit::Arena& arena = call.arena();
  kit::Value complete = kit::copy(given.value(), arena);
  for (const Kind& kind : kinds) {
    const kit::Value* list = complete.member(kind.list.id);
    if (!list) continue;
    for (const kit::Value& one : list->elements()) {
      const In in(one);
      const std::string_view text = in[kind.arn].text();
      const auto arn = kit::Arn::parse(text);
      if (!arn || arn->service != kind.service)
        throw bad_argument(call, "The ARN could not be parsed", std::string(Names::all[kind.arn.id]), text);
      if (in["Events"].empty()) throw Failure(malformed_xml);
      for (const In event : in["Events"])
        if (std::ranges::find(event_types, event.text()) == event_types.end())
          throw bad_argument(call, "The event is not supported for notifications", "Event", event.text());
      for (const In rule : in["Filter"]["Key"]["FilterRules"]) {
        const std::string_view name = rule["Name"].text();
        if (name != "prefix" && name != "Prefix" && name != "suffix" && name != "Suffix")
          throw bad_argument(call, "filter rule name must be either prefix or suffix", "FilterRule.Name",
                             name);
      }
      kit::Value shared = one;
      if (in["Id"].text().empty())
        shared.set(arena, Key("Id").id) = kit::Value::string(arena.copy(call.random().uuid()));
    }
  }
  return complete;
}

}  // namespace

void notify(const Call& call, const State& state, const Found& in, std::string_view event,
            std::string_view key, const Object& object) {
  tell(call.turn(), state, in.name, {account_of(call), call.caller().source_address, call.request_id()},
       event, key, object);
}

void notify(kit::Turn& turn, const State& state, const std::string& bucket, std::string_view event,
            std::string_view key, const Object& object) {
  tell(turn, state, bucket, {"s3.amazonaws.com", "s3.amazonaws.com", "lifecycle"}, event, key, object);
}

// Queues are asked first; each new destination then gets a test event (user guide, "Enabling and configuring
// event notifications").
kit::Task put_bucket_notification_configuration(Call& call, State& state) {
  need_bucket(call, state);
  check_document(call);
  const kit::Value given = checked(call, call.in["NotificationConfiguration"]);
  if (!call.in["SkipDestinationValidation"].boolean()) {
    for (const In one : In(given)["QueueConfigurations"]) {
      const std::string_view text = one["QueueArn"].text();
      const auto arn = kit::Arn::parse(text);
      kit::Request request(place_of(*arn), "GetQueueAttributes",
                           map_of(call.arena(), {{"QueueUrl", queue_url(*arn)}}));
      const kit::Answer answer = co_await call.ask(std::move(request));
      if (answer.failure) co_return cannot_validate(call, text, "The destination queue does not exist");
    }
  }
  const Found in = need_bucket(call, state);
  state.buckets.edit(in.name)->configurations[std::string(document)] = keep(given);
  std::string test = fmt::format(R"({{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"{}","Bucket":)",
                                 iso_time(call.now()));
  kit::append_json_string(test, in.name);
  test += fmt::format(R"(,"RequestId":"{0}","HostId":"{0}"}})", call.request_id());
  std::set<std::string_view> told;
  for (const Kind& kind : kinds)
    for (const In one : In(given)[kind.list])
      if (told.insert(one[kind.arn].text()).second) deliver(call.turn(), one[kind.arn].text(), test);
  co_return Outcome();
}

Outcome get_bucket_notification_configuration(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  if (const auto kept = configuration(call, *in.bucket, document)) spread(call, *kept);
  return {};
}

}  // namespace understudy::s3
