// ARN templates filled in.
#include "services/kit/resource.hpp"

#include <algorithm>
#include <cassert>

namespace understudy::kit {

std::string fill(std::string_view format, Holes holes) {
  std::string out;
  while (!format.empty()) {
    const auto open = format.find('{');
    out += format.substr(0, open);
    if (open == format.npos) break;
    const auto close = format.find('}', open);
    assert(close != format.npos);
    const std::string_view name = format.substr(open + 1, close - open - 1);
    const auto* hole = std::ranges::find(holes, name, &std::pair<std::string_view, std::string_view>::first);
    assert(hole != holes.end() && "the template has a hole that nobody fills");
    if (hole != holes.end()) out += hole->second;
    format.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace understudy::kit
