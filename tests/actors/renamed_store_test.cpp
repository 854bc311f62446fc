// A data directory whose tables and fields were renamed since: it loads, and lies under the present names
// then.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <functional>
#include <future>

#include "actors/system.hpp"
#include "services/kit/renamed.hpp"

namespace understudy {
namespace {

namespace before {
struct Queue {
  std::string text;
};
STATE(Queue, text)
struct State {
  kit::Table<Queue> lines, others;
};
STATE(State, lines, others)
}  // namespace before

namespace since {
struct Queue {
  std::string body;
  int receives = 7;
};
STATE(Queue, body, receives)
RENAMED(Queue, {"text", "body"})
struct State {
  kit::Table<Queue> others, queues;
};
STATE(State, others, queues)
RENAMED(State, {"lines", "queues"})
}  // namespace since

struct Probe : kit::Call {
  std::function<void(kit::AnyState&)> script;
  std::promise<void> done;
  void answered() override { done.set_value(); }
};
kit::Outcome run_probe(kit::Call& call, kit::Turn&, kit::AnyState& state) {
  static_cast<Probe&>(call).script(state);
  return {};
}
constexpr kit::Operation operations[] = {{"Probe", run_probe}};
const kit::Service old_service{"sqs", kit::Scope::regional, operations, kit::make_state<before::State>,
                               nullptr};
const kit::Service new_service{"sqs", kit::Scope::regional, operations, kit::make_state<since::State>,
                               nullptr};

class RenamedStore : public ::testing::Test {
 protected:
  RenamedStore() {
    std::string name = ::testing::TempDir() + "understudy-renamed-XXXXXX";
    folder = mkdtemp(name.data());
  }
  ~RenamedStore() override { std::filesystem::remove_all(folder); }

  template <class State>
  void run(const kit::Service& service, const std::function<void(State&)>& script) {
    actors::System system({.threads = 1, .seed = 1, .services = {&service}, .data_folder = folder});
    const kit::Ref<Probe> call(std::make_unique<Probe>().release());
    call->account = "000000000000";
    call->region = "us-east-1";
    call->service = "sqs";
    call->operation_name = "Probe";
    call->input = kit::Value::structure(call->arena);
    call->script = [&](kit::AnyState& state) { script(kit::state_of<State>(state)); };
    system.send(kit::Ref<kit::Call>(call.get()));
    call->done.get_future().wait();
    system.stop();
  }
  std::string folder;
};

TEST_F(RenamedStore, RowsComeUnderThePresentNamesAndStayThere) {
  run<before::State>(old_service, [](before::State& state) {
    state.lines.insert("a", {"one"});
    state.lines.insert("b", {"two"});
    state.others.insert("c", {"three"});
  });
  run<since::State>(new_service, [](since::State& state) {
    ASSERT_EQ(state.queues.size(), 2u);
    EXPECT_EQ(state.queues.find("a")->body, "one");
    EXPECT_EQ(state.queues.find("a")->receives, 7);
    EXPECT_EQ(state.others.find("c")->body, "three");
    state.queues.edit("a")->body = "changed";
    state.queues.erase("b");
  });
  run<since::State>(new_service, [](since::State& state) {  // nothing of the former table comes again
    ASSERT_EQ(state.queues.size(), 1u);
    EXPECT_EQ(state.queues.find("a")->body, "changed");
  });
}

}  // namespace
}  // namespace understudy
