// Pages of a table in key order, with continuation tokens that hold the next key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/error.hpp"
#include "services/kit/sealed.hpp"
#include "services/kit/table.hpp"
#include "services/kit/view.hpp"

namespace understudy::kit {

struct Paged {
  std::optional<std::string> next;  // the token of the next page; nothing on the last one
};

// Shows the rows that `wanted` accepts, from the token on, at most `limit` of them: show(key, row). A token
// that was not given out for a listing of this name is refused by `bad_token`.
template <class T, class K, class... I>
Paged page(const Table<T, K, I...>& table, std::string_view listing, std::string_view token,
           std::size_t limit, const Error& bad_token, auto&& wanted, auto&& show) {
  auto at = table.rows().begin();
  if (!token.empty()) {
    const auto text = unseal(listing, token);
    if (!text) throw Failure(bad_token);
    at = table.rows().lower_bound(view_detail::key_from<K>(*text, {}));
  }
  for (std::size_t shown = 0; at != table.rows().end(); ++at) {
    if (!wanted(at->first, at->second->row)) continue;
    if (shown++ == limit) return {seal(listing, view_detail::key_text(at->first))};
    show(at->first, at->second->row);
  }
  return {};
}

}  // namespace understudy::kit
