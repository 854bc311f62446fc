// Holds as many long polls as it is told, one a connection, and tells a harness when to look at the server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "bench/requests.hpp"

namespace understudy::bench {

struct ParkedOptions {
  RequestOptions request;
  std::size_t connections = 1000;
  unsigned first_source = 2;  // connections come from 127.0.0.<first_source> on
};

// Speaks lines of JSON on standard output, and waits for a line on standard input before each next step:
//   {"connected":N}   every connection is open and was answered once
//   {"parked":N}      every receive was written, and N are still unanswered half a second later
//   {"answered":N,"woken":W,"errors":E,"seconds":S}  after every call was answered; W of them with a message
// Connections that a server or the system refuses are left out of N. Throws Failure when none is left.
void hold_parked(const ParkedOptions& options);

}  // namespace understudy::bench
