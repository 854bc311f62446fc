// Processor time of other processes, to the nanosecond.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>

namespace understudy::bench {

// User and system time of all threads of these processes since they started, in nanoseconds. A process that
// ended counts as zero. /proc/<pid>/stat has the same sum, but in ticks of 10 ms.
std::int64_t cpu_ns(std::span<const pid_t> processes);

// The same of the calling process.
std::int64_t own_cpu_ns();

// Waits until the processes rest, at most a quarter of a second: what a server does after its last answer
// (its log, its bookkeeping) is part of what the requests cost. Returns their time then.
std::int64_t settled_cpu_ns(std::span<const pid_t> processes);

}  // namespace understudy::bench
