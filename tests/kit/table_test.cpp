// Tables: journals, rollback, indexes and shared rows.
#include "services/kit/table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace understudy::kit {
namespace {

struct Job {
  std::string queue;
  int due = 0;
  bool operator==(const Job&) const = default;
};
struct ByDue {  // jobs that wait, by instant
  static std::optional<std::pair<int, int>> key(const int& id, const Job& job) {
    if (job.due == 0) return std::nullopt;
    return std::pair(job.due, id);
  }
};
struct Ready {  // jobs that do not, by queue
  static std::optional<int> key(const int& id, const Job& job) {
    return job.due == 0 ? std::optional(id) : std::nullopt;
  }
  static std::string group(const int&, const Job& job) { return job.queue; }
};
using Jobs = Table<Job, int, ByDue, Ready>;

// The whole truth of a table, for comparison.
auto content(const Jobs& jobs) {
  std::map<int, Job> rows;
  std::map<std::pair<int, int>, int> due;
  std::map<std::string, std::vector<int>> ready;
  for (const auto& [id, row] : jobs.rows()) rows[id] = row->row;
  for (const auto& [key, id] : jobs.by<ByDue>().tree()) due[key] = id;
  for (const std::string queue : {"a", "b", "c"})
    for (const auto& [key, id] : jobs.by<Ready>().tree(queue)) ready[queue].push_back(id);
  return std::tuple(rows, due, ready);
}

TEST(Table, KeepsIndexesThroughEdits) {
  Jobs jobs;
  jobs.insert(1, {"a", 5});
  jobs.insert(2, {"a", 0});
  EXPECT_EQ(jobs.by<ByDue>().size(), 1u);
  jobs.edit(1)->due = 0;
  EXPECT_EQ(jobs.by<Ready>().size("a"), 2u);
  jobs.edit(1)->queue = std::string("b");
  EXPECT_EQ(jobs.by<Ready>().size("a"), 1u);
  EXPECT_EQ(jobs.by<Ready>().size("b"), 1u);
  jobs.erase(1);
  EXPECT_EQ(jobs.by<Ready>().groups(), 1u);
}

TEST(Table, ReportsEachChangedRowOnce) {
  Jobs jobs;
  jobs.insert(1, {"a", 1});
  jobs.insert(2, {"a", 2});
  jobs.commit();
  jobs.edit(1)->due = 7;
  jobs.edit(1)->due = 8;
  jobs.erase(2);
  jobs.insert(2, {"b", 3});
  jobs.insert(3, {"c", 4});
  jobs.erase(3);
  jobs.insert(4, {"c", 5});
  std::vector<std::tuple<int, int, int>> seen;
  jobs.commit([&](const Change<int, Job>& c) {
    seen.emplace_back(c.key, c.before ? c.before->row.due : -1, c.after ? c.after->row.due : -1);
  });
  EXPECT_EQ(seen, (std::vector<std::tuple<int, int, int>>{{1, 1, 8}, {2, 2, 3}, {4, -1, 5}}));
  EXPECT_FALSE(jobs.changed());
}

TEST(Table, HeldRowsAndForksStayAsTheyWere) {
  Jobs jobs;
  jobs.insert(1, {"a", 1});
  jobs.commit();
  const auto held = jobs.row(1);
  Jobs fork = jobs;
  jobs.edit(1)->due = 2;
  jobs.commit();
  EXPECT_EQ(held->row.due, 1);
  EXPECT_EQ(fork.find(1)->due, 1);
  fork.edit(1)->due = 3;
  EXPECT_EQ(jobs.find(1)->due, 2);
}

TEST(Table, RandomTurnsRollBackToWhatTheyFound) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  Jobs jobs;
  for (int turn = 0; turn < 2000; ++turn) {
    const auto before = content(jobs);
    for (int step = pick(8); step >= 0; --step) {
      const int id = pick(12);
      const Job job{std::string(1, static_cast<char>('a' + pick(3))), pick(4)};
      if (!jobs.contains(id)) {
        jobs.insert(id, job);
      } else if (pick(3) == 0) {
        jobs.erase(id);
      } else {
        *jobs.edit(id) = job;
      }
    }
    const auto after = content(jobs);
    if (pick(2) == 0) {
      jobs.rollback();
      EXPECT_EQ(content(jobs), before);
    } else {
      std::map<int, Job> replayed = std::get<0>(before);
      jobs.commit([&](const Change<int, Job>& c) {
        EXPECT_EQ(static_cast<bool>(c.before), replayed.contains(c.key));
        if (c.before) {
          EXPECT_EQ(c.before->row, replayed[c.key]);
        }
        if (c.after) {
          replayed[c.key] = c.after->row;
        } else {
          replayed.erase(c.key);
        }
      });
      EXPECT_EQ(replayed, std::get<0>(after));
      EXPECT_EQ(content(jobs), after);
    }
    // Indexes are what the rows say.
    Jobs rebuilt;
    for (const auto& [id, row] : jobs.rows()) rebuilt.insert(id, row->row);
    EXPECT_EQ(content(rebuilt), content(jobs));
  }
}

}  // namespace
}  // namespace understudy::kit
