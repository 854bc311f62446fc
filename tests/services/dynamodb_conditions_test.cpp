// Conditions and filters: what they find true, and AWS's words for what is wrong with them.
#include "tests/services/dynamodb_library.hpp"

namespace understudy::dynamodb {
namespace {

const char* const thing =
    "{'pk':{'S':'p'},'n':{'N':'5'},'s':{'S':'hello'},'b':{'B':'aGkh'},'t':{'BOOL':true},'z':{'NULL':true},"
    "'ss':{'SS':['x','y']},'ns':{'NS':['1','2']},'bs':{'BS':['aGkh']},'l':{'L':[{'N':'1'},{'S':'q'},"
    "{'M':{'d':{'S':'deep'}}}]},'m':{'M':{'k':{'M':{'k2':{'N':'7'}}},'e':{'S':''}}},'n2':{'N':'5.0'}}";
const char* const values =
    "{':one':{'N':'1'},':five':{'N':'5'},':six':{'N':'6'},':he':{'S':'he'},':hello':{'S':'hello'},':q':{'S':'"
    "q'},"
    "':hi':{'B':'aGk='},':S':{'S':'S'},':N':{'S':'N'},':x':{'S':'x'},':t':{'BOOL':true},':two':{'N':'2.0'},"
    "':ss':{'SS':['y','x']},':seven':{'N':'7'},':three':{'N':'3'},':null':{'NULL':true},':xz':{'S':'xz'}}";

// With all the values there are; that some are not used is not what these tests are about.
class DynamodbConditions : public testing::Test {
 protected:
  bool holds(const std::string& expression) {
    std::string used;
    for (const auto& [key, value] : given()) {
      const std::string text = key;
      for (std::size_t at = expression.find(text); at != std::string::npos;
           at = expression.find(text, at + 1)) {
        const char next = at + text.size() < expression.size() ? expression[at + text.size()] : ' ';
        if (std::isalnum(static_cast<unsigned char>(next)) || next == '_') continue;
        used += (used.empty() ? "'" : ",'") + key + "':" + value;
        break;
      }
    }
    const Wire wire("Scan", "{'TableName':'t','FilterExpression':'" + expression + "'" +
                                (used.empty() ? "" : ",'ExpressionAttributeValues':{" + used + "}") + "}");
    const Expressions asked(wire.in(), Form::scan, wire.arena(), cache_);
    return asked.filter.matches(item(thing));
  }

  std::string says(const std::string& expression, const std::string& values = "",
                   const std::string& names = "") {
    const Wire wire("Scan", "{'TableName':'t','FilterExpression':'" + expression + "'" +
                                (values.empty() ? "" : ",'ExpressionAttributeValues':" + values) +
                                (names.empty() ? "" : ",'ExpressionAttributeNames':" + names) + "}");
    std::string message = refusal([&] { Expressions(wire.in(), Form::scan, wire.arena(), cache_); });
    constexpr std::string_view prefix = "Invalid FilterExpression: ";
    return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
  }

  static std::vector<std::pair<std::string, std::string>> given() {
    std::vector<std::pair<std::string, std::string>> all;
    kit::Arena arena;
    std::string json = values;
    for (char& c : json)
      if (c == '\'') c = '"';
    const auto map = *kit::parse_json(json, arena);
    for (std::uint32_t i = 0; i < map.size(); ++i) {
      std::string value = kit::to_json(map.entry(i).value);
      for (char& c : value)
        if (c == '"') c = '\'';
      all.emplace_back(map.entry(i).key, value);
    }
    return all;
  }

