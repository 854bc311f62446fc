// Init scripts: which are run, in what order, with what around them, and what is told of them.
#include "gateway/init.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace understudy::gateway {
namespace {

namespace fs = std::filesystem;
using Stage = InitScripts::Stage;

class Init : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "understudy-init-XXXXXX").string();
    ASSERT_TRUE(::mkdtemp(name.data()));
    root = name;
  }
  void TearDown() override { fs::remove_all(root); }

  void write(const std::string& path, std::string_view text, bool executable = false) {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
    if (executable) ::chmod((root / path).c_str(), 0755);
  }
  std::string log() {
    std::ifstream in(root / "log");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string append(std::string_view what) {
    return "echo " + std::string(what) + " >> " + (root / "log").string() + "\n";
  }
  void use() {
    init.use(root.string(), [this](bool wrong, const std::string& text) {
      if (wrong) said += text + "\n";
    });
  }

  fs::path root;
  InitScripts init;
  std::string said;
};

TEST_F(Init, WithoutAFolderEveryStageIsComplete) {
  init.use("", [](bool, const std::string&) {});
  EXPECT_EQ(init.report(),
            R"({"completed":{"BOOT":false,"START":false,"READY":false,"SHUTDOWN":false},"scripts":[]})");
  init.run(Stage::boot);
  EXPECT_EQ(init.report(Stage::boot), R"({"completed":true,"scripts":[]})");
}

TEST_F(Init, RunsInSortedOrder) {
  write("ready.d/20_second.sh", append("second"));
  write("ready.d/10_first.sh", append("first"));
  write("ready.d/15_folder/a.sh", append("within"));
  write("ready.d/30_own.sh", "#!/bin/sh\n" + append("own"), true);
  write("ready.d/40_nameless.sh", append("nameless"), true);  // executable, without an interpreter's line
  write("ready.d/notes.txt", append("never"));
  write("start.d/1.sh", append("start"));
  use();
  EXPECT_EQ(init.report(Stage::start),
            R"({"completed":false,"scripts":[{"stage":"START","name":"1.sh","state":"UNKNOWN"}]})");
  init.run(Stage::start);
  init.run(Stage::ready);
  EXPECT_EQ(log(), "start\nfirst\nwithin\nsecond\nown\nnameless\n");
  EXPECT_EQ(init.report(Stage::start),
            R"({"completed":true,"scripts":[{"stage":"START","name":"1.sh","state":"SUCCESSFUL"}]})");
  EXPECT_EQ(said, "");
}

TEST_F(Init, TellsOfFailuresAndGoesOn) {
  write("boot.d/1.sh", "exit 3\n");
  write("boot.d/2.sh", "kill -9 $$\n");
  write("boot.d/3.sh", append("third"));
  use();
  init.run(Stage::boot);
  EXPECT_EQ(log(), "third\n");
  EXPECT_NE(said.find("1.sh ended with 3\n"), std::string::npos) << said;
  EXPECT_NE(said.find("2.sh was ended by signal 9\n"), std::string::npos) << said;
  EXPECT_EQ(
      init.report(Stage::boot),
      R"({"completed":true,"scripts":[{"stage":"BOOT","name":"1.sh","state":"ERROR"},)"
      R"({"stage":"BOOT","name":"2.sh","state":"ERROR"},{"stage":"BOOT","name":"3.sh","state":"SUCCESSFUL"}]})");
}

TEST_F(Init, GivesEndpointAndCredentials) {
  write("ready.d/1.sh",
        append("$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_DEFAULT_REGION"));
  write("ready.d/2.py", "import os\nopen(r'" + (root / "log").string() +
                            "', 'a').write(os.environ['AWS_ENDPOINT_URL'] + '\\n')\n");
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"})
    ::unsetenv(name);
  use();
  init.endpoint("http://127.0.0.1:4566");
  init.run(Stage::ready);
  EXPECT_EQ(log(), "http://127.0.0.1:4566 test test us-east-1\nhttp://127.0.0.1:4566\n");
}

TEST_F(Init, StopsWhenToldTo) {
  write("ready.d/1.sh", append("begun") + "sleep 1000 & wait\n");
  write("ready.d/2.sh", append("never"));
  write("shutdown.d/1.sh", append("end"));
  use();
  std::thread runs([&] { init.run(Stage::ready); });
  while (log() != "begun\n") std::this_thread::yield();
  init.stop();
  runs.join();
  init.run(Stage::shutdown);
  EXPECT_EQ(log(), "begun\nend\n");
  EXPECT_EQ(init.report(Stage::ready).substr(0, 18), R"({"completed":false)");
}

TEST_F(Init, SaysWhenThereIsNoFolder) {
  init.use((root / "missing").string(), [this](bool, const std::string& text) { said = text; });
  EXPECT_NE(said.find("there is no folder"), std::string::npos);
}

}  // namespace
}  // namespace understudy::gateway
