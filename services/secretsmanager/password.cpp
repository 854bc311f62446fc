// GetRandomPassword, out of the shard's generator: one seed, one row of passwords.
#include <array>

#include "services/secretsmanager/handlers.hpp"

namespace understudy::secretsmanager {
namespace {

constexpr kit::Error too_short{"InvalidParameterException",
                               "Password length is too short based on the required types."};
constexpr kit::Error nothing_left{"InvalidParameterException",
                                  "The password must be able to contain at least one character."};

constexpr std::string_view lowercase = "abcdefghijklmnopqrstuvwxyz", uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                           numbers = "0123456789", punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
                           space = " ";

std::string without(std::string_view characters, std::string_view excluded) {
  std::string left;
  for (const char c : characters)
    if (excluded.find(c) == excluded.npos) left += c;
  return left;
}

}  // namespace

kit::Outcome get_random_password(Call& call, State&) {
  const auto length = static_cast<std::size_t>(call.in["PasswordLength"].integer(32));
  const std::string_view excluded = call.in["ExcludeCharacters"].text();
  struct Type {
    std::string_view characters;
    bool excluded;
  };
  const Type types[] = {{lowercase, call.in["ExcludeLowercase"].boolean()},
                        {uppercase, call.in["ExcludeUppercase"].boolean()},
                        {numbers, call.in["ExcludeNumbers"].boolean()},
                        {punctuation, call.in["ExcludePunctuation"].boolean()}};
  std::string all, password;
  const bool each = call.in["RequireEachIncludedType"].boolean(true);
  for (const Type& type : types) {
    const std::string left = type.excluded ? std::string() : without(type.characters, excluded);
    if (each && !left.empty()) password += call.random().pick(left, 1);
    all += left;
  }
  if (call.in["IncludeSpace"].boolean()) all += without(space, excluded);
  if (password.size() > length) return too_short;
  if (all.empty()) return nothing_left;
  password += call.random().pick(all, length - password.size());
  for (std::size_t i = password.size(); i > 1; --i)
    std::swap(password[i - 1], password[call.random().below(i)]);
  call.out["RandomPassword"] = password;
  return {};
}

}  // namespace understudy::secretsmanager
