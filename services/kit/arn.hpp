// Amazon resource names and the partitions of regions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy::kit {

// "aws", "aws-cn", "aws-us-gov", "aws-iso", ...: by the region's first words; "aws" for what is unknown.
std::string_view partition_of(std::string_view region);

// arn:partition:service:region:account:resource, each part as written; views into the text.
struct Arn {
  std::string_view partition, service, region, account, resource;

  static std::optional<Arn> parse(
      std::string_view text);     // six parts, the first one "arn", a partition, a service, a resource
  std::string_view type() const;  // of the resource: before the first '/' or ':', else empty
  std::string_view id() const;    // after it; the whole resource without one
};

}  // namespace understudy::kit
