// Items that are read from JSON and written to it without values between are those that the model reads and
// writes.
#include <random>

#include "services/dynamodb/packing.hpp"
#include "tests/services/dynamodb_library.hpp"

namespace understudy::dynamodb {
namespace {

// Single quotes stand for double ones.
std::string json(std::string_view text) {
  std::string made(text);
  for (char& c : made)
    if (c == '\'') c = '"';
  return made;
}

// What is written of it; "declined" for what is left to the model.
std::string through(std::string_view text, kit::Arena& arena, std::string_view behind = "        ") {
  const std::string given = json(text) + std::string(behind);
  const kit::Packed* form = packing.read(arena.copy(given), arena);
  if (!form) return "declined";
  std::string out;
  form->append_json(out);
  return out;
}
std::string through(std::string_view text) {
  kit::Arena arena;
  return through(text, arena);
}

TEST(DynamodbPacking, GivesBackWhatItReads) {
  for (const std::string_view text :
       {"{'pk':{'S':'a'}}", "{'s':{'S':''},'n':{'N':'-1.5'},'b':{'B':'AAE='},'t':{'BOOL':true}}",
        "{'l':{'L':[]},'m':{'M':{}}}", "{'l':{'L':[{'S':'x'},{'L':[{'NULL':true}]}]}}",
        "{'m':{'M':{'z':{'BOOL':false},'a':{'M':{'b':{'N':'7'}}}}}}", "{'ss':{'SS':['b','a','']}}",
        "{'ns':{'NS':['2','1']},'bs':{'BS':['Ag==','AQ==','']}}"})
    EXPECT_EQ(through(text), json(text));
}

TEST(DynamodbPacking, ReadsWhatClientsWriteOtherwise) {
  EXPECT_EQ(through(" { 'a' :\n{\t'S' : 'x' } , 'b':{'N':'1'} }  "), json("{'a':{'S':'x'},'b':{'N':'1'}}"));
  EXPECT_EQ(through("{'n':{'N':'+01.50E1'},'s':{'NS':['1e2','0.10']}}"),
            json("{'n':{'N':'15'},'s':{'NS':['100','0.1']}}"));
  EXPECT_EQ(through(R"({'\u0061':{'\u0053':'\u00e9\ud83d\ude00\/\t\\\"'}})"),
            json("{'a':{'S':'\xC3\xA9\xF0\x9F\x98\x80/\\t\\\\\\\"'}}"));
}

TEST(DynamodbPacking, LeavesToTheModelWhatMayBeWrong) {
  for (const std::string_view text : {"{}",
                                      "{'a':{}}",
                                      "{'a':null}",
                                      "{'a':{'S':null}}",
                                      "{'a':{'S':1}}",
                                      "{'a':{'N':1}}",
                                      "{'a':{'X':'b'}}",
                                      "{'a':{'S':'b','N':'1'}}",
                                      "{'a':{'S':'b','S':'b'}}",
                                      "{'':{'S':'b'}}",
                                      "{'a':{'N':''}}",
                                      "{'a':{'N':'1e126'}}",
                                      "{'a':{'N':'1.234567890123456789012345678901234567890'}}",
                                      "{'a':{'B':'AA'}}",
                                      "{'a':{'B':'AB=='}}",
                                      "{'a':{'B':'A==='}}",
                                      "{'a':{'B':'A.A='}}",
                                      "{'a':{'SS':[]}}",
                                      "{'a':{'SS':['x','x']}}",
                                      "{'a':{'NS':['1','1.0']}}",
                                      "{'a':{'BS':['AA==','AA==']}}",
                                      "{'a':{'SS':'x'}}",
                                      "{'a':{'L':{}}}",
                                      "{'a':{'M':[]}}",
                                      "{'a':{'NULL':false}}",
                                      "{'a':{'BOOL':'true'}}",
                                      "{'a':{'S':'x'},'a':{'S':'y'}}",
                                      "{'a':{'M':{'b':{'S':'x'},'b':{'S':'y'}}}}",
                                      "{'a':{'S':'x'}",
                                      "{'a':{'S':'x'},}",
                                      "{'a':{'S':'x'}]",
                                      "{'a':{'S':'x",
                                      "{'a",
                                      "{",
                                      "",
                                      "{'a':{'S':'\\ud800'}}",
                                      "{'a':{'S':'\\udc00'}}",
                                      "{'a':{'S':'\\ud800\\u0041'}}",
                                      "{'a':{'S':'\\x'}}",
                                      "{'a':{'S':'\\u00'}}"})
    EXPECT_EQ(through(text), "declined") << text;
}

TEST(DynamodbPacking, EndsAtTheEndOfTheText) {
  kit::Arena arena;
  EXPECT_EQ(through("{'a':{'S':'x'}", arena, ""), "declined");
  EXPECT_EQ(through("{'a':{'S':'x'}}", arena, ",'b':1}"), json("{'a':{'S':'x'}}"));
}

TEST(DynamodbPacking, KnowsHowDeepAnItemMayBe) {
  const auto nested = [](int levels) {
    std::string text = "{'S':'x'}";
    for (int i = 1; i < levels; ++i) text = i % 2 ? "{'L':[" + text + "]}" : "{'M':{'m':" + text + "}}";
    return "{'a':" + text + "}";
  };
  EXPECT_EQ(through(nested(deepest_item)), json(nested(deepest_item)));
  EXPECT_EQ(through(nested(deepest_item + 1)), "declined");
}

TEST(DynamodbPacking, WritesLongItemsInPieces) {
  std::string text = "{";
  for (int i = 0; i < 40; ++i) {
    const std::string name = std::to_string(i) + std::string(static_cast<std::size_t>(i * 17 % 300), 'n');
    text += fmt::format("{}'{}':{{'S':'{}'}}", i ? "," : "", name,
                        std::string(static_cast<std::size_t>(i) * 31, 'v'));
  }
  text += "}";
  EXPECT_EQ(through(text), json(text));
}

// ---- Beside the model

class Some {
 public:
  explicit Some(unsigned seed) : random_(seed) {}
  std::string map(int depth) {
    std::string all = "{";
    for (std::size_t i = 0, n = 1 + below(4); i < n; ++i)
      all += fmt::format("{}'{}{}':{}", i ? "," : "", static_cast<char>('a' + below(26)), i, value(depth));
    return all + "}";
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string text() { return std::string(below(20), static_cast<char>('a' + below(26))); }
  std::string number() { return fmt::format("{}{}.{}", below(2) ? "-" : "", below(1000), 1 + below(1000)); }
  std::string value(int depth) {
    switch (below(depth > 4 ? 6 : 8)) {
      case 0: return fmt::format("{{'S':'{}'}}", text());
      case 1: return fmt::format("{{'N':'{}'}}", number());
      case 2: return fmt::format("{{'B':'{}'}}", kit::base64(text()));
      case 3: return below(2) ? "{'NULL':true}" : "{'BOOL':false}";
      case 4: return fmt::format("{{'SS':['{}','y{}']}}", text(), text());
      case 5: return fmt::format("{{'NS':['{}']}}", number());
      case 6: return fmt::format("{{'L':[{},{}]}}", value(depth + 1), value(depth + 1));
      default: return fmt::format("{{'M':{}}}", map(depth + 1));
    }
  }
  std::mt19937 random_;
};

TEST(DynamodbPacking, IsWhatTheModelMakesOfIt) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    kit::Arena arena;
    const std::string text = json(Some(seed).map(1)) + "        ";
    const kit::Packed* form = packing.read(text, arena);
    ASSERT_TRUE(form) << text;
    const kit::Value map = kit::pack(*form, arena);
    ASSERT_EQ(kit::packed(map), form);
    const Item quick = item_of(map), slow = item_of(form->plain(arena));
    ASSERT_EQ(quick.body(), slow.body()) << text;
    ASSERT_EQ(kit::packed(form->plain(arena)), nullptr);
    // Within another value, and copied.
    Writer one, other;
    kit::Value wrapped = kit::Value::structure(arena), plain = kit::Value::structure(arena);
    wrapped.set(arena, own_names.of[static_cast<std::size_t>(Type::map)]) = map;
    plain.set(arena, own_names.of[static_cast<std::size_t>(Type::map)]) = form->plain(arena);
    write_attribute(one, wrapped);
    write_attribute(other, plain);
    ASSERT_EQ(one.view(), other.view()) << text;
    ASSERT_TRUE(same(kit::copy(map, arena), form->plain(arena))) << text;
    ASSERT_TRUE(same(map, form->plain(arena)) && !same(map, kit::Value::map(arena))) << text;
  }
}

}  // namespace
}  // namespace understudy::dynamodb
