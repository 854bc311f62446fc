// ARNs taken apart.
#include "services/kit/arn.hpp"

#include <array>
#include <utility>

namespace understudy::kit {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> partitions{{
    {"cn-", "aws-cn"},
    {"us-gov-", "aws-us-gov"},
    {"us-iso-", "aws-iso"},
    {"us-isob-", "aws-iso-b"},
    {"eu-isoe-", "aws-iso-e"},
    {"us-isof-", "aws-iso-f"},
    {"eusc-", "aws-eusc"},
}};

}  // namespace

std::string_view partition_of(std::string_view region) {
  for (const auto& [prefix, partition] : partitions)
    if (region.starts_with(prefix)) return partition;
  return "aws";
}

std::optional<Arn> Arn::parse(std::string_view text) {
  std::array<std::string_view, 5> parts;
  for (auto& part : parts) {
    const auto colon = text.find(':');
    if (colon == text.npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (parts[0] != "arn" || parts[1].empty() || parts[2].empty() || text.empty()) return std::nullopt;
  return Arn{parts[1], parts[2], parts[3], parts[4], text};
}

std::string_view Arn::type() const {
  const auto mark = resource.find_first_of("/:");
  return mark == resource.npos ? std::string_view() : resource.substr(0, mark);
}

std::string_view Arn::id() const {
  const auto mark = resource.find_first_of("/:");
  return mark == resource.npos ? resource : resource.substr(mark + 1);
}

}  // namespace understudy::kit
