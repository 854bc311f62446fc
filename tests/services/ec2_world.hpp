// A world in which EC2 is asked.
#pragma once

#include <fmt/format.h>

#include "tests/services/harness.hpp"

namespace understudy::test {

struct Ec2 : World {
  static constexpr std::string_view image = "ami-12c6146b";

  Reply ec2(std::string_view operation, std::string_view members = "") {
    return call("ec2", operation, fmt::format("{{{}}}", members));
  }
  // One id by its member: "InstanceId" of what "InstanceIds" would name.
  Reply of(std::string_view operation, std::string_view member, std::string_view id,
           std::string_view more = "") {
    return ec2(operation, fmt::format(R"("{}":"{}"{})", member, id, more));
  }
  Reply of_list(std::string_view operation, std::string_view member, std::string_view id,
                std::string_view more = "") {
    return ec2(operation, fmt::format(R"("{}":["{}"]{})", member, id, more));
  }

  std::string vpc(std::string_view cidr = "10.0.0.0/16") {
    return of("CreateVpc", "CidrBlock", cidr).text("Vpc.VpcId");
  }
  std::string subnet(std::string_view vpc_id, std::string_view cidr) {
    return of("CreateSubnet", "VpcId", vpc_id, fmt::format(R"(,"CidrBlock":"{}")", cidr))
        .text("Subnet.SubnetId");
  }
  Reply run(std::string_view more = "", int count = 1) {
    return ec2("RunInstances",
               fmt::format(R"("ImageId":"{}","MinCount":{},"MaxCount":{}{})", image, count, count, more));
  }
  std::string instance(std::string_view more = "") { return run(more).text("Instances.0.InstanceId"); }
  // Looks at it, as a client does.
  Reply look(std::string_view id) { return of_list("DescribeInstances", "InstanceIds", id); }
  std::string state_of(std::string_view id) { return look(id).text("Reservations.0.Instances.0.State.Name"); }
};

}  // namespace understudy::test
