// Init scripts: the user's own programs, run at the stages of the server's life.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::gateway {

// As LocalStack has them: DIR/boot.d before the ports open, start.d once they are, ready.d when requests are
// answered, shutdown.d before the ports close. In each, files ending in .sh and .py, in sorted order, folders
// within included.
class InitScripts {
 public:
  enum class Stage : std::uint8_t { boot, start, ready, shutdown };
  static constexpr std::array<std::string_view, 4> names{"BOOT", "START", "READY", "SHUTDOWN"};
  enum class State : std::uint8_t { unknown, running, successful, error };

  using Say = std::function<void(bool wrong, const std::string& text)>;

  // Without a folder every stage is complete as soon as it is reached. Scripts see this server's environment
  // with AWS_ENDPOINT_URL and, where they are not set, test credentials and a region. Before any run().
  void use(const std::string& folder, Say say);
  void endpoint(std::string url);

  // Runs the stage's scripts, one after another, and waits for them: not on a thread that serves. A failed
  // script is told of, and the next one runs. Scripts get no shell string, no open files of ours, and no
  // input.
  void run(Stage stage);
  // Ends the script that is running, and runs no more of that stage. Any thread.
  void stop();

  // {"completed": {"BOOT": true, ...}, "scripts": [{"stage", "name", "state"}]}; of one stage: "completed" is
  // its own.
  std::string report(std::optional<Stage> stage = {}) const;

 private:
  struct Script {
    Stage stage;
    std::string path, name;
    State state = State::unknown;
  };
  State play(const Script& script);
  std::optional<pid_t> spawn(const Script& script);

  mutable std::mutex mutex_;
  Say say_ = [](bool, const std::string&) {};
  std::string endpoint_;
  std::vector<Script> scripts_;
  std::array<bool, 4> completed_{};
  pid_t running_ = 0;
  bool stopped_ = false;
};

}  // namespace understudy::gateway
