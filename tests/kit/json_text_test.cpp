// Strings as JSON: every character that needs an escape has one, wherever it stands.
#include <gtest/gtest.h>

#include "services/kit/json.hpp"
#include "services/kit/random.hpp"

namespace understudy::kit {
namespace {

std::string written(std::string_view text) {
  std::string out = ">";
  append_json_string(out, text);
  return out.substr(1);
}

// A character at a time, by the book (RFC 8259, section 7).
std::string expected(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    constexpr std::string_view known = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
    if (const auto at = known.find(c); at != known.npos) {
      out += {'\\', letters[at]};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char text_of[7];
      std::snprintf(text_of, sizeof text_of, "\\u%04x", static_cast<unsigned>(c));
      out += text_of;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

TEST(JsonText, EscapesEveryCharacterAtEveryPlace) {
  for (int c = 0; c < 256; ++c)
    for (std::size_t size : {1, 3, 7, 8, 9, 15, 16, 17, 40, 41, 130})
      for (std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(c);
        ASSERT_EQ(written(text), expected(text)) << c << " at " << at << " of " << size;
      }
  EXPECT_EQ(written(""), "\"\"");
}

TEST(JsonText, EscapesWhateverIsMixed) {
  Generator random(1, "json");
  constexpr std::string_view alphabet("abc\"\\\n\x01{}:,\xc3\xa4", 13);
  for (int round = 0; round < 3000; ++round) {
    std::string text = random.pick(alphabet, random.below(200));
    if (random.chance(0.5)) text.insert(random.below(text.size() + 1), std::string(random.below(60), 'y'));
    ASSERT_EQ(written(text), expected(text));
  }
}

}  // namespace
}  // namespace understudy::kit
