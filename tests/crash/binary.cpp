// Starting, watching and ending the binary.
#include "binary.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace understudy {
namespace {

// What the tests' own environment says about ports and levels must not reach the binary.
bool is_ours(std::string_view variable) {
  for (const std::string_view name :
       {"MOTO_", "GATEWAY_LISTEN=", "LOCALSTACK_", "SQS_", "DEBUG=", "LS_LOG=", "EXTRA_CORS", "PERSISTENCE="})
    if (variable.starts_with(name)) return true;
  return false;
}

}  // namespace

Binary::Binary(std::vector<std::string> arguments, std::vector<std::string> variables) {
  for (char** one = environ; *one; ++one)
    if (!is_ours(*one)) variables.emplace_back(*one);
  arguments.insert(arguments.begin(), UNDERSTUDY);
  std::vector<char*> argv, envp;
  for (std::string& one : arguments) argv.push_back(one.data());
  for (std::string& one : variables) envp.push_back(one.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  process_ = fork();
  if (process_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    execve(UNDERSTUDY, argv.data(), envp.data());
    _exit(127);
  }
  close(ends[1]);
  pipe_ = ends[0];
}

Binary::~Binary() {
  if (code_ < 0) {
    kill(process_, SIGKILL);
    wait();
  }
  close(pipe_);
}

bool Binary::read_more() {
  char bytes[4096];
  const ssize_t size = read(pipe_, bytes, sizeof bytes);
  if (size <= 0) return false;
  output_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

bool Binary::await(const std::string& text) {
  while (output_.find(text) == std::string::npos)
    if (!read_more()) return false;
  return true;
}

std::vector<std::uint16_t> Binary::ports() const {
  std::vector<std::uint16_t> all;
  const std::string before = "Listening on http://";
  for (auto at = output_.find(before); at != std::string::npos; at = output_.find(before, at + 1)) {
    const auto line = output_.substr(at + before.size(), output_.find(" (", at) - at - before.size());
    all.push_back(static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1))));
  }
  return all;
}

void Binary::signal(int number) { kill(process_, number); }

bool Binary::runs() {
  if (code_ >= 0) return false;
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

int Binary::wait() {
  while (read_more()) {
  }
  int status = 0;
  waitpid(process_, &status, 0);
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return code_;
}

std::size_t Binary::resident_kb() const {
  std::ifstream status("/proc/" + std::to_string(process_) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
  return 0;
}

}  // namespace understudy
