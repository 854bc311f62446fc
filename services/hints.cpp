// Which services give the resource engine hints.
#include <algorithm>
#include <array>
#include <utility>

#include "services/derived/hints.hpp"
#include "services/ec2/resources.hpp"

namespace understudy::derived {

std::span<const kit::Resource> hints_of(std::string_view service) {
  using Hint = std::pair<std::string_view, std::span<const kit::Resource>>;
  const std::array all{Hint{"ec2", ec2::resources}};
  const auto* found = std::ranges::find(all, service, &Hint::first);
  return found == all.end() ? std::span<const kit::Resource>() : found->second;
}

}  // namespace understudy::derived
