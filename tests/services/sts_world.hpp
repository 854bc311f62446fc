// What the tests of STS share: a world with roles in it, and clients that sign with issued keys.
#pragma once

#include <fmt/format.h>

#include <string>

#include "services/kit/format.hpp"
#include "services/kit/json.hpp"
#include "services/kit/sealed.hpp"
#include "tests/services/harness.hpp"

namespace understudy::test {

inline constexpr std::string_view trust =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}})";

inline std::string in_json(std::string_view text) {
  std::string out;
  kit::append_json_string(out, text);
  return out;
}

struct StsWorld : World {
  using World::World;

  // Signs from now on with the key of an answer's Credentials; an empty reply: with a key nobody issued.
  void sign_with(const Reply& reply) { client.access_key = reply.text("Credentials.AccessKeyId"); }
  void sign_with_nothing() { client.access_key.clear(); }

  std::string make_role(std::string_view name, std::string_view more = "") {
    const Reply made = call(
        "iam", "CreateRole",
        fmt::format(R"({{"RoleName":"{}","AssumeRolePolicyDocument":{}{}}})", name, in_json(trust), more));
    EXPECT_TRUE(made.ok()) << made.json();
    return made.text("Role.Arn");
  }
  Reply assume(std::string_view arn, std::string_view more = "") {
    return call("sts", "AssumeRole",
                fmt::format(R"({{"RoleArn":"{}","RoleSessionName":"tester"{}}})", arn, more));
  }
  Reply who() { return call("sts", "GetCallerIdentity"); }
};

}  // namespace understudy::test
