// The keys that a server knows without having issued them: a credentials file's, and the dialects' well-known
// ones.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/call.hpp"

namespace understudy::gateway::auth {

struct Profile {
  std::string name, access_key, secret_key, session_token;
  std::string account;  // 12 digits, or empty: the listener's default
};

// AWS's shared credentials file: [profile] lines, "name = value" lines, comments after '#' or ';' at a line's
// start. Reads aws_access_key_id, aws_secret_access_key, aws_session_token and aws_account_id; profiles
// without keys (of other kinds: roles, processes) are passed over. Throws std::runtime_error with the line
// for what is malformed.
std::vector<Profile> parse_credentials(std::string_view text);
std::vector<Profile> load_credentials(const std::string& path);

// A file's keys as credentials of their accounts' roots.
class Keyring {
 public:
  Keyring() = default;
  Keyring(const std::vector<Profile>& profiles, std::string_view default_account);
  kit::Ref<const kit::Credential> find(std::string_view access_key) const;
  bool empty() const { return by_key_.empty(); }

 private:
  std::map<std::string, kit::Ref<const kit::Credential>, std::less<>> by_key_;
};

// The secrets of "test" and "testing", and of an account's 12 digits as a key: "test" or "testing", as
// LocalStack's and moto's users write them. Empty for any other key.
std::vector<std::string_view> well_known_secrets(std::string_view access_key);

}  // namespace understudy::gateway::auth
