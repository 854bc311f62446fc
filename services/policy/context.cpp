// Condition keys without regard to case.
#include "services/policy/context.hpp"

namespace understudy::policy {
namespace {

std::string lower(std::string_view key) {
  std::string text(key);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

}  // namespace

void Context::set(std::string_view key, std::string value) { values_[lower(key)] = {std::move(value)}; }
void Context::add(std::string_view key, std::string value) {
  values_[lower(key)].push_back(std::move(value));
}

const Context::Values* Context::find(std::string_view key) const {
  const auto found = values_.find(lower(key));
  return found == values_.end() || found->second.empty() ? nullptr : &found->second;
}

}  // namespace understudy::policy
