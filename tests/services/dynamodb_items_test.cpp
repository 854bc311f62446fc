// Items: what they may be, how large they are, how they compare, and their way in and out.
#include <random>

#include "tests/services/dynamodb_library.hpp"

namespace understudy::dynamodb {
namespace {

std::string refused(const std::string& value) {
  return refusal([&] { item("{'a': " + value + "}"); });
}

TEST(DynamodbItems, KeepTheirOrderAndTypes) {
  const std::string text =
      "{'s':{'S':''},'n':{'N':'-1.5'},'b':{'B':'AAE='},'l':{'L':[{'S':'x'},{'NULL':true}]},"
      "'m':{'M':{'z':{'BOOL':false},'a':{'BOOL':true}}},'ss':{'SS':['b','a']},'ns':{'NS':['2','1']},"
      "'bs':{'BS':['Ag==','AQ==']}}";
  const Item made = item(text);
  EXPECT_EQ(shown(made), text);
  EXPECT_EQ(made.size(), 8u);
  EXPECT_EQ(made.find("n").text(), "-1.5");
  EXPECT_EQ(made.find("m").find("a").boolean(), true);
  EXPECT_EQ(made.find("l").element(0).text(), "x");
  EXPECT_FALSE(made.find("l").element(2));
  EXPECT_FALSE(made.find("none"));
}

TEST(DynamodbItems, TellWhatIsWrong) {
  constexpr std::string_view invalid = "One or more parameter values were invalid: ";
  const auto is = [&](std::string_view message) { return std::string(invalid) + std::string(message); };
  EXPECT_EQ(refused("{}"),
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  EXPECT_EQ(
      refused("{'S':'a','N':'1'}"),
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported "
      "datatypes");
  EXPECT_EQ(refused("{'NULL':false}"), is("Null attribute value types must have the value of true"));
  EXPECT_EQ(refused("{'SS':[]}"), is("An string set  may not be empty"));
  EXPECT_EQ(refused("{'NS':[]}"), is("An number set  may not be empty"));
  EXPECT_EQ(refused("{'BS':[]}"), is("Binary sets should not be empty"));
  EXPECT_EQ(refused("{'SS':['a','b','a']}"), is("Input collection [a, b, a] contains duplicates."));
  EXPECT_EQ(refused("{'NS':['1','1.0']}"), "Input collection contains duplicates");
  EXPECT_EQ(refused("{'BS':['Yg==','Yg==']}"),
            is("Input collection [Yg==, Yg==]of type BS contains duplicates."));
  EXPECT_EQ(refused("{'L':[{'M':{'x':{}}}]}"),
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  EXPECT_EQ(refused("{'N':''}"), "The parameter cannot be converted to a numeric value");
  EXPECT_EQ(refused("{'N':'b'}"), "The parameter cannot be converted to a numeric value: b");
  EXPECT_EQ(refused("{'NS':['1','b']}"), "The parameter cannot be converted to a numeric value: b");
}

TEST(DynamodbItems, NestThirtyTwoLevelsDeep) {
  const auto nested = [](int levels) {
    std::string value = "{'S':'x'}";
    for (int i = 1; i < levels; ++i) value = "{'L':[" + value + "]}";
    return value;
  };
  EXPECT_EQ(refused(nested(32)), "");
  EXPECT_EQ(refused(nested(33)),
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond "
            "supported limit");
}

TEST(DynamodbItems, CountBytesAsAwsDoes) {
  const auto bytes = [](const std::string& value) { return item("{'a':" + value + "}").bytes() - 1; };
  EXPECT_EQ(bytes("{'S':'héé'}"), 5u);
  EXPECT_EQ(bytes("{'B':'AAEC'}"), 3u);
  EXPECT_EQ(bytes("{'NULL':true}"), 1u);
  EXPECT_EQ(bytes("{'BOOL':false}"), 1u);
  EXPECT_EQ(bytes("{'L':[]}"), 3u);
  EXPECT_EQ(bytes("{'L':[{'S':'ab'},{'BOOL':true}]}"), 3u + 1 + 2 + 1 + 1);
  EXPECT_EQ(bytes("{'M':{'k':{'S':'ab'}}}"), 3u + 1 + 1 + 2);
  EXPECT_EQ(bytes("{'SS':['a','bc']}"), 3u);
  EXPECT_EQ(bytes("{'N':'0'}"), 1u);
  EXPECT_EQ(bytes("{'N':'1'}"), 2u);
  EXPECT_EQ(bytes("{'N':'12'}"), 2u);
  EXPECT_EQ(bytes("{'N':'1.2'}"), 3u);  // its digits are of two pairs
  EXPECT_EQ(bytes("{'N':'-12'}"), 3u);
  EXPECT_EQ(bytes("{'N':'1000'}"), 2u);
  EXPECT_EQ(bytes("{'N':'123456'}"), 4u);
}

TEST(DynamodbItems, AreSmall) {
  std::string attributes;
  for (int i = 0; i < 10; ++i)
    attributes += (i ? ",'n" : "'n") + std::to_string(i) + "':{'S':'0123456789abcdefgh'}";
  const Item made = item("{" + attributes + "}");
  EXPECT_EQ(made.bytes(), 200u);
  EXPECT_LE(made.body().size(), 250u);
}

TEST(DynamodbItems, CompareWhateverTheOrderOfSetsAndMaps) {
  EXPECT_TRUE(item("{'a':{'SS':['x','y']},'b':{'M':{'c':{'N':'1'},'d':{'N':'2'}}}}") ==
              item("{'b':{'M':{'d':{'N':'2.0'},'c':{'N':'1'}}},'a':{'SS':['y','x']}}"));
  EXPECT_FALSE(item("{'a':{'L':[{'N':'1'},{'N':'2'}]}}") == item("{'a':{'L':[{'N':'2'},{'N':'1'}]}}"));
  EXPECT_FALSE(item("{'a':{'SS':['1']}}") == item("{'a':{'NS':['1']}}"));
  EXPECT_FALSE(item("{'a':{'S':'x'}}") == Item());
}

TEST(DynamodbItems, ComeBackFromViews) {
  const std::string text = "{'pk':{'S':'a'},'b':{'B':'AAE='},'bs':{'BS':['AA==']},'m':{'M':{'l':{'L':[]}}}}";
  kit::Arena arena;
  std::string json = text;
  for (char& c : json)
    if (c == '\'') c = '"';
  Item back;
  read(*kit::parse_json(json, arena), back, {});
  EXPECT_EQ(shown(back), text);
  Item again;
  read(write(back, arena), again, {});
  EXPECT_TRUE(again == back);
  EXPECT_THROW(read(*kit::parse_json(R"({"a": {"Q": "1"}})", arena), back, {}), kit::ViewError);
  EXPECT_THROW(read(*kit::parse_json(R"({"a": {"N": "x"}})", arena), back, {}), kit::ViewError);
  EXPECT_THROW(read(*kit::parse_json(R"({"a": {"S": "1", "N": "1"}})", arena), back, {}), kit::ViewError);
}

TEST(DynamodbItems, AnswerInTheWiresForm) {
  const Item made = item("{'a':{'M':{'b':{'BS':['AA==']},'n':{'N':'1.50'}}},'l':{'L':[{'NULL':true}]}}");
  kit::Arena arena;
  const In map =
      In(made ? *new (arena.allocate(sizeof(kit::Value))) kit::Value(value_of(made, arena)) : kit::no_value);
  EXPECT_EQ(map.at("a")["M"].at("n")["N"].text(), "1.5");
  EXPECT_EQ(map.at("a")["M"].at("b")["BS"][0].text(), std::string_view("\0", 1));
  EXPECT_TRUE(map.at("l")["L"][0]["NULL"].boolean());
}

TEST(DynamodbItems, KeepThoseAttributesThatAreAskedFor) {
  const std::string_view names[] = {"c", "x", "a"};
  EXPECT_EQ(shown(item("{'a':{'S':'1'},'b':{'S':'2'},'c':{'S':'3'}}").only(names)),
            "{'c':{'S':'3'},'a':{'S':'1'}}");
}

TEST(DynamodbItems, GrowBeyondTheWritersOwnMemory) {
  const std::string large(100000, 'x');
  const Item made = item("{'a':{'S':'" + large + "'},'b':{'L':[{'S':'" + large + "'},{'S':'y'}]}}");
  EXPECT_EQ(made.find("b").element(0).text(), large);
  EXPECT_EQ(made.find("b").element(1).text(), "y");
  EXPECT_EQ(made.bytes(), 2 + 100000u + 3 + 2 + 100000 + 1);
}

// ---- Numbers

std::string canonical(const std::string& text) {
  Number n;
  if (const NumberFault fault = parse_number(text, n); fault != NumberFault::none)
    return number_message(fault, text);
  std::string out;
  append_number(out, n);
  EXPECT_EQ(is_canonical(text), text == out && text.size() <= 38);
  return out;
}

TEST(DynamodbNumbers, HaveOneForm) {
  EXPECT_EQ(canonical("0"), "0");
  EXPECT_EQ(canonical("-0.000e77"), "0");
  EXPECT_EQ(canonical("0e125"), "0");
  EXPECT_EQ(canonical("+0012.3400"), "12.34");
  EXPECT_EQ(canonical(".5"), "0.5");
  EXPECT_EQ(canonical("-5."), "-5");
  EXPECT_EQ(canonical("1e3"), "1000");
  EXPECT_EQ(canonical("1.25E+1"), "12.5");
  EXPECT_EQ(canonical("125e-4"), "0.0125");
  EXPECT_EQ(canonical("1e125"), "1" + std::string(125, '0'));
  EXPECT_EQ(canonical("-1e-130"), "-0." + std::string(129, '0') + "1");
  EXPECT_EQ(canonical("99999999999999999999999999999999999999"), std::string(38, '9'));
  EXPECT_EQ(canonical(std::string(38, '9') + "e88"), std::string(38, '9') + std::string(88, '0'));
  EXPECT_EQ(canonical("1" + std::string(100, '0')), "1" + std::string(100, '0'));
  EXPECT_EQ(canonical("0." + std::string(50, '0') + "1" + std::string(50, '0')),
            "0." + std::string(50, '0') + "1");
}

TEST(DynamodbNumbers, HaveBounds) {
  const std::string overflow =
      "Number overflow. Attempting to store a number with magnitude larger than supported range";
  const std::string underflow =
      "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  const std::string precise = "Attempting to store more than 38 significant digits in a Number";
  EXPECT_EQ(canonical("1e126"), overflow);
  EXPECT_EQ(canonical("-11e125"), overflow);
  EXPECT_EQ(canonical("1e100000000000"), overflow);
  EXPECT_EQ(canonical("0e126"), overflow);  // zero is checked by the exponent that it is written with
  EXPECT_EQ(canonical("0e-131"), underflow);
  EXPECT_TRUE(canonical("1e9223372036854775808").starts_with("The parameter cannot be converted"));
  EXPECT_EQ(canonical("1e-131"), underflow);
  EXPECT_EQ(canonical("0.9e-130"), underflow);
  EXPECT_EQ(canonical("1e-100000000000"), underflow);
  EXPECT_EQ(canonical("3.14159265358979323846264338327950288419"), precise);
  EXPECT_EQ(canonical("1" + std::string(37, '0') + "1"), precise);
  for (const char* text :
       {"", "-", ".", "e5", "1e", "1e+", " 1", "1 ", "1.2.3", "NaN", "Infinity", "0x10", "1,5"})
    EXPECT_TRUE(canonical(text).starts_with("The parameter cannot be converted to a numeric value")) << text;
}

std::string sum(const std::string& a, const std::string& b) {
  Number to;
  const NumberFault fault = add(read_canonical(a), read_canonical(b), to);
  if (fault != NumberFault::none) return number_message(fault, "");
  std::string out;
  append_number(out, to);
  return out;
}

TEST(DynamodbNumbers, AddExactly) {
  EXPECT_EQ(sum("0.1", "0.2"), "0.3");
  EXPECT_EQ(sum("1", "10000000000000000000000"), "10000000000000000000001");
  EXPECT_EQ(sum("10000000000000000000000", "-1"), "9999999999999999999999");
  EXPECT_EQ(sum("1" + std::string(38, '0'), "-1"), std::string(38, '9'));
  EXPECT_EQ(sum(std::string(38, '9'), "1"), "1" + std::string(38, '0'));
  EXPECT_EQ(sum("5", "-5"), "0");
  EXPECT_EQ(sum("9" + std::string(125, '0'), "9" + std::string(125, '0')),
            "Number overflow. Attempting to store a number with magnitude larger than supported range");
  EXPECT_EQ(sum("1" + std::string(50, '0'), "1"),
            "Attempting to store more than 38 significant digits in a Number");
  EXPECT_EQ(sum("9" + std::string(38, '0'), "1"),
            "Attempting to store more than 38 significant digits in a Number");
}

// Against what doubles can say of small whole numbers and powers of ten.
TEST(DynamodbNumbers, OrderAsBytesDo) {
  std::mt19937 random(7);
  std::vector<std::string> texts = {"0",     "1",      "-1",     "10",      "-10", "0.1", "-0.1",
                                    "1e125", "-1e125", "1e-130", "-1e-130", "12",  "1.2", "121",
                                    "120",   "12.01",  "-12",    "-1.2",    "-121"};
  for (int i = 0; i < 200; ++i)
    texts.push_back(std::to_string(static_cast<int>(random() % 20001) - 10000) + "e" +
                    std::to_string(static_cast<int>(random() % 9) - 4));
  for (const std::string& a : texts)
    for (const std::string& b : texts) {
      Number x, y;
      parse_number(a, x);
      parse_number(b, y);
      std::string left, right;
      append_ordered(left, x);
      append_ordered(right, y);
      const double p = std::stod(a), q = std::stod(b);
      const bool equal = std::abs(p - q) <= 1e-9 * std::max(std::abs(p), std::abs(q));
      EXPECT_EQ(left < right, !equal && p < q) << a << ' ' << b;
      EXPECT_EQ(x < y, left < right) << a << ' ' << b;
      EXPECT_EQ(x == y, left == right) << a << ' ' << b;
    }
}

TEST(DynamodbItems, OrderKeysAsBytesDo) {
  const auto bytes = [](const std::string& value, bool ends) {
    std::string out;
    append_ordered(out, item("{'a':" + value + "}").find("a"), ends);
    return out;
  };
  EXPECT_LT(bytes("{'S':'a'}", true), bytes("{'S':'é'}", true));
  EXPECT_LT(bytes("{'S':'a'}", false) + "z", bytes("{'S':'aa'}", false));
  EXPECT_LT(bytes("{'B':'YQA='}", false), bytes("{'B':'YQAA'}", false));
  EXPECT_LT(bytes("{'B':'YQA='}", false), bytes("{'B':'YQE='}", false));
  EXPECT_LT(bytes("{'B':'YQ=='}", false) + "\xff", bytes("{'B':'YQA='}", false));
}

}  // namespace
}  // namespace understudy::dynamodb
