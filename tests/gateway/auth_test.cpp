// Signatures: AWS's published examples, and every way in which a request can fail to prove its caller.
#include "gateway/auth.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/auth_digest.hpp"
#include "gateway/auth_keys.hpp"
#include "gateway/auth_signature.hpp"
#include "tests/gateway/judge.hpp"

namespace understudy::gateway::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view scope = "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

const std::string get_object =
    std::string(
        "GET /test.txt HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\nRange: bytes=0-9\r\n"
        "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
        "x-amz-date: 20130524T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 ") +
    std::string(scope) +
    ",SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
    "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\r\n\r\n";

const std::string put_object =
    "PUT /test%24file.text HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n"
    "Date: Fri, 24 May 2013 00:00:00 GMT\r\nx-amz-date: 20130524T000000Z\r\n"
    "x-amz-storage-class: REDUCED_REDUNDANCY\r\n"
    "x-amz-content-sha256: 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072\r\n"
    "Content-Length: 21\r\nAuthorization: AWS4-HMAC-SHA256 " +
    std::string(scope) +
    ",SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
    "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd\r\n\r\nWelcome to Amazon S3.";

const std::string presigned =
    "GET "
    "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%"
    "2F"
    "s3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-"
    "Signature="
    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1\r\n"
    "Host: examplebucket.s3.amazonaws.com\r\n\r\n";

const std::string list_users =
    "GET /?Action=ListUsers&Version=2010-05-08 HTTP/1.1\r\nHost: iam.amazonaws.com\r\n"
    "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nX-Amz-Date: 20150830T123600Z\r\n"
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date, "
    "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\r\n\r\n";

// AWS's example of a chunked upload: 65 KiB of "a" in two chunks, and the empty one.
struct Upload {
  std::string payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", more_fields, more_names;
  std::string seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
  std::array<std::string, 3> seals{"ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
                                   "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
                                   "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"};
  std::string trailer, length_name = "content-length;", letter = "a";

  std::string bytes() const {
    std::string body;
    for (int i = 0; i < 3; ++i) {
      constexpr std::array<std::pair<std::string_view, std::size_t>, 3> sizes{
          {{"10000", 65536}, {"400", 1024}, {"0", 0}}};
      body.append(sizes[i].first).append(";chunk-signature=").append(seals[i]).append("\r\n");
      if (i < 2) body.append(std::string(sizes[i].second - 1, 'a')).append(letter).append("\r\n");
    }
    body += trailer + "\r\n";
    return "PUT /examplebucket/chunkObject.txt HTTP/1.1\r\nHost: s3.amazonaws.com\r\nx-amz-date: "
           "20130524T000000Z\r\n"
           "x-amz-storage-class: REDUCED_REDUNDANCY\r\nx-amz-content-sha256: " +
           payload + "\r\nContent-Encoding: aws-chunked\r\nx-amz-decoded-content-length: 66560\r\n" +
           more_fields + "Content-Length: " + std::to_string(body.size()) +
           "\r\nAuthorization: AWS4-HMAC-SHA256 " + std::string(scope) + ",SignedHeaders=content-encoding;" +
           length_name +
           "host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class" +
           more_names + ",Signature=" + seed + "\r\n\r\n" + body;
  }
};

Upload with_trailer() {
  Upload upload;
  upload.payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  upload.more_fields = "x-amz-trailer: x-amz-checksum-crc32c\r\n";
  upload.more_names = ";x-amz-trailer";
  upload.length_name = "";
  upload.seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
  upload.seals = {"b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
                  "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
                  "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"};
  upload.trailer =
      "x-amz-checksum-crc32c:sOO8/Q==\r\n"
      "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n";
  return upload;
}

// Signs a request for any service, so that a test changes one thing at a time.
struct Signer {
  std::string method = "POST", path = "/", query, date = "20150830T123600Z", service = "dynamodb",
              region = "us-east-1";
  std::string key = "AKIDEXAMPLE12345", secret{iam_secret}, fields, names = "host;x-amz-date", body;
  std::string host = "localhost", algorithm = "AWS4-HMAC-SHA256", signed_path;
  PathRule rule = PathRule::usual;

