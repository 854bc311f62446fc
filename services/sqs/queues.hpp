// Finding queues and listing them.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "services/kit/format.hpp"
#include "services/sqs/errors.hpp"
#include "services/sqs/state.hpp"
#include "services/sqs/urls.hpp"

namespace understudy::sqs {

// A queue and its name, as the table has them: good until a queue is made or deleted, or this one is edited.
struct Found {
  const std::string* name;
  const Queue* queue;
};

// The queue that QueueUrl or the call's path names. Throws MissingParameter or QueueDoesNotExist.
Found queue_of(const Call& call, const State& state);

// One page of queue URLs, MaxResults and NextToken and all, of a tree whose keys are names. AWS lists at most
// 1,000, and gives a token only to those who set MaxResults (API reference, ListQueues).
template <class Tree>
kit::Outcome list_page(const Call& call, const Tree& tree, std::string_view prefix,
                       std::optional<OutList> urls = {}) {
  constexpr std::int64_t most = 1000;
  const In wanted = call.in["MaxResults"], token = call.in["NextToken"];
  if (wanted && (wanted.integer() < 1 || wanted.integer() > most))
    return invalid.says(wanted.integer(), "MaxResults", "Must be between 1 and 1000, if provided.");
  const auto after = kit::parse_base64(token.text());
  if (!after || (token && !after->starts_with(prefix)))
    return invalid.says(token.text(), "NextToken", "The token is not valid.");
  auto at = token ? tree.upper_bound(*after) : tree.lower_bound(std::string(prefix));
  std::string_view last;
  for (std::int64_t left = wanted.integer(most); at != tree.end() && at->first.starts_with(prefix); ++at) {
    if (left-- == 0) {
      if (wanted) call.out["NextToken"] = kit::base64(last);
      break;
    }
    if (!urls) urls = call.out["QueueUrls"].list(16);  // left out when there are none
    urls->add() = queue_url(call, last = at->first);
  }
  return {};
}

}  // namespace understudy::sqs
