// Views: snapshot, restore, merge and difference of described states; paths of errors.
#include "services/kit/view.hpp"

#include <gtest/gtest.h>

#include "services/kit/json.hpp"

namespace understudy::kit {
namespace {

struct Part {
  std::string queue;
  std::uint64_t number = 0;
  auto operator<=>(const Part&) const = default;
};
STATE(Part, queue, number)

struct Message {
  std::string id;
  Text body;
  Time visible_at{};
  std::optional<int> receives;
  std::vector<std::string> tags;
  std::map<std::string, double> weights;
  bool fifo = false;
  bool operator==(const Message&) const = default;
};
STATE(Message, id, body, visible_at, receives, tags, weights, fifo)

struct Queue {
  Duration delay{};
  bool operator==(const Queue&) const = default;
};
STATE(Queue, delay)

struct State {
  Table<Queue> queues;
  Table<Message, Part> messages;
};
STATE(State, queues, messages)

State sample() {
  State state;
  state.queues.insert("orders", {milliseconds(1500)});
  state.messages.insert(
      {"a/b%", 7}, {"m1", "hello", from_epoch_millis(1'600'000'000'123), 3, {"x", "y"}, {{"w", 0.5}}, true});
  state.messages.insert({"orders", 1}, {"m2", "", {}, std::nullopt, {}, {}, false});
  state.queues.commit();
  state.messages.commit();
  return state;
}

TEST(View, IsPlainSnakeCaseJson) {
  Arena arena;
  EXPECT_EQ(
      to_json(view_of(sample(), arena)),
      R"({"queues":{"orders":{"delay":1.5}},"messages":{)"
      R"("a%2Fb%25/7":{"id":"m1","body":"hello","visible_at":"2020-09-13T12:26:40.123Z","receives":3,"tags":["x","y"],)"
      R"("weights":{"w":0.5},"fifo":true},)"
      R"("orders/1":{"id":"m2","body":"","visible_at":"1970-01-01T00:00:00Z","tags":[],"weights":{},"fifo":false}}})");
}

TEST(View, RestoresWhatItShows) {
  Arena arena;
  const std::string text = to_json(view_of(sample(), arena));
  const auto restored = from_view<State>(*parse_json(text, arena));
  EXPECT_EQ(to_json(view_of(restored, arena)), text);
  EXPECT_EQ(*restored.messages.find({"a/b%", 7}), *sample().messages.find({"a/b%", 7}));
}

TEST(View, LoadsOlderViewsAndRefusesMisspeltOnes) {
  Arena arena;
  EXPECT_EQ(from_view<State>(*parse_json(R"({"queues":{"q":{}}})", arena)).queues.size(), 1u);
  const auto path_of = [&](const char* text) {
    try {
      from_view<State>(*parse_json(text, arena));
    } catch (const ViewError& error) {
      return error.path;
    }
    return std::string("fits");
  };
  EXPECT_EQ(path_of(R"({"queue":{}})"), "$.queue");
  EXPECT_EQ(path_of(R"({"queues":{"q":{"dealy":1}}})"), "$.queues.q.dealy");
  EXPECT_EQ(path_of(R"({"queues":{"q":{"delay":"1"}}})"), "$.queues.q.delay");
  EXPECT_EQ(path_of(R"({"messages":{"q/x":{}}})"), "$.messages.q/x");
  EXPECT_EQ(path_of(R"({"messages":{"q":{}}})"), "$.messages.q");
  EXPECT_EQ(path_of(R"({"messages":{"q/1/2":{}}})"), "$.messages.q/1/2");
  EXPECT_EQ(path_of(R"({"messages":{"q/1":{"tags":["a",3]}}})"), "$.messages.q/1.tags[1]");
  EXPECT_EQ(path_of(R"({"messages":{"q/1":{"visible_at":"yesterday"}}})"), "$.messages.q/1.visible_at");
  EXPECT_EQ(path_of(R"({"messages":{"q/1":{"receives":4294967296}}})"), "$.messages.q/1.receives");
  EXPECT_EQ(path_of("[]"), "$");
}

TEST(View, MergesKeepingReplacingOrFailing) {
  Arena arena;
  const Value more = *parse_json(R"({"queues":{"orders":{"delay":9},"new":{"delay":1}}})", arena);
  const auto merged = [&](OnConflict on_conflict) {
    State state = sample();
    merge_view(more, state, on_conflict);
    state.queues.commit();
    return std::pair(state.queues.size(), state.queues.find("orders")->delay);
  };
  EXPECT_EQ(merged(OnConflict::keep), std::pair(std::size_t{2}, Duration(1'500'000)));
  EXPECT_EQ(merged(OnConflict::replace), std::pair(std::size_t{2}, Duration(9'000'000)));
  State state = sample();
  EXPECT_THROW(merge_view(more, state, OnConflict::fail), ViewError);
  state.queues.rollback();
  EXPECT_EQ(state.queues.size(), 1u);
  EXPECT_EQ(state.queues.find("orders")->delay, Duration(1'500'000));
}

TEST(View, TellsDifferences) {
  Arena arena;
  State after = sample();
  after.queues.edit("orders")->delay = seconds(2);
  after.messages.erase({"orders", 1});
  after.queues.insert("new", {});
  const auto differences = diff_views(view_of(sample(), arena), view_of(after, arena));
  ASSERT_EQ(differences.size(), 3u);
  EXPECT_EQ(differences[0].path, "$.queues.orders.delay");
  EXPECT_EQ(differences[1].path, "$.queues.new");
  EXPECT_EQ(differences[2].path, "$.messages.orders/1");
  EXPECT_FALSE(differences[2].after);
}

TEST(Json, ReadsAndWrites) {
  Arena arena;
  for (const char* text :
       {R"({"a":[1,-2.5,"x\n\u0001\"é",true,null,{}],"b":[]})", "[]", "\"\"", "9223372036854775807"})
    EXPECT_EQ(to_json(*parse_json(text, arena)), text);
  EXPECT_FALSE(parse_json("{", arena));
  EXPECT_FALSE(parse_json("", arena));
  EXPECT_FALSE(parse_json("{} x", arena));
  EXPECT_FALSE(parse_json(std::string(1000, '[') + std::string(1000, ']'), arena));
  EXPECT_EQ(to_json(*parse_json(R"({"a":1,"a":2})", arena)), R"({"a":2})");
}

TEST(Format, WritesAndReadsTimesAndBase64) {
  EXPECT_EQ(rfc3339(from_epoch_millis(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(rfc3339(from_epoch_seconds(1700000000)), "2023-11-14T22:13:20Z");
  EXPECT_EQ(rfc3339(from_epoch_seconds(1700000000) + Duration(120)), "2023-11-14T22:13:20.00012Z");
  EXPECT_EQ(rfc3339(from_epoch_seconds(-62135596800)), "0001-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(from_epoch_seconds(253402300800)), "10000-01-01T00:00:00Z");  // no four digits
  EXPECT_EQ(parse_rfc3339("2020-02-29T23:59:59.5+01:00"), from_epoch_millis(1583017199500));
  for (const char* bad :
       {"2020-02-30T00:00:00Z", "2020-02-01 00:00:00Z", "2020-02-01T00:00:00", "2020-02-01T24:00:00Z", "x"})
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  for (const std::string text : {"", "a", "ab", "abc", "\xff\0x"})
    EXPECT_EQ(parse_base64(base64(text)), text);
  for (const char* bad : {"a", "ab=", "a=b=", "====", "ab c", "YQ==YQ=="})
    EXPECT_FALSE(parse_base64(bad)) << bad;
  EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
}

}  // namespace
}  // namespace understudy::kit