  std::string bytes() const {
    kit::Arena arena;
    const std::string about = date.substr(0, 8) + "/" + region + "/" + service + "/aws4_request";
    const std::string whole = key + "/" + about;
    std::string head = method + " " + path + (query.empty() ? "" : "?" + query) +
                       " HTTP/1.1\r\nHost: " + host + "\r\nX-Amz-Date: " + date + "\r\n" + fields;
    if (!body.empty()) head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    Head parsed;
    std::vector<protocol::Field> scratch;
    const std::string ended = head + "\r\n";
    EXPECT_FALSE(read_head(ended, arena, scratch, parsed));
    Claims claims;
    claims.algorithm = algorithm;
    claims.credential = whole;
    claims.signed_headers = names;
    claims.scope = Claims::Scope{key, {}, {}, {}, {}};
    std::string hash, canonical, to_sign, signature;
    append_hex(hash, sha256(body));
    append_canonical(canonical, claims, parsed.request, parsed.request.fields, rule, hash, arena);
    append_string_to_sign(to_sign, claims, date, canonical);
    append_hex(signature, hmac(signing_key(secret, date.substr(0, 8), region, service), to_sign));
    return head + "Authorization: " + algorithm + " Credential=" + whole + ", SignedHeaders=" + names +
           ", Signature=" + signature + "\r\n\r\n" + body;
  }
};

Signer list_tables() {
  Signer signer;
  signer.fields =
      "X-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Type: application/x-amz-json-1.0\r\n";
  signer.names = "host;x-amz-date;x-amz-target";
  signer.body = "{}";
  return signer;
}

Judge of_2015() {
  Judge judge;
  judge.now = judge.world_now = august_2015;
  judge.issued = credential("AKIDEXAMPLE12345", iam_secret);
  return judge;
}

