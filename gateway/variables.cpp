// The tables of variables.
#include "gateway/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "gateway/protocol/text.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway {
namespace {

std::string_view value_of(Environment environment, const char* name) {
  const char* value = environment(name);
  return value ? std::string_view(value) : std::string_view();
}

// Set without effect: `fits` is the value that asks for what is so anyway.
struct Ignored {
  const char* name;
  std::string_view fits, why;
};
constexpr std::string_view no_s3 = "S3 is not played yet";
constexpr std::array ignored{
    Ignored{"INITIAL_NO_AUTH_ACTION_COUNT", "inf",
            "policies are not checked; --auth=identify checks signatures"},
    Ignored{"S3_IGNORE_SUBDOMAIN_BUCKETNAME", "", no_s3},
    Ignored{"S3_UPLOAD_PART_MIN_SIZE", "", no_s3},
    Ignored{"MOTO_S3_CUSTOM_ENDPOINTS", "", no_s3},
    Ignored{"MOTO_S3_DEFAULT_MAX_KEYS", "1000", no_s3},
    Ignored{"MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS", "", no_s3},
    Ignored{"MOTO_ALLOW_NONEXISTENT_REGION", "true", "every well-formed region is taken to exist"},
    Ignored{"MOTO_ENABLE_ISO_REGIONS", "true", "every well-formed region is taken to exist"},
    Ignored{"MOTO_IAM_LOAD_MANAGED_POLICIES", "false", "AWS's managed policies are not there"},
    Ignored{"MOTO_EC2_LOAD_DEFAULT_AMIS", "", "EC2 is not played yet"},
    Ignored{"MOTO_ECS_NEW_ARN", "", "ECS is not played yet"},
    Ignored{"MOTO_ACM_VALIDATION_WAIT", "", "ACM is not played yet"},
    Ignored{"MOTO_ENABLE_RECORDING", "", "/moto-api/recorder/start-recording begins a recording"},
    Ignored{"MOTO_RECORDER_FILEPATH", "", "/moto-api/recorder/download-recording gives the recording"},
};

// LocalStack's chances of a throttled call (its configuration reference, "DynamoDB" and "Kinesis").
struct Chance {
  const char* name;
  std::string_view service, operations;
};
constexpr std::array chances{
    Chance{"DYNAMODB_ERROR_PROBABILITY", "dynamodb", ""},
    Chance{"DYNAMODB_READ_ERROR_PROBABILITY", "dynamodb", "GetItem Query Scan TransactGetItems BatchGetItem"},
    Chance{"DYNAMODB_WRITE_ERROR_PROBABILITY", "dynamodb",
           "BatchWriteItem UpdateItem PutItem DeleteItem TransactWriteItems"},
    Chance{"KINESIS_ERROR_PROBABILITY", "kinesis", ""},
};

void add_chance(const Chance& chance, std::string_view value, Variables& variables) {
  const auto probability = protocol::parse_double(value);
  if (!probability || !(*probability >= 0 && *probability <= 1))
    throw std::runtime_error(fmt::format("{} is no number from 0 to 1: {}", chance.name, value));
  if (*probability == 0) return;
  std::string_view operations = chance.operations;
  do {
    const auto end = std::min(operations.find(' '), operations.size());
    FaultRule& rule = variables.faults.emplace_back();
    rule.service = chance.service;
    rule.operation = operations.substr(0, end);
    rule.probability = *probability;
    rule.error = {
        400, "ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing "
        "your provisioning level with the UpdateTable API."};
    if (chance.service == "kinesis") rule.error->message = "Rate exceeded for shard.";
    operations.remove_prefix(std::min(end + 1, operations.size()));
  } while (!operations.empty());
}

// "sqs,sts", also "sqs:4576" as long ago.
void read_services(std::string_view value, Variables& variables) {
  while (!value.empty()) {
    const auto end = std::min(value.find(','), value.size());
    std::string_view name = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    while (name.starts_with(' ')) name.remove_prefix(1);
    name = name.substr(0, name.find_first_of(": "));
    if (name.empty()) continue;
    if (!models::find(name))
      variables.warnings.push_back(fmt::format("SERVICES names {}, which is no service of AWS", name));
    variables.services.emplace_back(name);
  }
  std::ranges::sort(variables.services);
}

}  // namespace

Variables read_variables(Environment environment) {
  Variables variables;
  read_services(value_of(environment, "SERVICES"), variables);
  for (const Chance& chance : chances)
    if (const auto value = value_of(environment, chance.name); !value.empty())
      add_chance(chance, value, variables);
  for (const Ignored& one : ignored) {
    const auto value = value_of(environment, one.name);
    if (!value.empty() && !protocol::equal_without_case(value, one.fits))
      variables.warnings.push_back(fmt::format("{} is set without effect: {}", one.name, one.why));
  }
  return variables;
}

}  // namespace understudy::gateway