  ExpressionCache cache_;
};

TEST_F(DynamodbConditions, Hold) {
  for (const char* expression : {"n = :five",
                                 "n=n2",
                                 "n <> :six",
                                 "n < :six",
                                 "n <= :five",
                                 "n > :one",
                                 "n >= :five",
                                 ":five = n",
                                 "n BETWEEN :one AND :five",
                                 "n between :five and :six",
                                 "s IN (:q, :hello)",
                                 "n in(:five)",
                                 "attribute_exists(m.k.k2)",
                                 "attribute_not_exists(m.k.k3)",
                                 "attribute_not_exists(l[3])",
                                 "attribute_exists(l[2].d)",
                                 "attribute_type(s, :S)",
                                 "attribute_type(m.k.k2, :N)",
                                 "begins_with(s, :he)",
                                 "begins_with(b, :hi)",
                                 "contains(s, :he)",
                                 "contains(ss, :x)",
                                 "contains(ns, :two)",
                                 "contains(l, :q)",
                                 "contains(b, :hi)",
                                 "size(s) = :five",
                                 "size(l) = :three",
                                 "size(ss) = :two",
                                 "size(m) = :two",
                                 "size(b) = size(l)",
                                 "ss = :ss",
                                 "m.k.k2 = :seven",
                                 "l[0] = :one",
                                 "t = :t",
                                 "z = :null",
                                 "NOT n = :one",
                                 "NOT (n = :one)",
                                 "not not n = :five",
                                 "n = :one OR s = :hello",
                                 "n = :five AND s = :hello",
                                 "n = :five OR n = :one AND n = :one",
                                 "(n = :five OR n = :one) AND t = :t",
                                 "nope <> :one",
                                 "(n) = (:five)",
                                 "(m.k).k2 = :seven",
                                 "(size(s)) = :five",
                                 "(attribute_exists(n))",
                                 "n between (:one) and (:six)",
                                 "((n = :one) OR (n = :five))",
                                 "size(m.e) < :one"})
    EXPECT_TRUE(holds(expression)) << expression;
}

TEST_F(DynamodbConditions, DoNotHold) {
  for (const char* expression : {"n = :six",
                                 "n = :hello",
                                 "s < :five",
                                 "n < :five",
                                 "nope = :one",
                                 "nope < :one",
                                 "n <> n2",
                                 "n BETWEEN :six AND :seven",
                                 "s IN (:q, :he)",
                                 "attribute_exists(l[3])",
                                 "attribute_exists(s.x)",
                                 "attribute_exists(n[0])",
                                 "attribute_not_exists(s)",
                                 "attribute_type(n, :S)",
                                 "attribute_type(nope, :S)",
                                 "begins_with(n2, :he)",
                                 "begins_with(nope, :he)",
                                 "contains(s, :xz)",
                                 "contains(ss, :xz)",
                                 "contains(ns, :three)",
                                 "contains(ss, :one)",
                                 "contains(n, :five)",
                                 "size(n) = :one",
                                 "size(nope) >= :one",
                                 "n = :five AND NOT s = :hello",
                                 "(n = :five OR n = :one) AND n = :one",
                                 "t < :five",
                                 "t = :null"})
    EXPECT_FALSE(holds(expression)) << expression;
}

TEST_F(DynamodbConditions, OfNoItemFindNothing) {
  const Wire wire("PutItem", "{'TableName':'t','ConditionExpression':'attribute_not_exists(pk)'}");
  const Expressions asked(wire.in(), Form::put_item, wire.arena(), cache_);
  EXPECT_TRUE(asked.condition.matches(Item()));
  EXPECT_FALSE(asked.condition.matches(item(thing)));
}

TEST_F(DynamodbConditions, MeasureStringsInUtf16) {
  const Wire wire("Scan",
                  "{'TableName':'t','FilterExpression':'size(s) = :n','ExpressionAttributeValues':"
                  "{':n':{'N':'3'}}}");
  const Expressions asked(wire.in(), Form::scan, wire.arena(), cache_);
  EXPECT_TRUE(asked.filter.matches(item("{'s':{'S':'é𝄞'}}")));
  EXPECT_FALSE(asked.filter.matches(item("{'s':{'S':'é𝄞𝄞'}}")));
}

TEST_F(DynamodbConditions, AreCached) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(holds("n = :five"));
  EXPECT_EQ(cache_.size(), 1u);
  EXPECT_EQ(says("n = :five", "{':five':{'S':'x'}}"), "");
  // The cached form is not trusted with values of other types.
  EXPECT_EQ(says("begins_with(s, :a)", "{':a':{'S':'x'}}"), "");
  EXPECT_EQ(
      says("begins_with(s, :a)", "{':a':{'N':'1'}}"),
      "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N");
  EXPECT_EQ(says("begins_with(s, :a)"),
            "An expression attribute value used in expression is not defined; attribute value: :a");
  // Nor with other names.
  const auto found = [&](const std::string& name) {
    const Wire wire("Scan",
                    "{'TableName':'t','FilterExpression':'attribute_exists(#a)',"
                    "'ExpressionAttributeNames':{'#a':'" +
                        name + "'}}");
    return Expressions(wire.in(), Form::scan, wire.arena(), cache_).filter.matches(item(thing));
  };
  EXPECT_TRUE(found("n"));
  EXPECT_FALSE(found("m.k"));
  EXPECT_TRUE(found("n"));
}

TEST_F(DynamodbConditions, TellSyntaxErrors) {
  const auto at = [](std::string_view token, std::string_view near) {
    return "Syntax error; token: \"" + std::string(token) + "\", near: \"" + std::string(near) + "\"";
  };
  EXPECT_EQ(says(""), "The expression can not be empty;");
  EXPECT_EQ(says("a-b"), at("-", "a-b"));
  EXPECT_EQ(says("a"), at("<EOF>", "a"));
  EXPECT_EQ(says("things are not gonna"), at("are", "things are not"));
  EXPECT_EQ(says("a > 4"), at("4", "> 4"));
  EXPECT_EQ(says("_a = b"), at("_", "_a"));
  EXPECT_EQ(says("a in b"), at("b", "in b"));
  EXPECT_EQ(says("a in (b,c,)"), at(")", ",)"));
  EXPECT_EQ(says("a > between"), at("between", "> between"));
  EXPECT_EQ(says("(a = b"), at("<EOF>", "b"));
  EXPECT_EQ(says("size(a).b > a"), at(".", ").b"));
  EXPECT_EQ(says("ü > a"), at("ü", "ü >"));
  EXPECT_EQ(says("a AND b = c"), at("AND", "a AND b"));
  EXPECT_EQ(says("attribute_exists(m.k_2021-03-03)"), at("-", "k_2021-0"));
  EXPECT_EQ(says("b[01] > a"), at("1", "01]"));
  EXPECT_EQ(says("b[:a] > a"), at(":a", "[:a]"));
  for (const char* expression : {"attribute_exists(Pictures-RearView)",
                                 "attribute_exists(Pictures..RearView)",
                                 "a in b, c",
                                 "attribute_exists(Pi#ctures.RearView)",
                                 "attribute_exists(asdf[a])",
                                 "(a)between(b.(c.d))and(c)",
                                 "(a)between(b.c.d)and((c)",
                                 "#$.b > a",
                                 "a > :things.stuff",
                                 "b[#_] > a",
                                 "(a)between(b.c[4.5].#d)and(:a)",
                                 "(size(a)).b > a",
                                 "size(a)[0] > a",
                                 "(size(a))[0] > a",
                                 "a = b = c",
                                 "a =",
                                 "()",
                                 "attribute_exists()",
                                 "(a) AND b = c",
                                 "NOT a",
                                 "a = b c = d",
                                 "a BETWEEN b OR c",
                                 " "})
    EXPECT_TRUE(says(expression).starts_with("Syntax error; token: ")) << expression << says(expression);
}

TEST_F(DynamodbConditions, TellRedundantParentheses) {
  for (const char* expression :
       {"a=a and a > ((views))", "(a)between(((b.c)).d)and(c)", "a > whatever((:things), ((a)))",
        "a=a AND ((a=a AND a=a)) AND a=a", "a=a OR ((a=a OR (a=a OR a=a)))", "((attribute_exists(a)))"})
    EXPECT_EQ(says(expression), "The expression has redundant parentheses;") << expression;
  EXPECT_EQ(says(std::string(2000, '(') + "a=b" + std::string(2000, ')')),
            "The expression has redundant parentheses;");
}

TEST_F(DynamodbConditions, TellWrongFunctions) {
  const std::string unknown = "Invalid function name; function: ";
  EXPECT_EQ(says("a=a and whatever((:things)) > a"), unknown + "whatever");
  EXPECT_EQ(says("attRIbute_exIsts((views), #a)"), unknown + "attRIbute_exIsts");
  const std::string misused = "The function is not allowed to be used this way in an expression; function: ";
  EXPECT_EQ(says("a=a and attribute_exists((views), (#a)) > b"), misused + "attribute_exists");
  EXPECT_EQ(says("size(contains(a, b)) > a"), misused + "contains");
  EXPECT_EQ(says("size(things)"), misused + "size");
  EXPECT_EQ(says("(size(things)) AND a=b"), misused + "size");
  EXPECT_EQ(says("a between b and attribute_exists(things)"), misused + "attribute_exists");
  EXPECT_EQ(says("a in (b, attribute_exists(things))"), misused + "attribute_exists");
  EXPECT_EQ(says("attribute_exists(views, #a)"),
            "Attribute name is a reserved keyword; reserved keyword: views");
  EXPECT_EQ(says(":a < abOrT"), "Attribute name is a reserved keyword; reserved keyword: abOrT");
}

TEST_F(DynamodbConditions, TellTheFirstLeafsFault) {
  const std::string name =
      "An expression attribute name used in the document path is not defined; attribute name: ";
  const std::string value =
      "An expression attribute value used in expression is not defined; attribute value: ";
  EXPECT_EQ(says("attribute_exists(#Pictures.RearView, :a) and a=a"), name + "#Pictures");
  EXPECT_EQ(says("(#P between :lo and :hi) and (#PC in (:cat1, :cat2))"), name + "#P");
  EXPECT_EQ(says("(a)between(b.c[45].#d)and(:a)"), name + "#d");
  EXPECT_EQ(says("begins_with(:hello, #a, #b)"), value + ":hello");
  EXPECT_EQ(says(":a < :b"), value + ":a");
  const std::string operands =
      "Incorrect number of operands for operator or function; operator or function: ";
  EXPECT_EQ(says("attribute_exists(things, a) and a=a"),
            operands + "attribute_exists, number of operands: 2");
  EXPECT_EQ(says("attribute_type(things)"), operands + "attribute_type, number of operands: 1");
  EXPECT_EQ(says("size(things, a) > b"), operands + "size, number of operands: 2");
  const std::string type = "Incorrect operand type for operator or function; operator or function: ";
  EXPECT_EQ(says("attribute_type(a, size(a)) and a=a"), type + "attribute_type, operand type: N");
  EXPECT_EQ(says("attribute_type(a, :a)", "{':a':{'BS':['YQ==']}}"),
            type + "attribute_type, operand type: BS");
  EXPECT_EQ(says("begins_with(a, size(a)) and a=:a", "{':a':{'N':'1'}}"),
            type + "begins_with, operand type: N");
  EXPECT_EQ(says("begins_with(:a, a)", "{':a':{'NULL':true}}"), type + "begins_with, operand type: NULL");
  EXPECT_EQ(says("size(size(a)) > :a", "{':a':{'N':'1'}}"), type + "size, operand type: N");
  EXPECT_EQ(says("size(:a) > a", "{':a':{'BOOL':true}}"), type + "size, operand type: BOOL");
  EXPECT_EQ(says("attribute_not_exists(size(:a))", "{':a':{'N':'1'}}"), type + "size, operand type: N");
  EXPECT_EQ(says("a < :a", "{':a':{'BOOL':true}}"), type + "<, operand type: BOOL");
  EXPECT_EQ(says("attribute_type(a, :a)", "{':a':{'S':'1'}}"),
            "Invalid attribute type name found; type: 1, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
  EXPECT_EQ(says("attribute_not_exists(size(:a))", "{':a':{'S':'1'}}"),
            "Operator or function requires a document path; operator or function: attribute_not_exists");
  const std::string distinct =
      "The first operand must be distinct from the remaining operands for this operator or function; "
      "operator: ";
  EXPECT_EQ(says("a = a AND #a = b AND :views > a", "", "{'#a':'a'}"), distinct + "=, first operand: [a]");
  EXPECT_EQ(says("contains(ab.bc[1].a, ab.bc[1].#a)", "", "{'#a':'a'}"),
            distinct + "contains, first operand: [ab, bc, [1], a]");
}

TEST_F(DynamodbConditions, TellWrongBounds) {
  EXPECT_EQ(says("a between :b and :a", "{':a':{'S':'a'},':b':{'N':'1'}}"),
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: "
            "AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}");
  EXPECT_EQ(
      says("a between :b and :a", "{':a':{'S':'a'},':b':{'S':'b'}}"),
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound "
      "operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}");
}

TEST_F(DynamodbConditions, HaveLimits) {
  EXPECT_EQ(says("a = " + std::string(4093, 'b')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
  EXPECT_EQ(says("a = " + std::string(4092, 'b')), "");
  std::string many = "a<b", choices = "c0";
  for (int i = 1; i < 151; ++i) many += " OR a<b";  // OR counts, too
  EXPECT_EQ(says(many), "The expression contains too many operators; operator count: 301");
  EXPECT_EQ(says(many.substr(7)), "");
  for (int i = 1; i < 101; ++i) choices += ",c" + std::to_string(i);
  EXPECT_EQ(says("a IN (" + choices + ")"),
            "The IN operator is provided with too many operands; number of operands: 101");
}

TEST_F(DynamodbConditions, TellOfNamesAndValues) {
  EXPECT_EQ(says("a = b", "{}"), "ExpressionAttributeValues must not be empty");
  EXPECT_EQ(says("a = b", "", "{}"), "ExpressionAttributeNames must not be empty");
  EXPECT_EQ(says("a = b", "", "{'a':'a'}"),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"");
  EXPECT_EQ(says("a = b", "{'b':{'S':'a'}}"),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"b\"");
  EXPECT_EQ(says("a = :b", "{':b':{'NS':[]}}"),
            "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An "
            "number "
            "set  may not be empty for key :b");
  EXPECT_EQ(says("a = b", "{':b':{'S':'a'},':c':{'S':'a'}}"),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b, :c}");
  EXPECT_EQ(says("a = b", "{':b':{'S':'a'}}", "{'#a':'a','#b':'b'}"),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}");
}

TEST_F(DynamodbConditions, DoNotGoWithTheFormsBeforeThem) {
  const auto says = [&](std::string_view operation, Form form, const std::string& members) {
    const Wire wire(operation, "{'TableName':'t'," + members + "}");
    return refusal([&] { Expressions(wire.in(), form, wire.arena(), cache_); });
  };
  EXPECT_EQ(says("PutItem", Form::put_item, "'ConditionExpression':'a=b','Expected':{'a':{'Exists':false}}"),
            "Can not use both expression and non-expression parameters in the same request: Non-expression "
            "parameters: {Expected} Expression parameters: {ConditionExpression}");
  EXPECT_EQ(says("UpdateItem", Form::update_item, "'UpdateExpression':'remove a','AttributeUpdates':{}"),
            "Can not use both expression and non-expression parameters in the same request: Non-expression "
            "parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}");
  EXPECT_EQ(says("GetItem", Form::get_item, "'ExpressionAttributeNames':{'#a':'a'}"),
            "ExpressionAttributeNames can only be specified when using expressions");
  EXPECT_EQ(
      says("PutItem", Form::put_item, "'ExpressionAttributeValues':{':a':{'S':'a'}}"),
      "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null");
  EXPECT_EQ(says("UpdateItem", Form::update_item, "'ExpressionAttributeValues':{':a':{'S':'a'}}"),
            "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and "
            "ConditionExpression are null");
}

// ---- Key conditions

class DynamodbKeyConditions : public testing::Test {
 protected:
  std::string says(const std::string& expression, const std::string& values = "") {
    const Wire wire("Query", "{'TableName':'t','KeyConditionExpression':'" + expression + "'" +
                                 (values.empty() ? "" : ",'ExpressionAttributeValues':" + values) + "}");
    return refusal([&] {
      const Expressions asked(wire.in(), Form::query, wire.arena(), cache_);
      const KeyPart partition[] = {{"p", Type::string}}, sort[] = {{"c", Type::number}};
      const KeyRange range = asked.key.range(partition, sort);
      seen_ = std::to_string(static_cast<int>(range.by)) + (range.low ? std::string(range.low.text()) : "") +
              (range.high ? "-" + std::string(range.high.text()) : "");
    });
  }
  ExpressionCache cache_;
  std::string seen_;
};

TEST_F(DynamodbKeyConditions, AreReadEitherWayRound) {
  const std::string given = "{':p':{'S':'x'},':c':{'N':'3'}}";
  EXPECT_EQ(says("p = :p", "{':p':{'S':'x'}}"), "");
  EXPECT_EQ(seen_, "0");
  EXPECT_EQ(says(":p = p AND :c < c", given), "");
  EXPECT_EQ(seen_, "43");  // greater
  EXPECT_EQ(says("((c <= :c) AND (p=:p))", given), "");
  EXPECT_EQ(seen_, "33");
  EXPECT_EQ(says("p = :p AND c BETWEEN :c AND :d", "{':p':{'S':'x'},':c':{'N':'3'},':d':{'N':'4'}}"), "");
  EXPECT_EQ(seen_, "63-4");
}

TEST_F(DynamodbKeyConditions, TellWhatTheyMayNotBe) {
  const std::string given = "{':p':{'S':'x'},':c':{'N':'3'}}", one = "{':a':{'N':'1'}}";
  EXPECT_EQ(says("p = :p OR c = :c", given), "Invalid operator used in KeyConditionExpression: OR");
  EXPECT_EQ(says("NOT p = :p", "{':p':{'S':'x'}}"), "Invalid operator used in KeyConditionExpression: NOT");
  EXPECT_EQ(says("p <> b"), "Invalid operator used in KeyConditionExpression: <>");
  EXPECT_EQ(says("p in (b, size(c))"), "Invalid operator used in KeyConditionExpression: IN");
  EXPECT_EQ(says("attribute_exists(p)"), "Invalid operator used in KeyConditionExpression: attribute_exists");
  EXPECT_EQ(
      says("begins_with(:a, b)", "{':a':{'S':'1'}}"),
      "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its "
      "first operand");
  EXPECT_EQ(says("size(b) > a"), "KeyConditionExpressions cannot contain nested operations");
  EXPECT_EQ(says("b > a.b"),
            "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
  EXPECT_EQ(says("a.d > c"), "KeyConditionExpressions cannot have conditions on nested attributes");
  EXPECT_EQ(says(":a > :b", "{':a':{'N':'1'},':b':{'N':'1'}}"),
            "Invalid condition in KeyConditionExpression: No key attribute specified");
  EXPECT_EQ(says("b > :a AND b < :a", one),
            "KeyConditionExpressions must only contain one condition per key");
  EXPECT_EQ(says("c = :c", "{':c':{'N':'3'}}"), "Query condition missed key schema element: p");
  EXPECT_EQ(says("p < :p", "{':p':{'S':'x'}}"), "Query key condition not supported");
  EXPECT_EQ(says("p = :p AND d = :c", given), "Query condition missed key schema element: c");
  EXPECT_EQ(says("p = :c", "{':c':{'N':'3'}}"),
            "One or more parameter values were invalid: Condition parameter type does not match schema type");
  EXPECT_EQ(
      says("p = :p", "{':p':{'S':''}}"),
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
      "empty string value. Key: p");
  EXPECT_EQ(says("dog(p)"), "Invalid KeyConditionExpression: Invalid function name; function: dog");
  EXPECT_EQ(says("p = :p AND c != :c", given),
            "Invalid KeyConditionExpression: Syntax error; token: \"!\", near: \"c !=\"");
}

TEST_F(DynamodbKeyConditions, GoFromLeftToRightThroughKeysOfSeveralAttributes) {
  const KeyPart partition[] = {{"a", Type::string}, {"b", Type::string}};
  const KeyPart sort[] = {{"x", Type::number}, {"y", Type::number}, {"z", Type::number}};
  const auto says = [&](const std::string& expression) {
    const Wire wire("Query", "{'TableName':'t','KeyConditionExpression':'" + expression +
                                 "','ExpressionAttributeValues':{':s':{'S':'v'},':n':{'N':'1'}}}");
    const Expressions asked(wire.in(), Form::query, wire.arena(), cache_);
    return refusal([&] {
      const KeyRange range = asked.key.range(partition, sort);
      seen_ = std::to_string(range.partition.size()) + std::to_string(range.prefix.size()) +
              std::to_string(static_cast<int>(range.by));
    });
  };
  EXPECT_EQ(says("a = :s AND b = :s AND x = :n AND y > :n"), "");
  EXPECT_EQ(seen_, "214");
  EXPECT_EQ(says("a = :s AND x = :n"), "Query condition missed key schema element: b");
  EXPECT_EQ(
      says("a = :s AND b = :s AND y > :n"),
      "RANGE key attributes x must have equality conditions specified in the query because a condition is "
      "present on key attribute y");
  EXPECT_EQ(
      says("a = :s AND b = :s AND x > :n AND y = :n"),
      "RANGE key attributes x must have equality conditions specified in the query because a condition is "
      "present on key attribute y");
}

}  // namespace
}  // namespace understudy::dynamodb
