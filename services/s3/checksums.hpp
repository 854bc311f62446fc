// Checksums as S3 knows them: named in headers and documents, in base64.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "services/s3/shared.hpp"

namespace understudy::s3 {

struct Algorithm {
  std::string_view name;    // "CRC32"
  std::string_view header;  // "x-amz-checksum-crc32"
  kit::Hash hash;
  Key member;
};
inline constexpr std::array<Algorithm, 5> algorithms{
    {{"CRC32", "x-amz-checksum-crc32", kit::Hash::crc32, "ChecksumCRC32"},
     {"CRC32C", "x-amz-checksum-crc32c", kit::Hash::crc32c, "ChecksumCRC32C"},
     {"CRC64NVME", "x-amz-checksum-crc64nvme", kit::Hash::crc64nvme, "ChecksumCRC64NVME"},
     {"SHA1", "x-amz-checksum-sha1", kit::Hash::sha1, "ChecksumSHA1"},
     {"SHA256", "x-amz-checksum-sha256", kit::Hash::sha256, "ChecksumSHA256"}}};
inline constexpr std::uint8_t crc64nvme = 3;  // S3's own choice, from 1

// By name, from 1; 0 for an empty one. Throws InvalidRequest for one that is not played.
std::uint8_t algorithm_named(const Call& call, std::string_view name);
// "crc32", as messages have it.
inline std::string_view label(std::uint8_t number) {
  return algorithms[number - 1].header.substr(std::string_view("x-amz-checksum-").size());
}
inline const Algorithm& algorithm(std::uint8_t number) { return algorithms[number - 1]; }

struct Checked {
  std::uint8_t algorithm = 0;
  Text value;  // base64
  bool given = false;
};
// The streamed body, found to be what Content-MD5 and the checksum headers say. Without any, S3 keeps a
// CRC64NVME. Throws InvalidDigest, BadDigest, InvalidRequest.
Checked check_body(const Call& call, const kit::Blob& body);
// What a document or the headers of a request say of one: {0, ""} for nothing. Throws InvalidRequest for two.
Checked said_checksum(const Call& call, const In& in);
std::string checksum_of(const kit::Digests& digests, std::uint8_t algorithm);  // base64
// Out of the parts' own, as "COMPOSITE" or "FULL_OBJECT" says.
std::string composite_checksum(std::uint8_t algorithm, const std::vector<std::string>& parts);
std::string joined_checksum(std::uint8_t algorithm,
                            const std::vector<std::pair<std::string, std::uint64_t>>& parts);

void show_checksum(const Out& out, std::uint8_t algorithm, std::string_view value);
inline std::string_view checksum_type(bool composite) { return composite ? "COMPOSITE" : "FULL_OBJECT"; }

}  // namespace understudy::s3
