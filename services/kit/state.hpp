// A state struct describes itself in one line: STATE(Message, id, body, visible_at). Everything that must
// know its fields (snapshot, restore, merge, diff, store, notifier) follows from that line.
#pragma once

#include <string_view>
#include <type_traits>

#define UNDERSTUDY_PARENS ()
#define UNDERSTUDY_EXPAND(...) UNDERSTUDY_EXPAND3(UNDERSTUDY_EXPAND3(UNDERSTUDY_EXPAND3(__VA_ARGS__)))
#define UNDERSTUDY_EXPAND3(...) UNDERSTUDY_EXPAND2(UNDERSTUDY_EXPAND2(UNDERSTUDY_EXPAND2(__VA_ARGS__)))
#define UNDERSTUDY_EXPAND2(...) UNDERSTUDY_EXPAND1(UNDERSTUDY_EXPAND1(UNDERSTUDY_EXPAND1(__VA_ARGS__)))
#define UNDERSTUDY_EXPAND1(...) __VA_ARGS__
#define UNDERSTUDY_EACH(type, ...) __VA_OPT__(UNDERSTUDY_EXPAND(UNDERSTUDY_EACH_STEP(type, __VA_ARGS__)))
#define UNDERSTUDY_EACH_STEP(type, field, ...)   \
  visit(std::string_view(#field), &type::field); \
  __VA_OPT__(UNDERSTUDY_EACH_AGAIN UNDERSTUDY_PARENS(type, __VA_ARGS__))
#define UNDERSTUDY_EACH_AGAIN() UNDERSTUDY_EACH_STEP

// At namespace scope beside the type; at most 27 fields. Calls visit(name, pointer to member) for each in
// order.
#define STATE(Type, ...)                                                                     \
  template <class Visit>                                                                     \
  constexpr void each_field([[maybe_unused]] std::type_identity<Type> type, Visit&& visit) { \
    UNDERSTUDY_EACH(Type, __VA_ARGS__)                                                       \
  }

namespace understudy::kit {

namespace detail {
struct Anything {
  template <class... A>
  constexpr void operator()(A&&...) const {}
};
}  // namespace detail

// A type with a STATE line.
template <class T>
concept Described = requires {
  each_field(std::type_identity<T>{}, detail::Anything{});
};

}  // namespace understudy::kit
