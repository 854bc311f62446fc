// Updates and projections, and the parameters that were there before expressions.
#include "tests/services/dynamodb_library.hpp"

namespace understudy::dynamodb {
namespace {

class DynamodbUpdates : public testing::Test {
 protected:
  // The item afterwards, or what was said; of an UpdateExpression or of whole members.
  std::string after(const std::string& before, const std::string& update, const std::string& values = "",
                    const std::string& names = "") {
    const bool members = update.starts_with("'");
    const Wire wire("UpdateItem", "{'TableName':'t'," +
                                      (members ? update : "'UpdateExpression':'" + update + "'") +
                                      (values.empty() ? "" : ",'ExpressionAttributeValues':" + values) +
                                      (names.empty() ? "" : ",'ExpressionAttributeNames':" + names) + "}");
    std::string result;
    const std::string refused = refusal([&] {
      const Expressions asked(wire.in(), Form::update_item, wire.arena(), cache_);
      const Item old = item(before), now = asked.update.apply(old);
      result = shown(now);
      updated_ = shown(asked.update.paths().pick(now));
      replaced_ = shown(asked.update.paths().pick(old));
    });
    return refused.empty() ? result : refused;
  }
  std::string says(const std::string& update, const std::string& values = "") {
    return after("{'p':{'S':'x'}}", update, values);
  }

