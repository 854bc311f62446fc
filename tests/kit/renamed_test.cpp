// Renamed fields: what older versions wrote is read under its former names, and written under the present
// ones.
#include "services/kit/renamed.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "services/kit/json.hpp"
#include "services/kit/service.hpp"

namespace understudy::kit {
namespace {

struct Head {
  std::string id, body;
};
STATE(Head, id, body)
RENAMED(Head, {"text", "body"})

struct Queue {
  Duration delay{};
  std::string color;
  std::optional<Head> first;
};
STATE(Queue, delay, color, first)
RENAMED(Queue, {"wait", "delay"}, {"pause", "delay"}, {"colour", "color"}, {"head", "first"})

struct Mark {
  Time at{};
};
STATE(Mark, at)

struct State {
  Table<Queue> queues;
  Table<Mark> marks;
};
STATE(State, queues, marks)
RENAMED(State, {"lines", "queues"})

std::string fixture() {
  std::ifstream file(SOURCE_DIR "/tests/kit/fixtures/before_renames.json");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Value parsed(std::string_view json, Arena& arena) {
  const auto value = parse_json(json, arena);
  EXPECT_TRUE(value) << json;
  return value.value_or(Value());
}

constexpr std::string_view present =
    R"({"queues":{"idle":{"delay":0,"color":""},)"
    R"("orders":{"delay":1.5,"color":"red","first":{"id":"m1","body":"hello"}}},)"
    R"("marks":{"a":{"at":"2030-01-01T00:00:00Z"}}})";

std::string view_of(const AnyState& state) {
  Arena arena;
  return to_json(state.view(arena));
}

std::string error_of(std::string_view json) {
  Arena arena;
  try {
    from_view<State>(parsed(json, arena));
  } catch (const ViewError& error) {
    return error.what();
  }
  return "";
}

TEST(Renamed, AnOldDocumentIsRestoredUnderThePresentNames) {
  Arena arena;
  const auto state = make_state<State>();
  state->restore(parsed(fixture(), arena));
  EXPECT_EQ(view_of(*state), present);
  const auto again = make_state<State>();
  again->restore(parsed(view_of(*state), arena));  // what is written now is read as ever
  EXPECT_EQ(view_of(*again), present);
}

TEST(Renamed, AnOldDocumentIsMerged) {
  Arena arena;
  const auto state = make_state<State>();
  state->merge(parsed(R"({"lines":{"orders":{"pause":3}}})", arena), OnConflict::fail);
  state->merge(parsed(fixture(), arena), OnConflict::replace);
  EXPECT_EQ(view_of(*state), present);
  EXPECT_THROW(state->merge(parsed(fixture(), arena), OnConflict::fail), ViewError);
  EXPECT_EQ(view_of(*state), present);
}

TEST(Renamed, ARowAloneIsReadToo) {
  Arena arena;
  EXPECT_EQ(from_view<Head>(parsed(R"({"text":"old"})", arena)).body, "old");
  EXPECT_EQ(from_view<Head>(parsed(R"({"body":"new"})", arena)).body, "new");
}

TEST(Renamed, AFieldUnderTwoOfItsNamesIsRefused) {
  EXPECT_EQ(error_of(R"({"queues":{"q":{"delay":1,"wait":2}}})"),
            "$.queues.q.wait: the field is there already, perhaps by another name");
  EXPECT_EQ(error_of(R"({"queues":{"q":{"pause":1,"wait":2}}})"),
            "$.queues.q.wait: the field is there already, perhaps by another name");
  EXPECT_EQ(error_of(R"({"lines":{},"queues":{}})"),
            "$.queues: the field is there already, perhaps by another name");
}

TEST(Renamed, OtherNamesAreStillRefusedWithTheirPath) {
  EXPECT_EQ(error_of(R"({"lines":{"q":{"colr":"red"}}})"), "$.lines.q.colr: there is no such field");
  EXPECT_EQ(error_of(R"({"lines":{"q":{"head":{"txt":"x"}}}})"),
            "$.lines.q.head.txt: there is no such field");
  EXPECT_EQ(error_of(R"({"lines":{"q":{"wait":"x"}}})"),
            "$.lines.q.wait: a number is expected here, not a string");
}

}  // namespace
}  // namespace understudy::kit
