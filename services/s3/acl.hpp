// Access control lists: canned ones, grants in headers, and documents.
#pragma once

#include <string_view>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

enum class AclUse : std::uint8_t { none, bucket, object };  // none: ownership settings forbid them

// What x-amz-acl or the grants in the headers say, as a document; empty when they say nothing.
Text acl_of_headers(const Call& call, std::string_view owner, AclUse use);
// Whether the bucket's ownership controls forbid lists.
bool acls_off(const Call& call, const Bucket& bucket);

// Throws AccessDenied when a public access block keeps the bucket or its account from lists that let
// everybody in.
void refuse_public(const Call& call, const State& state, const Bucket& bucket, const Text& acl);

}  // namespace understudy::s3
