// The clock's page, and lengths of time as people write them.
#include <gmock/gmock.h>

#include "gateway/admin/durations.hpp"
#include "real_server.hpp"
#include "services/kit/format.hpp"

namespace understudy::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view page = "/_understudy/clock";

TEST(Durations, AreReadInBothForms) {
  const kit::Time from = *kit::parse_rfc3339("2024-01-31T10:00:00Z");
  const auto at = [&](std::string_view text) {
    const auto time = admin::later(from, text);
    return time ? kit::rfc3339(*time) : std::string("-");
  };
  for (const auto& [text, time] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"90d", "2024-04-30T10:00:00Z"},
           {"1h30m", "2024-01-31T11:30:00Z"},
           {"1.5h", "2024-01-31T11:30:00Z"},
           {"2w", "2024-02-14T10:00:00Z"},
           {"250ms", "2024-01-31T10:00:00.25Z"},
           {"7us", "2024-01-31T10:00:00.000007Z"},
           {"90", "2024-01-31T10:01:30Z"},
           {"0s", "2024-01-31T10:00:00Z"},
           {"P1DT2H", "2024-02-01T12:00:00Z"},
           {"PT0.5S", "2024-01-31T10:00:00.5Z"},
           {"P1M", "2024-02-29T10:00:00Z"},
           {"P1Y1M", "2025-02-28T10:00:00Z"},
           {"P2W", "2024-02-14T10:00:00Z"},
           {"PT36H", "2024-02-01T22:00:00Z"}})
    EXPECT_EQ(at(text), time) << text;
  for (const char* bad :
       {"",      "P",     "PT",   "P1DT",  "d",      "-1d",  "1x",  "1d2", "1 d",          "P1H",  "PT1D",
        "P1D1Y", "P1.5M", "P-1D", "9000y", "P9000Y", "1e3s", "nan", "inf", "99999999999d", "P1D2D"})
    EXPECT_EQ(at(bad), "-") << bad;
}

class ClockPage : public RealServer {};

TEST_F(ClockPage, TellsTheTime) {
  EXPECT_EQ(ask("GET", page).body,
            R"({"now":"2030-01-01T00:00:00Z","mode":"frozen","scale":0,"next_due":null})");
  create_queue("q");
  send_message("q", "m");
  receive("q");
  EXPECT_THAT(ask("GET", page).body, HasSubstr(R"("next_due":"2030-01-01T00:00:30Z")"));
}

TEST_F(ClockPage, IsMovedOn) {
  create_queue("q");
  send_message("q", "m");
  EXPECT_THAT(receive("q"), HasSubstr("\"m\""));
  EXPECT_THAT(receive("q"), Not(HasSubstr("\"m\"")));
  EXPECT_THAT(ask("POST", page, R"({"advance":"29s"})").body,
              HasSubstr(R"({"now":"2030-01-01T00:00:29Z","mode":"frozen","scale":0,)"));
  EXPECT_THAT(receive("q"), Not(HasSubstr("\"m\"")));
  const Answer moved = ask("POST", page, R"({"advance_to_next":true})");
  EXPECT_EQ(moved.status, 200u);
  EXPECT_THAT(moved.body, HasSubstr(R"({"now":"2030-01-01T00:00:30Z")"));
  EXPECT_THAT(moved.body, HasSubstr(R"("events":1})"));
  EXPECT_THAT(receive("q"), HasSubstr("\"m\""));
  EXPECT_THAT(ask("POST", page, R"({"advance":"P1M"})").body, HasSubstr(R"("now":"2030-02-01T00:00:30Z")"));
}

TEST_F(ClockPage, IsSetForthAndBack) {
  EXPECT_THAT(ask("POST", page, R"({"set":"2035-06-01T00:00:00Z"})").body,
              HasSubstr(R"("now":"2035-06-01T00:00:00Z","mode":"frozen")"));
  EXPECT_THAT(ask("POST", page, R"({"set":"2020-06-01T00:00:00+02:00"})").body,
              HasSubstr(R"("now":"2020-05-31T22:00:00Z")"));
  EXPECT_THAT(ask("POST", page, R"({"scale":60,"advance":10})").body,
              HasSubstr(R"("mode":"scaled","scale":60)"));
  EXPECT_THAT(ask("POST", page, R"({"resume":true})").body, HasSubstr(R"("mode":"real","scale":1)"));
  EXPECT_THAT(ask("POST", page, R"({"freeze":true,"set":"2040-01-01T00:00:00Z"})").body,
              HasSubstr(R"("now":"2040-01-01T00:00:00Z","mode":"frozen")"));
}

TEST_F(ClockPage, IsOfNoWorldWithoutAName) {
  for (const std::string& world :
       {std::string(), std::string("a%20b"), std::string("a:b"), std::string(65, 'a')}) {
    const auto answer = ask("GET", "/_world/" + world + "/_understudy/clock");
    EXPECT_EQ(answer.status, 400u) << world;
    EXPECT_THAT(answer.body, HasSubstr("world's name")) << world;
  }
}

TEST_F(ClockPage, IsOfItsWorld) {
  ask("POST", "/_world/a/_understudy/clock", R"({"freeze":true,"set":"2040-01-01T00:00:00Z"})");
  EXPECT_THAT(ask("GET", "/_world/a/_understudy/clock").body, HasSubstr("2040-01-01"));
  EXPECT_THAT(ask("GET", page).body, HasSubstr("2030-01-01"));
}

TEST_F(ClockPage, SaysWhatIsWrong) {
  for (const auto& [body, why] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"", "must be a JSON object"},
           {"[]", "must be a JSON object"},
           {"{}", "must be a JSON object"},
           {R"({"advance":"soon"})", "length of time"},
           {R"({"advance":-5})", "length of time"},
           {R"({"advance":"90d","set":"2040-01-01T00:00:00Z"})", "Only one of"},
           {R"({"freeze":true,"scale":2})", "Only one of"},
           {R"({"freeze":false})", "must be true"},
           {R"({"scale":0})", "above 0"},
           {R"({"scale":"fast"})", "above 0"},
           {R"({"set":"tomorrow"})", "RFC 3339"},
           {R"({"jump":"1d"})", "There is no \\\"jump\\\""}}) {
    const Answer answer = ask("POST", page, body);
    EXPECT_EQ(answer.status, 400u) << body;
    EXPECT_THAT(answer.body, HasSubstr(why)) << body;
  }
  EXPECT_THAT(ask("GET", page).body, HasSubstr(R"("now":"2030-01-01T00:00:00Z","mode":"frozen")"));
  EXPECT_EQ(ask("DELETE", page).status, 405u);
}

}  // namespace
}  // namespace understudy::gateway
