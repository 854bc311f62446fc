// Metadata, encryption, lock and tags out of headers.
#include "services/s3/metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/kit/format.hpp"
#include "services/kit/hex.hpp"
#include "services/s3/acl.hpp"
#include "services/s3/lock.hpp"
#include "services/s3/tagging.hpp"

namespace understudy::s3 {
namespace {

constexpr std::size_t most_metadata = 2048;  // bytes of names and values

struct SystemField {
  std::string_view name;
  Key member;
};
constexpr std::array<SystemField, 4> system_fields{{{"Cache-Control", "CacheControl"},
                                                    {"Content-Disposition", "ContentDisposition"},
                                                    {"Content-Encoding", "ContentEncoding"},
                                                    {"Content-Language", "ContentLanguage"}}};

std::string hex(std::string_view bytes) {
  std::string out(2 * bytes.size(), '0');
  kit::write_hex(out.data(), {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
  return out;
}

void read_user_metadata(const Call& call, Object& object) {
  std::size_t size = 0;
  const In metadata = call.in["Metadata"];
  for (std::uint32_t i = 0; i < metadata.size(); ++i) {
    const auto [key, value] = metadata.entry(i);
    std::string name(key);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    size += name.size() + value.text().size();
    object.own().metadata[name] = value.text();
  }
  // Presigned URLs of the old signature have what is signed in their query.
  constexpr std::string_view prefix = "x-amz-meta-";
  for (std::string_view rest = exchange(call).query; !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = one.find('=');
    if (!one.starts_with(prefix) || equals == one.npos) continue;
    const std::string value = url_decoded(one.substr(equals + 1), true);
    size += equals - prefix.size() + value.size();
    object.own().metadata[url_decoded(one.substr(prefix.size(), equals - prefix.size()), true)] = value;
  }
  if (size > most_metadata)
    throw with(
        call,
        Failure("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400),
        {{"Size", std::to_string(size)}, {"MaxSizeAllowed", std::to_string(most_metadata)}});
}

}  // namespace

void read_metadata(const Call& call, Object& object) {
  object.content_type = Text(call.in["ContentType"].text());
  if (!object.details.empty()) {
    object.own().metadata.clear();
    object.own().fields.clear();
  }
  for (const auto& [name, member] : system_fields)
    if (const In value = call.in[member]; value && !value.text().empty())
      object.own().fields[std::string(name)] = value.text();
  if (const In expires = call.in["Expires"]) {
    const std::string_view said = exchange(call).header("expires");  // kept as it was written
    object.own().fields["Expires"] = said.empty() ? http_time(expires.time()) : std::string(said);
  }
  read_user_metadata(call, object);
}

kit::Tags tags_of_header(const Call& call, std::string_view header) {
  kit::Tags tags;
  for (std::string_view rest = header; !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = std::min(one.find('='), one.size());
    const std::string key = url_decoded(one.substr(0, equals), true);
    const std::string value = url_decoded(one.substr(std::min(equals + 1, one.size())), true);
    if (key.empty() || !tags.emplace(key, value).second)
      throw bad_argument(call,
                         "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query "
                         "parameters without tag name duplicates.",
                         "x-amz-tagging", header);
  }
  check_tags(call, tags, TagUse::object);
  return tags;
}

std::string customer_key(const Call& call, bool of_source) {
  const auto [algorithm_key, key_key, md5_key] =
      of_source ? std::array<Key, 3>{"CopySourceSSECustomerAlgorithm", "CopySourceSSECustomerKey",
                                     "CopySourceSSECustomerKeyMD5"}
                : std::array<Key, 3>{"SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5"};
  const In algorithm = call.in[algorithm_key], key = call.in[key_key], md5 = call.in[md5_key];
  if (!algorithm && !key && !md5) return {};
  const auto wrong = [&](std::string_view message, std::string_view name) {
    return bad_argument(call, message, name, "null");
  };
  constexpr std::string_view prefix = "x-amz-server-side-encryption-customer-";
  if (algorithm.text() != "AES256")
    throw with(call,
               Failure("InvalidEncryptionAlgorithmError",
                       "The Encryption request you specified is not valid. Supported value: AES256.", 400),
               {{"ArgumentName", std::string(prefix) + "algorithm"}, {"ArgumentValue", algorithm.text()}});
  if (!key)
    throw wrong(
        "Requests specifying Server Side Encryption with Customer provided keys must provide an "
        "appropriate secret key.",
        std::string(prefix) + "key");
  const auto bytes = kit::parse_base64(key.text());
  if (!bytes || bytes->size() != 32)
    throw wrong("The secret key was invalid for the specified algorithm.", std::string(prefix) + "key");
  const std::string computed = kit::base64(kit::digest(*bytes, {kit::Hash::md5}).get(kit::Hash::md5));
  if (md5.text() != computed)
    throw wrong("The calculated MD5 hash of the key did not match the hash that was provided.",
                std::string(prefix) + "key-MD5");
  return computed;
}

void check_customer_key(const Call& call, const Object& object, bool of_source) {
  const std::string given = customer_key(call, of_source);
  const std::string& needed = object.more().customer_key;
  if (given == needed) return;
  if (needed.empty())
    throw Failure(invalid_request.says("The encryption parameters are not applicable to this object."));
  if (given.empty())
    throw Failure(invalid_request.says(
        "The object was stored using a form of Server Side Encryption. The correct parameters must be "
        "provided to retrieve the object."));
  throw Failure(access_denied);
}

void read_encryption(const Call& call, const Bucket& bucket, Object& object) {
  const std::string_view asked = call.in["ServerSideEncryption"].text();
  const std::string_view kms_key = call.in["SSEKMSKeyId"].text();
  std::string customer = customer_key(call);
  constexpr std::array<std::string_view, 4> known{"AES256", "aws:kms", "aws:kms:dsse", "aws:fsx"};
  if (!asked.empty() && std::ranges::find(known, asked) == known.end())
    throw bad_argument(call, "The encryption method specified is not supported",
                       "x-amz-server-side-encryption", asked);
  if (!kms_key.empty() && !asked.starts_with("aws:kms"))
    throw bad_argument(call,
                       "Server Side Encryption with AWS KMS managed key requires HTTP header "
                       "x-amz-server-side-encryption : aws:kms",
                       "x-amz-server-side-encryption", asked.empty() ? "null" : asked);
  if (!customer.empty()) {
    if (!asked.empty())
      throw bad_argument(call,
                         "Server Side Encryption with Customer provided key is incompatible with the "
                         "encryption method specified",
                         "x-amz-server-side-encryption", asked);
    object.own().customer_key = std::move(customer);
    return;
  }
  std::string method(asked), key(kms_key);
  std::optional<bool> bucket_key;
  if (const In given = call.in["BucketKeyEnabled"]) bucket_key = given.boolean();
  if (const auto defaults = configuration(call, bucket, "encryption"); defaults && asked.empty()) {
    const In rules = In(*defaults)["Rules"];
    if (rules.size() > 0) {
      const In by_default = rules[0u]["ApplyServerSideEncryptionByDefault"];
      method = by_default["SSEAlgorithm"].text();
      key = by_default["KMSMasterKeyID"].text();
      if (!bucket_key && rules[0u]["BucketKeyEnabled"]) bucket_key = rules[0u]["BucketKeyEnabled"].boolean();
    }
  }
  if (method.empty() || method == "AES256") return;
  Details& details = object.own();
  details.encryption = method;
  details.kms_key =
      key.empty() ? fmt::format("arn:aws:kms:{}:{}:alias/aws/s3", bucket.region, bucket.owner) : key;
  details.kms_context = call.in["SSEKMSEncryptionContext"].text();
  details.bucket_key = bucket_key;
}

void show_encryption(const Out& out, const Bucket&, const Object& object) {
  const Details& details = object.more();
  if (!details.customer_key.empty()) {
    out["SSECustomerAlgorithm"] = "AES256";
    out["SSECustomerKeyMD5"] = details.customer_key;
    return;
  }
  out["ServerSideEncryption"] = details.encryption.empty() ? std::string_view("AES256") : details.encryption;
  if (!details.kms_key.empty()) out["SSEKMSKeyId"] = details.kms_key;
  if (details.bucket_key.value_or(false)) out["BucketKeyEnabled"] = true;
}

Text etag_of(const kit::Blob& body, const Object& object) {
  const std::string_view md5 = body.digests().get(kit::Hash::md5);
  const Details& details = object.more();
  if (details.customer_key.empty() && details.encryption.empty()) return Text(hex(md5));
  // Encrypted by a key of the user's, an object's tag is no MD5 of its bytes (API reference, Object).
  return Text(kit::md5_hex(fmt::format("{}{}{}", hex(md5), details.customer_key, details.kms_key)));
}

void read_lock(const Call& call, const Found& in, Object& object) {
  const std::string_view mode = call.in["ObjectLockMode"].text();
  const In until = call.in["ObjectLockRetainUntilDate"];
  const std::string_view hold = call.in["ObjectLockLegalHoldStatus"].text();
  if (!in.bucket->lock) {
    if (!mode.empty() || until || !hold.empty())
      throw Failure(invalid_request.says("Bucket is missing Object Lock Configuration"));
    return;
  }
  if (mode.empty() == static_cast<bool>(until))
    throw bad_argument(
        call, "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
        mode.empty() ? "x-amz-object-lock-mode" : "x-amz-object-lock-retain-until-date", "null");
  if (!mode.empty()) {
    if (mode != "GOVERNANCE" && mode != "COMPLIANCE")
      throw bad_argument(call, "Unknown wormMode directive.", "x-amz-object-lock-mode", mode);
    if (until.time() <= call.now())
      throw bad_argument(call, "The retain until date must be in the future!",
                         "x-amz-object-lock-retain-until-date", iso_time(until.time()));
    object.own().lock_mode = mode;
    object.own().retain_until = until.time();
  } else {
    apply_default_retention(call, *in.bucket, object);
  }
  if (hold.empty()) return;
  if (hold != "ON" && hold != "OFF")
    throw bad_argument(call, "Legal Hold must be either of 'ON' or 'OFF'", "x-amz-object-lock-legal-hold",
                       hold);
  object.own().legal_hold = hold == "ON";
}

Object object_of_headers(const Call& call, const Found& in) {
  Object object;
  read_metadata(call, object);
  object.storage = storage_class(call, call.in["StorageClass"].text());
  read_encryption(call, *in.bucket, object);
  read_lock(call, in, object);
  if (const std::string_view tagging = call.in["Tagging"].text(); !tagging.empty())
    object.own().tags = tags_of_header(call, tagging);
  if (const std::string_view redirect = call.in["WebsiteRedirectLocation"].text(); !redirect.empty()) {
    if (!redirect.starts_with('/') && !redirect.starts_with("http://") && !redirect.starts_with("https://"))
      throw Failure("InvalidRedirectLocation",
                    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
                    400);
    object.own().redirect = redirect;
  }
  const std::string_view owner = account_of(call);
  if (owner != in.bucket->owner) object.own().owner = owner;
  const Text acl = acl_of_headers(call, owner, acls_off(call, *in.bucket) ? AclUse::none : AclUse::object);
  if (!acl.empty()) object.own().acl = acl;
  return object;
}

}  // namespace understudy::s3
