// Scalars as the wires write them: both ways, and what is none.
#include "gateway/protocol/text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace understudy::gateway::protocol {
namespace {

using models::tables::TimestampFormat;

kit::Time at(std::int64_t microseconds) { return kit::Time(kit::Duration(microseconds)); }
constexpr std::int64_t second = 1'000'000;

template <class F, class... A>
std::string written(F f, A... arguments) {
  std::string out;
  f(out, arguments...);
  return out;
}

TEST(Iso8601, TakesEveryForm) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2015-01-25T08:00:00Z", 1422172800 * second},
      {"2015-01-25T08:00:00", 1422172800 * second},
      {"2015-01-25 08:00:00", 1422172800 * second},
      {"2015-01-25T08:00Z", 1422172800 * second},
      {"20150125T080000Z", 1422172800 * second},
      {"2015-01-25", 1422144000 * second},
      {"2015-01-25T08:00:00.5Z", 1422172800 * second + 500'000},
      {"2015-01-25T08:00:00,123456Z", 1422172800 * second + 123'456},
      {"2015-01-25T08:00:00.1234565Z", 1422172800 * second + 123'457},
      {"2015-01-25T08:00:00.9999999Z", 1422172801 * second},
      {"2015-01-25T10:30:00+02:30", 1422172800 * second},
      {"2015-01-25T00:00:00-0800", 1422172800 * second},
      {"2015-01-25T00:00:00-08", 1422172800 * second},
      {"2016-12-31T23:59:60Z", 1483228800 * second},
      {"2016-12-31T24:00:00Z", 1483228800 * second},
      {"1969-12-31T23:59:59.999Z", -1000},
      {"0001-01-01T00:00:00Z", -62135596800 * second},
      {"9999-12-31T23:59:59Z", 253402300799 * second},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_iso8601(text), at(expected)) << text;
}

TEST(Iso8601, RefusesAllElse) {
  for (const char* text :
       {"", "2015", "2015-13-01", "2015-02-29T00:00:00Z", "2015-01-25T25:00:00Z", "2015-01-25T08:60:00Z",
        "2015-01-25T24:00:01Z", "2015-01-25T08:00:00.Z", "2015-01-25T08:00:00ZZ", "2015-1-25", "x",
        "2015-01-25T08:00:00+2", "1422172800", "-2015-01-25T08:00:00Z", "2015-01-25T08:00:00 PST"})
    EXPECT_FALSE(parse_iso8601(text)) << text;
}

TEST(Iso8601, WritesFractionsAsAsked) {
  const kit::Time whole = at(1422172800 * second), milli = whole + kit::milliseconds(7),
                  micro = whole + kit::Duration(7);
  const auto f = append_iso8601;
  EXPECT_EQ(written(f, whole, Fraction::none), "2015-01-25T08:00:00Z");
  EXPECT_EQ(written(f, whole, Fraction::millis), "2015-01-25T08:00:00.000Z");
  EXPECT_EQ(written(f, whole, Fraction::brief), "2015-01-25T08:00:00Z");
  EXPECT_EQ(written(f, whole, Fraction::needed), "2015-01-25T08:00:00Z");
  EXPECT_EQ(written(f, milli, Fraction::none), "2015-01-25T08:00:00Z");
  EXPECT_EQ(written(f, milli, Fraction::millis), "2015-01-25T08:00:00.007Z");
  EXPECT_EQ(written(f, milli, Fraction::brief), "2015-01-25T08:00:00.007Z");
  EXPECT_EQ(written(f, milli, Fraction::needed), "2015-01-25T08:00:00.007Z");
  EXPECT_EQ(written(f, micro, Fraction::millis), "2015-01-25T08:00:00.000Z");
  EXPECT_EQ(written(f, micro, Fraction::brief), "2015-01-25T08:00:00Z");
  EXPECT_EQ(written(f, micro, Fraction::needed), "2015-01-25T08:00:00.000007Z");
  EXPECT_EQ(written(f, at(-1), Fraction::needed), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(written(f, kit::never, Fraction::millis), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(written(f, kit::Time::min(), Fraction::none), "0000-01-01T00:00:00Z");
}

TEST(Rfc822, TakesHttpsThreeForms) {
  const std::int64_t expected = 784111777 * second;
  for (const char* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 10:49:37 +0200"})
    EXPECT_EQ(parse_rfc822(text), at(expected)) << text;
  EXPECT_EQ(parse_rfc822("Sun, 06 Nov 1994 08:49:37.25 GMT"), at(expected + 250'000));
  for (const char* text : {"", "Sun", "Sun, 06 Nov", "Sun, 06 Foo 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 06 Nov 1994", "Sun Nov 31 08:49:37 1994"})
    EXPECT_FALSE(parse_rfc822(text)) << text;
  EXPECT_EQ(written(append_rfc822, at(expected + 5)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(UnixTime, IsExactToTheMicrosecond) {
  const std::pair<const char*, std::int64_t> cases[] = {{"0", 0},
                                                        {"1422172800", 1422172800 * second},
                                                        {"1422172800.123456", 1422172800'123456},
                                                        {"-1.5", -1500000},
                                                        {"1.4221728e9", 1422172800 * second},
                                                        {".5", 500000},
                                                        {"5.", 5000000},
                                                        {"0.0000005", 1},
                                                        {"+7", 7000000}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_unix(text), at(expected)) << text;
  for (const char* text :
       {"", ".", "-", "1.2.3", "1 ", "0x10", "99999999999999999999", "1e300", "nan", "12:00"})
    EXPECT_FALSE(parse_unix(text)) << text;
  EXPECT_EQ(written(append_unix, at(1422172800 * second)), "1422172800");
  EXPECT_EQ(written(append_unix, at(1422172800'250000)), "1422172800.25");
  EXPECT_EQ(written(append_unix, at(-1)), "-0.000001");
  EXPECT_EQ(parse_unix(written(append_unix, at(-1234567))), at(-1234567));
  EXPECT_EQ(time_from_seconds(1.25), at(1250000));
  EXPECT_FALSE(time_from_seconds(std::nan("")));
  EXPECT_FALSE(time_from_seconds(1e13));
  EXPECT_EQ(time_from_seconds(253402300799.123), at(253402300799'123'000));  // as far as a double can tell
  EXPECT_EQ(time_from_seconds(-30610223999.877), at(-30610223999'877'000));
}

TEST(ParseTime, TakesWhatItLooksLike) {
  for (const auto format : {TimestampFormat::unset, TimestampFormat::iso8601, TimestampFormat::rfc822,
                            TimestampFormat::unix_timestamp})
    for (const char* text : {"1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT", "784111777"})
      EXPECT_EQ(parse_time(text, format), at(784111777 * second)) << text;
  EXPECT_EQ(written(append_time, at(0), TimestampFormat::unset, Fraction::millis),
            "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(written(append_time, at(500000), TimestampFormat::unix_timestamp, Fraction::none), "0");
  EXPECT_EQ(written(append_time, at(500000), TimestampFormat::unix_timestamp, Fraction::needed), "0.5");
}

TEST(Integers, AreWholeTexts) {
  EXPECT_EQ(parse_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_integer("+007"), 7);
  for (const char* text : {"", "+", "-", "+-1", "1.0", " 1", "1 ", "0x1", "1e3", "9223372036854775808"})
    EXPECT_FALSE(parse_integer(text)) << text;
  EXPECT_EQ(written(append_integer, std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
}

TEST(Doubles, KeepTheirValue) {
  for (const double value : {0.0, 1.0, -1.5, 0.1, 1e22, 1.7976931348623157e308, 5e-324, 123456789.123456789})
    EXPECT_EQ(parse_double(written(append_double, value)), value);
  EXPECT_EQ(written(append_double, 1.0), "1.0");
  EXPECT_EQ(written(append_double, -0.0), "-0.0");
  for (const char* text : {"NaN", "nan"}) EXPECT_TRUE(std::isnan(*parse_double(text)));
  for (const char* text : {"Infinity", "inf", "+Infinity", "1e999"})
    EXPECT_EQ(parse_double(text), std::numeric_limits<double>::infinity()) << text;
  EXPECT_EQ(parse_double("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_double("1e-999"), 0.0);
  EXPECT_EQ(written(append_double, -std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(written(append_double, std::nan("")), "NaN");
  for (const char* text : {"", "-", "--1", "1,5", "0x1p3", "1.5 ", "infinit", "in", "e5"})
    EXPECT_FALSE(parse_double(text)) << text;
}

TEST(Base64, BothWays) {
  kit::Arena arena;
  const std::pair<std::string_view, const char*> cases[] = {
      {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xFB\xEF\xFF", "++//"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(written(append_base64, bytes), text);
    EXPECT_EQ(decode_base64(text, arena), bytes);
  }
  EXPECT_EQ(decode_base64("Zm\r\n 9v", arena), "foo");
  EXPECT_EQ(decode_base64("Zg", arena), "f");
  for (const char* text : {"Z", "Zm9v!", "Zg==Zg==", "Zm9_", "Zm9vZ"})
    EXPECT_FALSE(decode_base64(text, arena)) << text;
}

TEST(PercentEncoding, BothWays) {
  kit::Arena arena;
  EXPECT_EQ(percent_decode("a%20b+c%2f%", arena, Plus::plus), "a b+c/%");
  EXPECT_EQ(percent_decode("a%20b+c%2F%4", arena, Plus::space), "a b c/%4");
  EXPECT_EQ(percent_decode("%zz%41", arena, Plus::space), "%zzA");
  const std::string_view plain = "nothing-to-do";
  EXPECT_EQ(percent_decode(plain, arena, Plus::space).data(), plain.data());
  EXPECT_EQ(written(append_percent_encoded, std::string_view("a b/ä~+"), std::string_view()),
            "a%20b%2F%C3%A4~%2B");
  EXPECT_EQ(written(append_percent_encoded, std::string_view("a/b"), std::string_view("/")), "a/b");
}

TEST(FormFields, AreWalkedInOrder) {
  std::string_view rest = "a=1&&b=&c&d=x=y&=z";
  std::string seen;
  for (FormField field; next_field(rest, field);)
    seen += std::string(field.name) + (field.has_value ? "=" : "") + std::string(field.value) + ";";
  EXPECT_EQ(seen, "a=1;b=;c;d=x=y;=z;");
}

}  // namespace
}  // namespace understudy::gateway::protocol
