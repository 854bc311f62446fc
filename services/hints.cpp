// Which services give the resource engine hints: all that have a resources.cpp, by the build's list of them.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "services/derived/hints.hpp"
#include "services/ec2/resources.hpp"

namespace understudy {

#define HINTED(space, name) \
  namespace space {         \
  derived::Hints hints();   \
  }
#include "services/hinted.inc"
#undef HINTED

namespace derived {

ServiceHints hints_of(std::string_view service) {
  const char* wanted = std::getenv("UNDERSTUDY_HINTS");
  if (wanted && std::string_view(wanted) == "off") return {};
  using Told = std::pair<std::string_view, Hints (*)()>;
  constexpr std::array all{
#define HINTED(space, name) Told{name, &space::hints},
#include "services/hinted.inc"
#undef HINTED
  };
  ServiceHints found;
  if (service == "ec2") found.resources = ec2::resources;
  const auto* told = std::ranges::find(all, service, &Told::first);
  if (told != all.end()) found.hints = told->second();
  return found;
}

}  // namespace derived
}  // namespace understudy
