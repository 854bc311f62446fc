// ECS as its tests call it.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <string_view>

#include "tests/services/harness.hpp"

namespace understudy::test {

// AWS's manners unless a test asks for moto's.
struct Ecs : World {
  Ecs() { client.dialect = kit::Dialect::localstack; }

  // `members` without braces: R"("cluster":"c")".
  Reply ask(std::string_view operation, std::string_view members = "") {
    return call("ecs", operation, fmt::format("{{{}}}", members));
  }
  // A cluster "c" and a task definition "web", for both launch types when `fargate`.
  void set_up(bool fargate = false) {
    ask("CreateCluster", R"("clusterName":"c")");
    define(fargate);
  }
  Reply define(bool fargate = false) {
    return ask(
        "RegisterTaskDefinition",
        fmt::format(R"("family":"web","containerDefinitions":[{{"name":"app","image":"nginx","cpu":256,)"
                    R"("memory":512,"portMappings":[{{"containerPort":80,"hostPort":{}}}]}}]{})",
                    fargate ? 80 : 8080,
                    fargate ? R"(,"requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc",)"
                              R"("cpu":"256","memory":"512")"
                            : ""));
  }
  Reply register_instance() { return ask("RegisterContainerInstance", R"("cluster":"c")"); }
  Reply create_service(int count, std::string_view more = R"(,"launchType":"FARGATE")") {
    return ask("CreateService",
               fmt::format(R"("cluster":"c","serviceName":"s","taskDefinition":"web","desiredCount":{}{})",
                           count, more));
  }
  Reply service() { return ask("DescribeServices", R"("cluster":"c","services":["s"])"); }
  // "running/pending" of the service, and how its primary deployment stands.
  std::string counts() {
    const Reply told = service();
    return fmt::format("{}/{} {}", told.number("services.0.runningCount"),
                       told.number("services.0.pendingCount"),
                       told.text("services.0.deployments.0.rolloutState"));
  }
};

}  // namespace understudy::test
