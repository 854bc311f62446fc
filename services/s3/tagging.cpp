// Tags: of an object in its row, of a bucket in a document.
#include "services/s3/tagging.hpp"

#include <algorithm>

#include "services/s3/handlers.hpp"
#include "services/s3/notifications.hpp"

namespace understudy::s3 {
namespace {

constexpr std::size_t longest_key = 128, longest_value = 256;  // characters

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

// Letters and digits of any script, blanks, and + - = . _ : / @.
bool allowed(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || std::string_view(" +-=._:/@").find(c) != std::string_view::npos;
  });
}

kit::Tags tags_of(const Call& call, const In& list, TagUse use) {
  kit::Tags tags;
  for (const In one : list) {
    const std::string key(one["Key"].text());
    if (!tags.emplace(key, one["Value"].text()).second)
      throw with(call, Failure("InvalidTag", "Cannot provide multiple Tags with the same key", 400),
                 {{"TagKey", key}});
  }
  check_tags(call, tags, use);
  return tags;
}

Version editable(Call& call, State& state, const Found& in) { return need_object(call, state, in); }

void show_place(Call& call, const Found& in, const Object& object) {
  if (versioned(*in.bucket)) call.out["VersionId"] = shown_version(object);
}

}  // namespace

void check_tags(const Call& call, const kit::Tags& tags, TagUse use) {
  const std::size_t most = use == TagUse::object ? 10 : 50;
  if (tags.size() > most) {
    if (use == TagUse::object) throw Failure("BadRequest", "Object tags cannot be greater than 10", 400);
    throw Failure("BadRequest", "Bucket tag count cannot be greater than 50", 400);
  }
  for (const auto& [key, value] : tags) {
    if (key.empty() || characters(key) > longest_key || !allowed(key))
      throw with(call, Failure("InvalidTag", "The TagKey you have provided is invalid", 400),
                 {{"TagKey", key}});
    if (characters(value) > longest_value || !allowed(value))
      throw with(call, Failure("InvalidTag", "The TagValue you have provided is invalid", 400),
                 {{"TagKey", key}, {"TagValue", value}});
    if (key.starts_with("aws:"))
      throw with(call,
                 Failure("InvalidTag",
                         use == TagUse::object ? "Your TagKey cannot be prefixed with aws:"
                                               : "System tags cannot be added/updated by requester",
                         400),
                 {{"TagKey", key}});
  }
}

Outcome put_object_tagging(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  const Version version = editable(call, state, in);
  kit::Tags tags = tags_of(call, call.in["Tagging"]["TagSet"], TagUse::object);
  show_place(call, in, *version.object);
  const ObjectKey key = version.key;
  state.objects.edit(key)->own().tags = std::move(tags);
  notify(call, state, in, "ObjectTagging:Put", key.key, *state.objects.find(key));
  return {};
}

Outcome get_object_tagging(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const Version version = need_object(call, state, in);
  show_place(call, in, *version.object);
  kit::write_tags(version.object->more().tags, call.out["TagSet"], Key("Key"), Key("Value"));
  return {};
}

Outcome delete_object_tagging(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const Version version = editable(call, state, in);
  show_place(call, in, *version.object);
  const ObjectKey key = version.key;
  if (!version.object->more().tags.empty()) state.objects.edit(key)->own().tags.clear();
  notify(call, state, in, "ObjectTagging:Delete", key.key, *state.objects.find(key));
  return {};
}

Outcome put_bucket_tagging(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  check_document(call);
  tags_of(call, call.in["Tagging"]["TagSet"], TagUse::bucket);
  state.buckets.edit(in.name)->configurations["tagging"] = keep(call.in["Tagging"].value());
  return {};
}

Outcome get_bucket_tagging(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  const auto tagging = configuration(call, *in.bucket, "tagging");
  if (!tagging || In(*tagging)["TagSet"].empty())
    throw with(call, Failure("NoSuchTagSet", "The TagSet does not exist", 404), {{"BucketName", in.name}});
  spread(call, *tagging);
  return {};
}

Outcome delete_bucket_tagging(Call& call, State& state) {
  const Found in = need_bucket(call, state);
  if (in.bucket->configurations.contains("tagging"))
    state.buckets.edit(in.name)->configurations.erase("tagging");
  return {};
}

}  // namespace understudy::s3
