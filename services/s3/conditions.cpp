// Entity tags and dates, compared as S3 does.
#include "services/s3/conditions.hpp"

#include <algorithm>

namespace understudy::s3 {
namespace {

// A list of tags, quoted or not, or "*".
bool matches(std::string_view wanted, std::string_view etag) {
  while (!wanted.empty()) {
    const auto comma = std::min(wanted.find(','), wanted.size());
    std::string_view one = wanted.substr(0, comma);
    wanted.remove_prefix(std::min(comma + 1, wanted.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == "*" || unquoted(one) == etag) return true;
  }
  return false;
}

Failure failed(const Call& call, std::string_view condition) {
  return with(call, precondition_failed, {{"Condition", condition}});
}

bool changed_since(const Object& object, Time time) {
  return kit::epoch_seconds(object.modified) > kit::epoch_seconds(time);
}

}  // namespace

void check_write(const Call& call, const State& state, const Found& in, std::string_view key) {
  const In match = call.in["IfMatch"], none = call.in["IfNoneMatch"];
  if (!match && !none) return;
  if (none && none.text() != "*")
    throw with(
        call, not_implemented,
        {{"Header", "If-None-Match"},
         {"additionalMessage", "We don't accept the provided value of If-None-Match header for this API"}});
  const auto there = latest(state, in.bucket->number, key);
  const bool exists = there && !there->object->marker;
  if (none && exists) throw failed(call, "If-None-Match");
  if (!match) return;
  if (!exists) throw with(call, no_such_key, {{"Key", key}});
  if (!matches(match.text(), there->object->etag)) throw failed(call, "If-Match");
}

bool check_read(const Call& call, const Object& object) {
  const In match = call.in["IfMatch"], none = call.in["IfNoneMatch"];
  const In unmodified = call.in["IfUnmodifiedSince"], modified = call.in["IfModifiedSince"];
  if (match && !matches(match.text(), object.etag)) throw failed(call, "If-Match");
  if (!match && unmodified && changed_since(object, unmodified.time()))
    throw failed(call, "If-Unmodified-Since");
  if (none) return !matches(none.text(), object.etag);
  return !modified || changed_since(object, modified.time());
}

void check_source(const Call& call, const Object& object) {
  const In match = call.in["CopySourceIfMatch"], none = call.in["CopySourceIfNoneMatch"];
  const In unmodified = call.in["CopySourceIfUnmodifiedSince"],
           modified = call.in["CopySourceIfModifiedSince"];
  if (match && !matches(match.text(), object.etag)) throw failed(call, "x-amz-copy-source-If-Match");
  if (!match && unmodified && changed_since(object, unmodified.time()))
    throw failed(call, "x-amz-copy-source-If-Unmodified-Since");
  if (none && matches(none.text(), object.etag)) throw failed(call, "x-amz-copy-source-If-None-Match");
  if (!none && modified && !changed_since(object, modified.time()))
    throw failed(call, "x-amz-copy-source-If-Modified-Since");
}

}  // namespace understudy::s3
