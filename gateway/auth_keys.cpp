// Reads credentials files.
#include "gateway/auth_keys.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "gateway/route_host.hpp"

namespace understudy::gateway::auth {
namespace {

constexpr std::size_t shortest_key = 16;  // of AWS's access key ids (IAM API reference, AccessKey)

std::string_view trim(std::string_view s) {
  constexpr std::string_view blanks = " \t\r";
  const auto from = std::min(s.find_first_not_of(blanks), s.size());
  s.remove_prefix(from);
  return s.substr(0, s.find_last_not_of(blanks) + 1);
}

[[noreturn]] void wrong(std::size_t line, const std::string& what) {
  throw std::runtime_error("line " + std::to_string(line) + ": " + what);
}

void check(const Profile& profile, std::size_t line) {
  if (profile.access_key.empty() != profile.secret_key.empty())
    wrong(line, "the profile " + profile.name + " has only half of a key");
  if (!profile.access_key.empty() && profile.access_key.size() < shortest_key)
    wrong(line, "the access key id of " + profile.name + " is shorter than AWS's (16 characters)");
  if (!profile.account.empty() && !is_account(profile.account))
    wrong(line, "the aws_account_id of " + profile.name + " has not 12 digits");
}

}  // namespace

std::vector<Profile> parse_credentials(std::string_view text) {
  std::vector<Profile> profiles;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view whole = text.substr(0, end), line = trim(whole);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      if (line.back() != ']') wrong(number, "a profile's name does not end with ]");
      if (!profiles.empty()) check(profiles.back(), number);
      profiles.emplace_back().name = trim(line.substr(1, line.size() - 2));
      continue;
    }
    if (whole.front() == ' ' || whole.front() == '\t') continue;  // a nested setting, of s3 for instance
    const auto equals = line.find('=');
    if (equals == line.npos) wrong(number, "neither a [profile] nor a name = value");
    if (profiles.empty()) wrong(number, "a value before the first [profile]");
    const std::string_view name = trim(line.substr(0, equals)), value = trim(line.substr(equals + 1));
    Profile& profile = profiles.back();
    if (name == "aws_access_key_id") profile.access_key = value;
    if (name == "aws_secret_access_key") profile.secret_key = value;
    if (name == "aws_session_token") profile.session_token = value;
    if (name == "aws_account_id") profile.account = value;
  }
  if (!profiles.empty()) check(profiles.back(), number);
  std::erase_if(profiles, [](const Profile& p) { return p.access_key.empty(); });
  return profiles;
}

std::vector<Profile> load_credentials(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("the credentials file " + path + " cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  try {
    return parse_credentials(text);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(path + ", " + error.what());
  }
}

Keyring::Keyring(const std::vector<Profile>& profiles, std::string_view default_account) {
  for (const Profile& profile : profiles) {
    auto credential = std::make_unique<kit::Credential>();
    credential->access_key = profile.access_key;
    credential->secret_key = profile.secret_key;
    credential->session_token = profile.session_token;
    credential->account = profile.account.empty() ? std::string(default_account) : profile.account;
    credential->arn = "arn:aws:iam::" + credential->account + ":root";
    credential->user_id = credential->account;
    by_key_[profile.access_key] = kit::Ref<const kit::Credential>(credential.release());
  }
}

kit::Ref<const kit::Credential> Keyring::find(std::string_view access_key) const {
  const auto found = by_key_.find(access_key);
  return found == by_key_.end() ? kit::Ref<const kit::Credential>() : found->second;
}

std::vector<std::string_view> well_known_secrets(std::string_view access_key) {
  if (access_key == "test" || access_key == "testing" || is_account(access_key)) return {"test", "testing"};
  return {};
}

}  // namespace understudy::gateway::auth
