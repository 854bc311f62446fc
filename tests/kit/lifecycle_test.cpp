// Lifecycles: moves under each progression; resources' ARN templates; pages; access keys; sealed texts.
#include "services/kit/lifecycle.hpp"

#include <gtest/gtest.h>

#include "services/kit/access_key.hpp"
#include "services/kit/paging.hpp"
#include "services/kit/resource.hpp"

namespace understudy::kit {
namespace {

constexpr std::string_view launch[] = {"pending", "running"};
constexpr std::string_view restore[] = {"queued", "copying", "checking", "done"};
constexpr std::string_view reboot[] = {"running"};
constexpr Move moves[] = {{"launch", launch}, {"restore", restore}, {"reboot", reboot}};
constexpr Lifecycle machine{"test::machine", moves};
constexpr Time t0 = from_epoch_seconds(1000);

TEST(Lifecycle, ImmediateShowsTheFirstStateOnceThenTheLast) {
  Stage stage;
  start(stage, machine, "restore", {}, t0);
  EXPECT_EQ(stage.state, "queued");
  EXPECT_TRUE(look(stage, machine, {}));
  EXPECT_EQ(stage.state, "done");
  EXPECT_FALSE(would_look(stage, {}));
}

TEST(Lifecycle, ManualStepsAtEveryNthLook) {
  const Progression two{Progression::manual, 2, {}};
  Stage stage;
  start(stage, machine, "restore", two, t0);
  std::string seen;
  for (int i = 0; i < 8; ++i) {
    look(stage, machine, two);
    seen += stage.state[0];
  }
  EXPECT_EQ(seen, "qccccddd");  // queued, copying twice, checking twice, done
}

TEST(Lifecycle, TimedStepsByTheClockAlone) {
  const Progression slow{Progression::timed, 1, seconds(10)};
  Stage stage;
  start(stage, machine, "restore", slow, t0);
  EXPECT_FALSE(look(stage, machine, slow));
  EXPECT_EQ(stage.due, t0 + seconds(10));
  EXPECT_TRUE(tick(stage, machine, slow));
  EXPECT_EQ(stage.state, "copying");
  EXPECT_EQ(stage.due, t0 + seconds(20));
  tick(stage, machine, slow);
  tick(stage, machine, slow);
  EXPECT_EQ(stage.state, "done");
  EXPECT_EQ(stage.due, never);
  EXPECT_FALSE(tick(stage, machine, slow));
}

TEST(Lifecycle, AMoveOfOneStateIsAtRestAtOnce) {
  Stage stage;
  start(stage, machine, "reboot", {Progression::timed, 1, seconds(10)}, t0);
  EXPECT_EQ(stage, (Stage{"running", "", 0, 0, never}));
}

TEST(Resource, FillsItsArn) {
  EXPECT_EQ(fill("arn:{partition}:iam::{account}:user{path}{name}",
                 {{"partition", "aws-cn"}, {"account", "123456789012"}, {"path", "/a/"}, {"name", "bob"}}),
            "arn:aws-cn:iam::123456789012:user/a/bob");
}

TEST(Paging, WalksATableWithTokensOfItsOwn) {
  Table<int> table;
  for (int i = 0; i < 10; ++i) table.insert(std::string(1, static_cast<char>('a' + i)), i);
  constexpr Error bad{"InvalidNextToken", "no"};
  std::string seen, token;
  do {
    const Paged paged = page(
        table, "things", token, 2, bad, [](const std::string&, int i) { return i % 2 == 0; },
        [&](const std::string& key, int) { seen += key; });
    seen += '|';
    token = paged.next.value_or("");
  } while (!token.empty());
  EXPECT_EQ(seen, "ac|eg|i|");
  const auto with = [&](std::string_view t) {
    page(
        table, "things", t, 2, bad, [](auto&, auto&) { return true; }, [](auto&, auto&) {});
  };
  EXPECT_THROW(with("nonsense"), Failure);
  EXPECT_THROW(with(seal("other things", "a")), Failure);
}

TEST(AccessKey, CarriesItsAccount) {
  Generator random(1, "keys");
  for (const char* account : {"000000000000", "123456789012", "999999999999"})
    for (int i = 0; i < 100; ++i) {
      const std::string key = make_access_key("ASIA", account, random);
      EXPECT_EQ(key.size(), 20u);
      EXPECT_EQ(account_of_key(key), account);
    }
  EXPECT_FALSE(account_of_key("AKIAIOSFODNN7EXAMPLE"));
  EXPECT_FALSE(account_of_key("ASIA"));
  EXPECT_FALSE(account_of_key("ASIA0000000000000000"));
}

TEST(Sealed, NoticesTampering) {
  const std::string sealed = seal("p", "text\0x");
  EXPECT_EQ(unseal("p", sealed), "text\0x");
  EXPECT_FALSE(unseal("q", sealed));
  EXPECT_FALSE(unseal("p", sealed + "A"));
  EXPECT_FALSE(unseal("p", ""));
}

TEST(Arn, IsTakenApart) {
  const auto arn = Arn::parse("arn:aws:iam::123456789012:role/a/b");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->type(), "role");
  EXPECT_EQ(arn->id(), "a/b");
  for (const char* bad : {"", "arn", "arn:aws:iam::1", "arn:aws:iam::1:", "arn::iam::1:x", "x:aws:iam::1:y"})
    EXPECT_FALSE(Arn::parse(bad)) << bad;
  EXPECT_EQ(partition_of("us-gov-west-1"), "aws-us-gov");
  EXPECT_EQ(partition_of("eu-west-1"), "aws");
}

}  // namespace
}  // namespace understudy::kit
