// What members are for, by their names and shapes.
#include <algorithm>
#include <array>

#include "services/derived/plan.hpp"

namespace understudy::derived {
namespace {

using models::Type;

constexpr std::array<std::string_view, 22> paging_names{"continuationtoken",
                                                        "exclusivestarttablename",
                                                        "limit",
                                                        "marker",
                                                        "maxentries",
                                                        "maxitems",
                                                        "maxkeys",
                                                        "maxnumberofresults",
                                                        "maxrecords",
                                                        "maxresult",
                                                        "maxresults",
                                                        "nextcursor",
                                                        "nextmarker",
                                                        "nextpagetoken",
                                                        "nexttoken",
                                                        "pagecursor",
                                                        "pagemarker",
                                                        "pagesize",
                                                        "pagetoken",
                                                        "position",
                                                        "startingtoken",
                                                        "token"};
static_assert(std::ranges::is_sorted(paging_names));

constexpr std::array<std::string_view, 12> idempotency_names{
    "amznclienttoken", "callerreference", "clientidempotencytoken", "clientrequesttoken", "clienttoken",
    "creationtoken",   "dryrun",          "expectedversion",        "idempotencytoken",   "ifmatch",
    "requesttoken",    "revisionid"};
static_assert(std::ranges::is_sorted(idempotency_names));

}  // namespace

std::string_view identity_word(std::string_view rest) {
  if (rest == "identifier" || rest == "id" || rest == "ids" || rest == "identifiers" || rest == "idorarn" ||
      rest == "uuid")
    return "id";
  if (rest == "name" || rest == "names" || rest == "nameorarn" || rest == "key") return "name";
  if (rest == "arn" || rest == "arns" || rest == "resourcearn" || rest == "idorresourcearn") return "arn";
  return {};
}

bool is_token(const models::Operation& operation, const models::Member& member, std::string_view folded) {
  if (std::ranges::binary_search(paging_names, folded) && folded != "token" && folded != "position")
    return true;
  const auto paginator = operation.paginator();
  if (!paginator) return false;
  for (const auto text : paginator->input_tokens)
    if (operation.service().text(text) == member.name()) return true;
  return paginator->limit_key == member.name();
}

bool is_paging(const models::Operation& operation, const models::Member& member, std::string_view folded) {
  return member.has(models::tables::idempotency_token) ||
         std::ranges::binary_search(idempotency_names, folded) || is_token(operation, member, folded);
}

bool is_account(std::string_view folded) {
  return folded == "accountid" || folded == "awsaccountid" || folded == "catalogid" ||
         folded == "expectedbucketowner" || folded == "owneraccountid" || folded == "requestpayer";
}

bool is_tags(const models::Member& member, std::string_view folded) {
  const bool named = folded.ends_with("tags") || folded.ends_with("taglist") || folded.ends_with("tagset") ||
                     folded.ends_with("tagmap") || folded.ends_with("tagsmap") ||
                     folded.ends_with("tagging") || folded == "tag" || folded == "tagspecifications" ||
                     folded == "tagsmodel" || folded.ends_with("tagslist");
  if (!named) return false;
  const models::Shape shape = member.shape();
  if (shape.type() == Type::map) return shape.value().shape().type() == Type::string;
  if (shape.type() == Type::structure) {  // {"Tags": ...} or {"Items": [...]}
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const Type type = shape.member(i).shape().type();
      if (type == Type::list || type == Type::map) return true;
    }
    return false;
  }
  if (shape.type() != Type::list) return false;
  const models::Shape element = shape.element().shape();
  if (element.type() != Type::structure) return false;
  bool key = false;
  for (std::uint16_t i = 0; i < element.size(); ++i) {
    const std::string name = folded.empty() ? std::string() : derived::folded(element.member(i).name());
    key |= name == "key" || name == "tagkey" || name == "tags" || name == "name";
  }
  return key;
}

bool is_text(const models::Shape& shape) {
  return shape.type() == Type::string || shape.type() == Type::integer || shape.type() == Type::long_integer;
}
bool is_text_list(const models::Shape& shape) {
  return shape.type() == Type::list && shape.element().shape().type() == Type::string;
}

}  // namespace understudy::derived
