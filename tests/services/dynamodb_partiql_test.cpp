// PartiQL: statements as they are read, and what they do to items.
#include "services/dynamodb/partiql.hpp"

#include "tests/services/dynamodb_library.hpp"

namespace understudy::dynamodb {
namespace {

class DynamodbPartiql : public testing::Test {
 protected:
  const Statement& read(const std::string& text, const std::string& parameters = "[]") {
    wire_.emplace("ExecuteStatement", "{'Statement':'x','Parameters':" + parameters + "}");
    statement_ = parse_statement(text, wire_->in()["Parameters"], wire_->arena());
    return statement_;
  }
  std::string says(const std::string& text, const std::string& parameters = "[]") {
    return refusal([&] { read(text, parameters); });
  }
  // The keys that a WHERE settles: partition, how it narrows the sort key, and by what.
  std::string ranges(const std::string& where, const std::string& parameters = "[]") {
    read("SELECT * FROM t WHERE " + where, parameters);
    std::string out;
    for (const KeyRange& range : statement_.ranges(partition_, sort_)) {
      out += (out.empty() ? "" : " ") + std::string(range.partition[0].text()) + ":" +
             std::to_string(static_cast<int>(range.by));
      if (range.low) out += "," + std::string(range.low.text());
      if (range.high) out += "," + std::string(range.high.text());
    }
    return out;
  }
  bool holds(const std::string& where) {
    return read("SELECT * FROM t WHERE " + where)
        .condition.matches(item("{'a':{'S':'it'},'n':{'N':'5'},'l':{'L':[{'N':'1'}]},'z':{'NULL':true},"
                                "'m':{'M':{'x y':{'S':'q'}}},'s':{'SS':['u']}}"));
  }

