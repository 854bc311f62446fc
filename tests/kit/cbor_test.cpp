// CBOR: what is written comes back, known bytes are met, and damaged ones are refused.
#include "services/kit/cbor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace understudy::kit {
namespace {

std::string bytes_of(const Value& value) {
  std::string out;
  append_cbor(out, value);
  return out;
}

// Everything that a view can hold.
Value sample(Arena& arena) {
  Value map = Value::map(arena);
  map.set(arena, "none") = Value();
  map.set(arena, "yes") = Value(true);
  map.set(arena, "real") = Value(-0.25);
  map.set(arena, "text") = Value::string("caf\xc3\xa9 \xff");
  map.set(arena, "blob") = Value::blob(std::string_view("\0\1", 2));
  Value& numbers = map.set(arena, "numbers") = Value::list(arena);
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{23}, std::int64_t{24}, std::int64_t{255},
                               std::int64_t{256}, std::int64_t{65536}, std::int64_t{1} << 40,
                               std::int64_t{-1}, std::int64_t{-24}, std::int64_t{-25}, INT64_MAX, INT64_MIN})
    numbers.add(arena) = Value(n);
  Value& times = map.set(arena, "times") = Value::list(arena);
  for (const Time t : {Time{}, never, Time(Duration(-1)), Time(Duration(1'700'000'000'123'456))})
    times.add(arena) = Value(t);
  return map;
}

TEST(Cbor, WhatIsWrittenComesBack) {
  Arena arena;
  const Value value = sample(arena);
  const std::string bytes = bytes_of(value);
  const auto back = parse_cbor(bytes, arena);
  ASSERT_TRUE(back);
  EXPECT_TRUE(same(value, *back));
  EXPECT_EQ(bytes_of(*back), bytes);
}

// RFC 8949, appendix A; RFC 9581, section 3.
TEST(Cbor, KnownBytes) {
  Arena arena;
  EXPECT_EQ(bytes_of(Value(std::int64_t{1000})), "\x19\x03\xe8");
  EXPECT_EQ(bytes_of(Value(std::int64_t{-1000})), "\x39\x03\xe7");
  EXPECT_EQ(bytes_of(Value::string("IETF")), "\x64IETF");
  EXPECT_EQ(bytes_of(Value(1.1)), "\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a");
  EXPECT_EQ(bytes_of(Value(Time(Duration(1'500'000)))),
            std::string("\xd9\x03\xe9\xa2\x01\x01\x25\x1a\x00\x07\xa1\x20", 12));
}

TEST(Cbor, DamageIsRefusedOrReadAsSomethingElseButNeverCrashes) {
  Arena arena;
  const std::string bytes = bytes_of(sample(arena));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_cbor(bytes.substr(0, size), arena));
  EXPECT_FALSE(parse_cbor(bytes + "x", arena));
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = bytes;
    for (unsigned n = random() % 3 + 1; n > 0; --n)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    Arena own;
    parse_cbor(damaged, own);
  }
  EXPECT_FALSE(parse_cbor(std::string(100'000, '\x81'), arena));                                 // deep
  EXPECT_FALSE(parse_cbor(std::string_view("\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", 9), arena));  // long
}

}  // namespace
}  // namespace understudy::kit
