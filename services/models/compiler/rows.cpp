// One service's strings: numbering.
#include "services/models/compiler/rows.hpp"

#include <algorithm>

#include "services/models/compiler/json.hpp"

namespace understudy::models::compiler {

Strings::Strings(std::vector<std::string_view> names) {
  std::sort(names.begin(), names.end());
  for (const std::string_view name : names) of(name);
  names_ = all_.size();
}

tables::Text Strings::of(std::string_view text) {
  const auto [entry, fresh] = numbers_.try_emplace(std::string(text), static_cast<tables::Text>(all_.size()));
  if (fresh) {
    if (all_.size() == tables::none) throw Broken("more than 65,535 different strings");
    all_.emplace_back(text);
  }
  return entry->second;
}

}  // namespace understudy::models::compiler
