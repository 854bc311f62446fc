// Fuzzes forms of the query protocol.
#include "tests/fuzz/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  fuzz::play_form(models::Protocol::query, {reinterpret_cast<const char*>(data), size});
  return 0;
}
