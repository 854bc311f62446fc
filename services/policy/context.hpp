// What a policy is asked about: who does what with which resource, under which circumstances.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::policy {

// Condition keys in any case ("aws:SourceIp", "s3:prefix") and their values; a key without values is absent,
// one with several is a set.
class Context {
 public:
  using Values = std::vector<std::string>;

  void set(std::string_view key, std::string value);  // in place of what was there
  void add(std::string_view key, std::string value);
  const Values* find(std::string_view key) const;  // null: absent

 private:
  std::map<std::string, Values, std::less<>> values_;  // by key in lower case
};

struct Principal {
  bool anonymous = false;
  std::string account;       // 12 digits
  std::string arn;           // of the user, role session, federated user or root
  std::string canonical_id;  // of the account, as S3 has it
  std::string service;       // "logging.s3.amazonaws.com": a service, and no account's
};

struct Request {
  Principal principal;
  std::string action;    // "s3:GetObject"
  std::string resource;  // its ARN
  Context context;
};

}  // namespace understudy::policy
