// States whose rows name one another, and that were written by hand: what is named must be there. To be
// included where such a state is made; a function check_references(const State&) beside the type, found by
// ADL, throws ViewError.
#pragma once

#include "services/kit/view.hpp"

namespace understudy::kit {

template <class S>
concept Checked = Described<S> && requires(const S& state) {
  check_references(state);
};

template <Checked S>
S from_view(const Value& view) {
  S made{};
  view_detail::read(view, made, view_detail::Path{});
  check_references(made);
  return made;
}

}  // namespace understudy::kit
