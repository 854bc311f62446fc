// The services that VPC endpoints lead to: AWS's own by name, and those of customers; and endpoints'
// policies.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/ec2/state.hpp"

namespace understudy::ec2 {

// Which kinds of endpoints a service takes.
struct EndpointKinds {
  bool interface = false, gateway = false;
};
// Of a service's whole name ("com.amazonaws.us-east-1.sqs"); nothing when there is no such service in that
// region. A customer's service (vpce-svc-...) is taken at its word: who offers it may be another account.
std::optional<EndpointKinds> endpoint_service(std::string_view name, std::string_view region);

kit::Failure no_endpoint_service(std::string_view name);  // InvalidServiceName

// Throws InvalidPolicyDocument unless the text is a policy that a resource may have.
void check_endpoint_policy(std::string_view text);

kit::Outcome describe_vpc_endpoint_services(Call& call, State& state);
kit::Outcome describe_vpc_endpoint_associations(Call& call, State& state);

}  // namespace understudy::ec2
