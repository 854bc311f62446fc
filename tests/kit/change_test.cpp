// Changes without types, and how lifecycles are told to go on.
#include "services/kit/change.hpp"

#include <gtest/gtest.h>

#include "services/kit/json.hpp"
#include "services/kit/lifecycle.hpp"

namespace understudy::kit {
namespace {

struct Thing {
  int size = 0;
};
STATE(Thing, size)
using Things = Table<Thing>;

std::string told(const RowChanges& changes) {
  std::string all;
  for (const RowChange& change : changes) {
    Arena arena;
    all += std::string(change.table) + " " + change.key + " " + (change.existed ? "was" : "new") + " " +
           to_json(change.row.view(arena)) + "; ";
  }
  return all;
}

TEST(Change, OfATurnShowsEachRowOnce) {
  Things things;
  things.insert("kept", {1});
  things.insert("gone", {2});
  things.commit();
  things.edit("kept")->size = 3;
  things.edit("kept")->size = 4;
  things.erase("gone");
  things.insert("made", {5});
  things.insert("never", {6});
  things.erase("never");
  RowChanges changes;
  commit(things, "things", changes);
  EXPECT_EQ(told(changes),
            R"(things kept was {"size":4}; things gone was null; things made new {"size":5}; )");
  EXPECT_FALSE(things.changed());
}

TEST(Change, HoldsItsRow) {
  RowChanges changes;
  {
    Things things;
    things.insert("a", {1});
    commit(things, "things", changes);
    things.edit("a")->size = 2;  // a copy: the row that was told stays
    things.commit();
  }
  const AnyRow copy = changes[0].row;
  changes.clear();
  Arena arena;
  EXPECT_EQ(to_json(copy.view(arena)), R"({"size":1})");
  EXPECT_FALSE(AnyRow());
}

TEST(Change, BetweenTwoTables) {
  Things before;
  for (const char* key : {"a", "b", "c", "e"}) before.insert(key, {1});
  before.commit();
  Things after = before;
  after.erase("a");
  after.edit("b")->size = 2;
  after.edit("c")->size = 1;  // another row that looks the same
  after.insert("d", {3});
  after.erase("e");
  after.insert("f", {4});
  after.commit();
  RowChanges changes;
  compare(before, after, "things", changes);
  EXPECT_EQ(told(changes), R"(things a was null; things b was {"size":2}; things d new {"size":3}; )"
                           R"(things e was null; things f new {"size":4}; )");
}

TEST(Progressions, AreSetForAllAccountsOrForOne) {
  const Progression slow{Progression::timed, 1, seconds(5)}, looks{Progression::manual, 2, {}};
  Progressions progressions;
  EXPECT_EQ(progressions.of("dax::cluster", "1"), (Progression{Progression::manual, 4, {}}));
  EXPECT_EQ(progressions.of("nobody::knows", "1"), Progression{});
  progressions.set("dax::cluster", "", slow);
  progressions.set("dax::cluster", "1", looks);
  EXPECT_EQ(progressions.of("dax::cluster", "1"), looks);
  EXPECT_EQ(progressions.of("dax::cluster", "2"), slow);
  Progressions other;
  other.copy(progressions);
  progressions.unset("dax::cluster", "1");
  EXPECT_EQ(progressions.of("dax::cluster", "1"), slow);
  progressions.clear();
  EXPECT_EQ(progressions.of("dax::cluster", "1"), (Progression{Progression::manual, 4, {}}));
  EXPECT_EQ(other.of("dax::cluster", "1"), looks);
}

}  // namespace
}  // namespace understudy::kit
