// What the head of a request says of its sender: host labels, credential scope, hints of the User-Agent.
#pragma once

#include <string_view>

#include "gateway/route.hpp"

namespace understudy::gateway {

// The parts of an AWS-like host name: "bucket.s3.eu-west-1.amazonaws.com" is prefix "bucket", service "s3",
// region "eu-west-1". Empty when the host tells nothing (an address, localhost, a name without known suffix).
struct HostParts {
  std::string_view prefix;   // labels before the service
  std::string_view service;  // the endpoint prefix's last label, as written
  std::string_view region;
  std::string_view world;  // "a1" in "a1.world.localhost"
  bool address = false;    // an IP, localhost*, a name without a dot: nothing to learn
  std::string_view first;  // the first label of a host that is neither AWS-like nor an address
};
HostParts parse_host(std::string_view host, std::string_view own_domain);

// "AKID/20260101/us-east-1/sqs/aws4_request" from the Authorization header or X-Amz-Credential.
struct Scope {
  std::string_view access_key, region, service;
  bool version2 = false;  // S3's old signatures have no scope
};
Scope parse_scope(const protocol::Request& request, kit::Arena& arena);

bool is_region(std::string_view text);   // by form: "us-east-1", "us-gov-west-1", "aws-global"
bool is_account(std::string_view text);  // 12 digits
bool is_name(std::string_view text);     // of a world or a checkpoint: 1 to 64 of A-Z a-z 0-9 . _ -
inline constexpr std::string_view no_world_name =
    "A world's name has 1 to 64 letters, digits, dots, underscores and hyphens.";

// The value of a key in an URL-encoded query or form, decoded into the arena; nothing when the key is absent.
std::optional<std::string_view> form_value(std::string_view form, std::string_view key, kit::Arena& arena);

// Whether the User-Agent names this service: "api/rds#3.1" of the SDKs (the service id), "command#rds.x" of
// the CLI.
bool agent_names(std::string_view agent, const models::Service& service);
std::string_view agent_region(std::string_view agent);  // "region/eu-west-1", else empty

}  // namespace understudy::gateway
