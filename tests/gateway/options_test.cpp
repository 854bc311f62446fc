// The command line and the environment, as moto's and LocalStack's users bring them.
#include "gateway/options.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace understudy::gateway {
namespace {

std::map<std::string, std::string>& variables() {
  static std::map<std::string, std::string> all;
  return all;
}

Parsed parse(std::vector<const char*> arguments, std::map<std::string, std::string> environment = {}) {
  variables() = std::move(environment);
  arguments.insert(arguments.begin(), "understudy");
  return parse_options(static_cast<int>(arguments.size()), arguments.data(),
                       [](const char* name) -> const char* {
                         const auto found = variables().find(name);
                         return found == variables().end() ? nullptr : found->second.c_str();
                       });
}

std::string listens(const Parsed& parsed) {
  std::string text;
  if (!parsed.options) return parsed.text;
  for (const Listen& one : parsed.options->listens)
    text += (one.dialect == kit::Dialect::moto ? "moto " : "localstack ") + one.host + " " +
            std::to_string(one.port) + ";";
  return text;
}

TEST(Options, ListensLikeBothByDefault) {
  EXPECT_EQ(listens(parse({})), "moto 127.0.0.1 5000;localstack 127.0.0.1 4566;");
}

TEST(Options, ListensLikeMotoAlone) {
  EXPECT_EQ(listens(parse({"-p3000"})), "moto 127.0.0.1 3000;");
  EXPECT_EQ(listens(parse({"ec2", "-p3000"})), "moto 127.0.0.1 3000;");
  EXPECT_EQ(listens(parse({"-H", "0.0.0.0"})), "moto 0.0.0.0 5000;");
  EXPECT_EQ(listens(parse({"--host", "::1", "--port", "0"})), "moto ::1 0;");
  EXPECT_EQ(listens(parse({}, {{"MOTO_PORT", "3001"}})), "moto 127.0.0.1 3001;");
  EXPECT_EQ(listens(parse({"-p", "3000"}, {{"MOTO_PORT", "3001"}})), "moto 127.0.0.1 3000;");
}

TEST(Options, ListensLikeLocalStackAlone) {
  EXPECT_EQ(listens(parse({}, {{"GATEWAY_LISTEN", "0.0.0.0:4566"}})), "localstack 0.0.0.0 4566;");
  EXPECT_EQ(listens(parse({}, {{"GATEWAY_LISTEN", ":4567,[::1]:4568, localhost"}})),
            "localstack 127.0.0.1 4567;localstack ::1 4568;localstack localhost 4566;");
  EXPECT_EQ(listens(parse({}, {{"GATEWAY_LISTEN", "0.0.0.0:4566,127.0.0.1:4566,127.0.0.1:443"}})),
            "localstack 0.0.0.0 4566;localstack 127.0.0.1 443;");
  EXPECT_EQ(listens(parse({"--localstack-port", "4000"})), "localstack 127.0.0.1 4000;");
}

TEST(Options, ListensWhereBothAreAskedFor) {
  EXPECT_EQ(listens(parse({"-p3000", "--localstack-port", "4000"})),
            "moto 127.0.0.1 3000;localstack 127.0.0.1 4000;");
  EXPECT_EQ(listens(parse({"-p3000"}, {{"GATEWAY_LISTEN", ":4567"}})),
            "moto 127.0.0.1 3000;localstack 127.0.0.1 4567;");
}

TEST(Options, TakesCallersAtTheirWordUnlessToldOtherwise) {
  EXPECT_EQ(parse({}).options->authentication, auth::Mode::none);
  EXPECT_EQ(parse({"--auth=identify"}).options->authentication, auth::Mode::identify);
  EXPECT_EQ(parse({"--auth", "enforce"}).options->authentication, auth::Mode::enforce);
  EXPECT_FALSE(parse({"--auth", "sometimes"}).options);
  const auto missing = parse({"--credentials", "/nonexistent/keys"});
  EXPECT_FALSE(missing.options);
  EXPECT_NE(missing.text.find("/nonexistent/keys cannot be read"), std::string::npos);
}

TEST(Options, MapVariablesOrSayWhyNot) {
  const auto services = parse({}, {{"SERVICES", "sqs, sts:4592,odd"}});
  EXPECT_EQ(services.options->variables.services, (std::vector<std::string>{"odd", "sqs", "sts"}));
  ASSERT_EQ(services.options->warnings.size(), 1u);
  EXPECT_EQ(services.options->warnings[0], "SERVICES names odd, which is no service of AWS");
  const auto faults =
      parse({}, {{"DYNAMODB_WRITE_ERROR_PROBABILITY", "0.5"}, {"KINESIS_ERROR_PROBABILITY", "1"}});
  ASSERT_EQ(faults.options->variables.faults.size(), 6u);
  EXPECT_EQ(faults.options->variables.faults[0].operation, "BatchWriteItem");
  EXPECT_EQ(faults.options->variables.faults[0].probability, 0.5);
  EXPECT_EQ(faults.options->variables.faults[5].service, "kinesis");
  EXPECT_EQ(faults.options->variables.faults[5].error->code, "ProvisionedThroughputExceededException");
  EXPECT_FALSE(parse({}, {{"DYNAMODB_ERROR_PROBABILITY", "often"}}).options);
  EXPECT_FALSE(parse({}, {{"DYNAMODB_ERROR_PROBABILITY", "1.5"}}).options);
  for (const char* name : {"INITIAL_NO_AUTH_ACTION_COUNT", "S3_UPLOAD_PART_MIN_SIZE", "MOTO_ECS_NEW_ARN"})
    EXPECT_EQ(parse({}, {{name, "3"}}).options->warnings.size(), 1u) << name;
  EXPECT_TRUE(
      parse({}, {{"MOTO_ALLOW_NONEXISTENT_REGION", "true"}, {"SERVICES", "sqs"}}).options->warnings.empty());
}

TEST(Options, TakesTlsFromFlagsAndEnvironment) {
  EXPECT_FALSE(parse({}).options->tls);
  EXPECT_TRUE(parse({"-s"}).options->tls);
  EXPECT_TRUE(parse({}, {{"USE_SSL", "1"}}).options->tls);
  const auto files = parse({"-ccert.pem", "-kkey.pem"}).options;
  EXPECT_TRUE(files->tls);
  EXPECT_EQ(files->certificate, "cert.pem");
  EXPECT_EQ(files->certificate_key, "key.pem");
  EXPECT_EQ(parse({}, {{"CUSTOM_SSL_CERT_PATH", "both.pem"}}).options->certificate_key, "both.pem");
  const auto alone = parse({"-kkey.pem"});
  EXPECT_FALSE(alone.options);
  EXPECT_NE(alone.text.find("--ssl-cert"), std::string::npos);
}

TEST(Options, RefusesWhatItDoesNotUnderstand) {
  using Environment = std::map<std::string, std::string>;
  for (const std::vector<const char*>& arguments :
       std::initializer_list<std::vector<const char*>>{{"--nothing"},
                                                       {"-p", "x"},
                                                       {"-p", "70000"},
                                                       {"--log-level", "loud"},
                                                       {"--account", "123"},
                                                       {"--max-body", "0"}})
    EXPECT_NE(parse(arguments).exit_code, 0) << arguments.front();
  for (const auto& [name, value] : Environment{{"MOTO_PORT", "x"},
                                               {"GATEWAY_LISTEN", "a:b"},
                                               {"LOCALSTACK_HOST", "a:b"},
                                               {"SQS_ENDPOINT_STRATEGY", "sideways"},
                                               {"MOTO_ACCOUNT_ID", "12"}}) {
    const auto parsed = parse({}, {{name, value}});
    EXPECT_NE(parsed.exit_code, 0) << name;
    EXPECT_NE(parsed.text.find(value), std::string::npos) << parsed.text;
  }
}

TEST(Options, KnowsAccounts) {
  const auto plain = parse({});
  EXPECT_EQ(plain.options->moto_account, "123456789012");
  EXPECT_EQ(plain.options->localstack_account, "000000000000");
  EXPECT_EQ(parse({}, {{"MOTO_ACCOUNT_ID", "111111111111"}}).options->moto_account, "111111111111");
  EXPECT_EQ(parse({"--account", "222222222222"}, {{"MOTO_ACCOUNT_ID", "111111111111"}}).options->moto_account,
            "222222222222");
}

TEST(Options, KnowsLevels) {
  EXPECT_EQ(parse({}).options->log_level, Level::info);
  EXPECT_EQ(parse({}, {{"DEBUG", "1"}}).options->log_level, Level::debug);
  EXPECT_EQ(parse({}, {{"DEBUG", "0"}}).options->log_level, Level::info);
  EXPECT_EQ(parse({}, {{"DEBUG", "1"}, {"LS_LOG", "error"}}).options->log_level, Level::error);
  EXPECT_EQ(parse({"--log-level", "WARN"}, {{"LS_LOG", "error"}}).options->log_level, Level::warning);
}

TEST(Options, MakesDoors) {
  const auto options =
      *parse({}, {{"SQS_ENDPOINT_STRATEGY", "path"}, {"LOCALSTACK_HOST", "stack.test"}}).options;
  const Door door = door_of(options.listens[1], 4999, options);
  EXPECT_EQ(door.public_host, "stack.test:4999");
  EXPECT_EQ(door.queue_url_strategy, "path");
  EXPECT_EQ(door.routing.own_domain, "stack.test");
  EXPECT_EQ(door.routing.default_account, "000000000000");
  const Door moto = door_of(options.listens[0], 5000, options);
  EXPECT_EQ(moto.public_host, "");
  EXPECT_EQ(moto.routing.default_account, "123456789012");
  const auto port = *parse({}, {{"LOCALSTACK_HOST", "stack.test:80"}}).options;
  EXPECT_EQ(door_of(port.listens[1], 4999, port).public_host, "stack.test:80");
}

TEST(Options, ChoosesASeedAndKeepsAGivenOne) {
  EXPECT_EQ(parse({"--seed", "42"}).options->seed, 42u);
  EXPECT_EQ(parse({"--max-body", "2MB"}).options->limits.body_bytes, 2u << 20);
  EXPECT_EQ(parse({"--idle-timeout", "0.5"}).options->limits.idle, std::chrono::milliseconds(500));
}

TEST(Options, SaysWhatItIs) {
  const auto version = parse({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_NE(version.text.find(UNDERSTUDY_VERSION), std::string::npos);
  const auto help = parse({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.text.find("--localstack-port"), std::string::npos);
  EXPECT_NE(help.text.find("wire"), std::string::npos);
  EXPECT_EQ(parse({"wire"}).options->command, Options::Command::wire);
}

}  // namespace
}  // namespace understudy::gateway
