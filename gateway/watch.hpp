// What users set and see beside the calls themselves: faults, metrics, the stream of calls, init scripts.
#pragma once

#include "gateway/faults.hpp"
#include "gateway/init.hpp"
#include "gateway/metrics.hpp"
#include "gateway/requests.hpp"

namespace understudy::gateway {

// Outlives the lanes and the admin's thread.
struct Watch {
  Faults faults;
  Meters meters;
  Requests requests;
  InitScripts init;
};

}  // namespace understudy::gateway
