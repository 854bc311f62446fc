// A data directory: what one system leaves there is what the next one finds.
#include "actors/store.hpp"

#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>

#include "actors/notifier.hpp"
#include "lab.hpp"

namespace understudy::lab {
namespace {

constexpr Time first_day{std::chrono::sys_days(std::chrono::year(2030) / 1 / 1)};

// A folder of its own, gone with the test.
class Folder {
 public:
  Folder() {
    std::string name = ::testing::TempDir() + "understudy-store-XXXXXX";
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

// A system that can be started again on what it left.
class Kept : public ::testing::Test {
 protected:
  Kept() { start(); }
  void start(std::uint64_t seed = 42) {
    system.emplace(actors::Options{.threads = 2,
                                   .seed = seed,
                                   .services = {&sqs_service, &sts_service, &iam_service},
                                   .data_folder = folder.path + "/data"});
  }
  void restart() {
    system->stop();
    system.reset();
    start(7);
  }
  template <class F>
  ProbeRef run(F script, std::string_view service = "sqs", std::string_view world = "main") {
    ProbeRef call(std::make_unique<Probe>(service).release());
    call->world = call->arena.copy(world);
    call->script = [script](kit::Call& base, kit::Turn& turn, State& state) mutable -> Outcome {
      Sqs typed(base, turn);
      return script(typed, state);
    };
    system->send(kit::Ref<kit::Call>(call.get()));
    call->done.get_future().wait();
    return call;
  }
  void put(std::string key, std::string text, Time due = kit::never, std::string_view world = "main") {
    run(
        [=](Sqs&, State& state) -> Outcome {
          if (state.items.contains(key)) state.items.erase(key);
          state.items.insert(key, {text, due});
          return {};
        },
        "sqs", world);
  }
  std::string get(std::string key, std::string_view world = "main") {
    return run(
               [=](Sqs& call, State& state) -> Outcome {
                 const Item* item = state.items.find(key);
                 static_cast<Probe&>(call.base()).note = item ? item->text : "(none)";
                 return {};
               },
               "sqs", world)
        ->note;
  }
  void advance(kit::Duration by) {
    std::promise<void> arrived;
    system->advance("main", by, [&] { arrived.set_value(); });
    arrived.get_future().wait();
  }

  Folder folder;
  std::optional<System> system;
};

TEST_F(Kept, RowsComeBack) {
  put("a", "one");
  put("b", "two");
  run([](Sqs&, State& state) -> Outcome {
    state.items.edit("a")->text = "changed";
    state.items.erase("b");
    return {};
  });
  restart();
  EXPECT_EQ(get("a"), "changed");
  EXPECT_EQ(get("b"), "(none)");
}

TEST_F(Kept, AManyRowedShardComesBackWhole) {
  run([](Sqs&, State& state) -> Outcome {
    for (int i = 0; i < 3000; ++i) state.items.insert(std::to_string(i), {std::string(i % 50, 'x')});
    return {};
  });
  restart();
  EXPECT_EQ(get("2999"), std::string(49, 'x'));
  std::size_t rows = 0;
  system->visit("main", [&](const kit::Place&, const kit::AnyState& state) {
    rows += kit::state_of<State>(const_cast<kit::AnyState&>(state)).items.size();
  });
  EXPECT_EQ(rows, 3000u);
}

TEST_F(Kept, WhatFailedLeavesNothing) {
  put("a", "one");
  run([](Sqs&, State& state) -> Outcome {
    state.items.edit("a")->text = "half";
    return kit::Error{"Refused", "No."};
  });
  restart();
  EXPECT_EQ(get("a"), "one");
}

TEST_F(Kept, TheGeneratorGoesOnWhereItWas) {
  const auto draw = [&] {
    return run([](Sqs& call, State&) -> Outcome {
             static_cast<Probe&>(call.base()).note = call.random().uuid();
             return {};
           })
        ->note;
  };
  const std::string first = draw();
  restart();
  const std::string second = draw();
  EXPECT_NE(first, second);
  Folder other;
  System whole({.threads = 1, .seed = 42, .services = {&sqs_service}, .data_folder = other.path});
  std::vector<std::string> drawn;
  for (int i = 0; i < 2; ++i) {
    ProbeRef call(std::make_unique<Probe>("sqs").release());
    call->script = [&](kit::Call&, kit::Turn& turn, State&) -> Outcome {
      drawn.push_back(turn.random.uuid());
      return {};
    };
    whole.send(kit::Ref<kit::Call>(call.get()));
    call->done.get_future().wait();
  }
  EXPECT_EQ(drawn, (std::vector{first, second}));
}

TEST_F(Kept, ClocksAndDeadlinesGoOn) {
  system->clock("main").freeze();
  system->clock("main").set(first_day);
  put("timed", "waits", first_day + seconds(10));
  system->keep("main");
  restart();
  EXPECT_EQ(system->clock("main").mode(), scheduler::Mode::frozen);
  EXPECT_EQ(system->clock("main").now(), first_day);
  EXPECT_EQ(system->next_due("main"), first_day + seconds(10));
  advance(seconds(60));  // wakes the shard, which nobody has touched
  EXPECT_EQ(system->deadlines_met("main"), 1u);
  EXPECT_EQ(get("timed"), "due at " + std::to_string((first_day + seconds(10)).time_since_epoch().count()));
  restart();
  EXPECT_EQ(system->clock("main").now(), first_day + seconds(60));
  EXPECT_EQ(system->next_due("main"), kit::never);
}

TEST_F(Kept, WorldsAreMadeForkedResetAndDeletedForGood) {
  put("a", "original");
  system->fork("main", "forked");
  put("a", "theirs", kit::never, "forked");
  put("b", "passing", kit::never, "gone");
  put("c", "passing", kit::never, "emptied");
  system->clock("seeded").scale(60);
  system->seed("seeded", 99);
  system->progressions("seeded").set("ec2::instance", "", {kit::Progression::timed, 1, seconds(5)});
  system->remove("gone");
  system->reset("emptied");
  EXPECT_TRUE(system->keep("seeded"));
  restart();
  EXPECT_EQ(system->worlds(), (std::vector<std::string>{"emptied", "forked", "main", "seeded"}));
  EXPECT_EQ(system->seed("seeded"), 99u);
  EXPECT_EQ(system->seed("main"), 42u);
  EXPECT_EQ(system->clock("seeded").rate(), 60);
  EXPECT_EQ(system->progressions("seeded").of("ec2::instance", "").every, seconds(5));
  EXPECT_EQ(get("a"), "original");
  EXPECT_EQ(get("a", "forked"), "theirs");
  EXPECT_EQ(get("b", "gone"), "(none)");
  EXPECT_EQ(get("c", "emptied"), "(none)");
}

TEST_F(Kept, ARewrittenStateStays) {
  put("a", "old");
  put("z", "goes");
  system->rewrite("main", {}, [&](actors::Snapshot& taken) {
    for (actors::ShardState& shard : taken.shards) {
      State& state = kit::state_of<State>(*shard.state);
      state.items.edit("a")->text = "new";
      state.items.erase("z");
      shard.state->commit();
    }
    return std::move(taken.shards);
  });
  restart();
  EXPECT_EQ(get("a"), "new");
  EXPECT_EQ(get("z"), "(none)");
}

TEST_F(Kept, CredentialsAreKnownBeforeAnybodyTouchesTheirShard) {
  run([](Sqs& call, State& state) -> Outcome {
    state.items.insert("AKIAKEPT", {});
    state.restored(call.turn());
    return {};
  });
  EXPECT_TRUE(system->credential("main", "AKIAKEPT"));
  restart();
  EXPECT_TRUE(system->credential("main", "AKIAKEPT"));
}

TEST_F(Kept, EventsWaitForTheDiskAndComeOnce) {
  std::mutex mutex;
  std::vector<std::string> told;
  const auto listener = system->notifier().listen([&](const actors::ChangesRef& changes) {
    const std::lock_guard lock(mutex);
    for (const kit::RowChange& row : changes->rows) told.push_back(row.key);
  });
  put("a", "one");
  put("b", "two");
  system->notifier().leave(listener);
  EXPECT_EQ(told, (std::vector<std::string>{"a", "b"}));
}

TEST_F(Kept, EffectsAreDeliveredOnce) {
  const auto send = [&](int n) {
    run([n](Sqs& call, State&) -> Outcome {
      kit::Arena arena;
      kit::Value input = kit::Value::map(arena);
      input.set(arena, "QueueUrl") = kit::Value::string("q");
      input.set(arena, "MessageBody") = kit::Value::string(call.arena().copy(std::to_string(n)));
      call.turn().effect({{"000000000000", "eu-west-1", "sqs"}, "SendMessage", input});
      return {};
    });
  };
  for (int n = 0; n < 5; ++n) send(n);
  restart();
  send(5);
  restart();
  std::string text;
  system->visit("main", [&](const kit::Place& place, const kit::AnyState& state) {
    if (place.region == "eu-west-1")
      text = kit::state_of<State>(const_cast<kit::AnyState&>(state)).items.find("q")->text;
  });
  EXPECT_EQ(text, "0,1,2,3,4,5");
}

TEST_F(Kept, AServiceAsksAnotherAsBefore) {
  ProbeRef call(std::make_unique<Probe>("sts").release());
  call->operation_name = "GetSessionToken";
  call->operation = 1;
  system->send(kit::Ref<kit::Call>(call.get()));
  call->done.get_future().wait();
  ASSERT_TRUE(call->failure);  // nested too deeply, in the end
}

TEST_F(Kept, ASecondSystemIsRefused) {
  try {
    System second({.threads = 1, .seed = 1, .services = {}, .data_folder = folder.path + "/data"});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("is in use by another process"), std::string::npos);
  }
}

// Puts a value under a key of a database that nobody has open.
void overwrite(const std::string& folder, const std::string& key, const std::string& value) {
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open({}, folder + "/data/store", &opened).ok());
  const std::unique_ptr<rocksdb::DB> database(opened);
  ASSERT_TRUE(database->Put({}, key, value).ok());
}

TEST_F(Kept, ANewerFormatIsRefused) {
  system->stop();
  system.reset();
  overwrite(folder.path, "format",
            "\xa2\x66"
            "format"
            "\x18\x63\x64"
            "more"
            "\x01");
  try {
    start();
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("a newer version has written it (format 99"), std::string::npos)
        << error.what();
  }
}

TEST_F(Kept, ADamagedRowIsToldAndNothingElseSuffers) {
  put("a", "one");
  put("b", "two", kit::never, "other");
  const std::string number("\0\0\0\0\0\0\0\1", 8);
  system->stop();
  system.reset();
  overwrite(folder.path, "r" + number + "items" + std::string(1, '\0') + "a", "\xa1\x64text");
  start();
  const auto refused = run([](Sqs&, State&) -> Outcome { return {}; });
  ASSERT_TRUE(refused->failure);
  EXPECT_EQ(refused->failure->code, "InternalFailure");
  EXPECT_EQ(get("b", "other"), "two");
}

TEST(DataFolder, MustBeOne) {
  Folder folder;
  std::ofstream(folder.path + "/file") << "x";
  const auto open = [](const std::string& path) {
    System system({.threads = 1, .seed = 1, .services = {}, .data_folder = path});
  };
  EXPECT_THROW(open(folder.path + "/file"), std::runtime_error);
  std::filesystem::create_directory(folder.path + "/data");
  std::filesystem::create_directory(folder.path + "/elsewhere");
  std::filesystem::create_directory_symlink(folder.path + "/elsewhere", folder.path + "/data/store");
  EXPECT_THROW(open(folder.path + "/data"), std::runtime_error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path + "/elsewhere"));
}

}  // namespace
}  // namespace understudy::lab
