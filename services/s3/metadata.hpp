// What an object is made with besides its bytes: the headers of a write, and the same shown again.
#pragma once

#include <string_view>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

// All that the headers of PutObject, CopyObject and CreateMultipartUpload say but checksums and bodies.
Object object_of_headers(const Call& call, const Found& in);
// The parts of it, for who takes one over from another object.
void read_metadata(const Call& call, Object& object);
void read_encryption(const Call& call, const Bucket& bucket, Object& object);
void read_lock(const Call& call, const Found& in, Object& object);
kit::Tags tags_of_header(const Call& call, std::string_view header);

void show_encryption(const Out& out, const Bucket& bucket, const Object& object);
// SSE-C: the MD5 of the key in the call's headers, in base64; empty without one. Throws InvalidArgument.
std::string customer_key(const Call& call, bool of_source = false);
// Whoever reads the object must have its key. Throws InvalidRequest, AccessDenied.
void check_customer_key(const Call& call, const Object& object, bool of_source = false);
// The quoted tag of an object's bytes: their MD5, unless a key of the user's is in between.
Text etag_of(const kit::Blob& body, const Object& object);

}  // namespace understudy::s3
