// Uploads in parts.
#pragma once

#include "services/s3/shared.hpp"

namespace understudy::s3 {

struct FoundUpload {
  UploadKey key;
  const Upload* upload;  // good until it changes
};
// By the call's Key and UploadId. Throws NoSuchUpload.
FoundUpload need_upload(const Call& call, const State& state, const Found& in);
void erase_upload(State& state, const UploadKey& key);  // with its parts

// A copy's source: the header x-amz-copy-source, decoded.
struct Source {
  Found in;
  std::string key;
  Version version;
};
// Throws what reading it throws.
Source source_of(const Call& call, State& state);

// The tag of an object in parts: of their MD5s, which are given in hexadecimal.
std::string etag_of_parts(const std::vector<std::string>& etags);

}  // namespace understudy::s3
