// The action that each operation needs, and the list's permission that grants it.
#pragma once

#include <optional>
#include <string_view>

namespace understudy::s3 {

enum class On : unsigned char { account, bucket, object };
// Of the bucket's list, or of the object's own.
enum class Granted : unsigned char { by_nothing, by_bucket, by_object };

struct Right {
  std::string_view operation;
  std::string_view action;  // without "s3:"
  On on = On::bucket;
  Granted granted = Granted::by_nothing;
  std::string_view permission = {};  // "READ", "WRITE", "READ_ACP", "WRITE_ACP"
  std::string_view of_version = {};  // the action when a version is named
};

// What an action of that name is done to ("GetObject", "getobjectversion"); nothing when it is not known.
std::optional<On> on_what(std::string_view action);
bool is_action(std::string_view pattern);            // whether any action's name fits ("Get*")
const Right* right_for(std::string_view operation);  // null: every caller may

}  // namespace understudy::s3
