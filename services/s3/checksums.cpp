// Checking bodies, and checksums of objects in parts.
#include "services/s3/checksums.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/kit/crc.hpp"
#include "services/kit/format.hpp"

namespace understudy::s3 {
namespace {

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

void check_md5(const Call& call, const kit::Blob& body) {
  const std::string_view said = call.in["ContentMD5"].text();
  if (!call.in["ContentMD5"]) return;
  const auto bytes = kit::parse_base64(said);
  if (!bytes || bytes->size() != 16)
    throw with(call, Failure("InvalidDigest", "The Content-MD5 you specified was invalid.", 400),
               {{"Content-MD5", said}});
  const std::string_view computed = body.digests().get(kit::Hash::md5);
  if (computed != *bytes)
    throw with(call, bad_digest, {{"ExpectedDigest", said}, {"CalculatedDigest", kit::base64(computed)}});
}

}  // namespace

std::uint8_t algorithm_named(const Call& call, std::string_view name) {
  if (name.empty()) return 0;
  const auto found = std::ranges::find(algorithms, name, &Algorithm::name);
  if (found == algorithms.end())
    throw with(call,
               invalid_request.says("Checksum algorithm provided is unsupported. Please try again with "
                                    "any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"),
               {});
  return static_cast<std::uint8_t>(found - algorithms.begin() + 1);
}

Checked said_checksum(const Call& call, const In& in) {
  Checked said;
  for (std::size_t i = 0; i < algorithms.size(); ++i) {
    const In value = in[algorithms[i].member];
    if (!value) continue;
    if (said.algorithm)
      throw Failure(invalid_request.says(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."));
    const auto bytes = kit::parse_base64(value.text().substr(0, value.text().find('-')));
    const auto size = kit::hash_sizes[static_cast<std::size_t>(algorithms[i].hash)];
    if (!bytes || bytes->size() != size)
      throw Failure(
          invalid_request.says(fmt::format("Value for {} header is invalid.", algorithms[i].header)));
    said = {static_cast<std::uint8_t>(i + 1), Text(value.text()), true};
  }
  for (const Key other : {Key("ChecksumSHA512"), Key("ChecksumMD5"), Key("ChecksumXXHASH64"),
                          Key("ChecksumXXHASH3"), Key("ChecksumXXHASH128")})
    if (in[other]) throw Failure(not_implemented);
  (void)call;
  return said;
}

std::string checksum_of(const kit::Digests& digests, std::uint8_t number) {
  return kit::base64(digests.get(algorithm(number).hash));
}

Checked check_body(const Call& call, const kit::Blob& body) {
  check_md5(call, body);
  Checked said = said_checksum(call, call.in);
  if (const std::uint8_t asked = algorithm_named(call, call.in["ChecksumAlgorithm"].text()); asked) {
    if (said.algorithm && said.algorithm != asked)
      throw Failure(invalid_request.says("Value for x-amz-sdk-checksum-algorithm header is invalid."));
    if (!said.algorithm) {  // some clients leave the computing to S3
      said.algorithm = asked;
      said.value = Text(checksum_of(body.digests(), asked));
      return said;
    }
  }
  if (!said.algorithm) {
    said.algorithm = crc64nvme;
    said.value = Text(checksum_of(body.digests(), crc64nvme));
    return said;
  }
  if (checksum_of(body.digests(), said.algorithm) != said.value.view())
    throw Failure("BadDigest",
                  fmt::format("The {} you specified did not match the calculated checksum.",
                              algorithm(said.algorithm).name),
                  400);
  return said;
}

std::string composite_checksum(std::uint8_t number, const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += kit::parse_base64(part).value_or(std::string());
  const kit::Digests digests = kit::digest(all, {algorithm(number).hash});
  return fmt::format("{}-{}", checksum_of(digests, number), parts.size());
}

std::string joined_checksum(std::uint8_t number,
                            const std::vector<std::pair<std::string, std::uint64_t>>& parts) {
  const kit::Hash hash = algorithm(number).hash;
  std::uint64_t all = 0;
  for (const auto& [part, size] : parts) {
    const std::uint64_t one = number_of(kit::parse_base64(part).value_or(std::string()));
    const auto narrow = [](std::uint64_t n) { return static_cast<std::uint32_t>(n); };
    switch (hash) {
      case kit::Hash::crc32: all = kit::join_crc32(narrow(all), narrow(one), size); break;
      case kit::Hash::crc32c: all = kit::join_crc32c(narrow(all), narrow(one), size); break;
      default: all = kit::join_crc64nvme(all, one, size);
    }
  }
  kit::Digests digests;
  digests.set(hash, all);
  return checksum_of(digests, number);
}

void show_checksum(const Out& out, std::uint8_t number, std::string_view value) {
  if (number && !value.empty()) out[algorithm(number).member] = value;
}

}  // namespace understudy::s3
