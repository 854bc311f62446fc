// What the tests of DynamoDB's operations share: a world, and short ways to say what they do all the time.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <string_view>

#include "services/kit/format.hpp"
#include "tests/services/harness.hpp"

namespace understudy::test {

struct Dynamo : World {
  // Members as JSON without the braces.
  Reply ask(std::string_view operation, std::string_view members = "") {
    return call("dynamodb", operation, fmt::format("{{{}}}", members));
  }
  Reply streams(std::string_view operation, std::string_view members = "") {
    return call("dynamodbstreams", operation, fmt::format("{{{}}}", members));
  }
  // The same about a table.
  Reply on(std::string_view table, std::string_view operation, std::string_view members = "") {
    return ask(operation,
               fmt::format(R"("TableName": "{}"{}{})", table, members.empty() ? "" : ", ", members));
  }

  // A table with a partition key pk and a sort key sk, both strings; `more` are members beside its keys.
  Reply create(std::string_view table, std::string_view more = "") {
    const Reply reply = on(table, "CreateTable",
                           fmt::format(R"("BillingMode": "PAY_PER_REQUEST",
                 "AttributeDefinitions": [{{"AttributeName": "pk", "AttributeType": "S"}},
                                          {{"AttributeName": "sk", "AttributeType": "S"}}],
                 "KeySchema": [{{"AttributeName": "pk", "KeyType": "HASH"}},
                               {{"AttributeName": "sk", "KeyType": "RANGE"}}]{}{})",
                                       more.empty() ? "" : ", ", more));
    EXPECT_TRUE(reply.ok()) << reply.json();
    return reply;
  }
  Reply put(std::string_view table, std::string_view pk, std::string_view sk, std::string_view more = "") {
    return on(table, "PutItem",
              fmt::format(R"("Item": {{{}{}{}}})", key(pk, sk), more.empty() ? "" : ", ", more));
  }
  Reply get(std::string_view table, std::string_view pk, std::string_view sk) {
    return on(table, "GetItem", fmt::format(R"("Key": {{{}}})", key(pk, sk)));
  }
  static std::string key(std::string_view pk, std::string_view sk) {
    return fmt::format(R"("pk": {{"S": "{}"}}, "sk": {{"S": "{}"}})", pk, sk);
  }

  // One attribute of each item of an answer: "a b c".
  static std::string each(const Reply& reply, std::string_view path) {
    std::string all;
    for (std::size_t i = 0; i < reply.size("Items"); ++i)
      all += fmt::format("{}{}", i ? " " : "", reply.text(fmt::format("Items.{}.{}", i, path)));
    return all;
  }
};

}  // namespace understudy::test