  std::optional<Wire> wire_;
  Statement statement_;
  const std::vector<KeyPart> partition_ = {{"p", Type::string}}, sort_ = {{"c", Type::number}};
};

TEST_F(DynamodbPartiql, Selects) {
  EXPECT_EQ(read("select * from Music").table, "Music");
  EXPECT_FALSE(statement_.condition);
  EXPECT_FALSE(statement_.projection);
  read("SELECT a, \"b c\".d[1] FROM \"my-table\".\"my.index\" WHERE a = 'x' ORDER BY c DESC, \"p\";");
  EXPECT_EQ(statement_.table + "|" + statement_.index, "my-table|my.index");
  EXPECT_EQ(statement_.projection.names(), (std::vector<std::string_view>{"a", "b c"}));
  ASSERT_EQ(statement_.order.size(), 2u);
  EXPECT_TRUE(statement_.order[0].descending);
  EXPECT_EQ(statement_.order[1].name, "p");
  EXPECT_EQ(
      shown(read("SELECT m.k[0], m.x, s FROM t")
                .projection.pick(item("{'m':{'M':{'k':{'L':[{'S':'c'}]},'x':{'N':'1'}}},'s':{'S':'q'}}"))),
      "{'k[0]':{'S':'c'},'x':{'N':'1'},'s':{'S':'q'}}");
  EXPECT_EQ(read("SELECT * FROM T1-2f-ab.test_gsi").table, "T1-2f-ab");
  EXPECT_EQ(statement_.index, "test_gsi");
  EXPECT_EQ(read("SELECT * FROM unknown-table").table, "unknown-table");
}

TEST_F(DynamodbPartiql, FindsItems) {
  for (const char* where : {"a = 'it'",
                            "n >= 5 AND n < 6",
                            "n BETWEEN 1 AND 5",
                            "n IN [1, 5]",
                            "n IN (5)",
                            "NOT n = 4",
                            "n <> 4",
                            "n != 4",
                            "a IS NOT MISSING",
                            "q IS MISSING",
                            "z IS NULL",
                            "begins_with(a, 'i')",
                            "contains(s, 'u')",
                            "CONTAINS(l, 1)",
                            "size(a) = 2",
                            "attribute_type(n, 'N')",
                            "\"a\" = 'it'",
                            "m.\"x y\" = 'q'",
                            "m['x y'] = 'q'",
                            "l[0] = 1",
                            "l = [1]",
                            "s = <<'u'>>",
                            "m = {'x y': 'q'}",
                            "(a = 'x' OR n = 5) AND 5 = n",
                            "attribute_exists(nope) = false",
                            "true = attribute_exists(n)",
                            "contains(nope, 'z') = false",
                            "(n BETWEEN 0 AND 5) = true",
                            "(n = 4 OR a = 'x') = false",
                            "attribute_exists(nope) IN [true, false]",
                            "attribute_exists(n) = attribute_exists(a)",
                            "attribute_exists(n) <> 1",
                            "(n) = 5",
                            "(size(a)) = 2",
                            "attribute_exists(m) AND ATTRIBUTE_NOT_EXISTS (nope)",
                            "n = - - 5",
                            "n > -/* c */-4",
                            "n NOT IN [1]",
                            "n NOT BETWEEN 6 AND 7",
                            "n > -1.5e0",
                            "NOT (a = 'x')"})
    EXPECT_TRUE(holds(where)) << where;
  for (const char* where :
       {"attribute_exists(n) = 1", "(attribute_exists(n) = true) = false", "NOT attribute_exists(n) = true",
        "a = 'It'", "a IS MISSING", "a IS NULL", "n = '5'", "n IN [1, 2]", "l[1] = 1", "q = 1"})
    EXPECT_FALSE(holds(where)) << where;
}

TEST_F(DynamodbPartiql, FindsKeys) {
  EXPECT_EQ(ranges("p = 'x'"), "x:0");
  EXPECT_EQ(ranges("c > 3 AND 'x' = p"), "x:4,3");
  EXPECT_EQ(ranges("3 < c AND p = 'x'"), "x:4,3");
  EXPECT_EQ(ranges("p = ? AND c BETWEEN ? AND 9", "[{'S':'x'},{'N':'2'}]"), "x:6,2,9");
  EXPECT_EQ(ranges("p IN ['x', 'y'] AND c = 1"), "x:1,1 y:1,1");
  EXPECT_EQ(ranges("p = 'x' AND c IN [1, 2]"), "x:1,1 x:1,2");
  EXPECT_EQ(ranges("(p = 'x' AND q = 1) AND c = 1 AND c > 0"), "x:1,1");
  EXPECT_EQ(ranges("p = 'x' OR p = 'y'"), "");
  EXPECT_EQ(ranges("p > 'x'"), "");
  EXPECT_EQ(ranges("p = 'x' AND begins_with(c, 'a') AND NOT c = 1"), "x:0");
  EXPECT_EQ(shown(read("DELETE FROM t WHERE p = 'x' AND c = 1.0 AND d = 2").key(partition_, sort_)),
            "{'p':{'S':'x'},'c':{'N':'1'}}");
  EXPECT_EQ(refusal([&] { read("DELETE FROM t WHERE p = 'x'").key(partition_, sort_); }),
            "Where clause does not contain a mandatory equality on all key attributes");
  const auto refused = [&](const std::string& where) { return refusal([&] { ranges(where); }); };
  EXPECT_EQ(refused("p = 1"),
            "Key attribute's data type should match its data type in table's schema: Key p");
  EXPECT_EQ(refused("p = 'x' AND c IN [1, '2']"),
            "Key attribute's data type should match its data type in table's schema: Key c");
  EXPECT_EQ(refused("p IN ['x', 'x']"),
            "Overlapping conditions with range keys are not supported in where clause");
  std::string many = "'0'";
  for (int i = 1; i < 51; ++i) many += ",'" + std::to_string(i) + "'";
  EXPECT_EQ(refused("p IN [" + many + "]"), "Too many decomposed read operations for a given query.");
  EXPECT_EQ(
      refusal([&] { read("DELETE FROM t WHERE p = 'x' AND p = 'y' AND c = 1").key(partition_, sort_); }),
      "Multiple conditions on same key p. Only single item Update/Insert/Delete are supported");
  EXPECT_TRUE(read("SELECT * FROM t WHERE p IN ['x'] AND p = 'x' AND c = 1").keys_alone(partition_, sort_));
  EXPECT_FALSE(read("SELECT * FROM t WHERE p = 'x' AND c = 1 AND q = 1").keys_alone(partition_, sort_));
  EXPECT_FALSE(read("SELECT * FROM t WHERE p = 'x' AND c = 1 AND NOT q = 1").keys_alone(partition_, sort_));
  EXPECT_FALSE(read("SELECT * FROM t WHERE p = 'x' AND c = 1 AND p = 'y'").keys_alone(partition_, sort_));
  EXPECT_TRUE(read("EXISTS(SELECT * FROM t WHERE p = 'x' AND c = 2)").settles(partition_, sort_));
  EXPECT_EQ(statement_.kind, Statement::Kind::exists);
}

TEST_F(DynamodbPartiql, Inserts) {
  read(
      "INSERT INTO \"t\" value {'pk': 'it''s', 'n': -1.50, 'l': [true, null, <<1, 2>>], 'b': ?, 'e': "
      "{}}",
      "[{'B':'AAE='}]");
  EXPECT_EQ(shown(statement_.item),
            "{'pk':{'S':'it's'},'n':{'N':'-1.5'},'l':{'L':[{'BOOL':true},{'NULL':true},{'NS':['1','2']}]},"
            "'b':{'B':'AAE='},'e':{'M':{}}}");
}

TEST_F(DynamodbPartiql, Updates) {
  const Item before = item("{'p':{'S':'x'},'n':{'N':'1'},'l':{'L':[]},'s':{'SS':['u','v']},'m':{'M':{}}}");
  const auto after = [&](const std::string& clauses) {
    return shown(read("UPDATE t " + clauses + " WHERE p = 'x'").update.apply(before));
  };
  EXPECT_EQ(
      after("SET n = n + 2 SET m.k = 'v', l = list_append(l, [1])"),
      "{'p':{'S':'x'},'n':{'N':'3'},'l':{'L':[{'N':'1'}]},'s':{'SS':['u','v']},'m':{'M':{'k':{'S':'v'}}}}");
  EXPECT_EQ(after("SET s = set_add(s, <<'w'>>) REMOVE n, l, m"), "{'p':{'S':'x'},'s':{'SS':['u','v','w']}}");
  EXPECT_EQ(after("SET s=set_delete(s, <<'u'>>) REMOVE n REMOVE l REMOVE m"),
            "{'p':{'S':'x'},'s':{'SS':['v']}}");
  EXPECT_EQ(read("UPDATE t SET a=1 WHERE p='x' RETURNING MODIFIED NEW *").returning, Returning::modified_new);
  EXPECT_EQ(read("DELETE FROM t WHERE p='x' RETURNING ALL OLD *").returning, Returning::all_old);
}

TEST_F(DynamodbPartiql, TellsWhatIsWrong) {
  const std::string malformed = "Statement wasn't well formed, can't be processed: ";
  EXPECT_EQ(says("SELECTT * FROMM t"), malformed + "Expected data manipulation");
  EXPECT_EQ(says(""), malformed + "Expected data manipulation");
  EXPECT_EQ(says("SELECT * FROM t LIMIT 1"), malformed + "Unexpected keyword");
  EXPECT_EQ(says("SELECT * FROM WHERE a = 1"), malformed + "Unexpected keyword");
  EXPECT_EQ(says("SELECT * FROM t WHERE a = 'x"), malformed + "Unexpected token");
  EXPECT_EQ(says("SELECT * FROM t WHERE a"), malformed + "Unexpected token");
  EXPECT_EQ(says("INSERT INTO t (a) VALUES (1)"), malformed + "Unexpected token");
  EXPECT_EQ(says("UPDATE t WHERE p = 1"), malformed + "Unexpected keyword");
  EXPECT_EQ(says("SELECT * FROM t WHERE dog(a) = 1"), "Unrecognized function: dog at 1:23:3");
  EXPECT_EQ(says("SELECT * FROM t WHERE a = ?"),
            "Number of parameters in request and statement don't match.");
  EXPECT_EQ(says("SELECT * FROM t", "[{'S':'x'}]"),
            "Number of parameters in request and statement don't match.");
  EXPECT_EQ(says("SELECT * FROM t WHERE a = 1e200"),
            "Number overflow. Attempting to store a number with magnitude larger than supported range");
  EXPECT_EQ(
      says("INSERT INTO t VALUE {'a': <<2, 2.0>>}"),
      "One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! under root");
  EXPECT_EQ(says("UPDATE t SET s = set_add(s, <<'x', 'x'>>) WHERE p = 1"),
            "One or more parameter values were invalid: Input collection [x, x] contains duplicates.");
  EXPECT_EQ(says("UPDATE t SET s = set_add(s, <<>>)"), "Empty bags are not supported");
  EXPECT_EQ(says("UPDATE t\nSET s = set_add(s, 'x')"),
            "The second argument to SET_ADD must be a value with type SET at 2:17:1");
  EXPECT_EQ(says("UPDATE t SET s = set_delete(q, <<'x'>>)"),
            "The first argument to SET_DELETE must equal the assignment value at 1:18:10");
  EXPECT_EQ(says("UPDATE t SET s = set_add(s)"), "SET_ADD must have exactly two arguments at 1:18:7");
  EXPECT_EQ(says("UPDATE t SET n = n - null"),
            "Incorrect operand type for operator or function; operator or function: -, operand type: NULL");
  EXPECT_EQ(says("SELECT l[-1] FROM t"),
            "List index is not within the allowable range; index: [-1] at 1:11:1");
  EXPECT_EQ(says("SELECT l[2147483648] FROM t"),
            "List index is not within the allowable range; index: [2147483648] at 1:10:10");
  EXPECT_EQ(says("UPDATE t SET x = [?]", "[{'S':'v'}]"),
            "Unsupported data type: Parameter under key root[0] at 1:19:1");
  EXPECT_EQ(says("INSERT INTO t VALUE {'m':{'k':?}}", "[{'S':'v'}]"),
            "Unsupported data type: Parameter under key root.k at 1:31:1");
  const auto repeated = [](int n, const std::string& text) {
    std::string all;
    for (; n > 0; --n) all += text;
    return all;
  };
  EXPECT_EQ(says("UPDATE t SET d = {'a':" + std::string(31, '[') + "1" + std::string(31, ']') + "}"),
            "Nesting Levels have exceeded supported limits under root.a" + repeated(31, "[0]"));
  EXPECT_EQ(says("INSERT INTO t VALUE {'d':" + repeated(31, "{'a':") + "1" + repeated(31, "}") + "}"), "");
  EXPECT_EQ(says("SELECT * FROM t WHERE attribute_exists('ss')"),
            "Operator or function requires a document path; operator or function: attribute_exists");
  EXPECT_EQ(says("SELECT * FROM t WHERE attribute_exists()"),
            "Incorrect number of operands for operator or function; operator or function: attribute_exists, "
            "number of "
            "operands: 0");
  EXPECT_EQ(says("SELECT * FROM t WHERE attribute_exists(n) > false"),
            "Incorrect operand type for operator or function; operator or function: >, operand type: BOOL");
  EXPECT_EQ(says("SELECT * FROM t WHERE (a)"), malformed + "Unexpected token");
  EXPECT_EQ(says("SELECT * FROM t WHERE (a) AND b = 1"), malformed + "Unexpected keyword");
  EXPECT_EQ(says("SELECT * FROM t WHERE EXISTS(ss)"), "Unrecognized function: exists at 1:23:6");
  EXPECT_EQ(says("SELECT * FROM t WHERE a = 1 garbage"), malformed + "Unexpected token after expression");
  EXPECT_EQ(says("UPDATE t SET WHERE", "[{'SS':['a','a']}]"),
            "One or more parameter values were invalid: Input collection [a, a] contains duplicates.");
  EXPECT_EQ(says("UPDATE t SET a = 1 REMOVE a.b WHERE p = 1"),
            "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite "
            "one of these "
            "paths; path one: [a], path two: [a, b]");
  EXPECT_EQ(says("SELECT * FROM t WHERE " + std::string(4000, '(') + "a = 1"),
            malformed + "Expression is nested too deeply");
}

}  // namespace
}  // namespace understudy::dynamodb
