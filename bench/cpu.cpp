// Reads the CPU clocks of processes.
#include "bench/cpu.hpp"

#include <unistd.h>

#include <ctime>

namespace understudy::bench {
namespace {

std::int64_t read(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return 0;
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::int64_t cpu_ns(std::span<const pid_t> processes) {
  std::int64_t sum = 0;
  for (const pid_t process : processes) {
    clockid_t clock{};
    if (::clock_getcpuclockid(process, &clock) == 0) sum += read(clock);
  }
  return sum;
}

std::int64_t own_cpu_ns() { return read(CLOCK_PROCESS_CPUTIME_ID); }

std::int64_t settled_cpu_ns(std::span<const pid_t> processes) {
  constexpr int step_us = 2000, steps = 125, resting = 3;
  constexpr std::int64_t rest_ns = 20'000;  // 1 % of a step: timers tick in any server
  std::int64_t last = cpu_ns(processes);
  for (int i = 0, quiet = 0; i < steps && quiet < resting; ++i) {
    ::usleep(step_us);
    const std::int64_t now = cpu_ns(processes);
    quiet = now - last < rest_ns ? quiet + 1 : 0;
    last = now;
  }
  return last;
}

}  // namespace understudy::bench
