// The MD5 digests that clients check what they sent and received against.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "services/sqs/state.hpp"

namespace understudy::sqs {

using Digest = Fixed<32>;  // lower-case hex

Digest digest_of(std::string_view body);

// Of message attributes, added in order of their names (developer guide, "Calculating the MD5 message digest
// for message attributes"): each length in four bytes, big end first, and one byte for what kind of value it
// is.
class AttributeDigest {
 public:
  AttributeDigest();
  ~AttributeDigest();
  void add(std::string_view name, std::string_view type, std::string_view value);  // a binary value as bytes
  Digest result();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

// Whether a data type's values are bytes: "Binary" or "Binary.something".
inline bool is_binary(std::string_view type) { return type.starts_with("Binary"); }

}  // namespace understudy::sqs
