// Questions about lists of an input.
#pragma once

#include "services/models/names/s3.hpp"

namespace understudy::s3 {

template <class Test>
bool any_in(const In& list, Test&& test) {
  for (const In one : list)
    if (test(one)) return true;
  return false;
}

}  // namespace understudy::s3
