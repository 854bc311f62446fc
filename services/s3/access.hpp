// Who may do what, when the server enforces it: bucket policies, lists, public access blocks and ownership.
#pragma once

#include <string_view>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// Whether the bucket's public access block, or its account's, says so: BlockPublicAcls and so on.
bool blocks(const Call& call, const State& state, const Bucket& bucket, Key setting);

// Throws AccessDenied when the caller may not run this operation. Identity policies are not known here: what
// a bucket's owner may do within its account, everybody in it may.
void authorize(Call& call, State& state);

// One of DeleteObjects' keys.
void authorize_delete(const Call& call, const State& state, const Found& in, std::string_view key,
                      std::string_view version);
// A form's upload.
void authorize_form(const Call& call, const State& state, const Found& in, std::string_view key);
// Whether a website may show it.
bool anybody_may_read(const Call& call, const State& state, const Found& in, std::string_view key);

// A handler behind authorize().
template <auto Handler>
struct Guarded {
  static Outcome run(kit::Call& base, kit::Turn& turn, kit::AnyState& state) {
    auto* exchanging = dynamic_cast<kit::Exchanging*>(&base);
    if (exchanging && exchanging->exchange && exchanging->exchange->enforced) {
      Call call(base, turn);
      authorize(call, kit::state_of<State>(state));
    }
    return kit::on<Handler>(base, turn, state);
  }
};
template <auto Handler>
inline constexpr kit::Handler guarded = &Guarded<Handler>::run;

}  // namespace understudy::s3
