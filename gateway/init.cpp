// Finding and running init scripts.
#include "gateway/init.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "services/kit/json.hpp"

namespace understudy::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> folders{"boot.d", "start.d", "ready.d", "shutdown.d"};
constexpr std::array<std::string_view, 4> states{"UNKNOWN", "RUNNING", "SUCCESSFUL", "ERROR"};

// The server's environment; ours wins for the endpoint alone.
class ScriptEnvironment {
 public:
  explicit ScriptEnvironment(const std::string& endpoint) {
    for (char** one = ::environ; *one; ++one)
      if (!std::string_view(*one).starts_with("AWS_ENDPOINT_URL=")) texts_.emplace_back(*one);
    if (!endpoint.empty()) texts_.push_back("AWS_ENDPOINT_URL=" + endpoint);
    for (const std::string_view otherwise :
         {"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_DEFAULT_REGION=us-east-1"}) {
      const std::string_view name = otherwise.substr(0, otherwise.find('=') + 1);
      if (std::ranges::none_of(texts_, [&](const std::string& text) { return text.starts_with(name); }))
        texts_.emplace_back(otherwise);
    }
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

// Signals as a program expects them, a process group of its own, and only the three standard files.
class SpawnSettings {
 public:
  SpawnSettings() {
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&files);
    sigset_t none, all;
    sigemptyset(&none);
    sigemptyset(&all);
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&all, signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
};

std::string fate(int status) {
  if (WIFEXITED(status)) return "ended with " + std::to_string(WEXITSTATUS(status));
  return "was ended by signal " + std::to_string(WTERMSIG(status));
}

}  // namespace

void InitScripts::use(const std::string& folder, Say say) {
  const std::lock_guard lock(mutex_);
  say_ = std::move(say);
  if (folder.empty()) return;
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    say_(true, "--init: there is no folder " + folder);
    return;
  }
  for (std::size_t stage = 0; stage < folders.size(); ++stage) {
    const fs::path root = fs::path(folder) / folders[stage];
    if (!fs::is_directory(root, ignored)) continue;
    const std::size_t first = scripts_.size();
    for (const auto& entry : fs::recursive_directory_iterator(root, ignored)) {
      const std::string kind = entry.path().extension().string();
      if (!entry.is_regular_file(ignored) || (kind != ".sh" && kind != ".py")) continue;
      scripts_.push_back({.stage = static_cast<Stage>(stage),
                          .path = entry.path().string(),
                          .name = entry.path().filename().string()});
    }
    std::ranges::sort(scripts_.begin() + static_cast<std::ptrdiff_t>(first), scripts_.end(), {},
                      &Script::path);
  }
}

void InitScripts::endpoint(std::string url) {
  const std::lock_guard lock(mutex_);
  endpoint_ = std::move(url);
}

// Null when it could not be started.
std::optional<pid_t> InitScripts::spawn(const Script& script) {
  const bool python = script.path.ends_with(".py");
  const bool itself = ::access(script.path.c_str(), X_OK) == 0;
  std::string program = itself ? script.path : python ? "python3" : "sh", path = script.path;
  std::vector<char*> arguments{program.data()};
  if (!itself) arguments.push_back(path.data());
  arguments.push_back(nullptr);
  ScriptEnvironment environment(endpoint_);
  const SpawnSettings settings;
  pid_t child = 0;
  int error = posix_spawnp(&child, program.c_str(), &settings.files, &settings.attributes, arguments.data(),
                           environment.get());
  if (error == ENOEXEC && itself) {  // executable, but without a first line that names its interpreter
    program = python ? "python3" : "sh";
    arguments = {program.data(), path.data(), nullptr};
    error = posix_spawnp(&child, program.c_str(), &settings.files, &settings.attributes, arguments.data(),
                         environment.get());
  }
  if (error == 0) return child;
  say_(true, "the init script " + script.path + " cannot be run: " + std::strerror(error));
  return {};
}

InitScripts::State InitScripts::play(const Script& script) {
  pid_t child = 0;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return State::error;
    const auto spawned = spawn(script);
    if (!spawned) return State::error;
    child = running_ = *spawned;
  }
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  const std::lock_guard lock(mutex_);  // until it is reaped, its number is nobody else's
  running_ = 0;
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status == 0) return State::successful;
  say_(true, "the init script " + script.path + " " + fate(status));
  return State::error;
}

void InitScripts::run(Stage stage) {
  for (std::size_t i = 0;; ++i) {
    Script script;
    {
      const std::lock_guard lock(mutex_);
      if (stage == Stage::shutdown && i == 0) stopped_ = false;
      if (i == scripts_.size() || stopped_) {
        completed_[static_cast<std::size_t>(stage)] = !stopped_;
        return;
      }
      if (scripts_[i].stage != stage) continue;
      scripts_[i].state = State::running;
      script = scripts_[i];
    }
    const State state = play(script);
    const std::lock_guard lock(mutex_);
    scripts_[i].state = state;
  }
}

void InitScripts::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (running_ > 0) ::kill(-running_, SIGTERM);
}

std::string InitScripts::report(std::optional<Stage> stage) const {
  const std::lock_guard lock(mutex_);
  const auto truth = [](bool is) { return is ? "true" : "false"; };
  std::string out = "{\"completed\":";
  if (stage) {
    out += truth(completed_[static_cast<std::size_t>(*stage)]);
  } else {
    for (std::size_t i = 0; i < names.size(); ++i)
      out.append(i ? ",\"" : "{\"").append(names[i]).append("\":").append(truth(completed_[i]));
    out += '}';
  }
  out += ",\"scripts\":[";
  bool first = true;
  for (const Script& script : scripts_) {
    if (stage && script.stage != *stage) continue;
    if (!std::exchange(first, false)) out += ',';
    out.append("{\"stage\":\"").append(names[static_cast<std::size_t>(script.stage)]).append("\",\"name\":");
    kit::append_json_string(out, script.name);
    out.append(",\"state\":\"").append(states[static_cast<std::size_t>(script.state)]).append("\"}");
  }
  return out + "]}";
}

}  // namespace understudy::gateway
