// Starts a server and waits for its first answer.
#include "bench/startup.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>

#include "bench/http.hpp"

extern char** environ;

namespace understudy::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(30);
constexpr int poll_us = 200;

// The server's process; stopped and reaped with this object.
class Child {
 public:
  Child(char* const* command, const std::string& log) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                       0644);
    ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    const int error = ::posix_spawnp(&pid_, command[0], &actions, nullptr, command, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw Failure("cannot start " + std::string(command[0]));
  }
  ~Child() {
    if (ended_) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool ended() { return ended_ = ended_ || ::waitpid(pid_, nullptr, WNOHANG) == pid_; }

 private:
  pid_t pid_ = -1;
  bool ended_ = false;
};

// Sends the request and reads one answer. False when the server hung up: it was not ready after all.
bool ask(int fd, std::string_view request) {
  if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
    return false;
  std::string received;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t size = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    received.append(buffer.data(), static_cast<std::size_t>(size));
    if (const auto answer = parse_answer(received)) {
      if (answer->status == 200) return true;
      throw Failure("the first answer has status " + std::to_string(answer->status));
    }
  }
}

}  // namespace

double startup_ms(char* const* command, const std::string& log, const RequestOptions& options) {
  const Requests requests(Operation::identity, options);
  const auto begin = Clock::now();
  Child child(command, log);
  for (;;) {
    if (const int fd = try_connect(options.host, options.port); fd >= 0) {
      const bool answered = ask(fd, requests.at(0));
      const double took = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
      ::close(fd);
      if (answered) return took;
    }
    if (child.ended()) throw Failure("the server ended before it answered; see " + log);
    if (Clock::now() - begin > patience) throw Failure("no answer after 30 seconds");
    ::usleep(poll_us);
  }
}

}  // namespace understudy::bench