  ExpressionCache cache_;
  std::string updated_, replaced_;
};

TEST_F(DynamodbUpdates, SetReplacesAndAdds) {
  EXPECT_EQ(after("{'p':{'S':'x'},'a':{'N':'1'}}", "SET a = :v, b = a", "{':v':{'S':'new'}}"),
            "{'p':{'S':'x'},'a':{'S':'new'},'b':{'N':'1'}}");
  EXPECT_EQ(updated_, "{'a':{'S':'new'},'b':{'N':'1'}}");
  EXPECT_EQ(replaced_, "{'a':{'N':'1'}}");
  EXPECT_EQ(after("{'a':{'N':'1'}}", "set a = a + :v", "{':v':{'N':'0.5'}}"), "{'a':{'N':'1.5'}}");
  EXPECT_EQ(after("{'a':{'N':'1'}}", "set a = (:v - a)", "{':v':{'N':'0.5'}}"), "{'a':{'N':'-0.5'}}");
  EXPECT_EQ(after("{'a':{'N':'1'}}", "set b = if_not_exists(b, :v) + a", "{':v':{'N':'10'}}"),
            "{'a':{'N':'1'},'b':{'N':'11'}}");
  EXPECT_EQ(after("{'a':{'N':'1'}}", "set b = if_not_exists(a, :v)", "{':v':{'N':'10'}}"),
            "{'a':{'N':'1'},'b':{'N':'1'}}");
  EXPECT_EQ(after("{'l':{'L':[{'N':'1'}]}}", "set l = list_append(l, if_not_exists(k, if_not_exists(m, :v)))",
                  "{':v':{'L':[{'S':'x'},{'S':'y'}]}}"),
            "{'l':{'L':[{'N':'1'},{'S':'x'},{'S':'y'}]}}");
}

TEST_F(DynamodbUpdates, ReachIntoDocuments) {
  const std::string old = "{'m':{'M':{'a':{'N':'1'},'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'}]}}}}";
  EXPECT_EQ(after(old, "SET m.b = :v, m.l[1] = :v REMOVE m.a", "{':v':{'S':'v'}}"),
            "{'m':{'M':{'l':{'L':[{'N':'0'},{'S':'v'},{'N':'2'}]},'b':{'S':'v'}}}}");
  EXPECT_EQ(updated_, "{'m':{'M':{'b':{'S':'v'},'l':{'L':[{'S':'v'}]}}}}");
  EXPECT_EQ(after(old, "REMOVE m.l[0], m.l[2], m.l[9]"), "{'m':{'M':{'a':{'N':'1'},'l':{'L':[{'N':'1'}]}}}}");
  EXPECT_EQ(after(old, "SET m.l[9] = :a, m.l[7] = :b", "{':a':{'S':'a'},':b':{'S':'b'}}"),
            "{'m':{'M':{'a':{'N':'1'},'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'},{'S':'b'},{'S':'a'}]}}}}");
  EXPECT_EQ(after(old, "SET m.l[0] = m.l[2], m.l[2] = m.l[0]"),
            "{'m':{'M':{'a':{'N':'1'},'l':{'L':[{'N':'2'},{'N':'1'},{'N':'0'}]}}}}");
  EXPECT_EQ(after(old, "ADD m.a :v, m.c :v", "{':v':{'N':'4'}}"),
            "{'m':{'M':{'a':{'N':'5'},'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'}]},'c':{'N':'4'}}}}");
  const std::string wrong = "The document path provided in the update expression is invalid for update";
  EXPECT_EQ(after(old, "SET n.a = :v", "{':v':{'S':'v'}}"), wrong);
  EXPECT_EQ(after(old, "SET m.l.x = :v", "{':v':{'S':'v'}}"), wrong);
  EXPECT_EQ(after(old, "SET m[0] = :v", "{':v':{'S':'v'}}"), wrong);
  EXPECT_EQ(after(old, "REMOVE n.a"), wrong);
  EXPECT_EQ(after(old, "REMOVE n, m.z"), shown(item(old)));
}

TEST_F(DynamodbUpdates, AddAndDelete) {
  EXPECT_EQ(after("{'n':{'N':'1'}}", "ADD n :v, k :v", "{':v':{'N':'-3'}}"),
            "{'n':{'N':'-2'},'k':{'N':'-3'}}");
  EXPECT_EQ(after("{'s':{'SS':['a','b']}}", "ADD s :v, t :v", "{':v':{'SS':['b','c']}}"),
            "{'s':{'SS':['a','b','c']},'t':{'SS':['b','c']}}");
  EXPECT_EQ(after("{'s':{'NS':['1','2']}}", "DELETE s :v", "{':v':{'NS':['2.0','3']}}"),
            "{'s':{'NS':['1']}}");
  EXPECT_EQ(after("{'s':{'SS':['a']},'p':{'S':'x'}}", "DELETE s :v, t :v", "{':v':{'SS':['a']}}"),
            "{'p':{'S':'x'}}");
  EXPECT_EQ(updated_, "{}");
  const std::string wrong = "An operand in the update expression has an incorrect data type";
  EXPECT_EQ(after("{'n':{'S':'1'}}", "ADD n :v", "{':v':{'N':'1'}}"), wrong);
  EXPECT_EQ(after("{'n':{'S':'1'}}", "SET n = n + :v", "{':v':{'N':'1'}}"), wrong);
  EXPECT_EQ(after("{'n':{'S':'1'}}", "SET n = list_append(n, :v)", "{':v':{'L':[]}}"), wrong);
  EXPECT_EQ(after("{'s':{'SS':['1']}}", "DELETE s :v", "{':v':{'NS':['1']}}"), wrong);
  EXPECT_EQ(says("SET n = z"),
            "The provided expression refers to an attribute that does not exist in the item");
  EXPECT_EQ(says("SET n = :a + :b", "{':a':{'N':'1e50'},':b':{'N':'1'}}"),
            "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

TEST_F(DynamodbUpdates, WorkOnLargeSets) {
  std::string numbers, even;
  for (int i = 0; i < 100; ++i) numbers += (i ? ",'" : "'") + std::to_string(i) + "'";
  for (int i = 0; i < 100; i += 2) even += (i ? ",'" : "'") + std::to_string(i) + "'";
  after("{'s':{'NS':[" + numbers + "]}}", "DELETE s :v", "{':v':{'NS':[" + even + "]}}");
  EXPECT_EQ(updated_.find("'2'"), std::string::npos);
  EXPECT_NE(updated_.find("'99'"), std::string::npos);
  const std::string whole = "{'s':{'NS':[" + numbers + "]}}";
  EXPECT_EQ(after(whole, "ADD s :v", "{':v':{'NS':[" + even + "]}}"), whole);
}

TEST_F(DynamodbUpdates, TellWhatIsWrong) {
  const std::string invalid = "Invalid UpdateExpression: ";
  const std::string given = "{':v':{'S':'x'}}";
  EXPECT_EQ(says(""), invalid + "The expression can not be empty;");
  EXPECT_EQ(says("INVALID SYNTAX HERE"),
            invalid + "Syntax error; token: \"INVALID\", near: \"INVALID SYNTAX\"");
  EXPECT_EQ(says("ADD hits : incr"), invalid + "Syntax error; token: \":\", near: \"hits : incr\"");
  EXPECT_EQ(says("SET _123 = :v", given), invalid + "Syntax error; token: \"_\", near: \"SET _123\"");
  EXPECT_EQ(says("SET a = :v,", given), invalid + "Syntax error; token: \"<EOF>\", near: \",\"");
  EXPECT_EQ(says("SET a = :v, ADD b :v", given), invalid + "Syntax error; token: \"ADD\", near: \", ADD b\"");
  EXPECT_EQ(says("SET a = b + c + d"), invalid + "Syntax error; token: \"+\", near: \"c + d\"");
  EXPECT_EQ(says("SET a = (b.c)[0] + e"), invalid + "Syntax error; token: \"[\", near: \")[0\"");
  EXPECT_EQ(says("SET :a = :v", given), invalid + "Syntax error; token: \":a\", near: \"SET :a =\"");
  EXPECT_EQ(says("SET a = :v SET b = :v", given),
            invalid + "The \"SET\" section can only be used once in an update expression;");
  EXPECT_EQ(says("remove a remove b"),
            invalid + "The \"REMOVE\" section can only be used once in an update expression;");
  EXPECT_EQ(says("SET abort = :v", given),
            invalid + "Attribute name is a reserved keyword; reserved keyword: abort");
  EXPECT_EQ(says("SET a = dog(b)"), invalid + "Invalid function name; function: dog");
  EXPECT_EQ(says("SET a = :w", given),
            invalid + "An expression attribute value used in expression is not defined; attribute value: :w");
  EXPECT_EQ(
      says("SET #a = b"),
      invalid + "An expression attribute name used in the document path is not defined; attribute name: #a");
  EXPECT_EQ(
      says("SET a.b = :v, a.b.c = :v", given),
      invalid +
          "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: "
          "[a, b], path two: [a, b, c]");
  EXPECT_EQ(
      says("SET a.b = :v REMOVE a[1]", given),
      invalid +
          "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: "
          "[a, b], path two: [a, [1]]");
  EXPECT_EQ(says("ADD a :v", given), invalid +
                                         "Incorrect operand type for operator or function; operator: ADD, "
                                         "operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND");
  EXPECT_EQ(says("DELETE a :v", "{':v':{'N':'1'}}"),
            invalid +
                "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, "
                "typeSet: ALLOWED_FOR_DELETE_OPERAND");
  EXPECT_EQ(
      says("SET a = a + :v", given),
      invalid + "Incorrect operand type for operator or function; operator or function: +, operand type: S");
  EXPECT_EQ(says("SET a = list_append(a, :v)", given),
            invalid +
                "Incorrect operand type for operator or function; operator or function: list_append, operand "
                "type: S");
  EXPECT_EQ(says("SET a = if_not_exists(:v, :v)", given),
            invalid + "Operator or function requires a document path; operator or function: if_not_exists");
  EXPECT_EQ(says("SET a = if_not_exists(a)"), invalid +
                                                  "Incorrect number of operands for operator or function; "
                                                  "operator or function: if_not_exists, number "
                                                  "of operands: 1");
}

TEST_F(DynamodbUpdates, KeepItemsWithinBounds) {
  const std::string large(200 * 1024, 'x');
  EXPECT_EQ(after("{'a':{'S':'" + large + "'}}", "SET b = :v", "{':v':{'S':'" + large + "'}}"),
            "Item size to update has exceeded the maximum allowed size");
  std::string deep = "{'S':'x'}";
  for (int i = 1; i < 32; ++i) deep = "{'L':[" + deep + "]}";
  EXPECT_EQ(after("{'m':{'M':{}}}", "SET m.b = :v", "{':v':" + deep + "}"),
            "Nesting Levels have exceeded supported limits");
}

TEST_F(DynamodbUpdates, AttributeUpdatesDoTheSame) {
  const std::string old = "{'p':{'S':'x'},'a':{'N':'1'},'s':{'SS':['u','v']},'l':{'L':[{'N':'1'}]}}";
  EXPECT_EQ(after(old,
                  "'AttributeUpdates':{'a':{'Value':{'N':'2'},'Action':'ADD'},'s':{'Value':{'SS':['u']},"
                  "'Action':'DELETE'},'l':{'Value':{'L':[{'N':'2'}]},'Action':'ADD'},'b':{'Value':{'S':'y'}},"
                  "'p.q':{'Action':'DELETE'}}"),
            "{'p':{'S':'x'},'a':{'N':'3'},'s':{'SS':['v']},'l':{'L':[{'N':'1'},{'N':'2'}]},'b':{'S':'y'}}");
  EXPECT_EQ(updated_, "{'a':{'N':'3'},'s':{'SS':['v']},'l':{'L':[{'N':'1'},{'N':'2'}]},'b':{'S':'y'}}");
  EXPECT_EQ(after(old, "'AttributeUpdates':{}"), old);
  EXPECT_EQ(after(old, "'AttributeUpdates':{'a':{'Value':{'SS':['q']},'Action':'ADD'}}"),
            "Type mismatch for attribute to update");
  const std::string wrong = "One or more parameter values were invalid: ";
  EXPECT_EQ(after(old, "'AttributeUpdates':{'a':{'Action':'PUT'}}"),
            wrong + "Only DELETE action is allowed when no attribute value is specified");
  EXPECT_EQ(after(old, "'AttributeUpdates':{'a':{'Action':'DELETE','Value':{'N':'1'}}}"),
            wrong + "DELETE action with value is not supported for the type N");
  EXPECT_EQ(after(old, "'AttributeUpdates':{'a':{'Action':'ADD','Value':{'S':'1'}}}"),
            wrong + "ADD action is not supported for the type S");
}

// ---- Projections

TEST(DynamodbProjections, CutOutWhatTheyName) {
  ExpressionCache cache;
  const Item whole = item(
      "{'a':{'S':'1'},'m':{'M':{'x':{'N':'1'},'y':{'L':[{'N':'0'},{'N':'1'},{'M':{'z':{'S':'q'}}}]}}},'b':{'"
      "S':'2'}}");
  const auto cut = [&](const std::string& expression) {
    const Wire wire("GetItem", "{'TableName':'t','ProjectionExpression':'" + expression + "'}");
    const Expressions asked(wire.in(), Form::get_item, wire.arena(), cache);
    return shown(asked.projection.pick(whole));
  };
  EXPECT_EQ(cut("b, a"), "{'b':{'S':'2'},'a':{'S':'1'}}");
  EXPECT_EQ(cut("m.x"), "{'m':{'M':{'x':{'N':'1'}}}}");
  EXPECT_EQ(cut("m.y[2].z, m.y[0], m.x"),
            "{'m':{'M':{'y':{'L':[{'N':'0'},{'M':{'z':{'S':'q'}}}]},'x':{'N':'1'}}}}");
  EXPECT_EQ(cut("m.nope, m.y[9], a.b, nope"), "{}");
  const auto says = [&](const std::string& expression) {
    const Wire wire("GetItem", "{'TableName':'t','ProjectionExpression':'" + expression + "'}");
    return refusal([&] { Expressions(wire.in(), Form::get_item, wire.arena(), cache); });
  };
  const std::string invalid = "Invalid ProjectionExpression: ";
  EXPECT_EQ(says("!!! INVALID !!!"), invalid + "Syntax error; token: \"!\", near: \"!!\"");
  EXPECT_EQ(says("a.b, a"),
            invalid +
                "Two document paths overlap with each other; must remove or rewrite one of these "
                "paths; path one: [a, b], path two: [a]");
  EXPECT_EQ(says("name"), invalid + "Attribute name is a reserved keyword; reserved keyword: name");
  EXPECT_EQ(says(""), invalid + "The expression can not be empty;");
}

// ---- Conditions before expressions

class DynamodbExpected : public testing::Test {
 protected:
  std::string put(const std::string& expected, const std::string& more = "") {
    const Wire wire("PutItem", "{'TableName':'t','Expected':" + expected + more + "}");
    std::string result;
    const std::string refused = refusal([&] {
      const Expressions asked(wire.in(), Form::put_item, wire.arena(), cache_);
      result = asked.condition.matches(item("{'a':{'N':'5'},'s':{'S':'hello'},'l':{'SS':['x']}}")) ? "holds"
                                                                                                   : "fails";
    });
    return refused.empty() ? result : refused;
  }
  ExpressionCache cache_;
};

TEST_F(DynamodbExpected, HoldsOrFails) {
  EXPECT_EQ(put("{'a':{'Value':{'N':'5.0'}}}"), "holds");
  EXPECT_EQ(put("{'a':{'Exists':true,'Value':{'N':'6'}}}"), "fails");
  EXPECT_EQ(put("{'z':{'Exists':false}}"), "holds");
  EXPECT_EQ(put("{'a':{'Exists':false}}"), "fails");
  const auto compared = [&](const std::string& attribute, const std::string& op, const std::string& list) {
    return put("{'" + attribute + "':{'ComparisonOperator':'" + op + "'" +
               (list.empty() ? "" : ",'AttributeValueList':[" + list + "]") + "}}");
  };
  EXPECT_EQ(compared("a", "LT", "{'N':'6'}"), "holds");
  EXPECT_EQ(compared("a", "GE", "{'N':'6'}"), "fails");
  EXPECT_EQ(compared("z", "NE", "{'N':'6'}"), "holds");
  EXPECT_EQ(compared("a", "IN", "{'N':'6'},{'N':'5'}"), "holds");
  EXPECT_EQ(compared("a", "BETWEEN", "{'N':'1'},{'N':'5'}"), "holds");
  EXPECT_EQ(compared("s", "BEGINS_WITH", "{'S':'he'}"), "holds");
  EXPECT_EQ(compared("s", "NOT_CONTAINS", "{'S':'xx'}"), "holds");
  EXPECT_EQ(compared("z", "NOT_CONTAINS", "{'S':'xx'}"), "fails");
  EXPECT_EQ(compared("l", "CONTAINS", "{'S':'x'}"), "holds");
  EXPECT_EQ(compared("z", "NULL", ""), "holds");
  EXPECT_EQ(compared("a", "NOT_NULL", ""), "holds");
  const std::string two = "{'a':{'Value':{'N':'5'}},'s':{'Value':{'S':'x'}}}";
  EXPECT_EQ(put(two), "fails");
  EXPECT_EQ(put(two, ",'ConditionalOperator':'OR'"), "holds");
}

TEST_F(DynamodbExpected, TellsWhatIsWrong) {
  const std::string wrong = "One or more parameter values were invalid: ";
  EXPECT_EQ(put("{'a':{'Value':{'N':'5'},'AttributeValueList':[]}}"),
            wrong + "Value and AttributeValueList cannot be used together for Attribute: a");
  EXPECT_EQ(put("{'a':{'Exists':true,'ComparisonOperator':'NULL'}}"),
            wrong + "Exists and ComparisonOperator cannot be used together for Attribute: a");
  EXPECT_EQ(put("{'a':{'ComparisonOperator':'EQ'}}"),
            wrong + "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a");
  EXPECT_EQ(put("{'a':{'AttributeValueList':[]}}"),
            wrong + "AttributeValueList can only be used with a ComparisonOperator for Attribute: a");
  EXPECT_EQ(put("{'a':{}}"), wrong + "Value must be provided when Exists is null for Attribute: a");
  EXPECT_EQ(put("{'a':{'Exists':true}}"),
            wrong + "Value must be provided when Exists is true for Attribute: a");
  EXPECT_EQ(put("{'a':{'Exists':false,'Value':{'S':''}}}"),
            wrong + "Value cannot be used when Exists is false for Attribute: a");
  EXPECT_EQ(put("{'a':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'N':'1'}]}}"),
            wrong + "Invalid number of argument(s) for the BETWEEN ComparisonOperator");
  EXPECT_EQ(put("{'a':{'ComparisonOperator':'IN','AttributeValueList':[{'N':'1'},{'S':'1'}]}}"),
            wrong + "AttributeValues inside AttributeValueList must be of same type");
  EXPECT_EQ(put("{'a':{'ComparisonOperator':'LT','AttributeValueList':[{'SS':['1']}]}}"),
            wrong + "ComparisonOperator LT is not valid for SS AttributeValue type");
  EXPECT_EQ(
      put("{'a':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'N':'2'},{'N':'1'}]}}"),
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
}

TEST_F(DynamodbExpected, KeyConditionsAreRangesToo) {
  const Wire wire(
      "Query",
      "{'TableName':'t','KeyConditions':{'p':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'x'}]},"
      "'c':{'ComparisonOperator':'LE','AttributeValueList':[{'N':'3'}]}},'QueryFilter':{'q':"
      "{'ComparisonOperator':'NOT_NULL'}},'AttributesToGet':['p','q.r']}");
  const Expressions asked(wire.in(), Form::query, wire.arena(), cache_);
  const KeyPart partition[] = {{"p", Type::string}}, sort[] = {{"c", Type::number}};
  const KeyRange range = asked.key.range(partition, sort);
  EXPECT_EQ(range.by, KeyRange::By::less_equal);
  EXPECT_EQ(range.low.text(), "3");
  EXPECT_FALSE(asked.filter.matches(item("{'p':{'S':'x'}}")));
  EXPECT_EQ(shown(asked.projection.pick(item("{'p':{'S':'x'},'q.r':{'S':'y'},'q':{'S':'z'}}"))),
            "{'p':{'S':'x'},'q.r':{'S':'y'}}");
}

}  // namespace
}  // namespace understudy::dynamodb
