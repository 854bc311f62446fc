// Tagging of queues, within the limits that AWS sets on tags.
#include "services/sqs/tags.hpp"

#include "services/sqs/handlers.hpp"
#include "services/sqs/queues.hpp"

namespace understudy::sqs {
namespace {

constexpr kit::Error too_many{"InvalidParameterValue", "Too many tags added for queue {}."};
constexpr kit::Error bad_key{"InvalidParameterValue",
                             "Tag keys must be between 1 and 128 characters in length."};
constexpr kit::Error bad_value{"InvalidParameterValue",
                               "Tag values must be between 0 and 256 characters in length."};
constexpr kit::Error reserved{"InvalidParameterValue",
                              "aws: prefixed tag key names are not allowed for external use."};

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}
bool good_key(std::string_view key) { return !key.empty() && characters(key) <= 128; }

}  // namespace

void set_tags(const std::string& queue, kit::Tags& tags, In wanted) {
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    const auto [key, value] = wanted.entry(i);
    if (!good_key(key)) throw kit::Failure(bad_key);
    if (key.starts_with("aws:")) throw kit::Failure(reserved);
    if (characters(value.text()) > 256) throw kit::Failure(bad_value);
    tags[std::string(key)] = value.text();
  }
  if (tags.size() > 50) throw too_many.says(queue);
}

kit::Outcome tag_queue(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  const In tags = call.in["Tags"];
  if (tags.empty()) return missing.says("Tags");
  set_tags(*name, state.queues.edit(*name)->tags, tags);
  return {};
}

kit::Outcome untag_queue(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  const In keys = call.in["TagKeys"];
  if (keys.empty()) return bad_key;
  for (const In key : keys)
    if (!good_key(key.text())) return bad_key;
  kit::remove_tags(keys, state.queues.edit(*name)->tags);
  return {};
}

kit::Outcome list_queue_tags(Call& call, State& state) {
  const auto [name, queue] = queue_of(call, state);
  if (!queue->tags.empty()) kit::write_tags(queue->tags, call.out["Tags"]);
  return {};
}

}  // namespace understudy::sqs
