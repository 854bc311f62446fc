// The real binary as a child process.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace understudy {

class Binary {
 public:
  // Runs it with these arguments and additional variables, standard output and error read together.
  explicit Binary(std::vector<std::string> arguments, std::vector<std::string> variables = {});
  ~Binary();  // kills it if it still runs
  Binary(const Binary&) = delete;
  Binary& operator=(const Binary&) = delete;

  // Reads on until the output contains this; false when it ends before.
  bool await(const std::string& text);
  const std::string& output() const { return output_; }
  std::vector<std::uint16_t> ports() const;  // of the addresses that it printed
  void signal(int number);
  bool runs();
  // Waits for the end: the exit code, or 128 and the signal's number.
  int wait();
  std::size_t resident_kb() const;
  pid_t process() const { return process_; }

 private:
  bool read_more();

  pid_t process_ = -1;
  int pipe_ = -1;
  int code_ = -1;
  std::string output_;
};

}  // namespace understudy
