// Errors, ids and pages as all of EC2's families have them.
#include "services/ec2/frame.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "services/kit/arn.hpp"

namespace understudy::ec2 {

kit::Failure invalid_value(std::string_view value, std::string_view parameter, std::string_view why) {
  return {"InvalidParameterValue",
          why.empty() ? fmt::format("Value ({}) for parameter {} is invalid.", value, parameter)
                      : fmt::format("Value ({}) for parameter {} is invalid. {}", value, parameter, why)};
}
kit::Failure missing_parameter(std::string_view parameter) {
  return {"MissingParameter", fmt::format("The request must contain the parameter {}", parameter)};
}
kit::Failure bad_combination(std::string message) {
  return {"InvalidParameterCombination", std::move(message)};
}
kit::Failure dependency(std::string_view what, std::string_view id) {
  return {"DependencyViolation",
          fmt::format("The {} '{}' has dependencies and cannot be deleted.", what, id)};
}

kit::Failure malformed(const Kind& kind, std::string_view id) {
  // Instances alone do not say what they expect.
  if (&kind == &kinds::instance || kind.resource.name == "instance")
    return {kind.malformed, fmt::format("Invalid id: \"{}\"", id)};
  if (kind.resource.name == "volume" || kind.resource.name == "snapshot")
    return {"InvalidParameterValue",
            fmt::format("Value ({}) for parameter {}Id is invalid. Expected: '{}...'.", id,
                        kind.resource.name, kind.resource.id.prefix)};
  return {kind.malformed,
          fmt::format("Invalid id: \"{}\" (expecting \"{}...\")", id, kind.resource.id.prefix)};
}
kit::Failure missing(const Kind& kind, std::string_view id) { return kind.resource.missing.says(id); }

kit::Failure missing_all(const Kind& kind, const Texts& ids) {
  if (ids.size() == 1 || kind.missing_many.empty()) return missing(kind, ids.front());
  return {kind.resource.missing.code, fmt::format(fmt::runtime(kind.missing_many), fmt::join(ids, ", "))};
}

bool well_formed(const Kind& kind, std::string_view id) {
  if (!id.starts_with(kind.resource.id.prefix)) return false;
  id.remove_prefix(kind.resource.id.prefix.size());
  return (id.size() == 8 || id.size() == 17) && id.find_first_not_of(hex_digits) == id.npos;
}

std::string arn_of(const Call& call, std::string_view type, std::string_view id) {
  return fmt::format("arn:{}:ec2:{}:{}:{}/{}", kit::partition_of(call.region()), call.region(),
                     call.account(), type, id);
}

Page page_of(const Call& call, std::string_view listing, std::int64_t least, std::int64_t most) {
  Page page{static_cast<std::size_t>(most), 0};
  if (const In limit = call.in["MaxResults"]) {
    if (limit.integer() < least)
      throw invalid_value(number(limit.integer()), "maxResults",
                          fmt::format("Expecting a value greater than or equal to {}.", least));
    page.limit = static_cast<std::size_t>(std::min(limit.integer(), most));
  }
  const std::string_view token = call.in["NextToken"].text();
  if (token.empty()) return page;
  const auto text = kit::unseal(listing, token);
  if (!text || std::from_chars(text->data(), text->data() + text->size(), page.from).ec != std::errc())
    throw kit::Failure("InvalidNextToken", fmt::format("The token '{}' is invalid", token));
  return page;
}

std::string next_token(std::string_view listing, std::uint64_t order) {
  return kit::seal(listing, std::to_string(order));
}

}  // namespace understudy::ec2
