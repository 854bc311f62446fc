// Slabs: objects apart from each other, memory used again, blocks given back.
#include "gateway/slabs.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <vector>

#include "services/kit/random.hpp"

namespace understudy::gateway {
namespace {

TEST(Slabs, KeepObjectsApartWhateverTheOrder) {
  constexpr std::size_t bytes = 2600;
  Slabs slabs(bytes);
  kit::Generator random(7, "slabs");
  std::vector<char*> taken;
  for (int round = 0; round < 5000; ++round) {
    if (taken.empty() || random.below(5) < 3) {
      char* object = static_cast<char*>(slabs.take());
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(object) % alignof(std::max_align_t), 0u);
      std::memset(object, static_cast<int>(taken.size() % 251), bytes);
      object[0] = static_cast<char>(object[1]);
      taken.push_back(object);
    } else {
      const std::size_t at = random.below(taken.size());
      char* object = taken[at];
      for (std::size_t i = 1; i < bytes; ++i) ASSERT_EQ(object[i], object[0]);
      slabs.put(object);
      taken[at] = taken.back();
      taken.pop_back();
    }
  }
  EXPECT_EQ(std::set<char*>(taken.begin(), taken.end()).size(), taken.size());
  for (char* object : taken) slabs.put(object);
}

TEST(Slabs, UseMemoryAgain) {
  Slabs slabs(100);
  void* first = slabs.take();
  slabs.put(first);
  EXPECT_EQ(slabs.take(), first);
  slabs.put(first);
}

}  // namespace
}  // namespace understudy::gateway
