// Tags of tables.
#include "services/dynamodb/handlers.hpp"
#include "services/kit/arn.hpp"

namespace understudy::dynamodb {
namespace {

// AWS promises no size of a page; ScyllaDB's tests of Alternator, which are run against AWS too, get them
// all.
constexpr std::size_t page_of_tags = 50;

std::string tagged(const Call& call, State& state, std::string_view missing_words) {
  const std::string_view arn = call.in["ResourceArn"].text();
  check_arn(arn);
  const auto parts = kit::Arn::parse(arn);
  if (!parts || parts->service != "dynamodb" || parts->type() != "table" || !is_table_name(parts->id()))
    throw refused(fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", arn));
  const std::string name(parts->id());
  if (parts->region != call.region() || parts->account != call.account() || !find_table(call, state, name))
    throw kit::Failure(no_table.code, fmt::format(fmt::runtime(missing_words), arn));
  return name;
}

}  // namespace

kit::Outcome tag_resource(Call& call, State& state) {
  if (call.in["Tags"].empty()) return refused("Atleast one Tag needs to be provided as Input.");
  const std::string name = tagged(call, state, "Requested resource not found: ResourcArn: {} not found");
  read_tags(call.in["Tags"], state.tables.edit(name)->tags);
  return {};
}

kit::Outcome untag_resource(Call& call, State& state) {
  if (call.in["TagKeys"].empty()) return refused("Atleast one Tag Key needs to be provided as Input.");
  const std::string name = tagged(call, state, "Requested resource not found");
  kit::remove_tags<Names>(call.in["TagKeys"], state.tables.edit(name)->tags);
  return {};
}

kit::Outcome list_tags_of_resource(Call& call, State& state) {
  const std::string name = tagged(call, state, "Requested resource not found: ResourcArn: {} not found");
  const kit::Tags& tags = state.tables.find(name)->tags;
  const std::string_view after = call.in["NextToken"].text();
  auto at = after.empty() ? tags.begin() : tags.upper_bound(std::string(after));
  const OutList list = call.out["Tags"].list();
  std::string_view last;
  for (; at != tags.end() && list.size() < page_of_tags; ++at) {
    const Out tag = list.add().structure(2);
    tag["Key"] = last = at->first;
    tag["Value"] = at->second;
  }
  if (at != tags.end()) call.out["NextToken"] = last;
  return {};
}

}  // namespace understudy::dynamodb
