// Measures how long a server takes from exec to its first answer.
#pragma once

#include <string>

#include "bench/requests.hpp"

namespace understudy::bench {

// Starts `command` (with its output appended to `log`), asks for GetCallerIdentity until it is answered,
// stops the server with SIGTERM and waits for it. Milliseconds. Throws Failure after 30 seconds or when the
// server ends first.
double startup_ms(char* const* command, const std::string& log, const RequestOptions& options);

}  // namespace understudy::bench
