// Requests of AWS's documentation, from their bytes to the judgement of their signatures.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/auth.hpp"
#include "gateway/auth_signature.hpp"
#include "gateway/body.hpp"
#include "gateway/head.hpp"
#include "gateway/protocol/failures.hpp"

namespace understudy::gateway::auth {

// What AWS's documentation signs with.
inline constexpr std::string_view example_key = "AKIAIOSFODNN7EXAMPLE";
inline constexpr std::string_view example_secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
inline constexpr std::string_view iam_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
inline const kit::Time may_2013 = *parse_basic_time("20130524T000000Z");
inline const kit::Time august_2015 = *parse_basic_time("20150830T123600Z");

inline kit::Ref<const kit::Credential> credential(std::string_view key, std::string_view secret,
                                                  std::string_view token = {},
                                                  kit::Time expires = kit::never) {
  auto made = std::make_unique<kit::Credential>();
  made->access_key = key;
  made->secret_key = secret;
  made->session_token = token;
  made->account = "111122223333";
  made->expires = expires;
  return kit::Ref<const kit::Credential>(made.release());
}

// A request's way from its bytes to its judgement.
class Judge {
 public:
  kit::Time now = may_2013, world_now = may_2013;
  kit::Ref<const kit::Credential> issued = credential(example_key, example_secret);

  std::optional<kit::Failure> operator()(std::string_view bytes) {
    target = {};
    arena = std::make_unique<kit::Arena>();
    bytes = arena->copy(bytes);  // target's views are looked at afterwards
    std::size_t scanned = 0;
    const std::size_t end = head_end(bytes, scanned);
    EXPECT_GT(end, 0u);
    Head head;
    std::vector<protocol::Field> scratch;
    EXPECT_FALSE(read_head(bytes.substr(0, end), *arena, scratch, head));
    Framing framing;
    EXPECT_FALSE(read_framing(head, framing));
    framing.sealed = true;
    Body body(framing, 1 << 20);
    std::string_view rest = bytes.substr(end);
    if (framing.length.value_or(0) > 0) {
      EXPECT_EQ(body.put(rest), Body::Status::done) << body.refusal().reason;
    }
    head.request.body = body.bytes();
    Routing routing;
    routing.credential = [&](std::string_view, std::string_view key) {
      return key == issued->access_key ? issued : nullptr;
    };
    static const Router router;
    EXPECT_FALSE(router.route(routing, head.request, *arena, target));
    auto failure = authenticate({.request = head.request,
                                 .target = target,
                                 .body = head.request.body,
                                 .seals = body.seals(),
                                 .trailer = body.trailers(),
                                 .now = now,
                                 .world_now = world_now,
                                 .arena = *arena});
    facts = {};
    if (failure)
      facts = protocol::facts_of(target.protocol, target.service,
                                 target.operation ? &*target.operation : nullptr, *failure);
    code = target.protocol == models::Protocol::json || target.protocol == models::Protocol::rest_json
               ? facts.name
               : facts.code;
    return failure;
  }
  // "403 SignatureDoesNotMatch", or "" when nothing is wrong.
  std::string verdict(std::string_view bytes) {
    const auto failure = (*this)(bytes);
    text = failure ? failure->message : "";
    return failure ? std::to_string(facts.status) + " " + std::string(code) : "";
  }

  Target target;
  protocol::FailureFacts facts;
  std::string code, text;
  std::unique_ptr<kit::Arena> arena;
};

inline std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), by);
}

}  // namespace understudy::gateway::auth
