// Fuzzes forms of the ec2 protocol.
#include "tests/fuzz/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace understudy;
  fuzz::play_form(models::Protocol::ec2, {reinterpret_cast<const char*>(data), size});
  return 0;
}