TEST(Signatures, OfTheDocumentationHold) {
  Judge judge;
  EXPECT_EQ(judge.verdict(get_object), "");
  EXPECT_EQ(judge.verdict(put_object), "");
  EXPECT_EQ(judge.verdict(presigned), "");
  const auto get = [&](std::string_view query, std::string_view signature) {
    return "GET /?" + std::string(query) +
           " HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\nx-amz-date: 20130524T000000Z\r\n"
           "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
           "Authorization: AWS4-HMAC-SHA256 " +
           std::string(scope) +
           ",SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=" + std::string(signature) +
           "\r\n\r\n";
  };
  EXPECT_EQ(
      judge.verdict(get("lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")),
      "");
  EXPECT_EQ(judge.verdict(get("max-keys=2&prefix=J",
                              "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")),
            "");
  judge.now = judge.world_now = august_2015;
  judge.issued = credential("AKIDEXAMPLE", iam_secret);
  // Its key is shorter than AWS's are now, so the router does not ask for it.
  EXPECT_EQ(judge.verdict(list_users), "403 InvalidClientTokenId");
  kit::Arena arena;
  protocol::Request request;
  std::array<protocol::Field, 3> fields{{{"Host", "iam.amazonaws.com"},
                                         {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                                         {"X-Amz-Date", "20150830T123600Z"}}};
  request.method = "GET";
  request.path = "/";
  request.query = "Action=ListUsers&Version=2010-05-08";
  request.fields = fields;
  Claims claims;
  claims.signed_headers = "content-type;host;x-amz-date";
  std::string canonical, hash;
  append_canonical(canonical, claims, request, fields, PathRule::usual,
                   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", arena);
  append_hex(hash, sha256(canonical));
  EXPECT_EQ(hash, "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
}

TEST(Signatures, OfChunksHold) {
  Judge judge;
  EXPECT_EQ(judge.verdict(Upload().bytes()), "");
  EXPECT_EQ(judge.verdict(with_trailer().bytes()), "");
  for (int i = 0; i < 3; ++i) {
    Upload upload;
    upload.seals[i][5] ^= 1;
    EXPECT_EQ(judge.verdict(upload.bytes()), "403 SignatureDoesNotMatch") << i;
  }
  Upload changed;
  changed.letter = "b";
  EXPECT_EQ(judge.verdict(changed.bytes()), "403 SignatureDoesNotMatch");
  Upload unsigned_chunks;
  unsigned_chunks.seals = {"", "", ""};
  EXPECT_EQ(judge.verdict(unsigned_chunks.bytes()), "403 SignatureDoesNotMatch");
  Upload other_sum = with_trailer();
  other_sum.trailer = replaced(other_sum.trailer, "sOO8", "sOO9");
  EXPECT_EQ(judge.verdict(other_sum.bytes()), "403 SignatureDoesNotMatch");
  Upload no_sum = with_trailer();
  no_sum.trailer = "";
  EXPECT_EQ(judge.verdict(no_sum.bytes()), "403 SignatureDoesNotMatch");
}

TEST(Signatures, S3SaysWhatItComputed) {
  Judge judge;
  const auto failure = judge(replaced(get_object, "f0e8bdb8", "f0e8bdb9"));
  ASSERT_TRUE(failure);
  EXPECT_EQ(judge.facts.status, 403u);
  EXPECT_EQ(failure->code, "SignatureDoesNotMatch");
  const auto fact = [&](std::string_view name) { return failure->fields.find(name)->text(); };
  EXPECT_EQ(fact("AWSAccessKeyId"), example_key);
  EXPECT_EQ(fact("StringToSign"),
            "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
            "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972");
  EXPECT_THAT(std::string(fact("StringToSignBytes")), StartsWith("41 57 53 34 2d"));
  EXPECT_THAT(std::string(fact("CanonicalRequest")), StartsWith("GET\n/test.txt\n\nhost:examplebucket"));
}

TEST(Signatures, S3RefusesInItsOwnWords) {
  Judge judge;
  const auto get = [&](std::string_view what, std::string_view by) {
    return judge.verdict(replaced(get_object, what, by));
  };
  EXPECT_EQ(judge.verdict("GET /bucket/key HTTP/1.1\r\nHost: localhost\r\n\r\n"), "403 AccessDenied");
  EXPECT_EQ(get("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 "), "400 InvalidRequest");
  EXPECT_THAT(judge.text, HasSubstr("Please use AWS4-HMAC-SHA256"));
  EXPECT_EQ(get("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA512 "), "400 InvalidArgument");
  EXPECT_EQ(get("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLF"), "403 InvalidAccessKeyId");
  EXPECT_EQ(get("x-amz-date: 20130524T000000Z\r\n", "x-amz-date: yesterday\r\n"), "403 AccessDenied");
  EXPECT_EQ(get("/20130524/us", "/20130525/us"), "400 AuthorizationHeaderMalformed");
  EXPECT_EQ(get(",Signature=", ",Signed="), "400 AuthorizationHeaderMalformed");
  EXPECT_EQ(get("host;range;x-amz-content-sha256;x-amz-date", "host;x-amz-date"), "403 AccessDenied");
  EXPECT_EQ(get("range;", ""), "403 SignatureDoesNotMatch");
  EXPECT_EQ(judge.verdict(replaced(put_object, "Welcome", "Goodbye")), "400 XAmzContentSHA256Mismatch");
  EXPECT_EQ(get("e3b0c44298fc1c14", "?"), "400 InvalidArgument");
  judge.now = judge.world_now = may_2013 + std::chrono::minutes(16);
  EXPECT_EQ(judge.verdict(get_object), "403 RequestTimeTooSkewed");
  judge.now = may_2013 - std::chrono::minutes(16);
  EXPECT_EQ(judge.verdict(get_object), "403 RequestTimeTooSkewed");
  judge.world_now = may_2013;  // a client that follows the world's clock
  EXPECT_EQ(judge.verdict(get_object), "");
}

TEST(Signatures, UrlsExpire) {
  Judge judge;
  const auto at = [&](auto later) {
    judge.now = judge.world_now = may_2013 + later;
    return judge.verdict(presigned);
  };
  EXPECT_EQ(at(std::chrono::hours(24)), "");
  EXPECT_EQ(at(std::chrono::hours(24) + std::chrono::seconds(1)), "403 AccessDenied");
  EXPECT_EQ(judge.text, "Request has expired");
  EXPECT_EQ(at(std::chrono::hours(-1)), "403 AccessDenied");
  EXPECT_EQ(judge.text, "Request is not valid yet");
  judge.now = may_2013;
  judge.world_now = may_2013 + std::chrono::hours(25);  // which somebody advanced
  EXPECT_EQ(judge.verdict(presigned), "403 AccessDenied");
  EXPECT_EQ(judge.text, "Request has expired");
  judge.now = judge.world_now = may_2013;
  const auto with = [&](std::string_view what, std::string_view by) {
    return judge.verdict(replaced(presigned, what, by));
  };
  for (const std::string_view wrong : {"604801", "-1", "soon", "99999999999999999999", ""})
    EXPECT_EQ(with("86400", wrong), "400 AuthorizationQueryParametersError") << wrong;
  EXPECT_EQ(with("86400", "86401"), "403 SignatureDoesNotMatch");
  EXPECT_EQ(with("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256"),
            "400 InvalidRequest");
  EXPECT_EQ(with("test.txt", "text.txt"), "403 SignatureDoesNotMatch");
  EXPECT_EQ(with("\r\n\r\n", "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a\r\n\r\n"),
            "400 InvalidArgument");
}

TEST(Signatures, JsonServicesRefuseInTheirOrder) {
  Judge judge = of_2015();
  EXPECT_EQ(judge.verdict(list_tables().bytes()), "");
  const std::string good = list_tables().bytes();
  const auto with = [&](std::string_view what, std::string_view by) {
    return judge.verdict(replaced(good, what, by));
  };
  EXPECT_EQ(with("Authorization: AWS4", "Authorization: Bearer"), "400 MissingAuthenticationTokenException");
  EXPECT_EQ(judge.text, "Request is missing Authentication Token");
  EXPECT_EQ(with(", Signature=", ", Signature"), "400 IncompleteSignatureException");
  EXPECT_THAT(judge.text,
              HasSubstr("not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4"));
  EXPECT_EQ(with("Signature=", "Signet="), "400 IncompleteSignatureException");
  EXPECT_THAT(judge.text,
              StartsWith("Authorization header requires 'Signature' parameter. Authorization=AWS4"));
  EXPECT_EQ(with("X-Amz-Date: 20150830T", "X-Amz-Date: 2015T"), "400 IncompleteSignatureException");
  EXPECT_EQ(with("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 "), "400 IncompleteSignatureException");
  EXPECT_EQ(judge.text,
            "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now). ");
  EXPECT_EQ(with("host;", ""), "400 InvalidSignatureException");
  EXPECT_EQ(judge.text, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  EXPECT_EQ(with(";x-amz-target", ""), "400 InvalidSignatureException");
  EXPECT_EQ(with("us-east-1/dynamodb/aws4", "c/sqs/AWS4"), "400 InvalidSignatureException");
  EXPECT_EQ(
      judge.text,
      "Credential should be scoped to a valid region, not 'c'. Credential should be scoped to correct "
      "service: "
      "'dynamodb'. Credential should be scoped with a valid terminator: 'aws4_request', not 'AWS4_request'.");
  EXPECT_EQ(with("AKIDEXAMPLE12345", "AKIDEXAMPLE12346"), "400 UnrecognizedClientException");
  EXPECT_EQ(with("\r\n\r\n{}", "\r\n\r\n[]"), "400 InvalidSignatureException");
  EXPECT_THAT(judge.text,
              HasSubstr("\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:"));
  EXPECT_THAT(judge.text,
              HasSubstr("'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20150830T123600Z\n"));
  judge.now = judge.world_now = august_2015 + std::chrono::minutes(20);
  EXPECT_EQ(judge.verdict(good), "400 InvalidSignatureException");
  EXPECT_EQ(judge.text,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T124100Z (20150830T125600Z - 15 "
            "min.)");
  judge.now = judge.world_now = august_2015 - std::chrono::minutes(20);
  EXPECT_EQ(judge.verdict(good), "400 InvalidSignatureException");
  EXPECT_EQ(judge.text,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123100Z "
            "(20150830T121600Z + 15 "
            "min.)");
}

TEST(Signatures, OtherWiresHaveOtherCodes) {
  Judge judge = of_2015();
  const auto form = [](std::string_view service, std::string_view body) {
    Signer signer;
    signer.service = service;
    signer.body = body;
    signer.fields = "Content-Type: application/x-www-form-urlencoded\r\n";
    return signer;
  };
  const auto spoilt = [](const Signer& signer) {
    return replaced(signer.bytes(), "Signature=", "Signature=0");
  };
  const Signer identity = form("sts", "Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_EQ(judge.verdict(identity.bytes()), "");
  EXPECT_EQ(judge.verdict(spoilt(identity)), "403 SignatureDoesNotMatch");
  Signer stranger = identity;
  stranger.key = "AKIDEXAMPLE99999";
  EXPECT_EQ(judge.verdict(stranger.bytes()), "403 InvalidClientTokenId");
  const Signer instances = form("ec2", "Action=DescribeInstances&Version=2016-11-15");
  EXPECT_EQ(judge.verdict(instances.bytes()), "");
  EXPECT_EQ(judge.verdict(spoilt(instances)), "401 AuthFailure");
  EXPECT_EQ(judge.text, "AWS was not able to validate the provided access credentials");
  Signer functions;
  functions.method = "GET";
  functions.path = "/2015-03-31/functions/";
  functions.service = "lambda";
  EXPECT_EQ(judge.verdict(functions.bytes()), "");
  EXPECT_EQ(judge.verdict(spoilt(functions)), "403 InvalidSignatureException");
  functions.key = "AKIDEXAMPLE99999";
  EXPECT_EQ(judge.verdict(functions.bytes()), "403 UnrecognizedClientException");
  Signer zones = functions;
  zones.path = "/2013-04-01/hostedzone";
  zones.service = "route53";
  EXPECT_EQ(judge.verdict(zones.bytes()), "403 InvalidClientTokenId");
  // What asks for no signature is not looked at.
  EXPECT_EQ(judge.verdict(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                "Content-Length: 51\r\n\r\nAction=AssumeRoleWithWebIdentity&Version=2011-06-15"),
            "");
}

TEST(Signatures, TokensBelongToTheirKeys) {
  Judge judge = of_2015();
  judge.issued = credential("ASIDEXAMPLE12345", iam_secret, "token", august_2015 + std::chrono::hours(1));
  Signer signer = list_tables();
  signer.key = "ASIDEXAMPLE12345";
  EXPECT_EQ(judge.verdict(signer.bytes()), "400 UnrecognizedClientException");
  EXPECT_EQ(judge.text, "The security token included in the request is invalid");
  signer.fields += "X-Amz-Security-Token: another\r\n";
  EXPECT_EQ(judge.verdict(signer.bytes()), "400 UnrecognizedClientException");
  signer.fields = replaced(signer.fields, "another", "token");
  EXPECT_EQ(judge.verdict(signer.bytes()), "");
  judge.world_now += std::chrono::hours(1);  // the virtual clock alone has moved
  EXPECT_EQ(judge.verdict(signer.bytes()), "400 ExpiredTokenException");
  EXPECT_EQ(judge.text, "The security token included in the request is expired");
  signer.body = "Action=GetCallerIdentity&Version=2011-06-15";
  signer.service = "sts";
  signer.names = "host;x-amz-date";
  signer.fields = "X-Amz-Security-Token: token\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  EXPECT_EQ(judge.verdict(signer.bytes()), "403 ExpiredToken");
  Signer object;
  object.key = signer.key;
  object.service = "s3";
  object.method = "GET";
  object.path = "/bucket/key";
  object.rule = PathRule::s3;
  object.names = "host;x-amz-content-sha256;x-amz-date;x-amz-security-token";
  object.fields =
      "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
      "x-amz-security-token: token\r\n";
  EXPECT_EQ(judge.verdict(object.bytes()), "400 ExpiredToken");
  judge.world_now = august_2015;
  EXPECT_EQ(judge.verdict(object.bytes()), "");
}

TEST(Signatures, TakeTheDialectsKeys) {
  Judge judge = of_2015();
  for (const auto& [key, secret] : {std::pair("test", "test"),
                                    {"testing", "testing"},
                                    {"000000000000", "test"},
                                    {"123456789012", "testing"}}) {
    Signer signer = list_tables();
    signer.key = key;
    signer.secret = secret;
    EXPECT_EQ(judge.verdict(signer.bytes()), "") << key;
    signer.secret = "other";
    EXPECT_EQ(judge.verdict(signer.bytes()), "400 InvalidSignatureException") << key;
  }
}

TEST(Signatures, CanonicalFormsAreThoseOfClients) {
  Judge judge = of_2015();
  Signer signer = list_tables();
  // Blanks, repeated fields, and whatever else is in the path: the world's prefix is signed as it was sent.
  signer.fields += "X-Odd:   a   b  \r\nX-Odd: c\r\n";
  signer.names = "host;x-amz-date;x-amz-target;x-odd";
  signer.path = "/_world/a1/";
  const std::string prefixed = signer.bytes();  // the target's views lie in it
  EXPECT_EQ(judge.verdict(prefixed), "");
  EXPECT_EQ(judge.target.world, "a1");
  EXPECT_EQ(judge.verdict(replaced(signer.bytes(), "   a   b  ", "a b")), "");
  EXPECT_EQ(judge.verdict(replaced(signer.bytes(), "X-Odd: c", "X-Odd: d")), "400 InvalidSignatureException");
  kit::Arena arena;
  const auto canonical = [&](std::string_view path, std::string_view query, PathRule rule) {
    protocol::Request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    std::string out;
    append_canonical(out, {}, request, {}, rule, "", arena);
    return out.substr(4, out.size() - 7);
  };
  EXPECT_EQ(canonical("/a//b/../c d/./e%20f/", "", PathRule::usual), "/a/c%20d/e%2520f/\n");
  EXPECT_EQ(canonical("/a//b/../c%20d/%2f+(x)", "", PathRule::s3), "/a//b/../c%20d//%2B%28x%29\n");
  EXPECT_EQ(canonical("/..", "b=2&a=%7e&a=1&c&B=x+y", PathRule::usual), "/\nB=x%20y&a=1&a=~&b=2&c=");
}

TEST(Signatures, AnyBytesAreRead) {
  kit::Arena arena;
  std::uint64_t state = 1;
  const std::string alphabet = "AWS4-HMAC=,; /%&+Credential\tSignature\xff\x00";
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (int n = 0; n < 60; ++n) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      text += alphabet[(state >> 33) % alphabet.size()];
    }
    const std::string header = "AWS4-HMAC-SHA256 " + text;
    std::array<protocol::Field, 2> fields{{{"Authorization", header}, {"X-Amz-Date", text}}};
    protocol::Request request;
    request.method = "GET";
    request.path = "/";
    const std::string query = "X-Amz-Signature=" + text;
    if (i % 2) request.query = query;
    request.fields = fields;
    const Claims claims = read_claims(request, arena);
    std::string out;
    append_canonical(out, claims, request, fields, i % 3 ? PathRule::s3 : PathRule::usual, "", arena);
    append_string_to_sign(out, claims, claims.date, out);
  }
}

}  // namespace
}  // namespace understudy::gateway::auth
