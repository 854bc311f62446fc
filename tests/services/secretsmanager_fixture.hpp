// Secrets Manager as its tests call it.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <string_view>

#include "tests/services/harness.hpp"

namespace understudy::test {

inline constexpr std::string_view first_token = "11111111-1111-1111-1111-111111111111",
                                  second_token = "22222222-2222-2222-2222-222222222222",
                                  third_token = "33333333-3333-3333-3333-333333333333";

struct Secrets : World {
  // `members` without braces: R"("SecretId":"a")".
  Reply ask(std::string_view operation, std::string_view members = "") {
    return call("secretsmanager", operation, fmt::format("{{{}}}", members));
  }
  Reply ask_in(std::string_view region, std::string_view operation, std::string_view members = "") {
    client.region = region;
    const Reply reply = ask(operation, members);
    client.region = "us-east-1";
    return reply;
  }
  Reply create(std::string_view name, std::string_view more = "") {
    return ask("CreateSecret", fmt::format(R"("Name":"{}","SecretString":"one","ClientRequestToken":"{}"{})",
                                           name, first_token, more));
  }
  Reply put(std::string_view id, std::string_view token, std::string_view text, std::string_view more = "") {
    return ask("PutSecretValue",
               fmt::format(R"("SecretId":"{}","ClientRequestToken":"{}","SecretString":"{}"{})", id, token,
                           text, more));
  }
  Reply on(std::string_view operation, std::string_view id, std::string_view more = "") {
    return ask(operation, fmt::format(R"("SecretId":"{}"{})", id, more));
  }
  // Names in a list of secrets, each with a blank behind it.
  std::string names(std::string_view members = "") {
    const Reply reply = ask("ListSecrets", members);
    std::string all;
    for (std::size_t i = 0; i < reply.size("SecretList"); ++i)
      all += reply.text(fmt::format("SecretList.{}.Name", i)) + " ";
    return reply.ok() ? all : reply.json();
  }
  // The labels of each version, as DescribeSecret tells them.
  std::string stages(std::string_view id, std::string_view token) {
    const Reply reply = on("DescribeSecret", id);
    const std::string path = fmt::format("VersionIdsToStages.{}", token);
    std::string all;
    for (std::size_t i = 0; i < reply.size(path); ++i) all += reply.text(fmt::format("{}.{}", path, i)) + " ";
    return all;
  }
};

}  // namespace understudy::test
