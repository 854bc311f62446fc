// Declared resources: what a kind of resource is, said once, for the operations that are plain.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "services/kit/arn.hpp"
#include "services/kit/error.hpp"
#include "services/kit/lifecycle.hpp"
#include "services/kit/random.hpp"
#include "services/kit/table.hpp"
#include "services/kit/tags.hpp"
#include "services/kit/view.hpp"

namespace understudy::kit {

// The form of ids that a service draws: "AIDA" and 17 of base 32, "i-" and 17 hex digits.
struct IdForm {
  std::string_view prefix;
  std::string_view alphabet;
  std::size_t size = 0;  // characters after the prefix

  std::string draw(Generator& random) const { return std::string(prefix) + random.pick(alphabet, size); }
};

// constexpr, in the service's resources.hpp. Operations use its parts; the derived engine takes the same
// declaration as a hint for services without handlers.
struct Resource {
  std::string_view name;  // "user", as errors and events name it
  std::string_view arn;   // template: "arn:{partition}:iam::{account}:user{path}{name}"
  IdForm id;              // empty when names identify
  Error missing;          // says() gets the key's text
  Error exists;           // likewise; an empty code when creating again is no error
  const Lifecycle* lifecycle = nullptr;
  TagRules tags;
};

// Fills an ARN template; `parts` are the holes beyond {partition}, {region} and {account}.
using Holes = std::initializer_list<std::pair<std::string_view, std::string_view>>;
std::string fill(std::string_view format, Holes holes);

// The row of that key, or the resource's own failure.
template <class T, class K, class... I>
const T& need(const Table<T, K, I...>& table, const K& key, const Resource& resource) {
  if (const T* row = table.find(key)) return *row;
  throw resource.missing.says(view_detail::key_text(key));
}
template <class T, class K, class... I>
void need_new(const Table<T, K, I...>& table, const K& key, const Resource& resource) {
  if (table.contains(key)) throw resource.exists.says(view_detail::key_text(key));
}

}  // namespace understudy::kit
