// PartiQL: statements alone, in batches and in transactions.
#include "tests/services/dynamodb_fixture.hpp"

namespace understudy::test {
namespace {

struct Statements : Dynamo {
  Statements() {
    create("tbl");
    for (const std::string_view sk : {"1", "2", "3"}) put("tbl", "a", sk, R"("v": {"N": "1"})");
    put("tbl", "b", "1");
  }
  static std::string text(std::string_view statement, std::string_view more = "") {
    std::string quoted;
    for (const char c : statement) quoted.append(c == '"' ? "\\" : "").push_back(c);
    return fmt::format(R"("Statement": "{}"{}{})", quoted, more.empty() ? "" : ", ", more);
  }
  Reply run(std::string_view statement, std::string_view more = "") {
    return ask("ExecuteStatement", text(statement, more));
  }
};

TEST(DynamoStatements, SelectByKeysAndByAnythingElse) {
  Statements world;
  EXPECT_EQ("1 2 3", Dynamo::each(world.run(R"(SELECT * FROM "tbl" WHERE pk = 'a')"), "sk.S"));
  EXPECT_EQ("3 2 1",
            Dynamo::each(world.run(R"(SELECT * FROM "tbl" WHERE pk = 'a' ORDER BY sk DESC)"), "sk.S"));
  EXPECT_EQ("2 3", Dynamo::each(world.run(R"(SELECT sk FROM "tbl" WHERE pk = ? AND sk > ?)",
                                          R"("Parameters": [{"S": "a"}, {"S": "1"}])"),
                                "sk.S"));
  EXPECT_EQ(3u, world.run(R"(SELECT * FROM "tbl" WHERE v = 1)").size("Items"));
  EXPECT_EQ(4u, world.run(R"(SELECT * FROM "tbl" WHERE pk IN ['a', 'b'])").size("Items"));
  EXPECT_EQ("Must have WHERE clause in the statement when using ORDER BY clause.",
            world.run(R"(SELECT * FROM "tbl" ORDER BY sk)").message());
  EXPECT_EQ("The table does not have the specified index",
            world.run(R"(SELECT * FROM "tbl"."none")").message());
}

TEST(DynamoStatements, SelectInPages) {
  Statements world;
  const std::string_view select = R"(SELECT * FROM "tbl" WHERE pk IN ['b', 'a'])";
  std::string found, token;
  do {
    const Reply page = world.run(select, R"("Limit": 1)" + token);
    ASSERT_TRUE(page.ok()) << page.json();
    found += Dynamo::each(page, "sk.S") + ";";
    token = page.has("NextToken") ? fmt::format(R"(, "NextToken": "{}")", page.text("NextToken")) : "";
  } while (!token.empty());
  EXPECT_EQ("1;1;2;3;;", found);
}

TEST(DynamoStatements, WriteOneItem) {
  Statements world;
  EXPECT_TRUE(world.run(R"(INSERT INTO "tbl" VALUE {'pk': 'n', 'sk': '1', 'list': [1, 'x']})").ok());
  EXPECT_EQ("x", world.get("tbl", "n", "1").text("Item.list.L.1.S"));
  EXPECT_EQ("DuplicateItemException", world.run(R"(INSERT INTO "tbl" VALUE {'pk': 'n', 'sk': '1'})").code());
  const Reply updated =
      world.run(R"(UPDATE "tbl" SET v = v + 1 WHERE pk = 'a' AND sk = '1' RETURNING ALL NEW *)");
  EXPECT_EQ("2", updated.text("Items.0.v.N")) << updated.json();
  EXPECT_EQ("ConditionalCheckFailedException",
            world.run(R"(UPDATE "tbl" SET v = 1 WHERE pk = 'none' AND sk = '1')").code());
  EXPECT_EQ("Where clause does not contain a mandatory equality on all key attributes",
            world.run(R"(DELETE FROM "tbl" WHERE pk = 'a')").message());
  EXPECT_TRUE(world.run(R"(DELETE FROM "tbl" WHERE pk = 'a' AND sk = '1')").ok());
  EXPECT_FALSE(world.get("tbl", "a", "1").has("Item"));
}

TEST(DynamoStatements, BatchesTellOfEachAlone) {
  Statements world;
  const Reply reply =
      world.ask("BatchExecuteStatement",
                fmt::format(R"("Statements": [{{{}}}, {{{}}}, {{{}}}])",
                            Statements::text(R"(SELECT v FROM "tbl" WHERE pk = 'a' AND sk = '1')"),
                            Statements::text(R"(SELECT v FROM "tbl" WHERE pk = 'a')"),
                            Statements::text(R"(DELETE FROM "nowhere" WHERE pk = 'a' AND sk = '1')")));
  EXPECT_EQ("1", reply.text("Responses.0.Item.v.N")) << reply.json();
  EXPECT_EQ("ValidationError", reply.text("Responses.1.Error.Code"));
  EXPECT_EQ("ResourceNotFound", reply.text("Responses.2.Error.Code"));
}

TEST(DynamoStatements, TransactionsAreAllOrNothing) {
  Statements world;
  const auto run = [&](std::string_view first, std::string_view second) {
    return world.ask("ExecuteTransaction", fmt::format(R"("TransactStatements": [{{{}}}, {{{}}}])",
                                                       Statements::text(first), Statements::text(second)));
  };
  Reply reply = run(R"(SELECT * FROM "tbl" WHERE pk = 'a' AND sk = '1')",
                    R"(SELECT * FROM "tbl" WHERE pk = 'b' AND sk = '1')");
  EXPECT_EQ("b", reply.text("Responses.1.Item.pk.S")) << reply.json();
  reply = run(R"(INSERT INTO "tbl" VALUE {'pk': 'x', 'sk': '1'})",
              R"(INSERT INTO "tbl" VALUE {'pk': 'a', 'sk': '1'})");
  EXPECT_EQ("TransactionCanceledException", reply.code());
  EXPECT_THAT(reply.message(), testing::EndsWith("[None, DuplicateItem]"));
  EXPECT_FALSE(world.get("tbl", "x", "1").has("Item"));
}

}  // namespace
}  // namespace understudy::test
