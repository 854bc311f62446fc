// rest-xml: bodies to values and back, and errors.
#include "gateway/protocol/xml.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <pugixml.hpp>

#include "gateway/protocol/json.hpp"
#include "tests/protocol/values.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Value;
using models::Shape;
using testing::HasSubstr;
using namespace std::literals;

models::Operation operation(std::string_view service, std::string_view name) {
  return *models::find(service)->find_operation(name);
}

// The body of a request: of its payload structure, if it has one.
std::string decoded(std::string_view service, std::string_view name, std::string_view body) {
  kit::Arena arena;
  const auto op = operation(service, name);
  Shape shape = *op.input();
  std::string_view root = op.input_name();
  if (const auto payload = shape.payload()) {
    root = payload->wire();
    shape = payload->shape();
  }
  Value structure = Value::structure(arena);
  const auto failure = decode_xml_body(shape, root, body, arena, structure);
  if (failure) return fmt::format("{} {}: {}", failure->status, failure->code, failure->message);
  return shown(*models::find(service), structure);
}

// The output is given as JSON by wire names.
std::string encoded(std::string_view service, std::string_view name, std::string json) {
  kit::Arena arena;
  const auto op = operation(service, name);
  Value output = Value::structure(arena);
  const std::size_t size = json.size();
  json.append(64, ' ');
  EXPECT_FALSE(
      decode_json_body(*op.output(), std::string_view(json).substr(0, size), Members::all, arena, output));
  std::string body;
  encode_xml_output(op, output, body);
  return body;
}

constexpr std::string_view malformed =
    "400 MalformedXML: The XML you provided was not well-formed or did not validate against our published "
    "schema";

struct Case {
  std::string_view service, operation, body, expected;
};

class XmlBodies : public testing::TestWithParam<Case> {};

TEST_P(XmlBodies, GiveTheMembers) {
  const Case& c = GetParam();
  EXPECT_EQ(decoded(c.service, c.operation, c.body), c.expected) << c.body;
}

INSTANTIATE_TEST_SUITE_P(
    Traits, XmlBodies,
    testing::Values(
        Case{"s3", "CreateBucket", "", "{}"},
        Case{"s3", "CreateBucket",
             "<?xml version=\"1.0\"?>\n<CreateBucketConfiguration "
             "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n"
             "  <LocationConstraint>eu-west-1</LocationConstraint>\n</CreateBucketConfiguration>\n",
             R"({LocationConstraint:"eu-west-1"})"},
        Case{"s3", "DeleteObjects",
             "<Delete><Object><Key>a</Key></Object><Quiet>true</Quiet><Object><VersionId>1</"
             "VersionId><Key>b</Key>"
             "</Object></Delete>",
             R"({Objects:[{Key:"a"} {VersionId:"1" Key:"b"}] Quiet:true})"},
        Case{"s3", "CompleteMultipartUpload",
             "<n:CompleteMultipartUpload xmlns:n='x'><n:Part><n:PartNumber> "
             "1\n</n:PartNumber><n:ETag>&quot;e&quot;"
             "</n:ETag></n:Part></n:CompleteMultipartUpload>",
             R"({Parts:[{PartNumber:1 ETag:""e""}]})"},
        Case{"s3", "PutBucketTagging", "<Tagging><TagSet><Tag><Key/><Value></Value></Tag></TagSet></Tagging>",
             R"({TagSet:[{Key:"" Value:""}]})"},
        Case{"s3", "PutBucketTagging", "<Tagging><TagSet/></Tagging>", "{TagSet:[]}"},
        Case{"s3", "PutBucketTagging", "<Tagging><TagSet><Other/></TagSet><Other><Deep/></Other></Tagging>",
             "{TagSet:[]}"},
        Case{"s3", "PutBucketAcl",
             "<AccessControlPolicy><AccessControlList><Grant><Grantee "
             "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
             " xsi:type='CanonicalUser'><ID>i</ID></Grantee><Permission>READ</Permission></Grant></"
             "AccessControlList>"
             "</AccessControlPolicy>",
             R"({Grants:[{Grantee:{Type:"CanonicalUser" ID:"i"} Permission:"READ"}]})"},
        Case{
            "s3", "PutBucketLifecycleConfiguration",
            "<LifecycleConfiguration><Rule><Expiration><Date>2030-01-01T00:00:00.000Z</Date></"
            "Expiration><Filter><And>"
            "<Tag><Key>k</Key></Tag><Tag><Key>l</Key></Tag></And></Filter></Rule></LifecycleConfiguration>",
            R"({Rules:[{Expiration:{Date:2030-01-01T00:00:00Z} Filter:{And:{Tags:[{Key:"k"} {Key:"l"}]}}}]})"},
        Case{"cloudfront", "CreateInvalidation",
             "<InvalidationBatch><Paths><Quantity>2</Quantity><Items><Path>/a</Path><Path>/b</Path></Items></"
             "Paths>"
             "</InvalidationBatch>",
             R"({Paths:{Quantity:2 Items:["/a" "/b"]}})"},
        Case{"route53", "ChangeTagsForResource",
             "<ChangeTagsForResourceRequest><AddTags><Tag><Key>k</Key></Tag></AddTags><ResourceId>head</"
             "ResourceId>"
             "</ChangeTagsForResourceRequest>",
             R"({AddTags:[{Key:"k"}]})"}));

INSTANTIATE_TEST_SUITE_P(
    Text, XmlBodies,
    testing::Values(
        Case{"s3", "CreateBucket",
             "\xEF\xBB\xBF<CreateBucketConfiguration><LocationConstraint> "
             "a&amp;&lt;&#233;&#x1F600;<![CDATA[<&b>]]>"
             "<!-- c -->\r\nd\re </LocationConstraint></CreateBucketConfiguration>",
             "{LocationConstraint:\" a&<é😀<&b>\nd\ne \"}"},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint> "
             "</LocationConstraint></CreateBucketConfiguration>",
             "{LocationConstraint:\" \"}"},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint>a</LocationConstraint><LocationConstraint>b"
             "</LocationConstraint></CreateBucketConfiguration>",
             "{LocationConstraint:\"b\"}"}));

INSTANTIATE_TEST_SUITE_P(
    Malformed, XmlBodies,
    testing::Values(
        Case{"s3", "CreateBucket", " ", malformed}, Case{"s3", "CreateBucket", "no xml", malformed},
        Case{"s3", "CreateBucket", "<CreateBucketConfiguration>", malformed},
        Case{"s3", "CreateBucket", "<CreateBucketConfiguration></Other>", malformed},
        Case{"s3", "CreateBucket", "<CreateBucketConfiguration/><Second/>", malformed},
        Case{"s3", "CreateBucket", "<CreateBucketConfiguration/>text", malformed},
        Case{"s3", "CreateBucket", "text<CreateBucketConfiguration/>", malformed},
        Case{"s3", "CreateBucket", "<CreateBucket/>", malformed},
        Case{"s3", "CreateBucket", "<CreateBucketConfiguration>text</CreateBucketConfiguration>", malformed},
        Case{"s3", "CreateBucket", "<CreateBucketConfiguration>\xFF</CreateBucketConfiguration>", malformed},
        Case{"s3", "CreateBucket", "<CreateBucketConfiguration>\0</CreateBucketConfiguration>"sv, malformed},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint>\x01</LocationConstraint>"
             "</CreateBucketConfiguration>",
             malformed},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint>&#0;</LocationConstraint>"
             "</CreateBucketConfiguration>",
             malformed},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint>&#xD800;</LocationConstraint>"
             "</CreateBucketConfiguration>",
             malformed},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint>&nbsp;</LocationConstraint>"
             "</CreateBucketConfiguration>",
             malformed},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint>a & b</LocationConstraint>"
             "</CreateBucketConfiguration>",
             malformed},
        Case{"s3", "CreateBucket",
             "<CreateBucketConfiguration><LocationConstraint><a/></LocationConstraint>"
             "</CreateBucketConfiguration>",
             malformed},
        Case{"s3", "CreateBucket", "<!DOCTYPE x><CreateBucketConfiguration/>", malformed},
        Case{"s3", "CreateBucket",
             "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><CreateBucketConfiguration>"
             "<LocationConstraint>&b;</LocationConstraint></CreateBucketConfiguration>",
             malformed},
        Case{"s3", "DeleteObjects", "<Delete><Quiet>TRUE</Quiet></Delete>", malformed},
        Case{"s3", "PutBucketTagging", "<Tagging><TagSet>x</TagSet></Tagging>", malformed},
        Case{"s3", "PutBucketLifecycleConfiguration",
             "<LifecycleConfiguration><Rule><Expiration><Days/></Expiration></Rule></LifecycleConfiguration>",
             malformed},
        Case{"s3", "PutBucketLifecycleConfiguration",
             "<LifecycleConfiguration><Rule><Expiration><Date>soon</Date></Expiration></Rule></"
             "LifecycleConfiguration>",
             malformed},
        Case{"route53", "CreateHostedZone", "<CreateHostedZoneRequest>",
             "400 MalformedInput: Could not parse XML"},
        Case{"route53", "CreateHostedZone", "<Name>x</Name>",
             "400 MalformedInput: Name is not valid, expected CreateHostedZoneRequest"},
        Case{"route53", "ChangeTagsForResource",
             "<ChangeTagsForResourceRequest><AddTags>k</AddTags></ChangeTagsForResourceRequest>",
             "400 MalformedInput: Unexpected list element termination"},
        Case{"cloudfront", "CreateInvalidation", "<InvalidationBatch><Paths>x</Paths></InvalidationBatch>",
             "400 MalformedInput: Unexpected complex element termination"}));

TEST(DecodeXml, RefusesWhatIsNestedTooDeep) {
  const auto nested = [](int levels) {
    std::string body = "<CreateBucketConfiguration>";
    for (int i = 0; i < levels; ++i) body += "<x>";
    for (int i = 0; i < levels; ++i) body += "</x>";
    return body + "</CreateBucketConfiguration>";
  };
  EXPECT_EQ(decoded("s3", "CreateBucket", nested(max_depth - 1)), "{}");
  EXPECT_EQ(decoded("s3", "CreateBucket", nested(max_depth + 1)), malformed);
  EXPECT_EQ(decoded("s3", "CreateBucket", nested(100000)), malformed);
}

TEST(DecodeXml, KeepsWhatTheStructureHolds) {
  kit::Arena arena;
  const auto op = operation("route53", "ChangeTagsForResource");
  Value input = Value::structure(arena);
  input.set(arena, op.input()->find("ResourceId")->id()) = Value::string("from the head");
  EXPECT_FALSE(decode_xml_body(*op.input(), op.input_name(),
                               "<ChangeTagsForResourceRequest><RemoveTagKeys><Key>k</Key></RemoveTagKeys>"
                               "</ChangeTagsForResourceRequest>",
                               arena, input));
  EXPECT_EQ(shown(op.service(), input), R"({ResourceId:"from the head" RemoveTagKeys:["k"]})");
}

TEST(EncodeXml, FollowsTheModel) {
  constexpr std::string_view head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  const Case cases[] = {
      {"s3", "ListBuckets", R"({"Buckets":[{"Name":"b","CreationDate":1136073600}],"Prefix":""})",
       "<ListAllMyBucketsResult "
       "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Buckets><Bucket><Name>b</Name>"
       "<CreationDate>2006-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets><Prefix/></"
       "ListAllMyBucketsResult>"},
      {"s3", "ListObjectsV2",
       R"({"Contents":[{"Key":"a\u0001\r","ETag":"\"e\"","Size":1},{"Key":"b"}],"IsTruncated":false})",
       "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Contents><Key>a&#x1;&#xD;</Key>"
       "<ETag>&quot;e&quot;</ETag><Size>1</Size></Contents><Contents><Key>b</Key></Contents>"
       "<IsTruncated>false</IsTruncated></ListBucketResult>"},
      {"s3", "GetBucketLocation", R"({"LocationConstraint":"eu-west-1"})",
       "<LocationConstraint "
       "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-1</LocationConstraint>"},
      {"s3", "GetBucketAcl",
       R"({"AccessControlList":[{"Permission":"READ","Grantee":{"ID":"i","xsi:type":"Canonical\n\"User\""}}]})",
       "<AccessControlPolicy xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><AccessControlList><Grant>"
       "<Permission>READ</Permission><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
       "xsi:type=\"Canonical&#xA;&quot;User&quot;\"><ID>i</ID></Grantee></Grant></AccessControlList>"
       "</AccessControlPolicy>"},
      {"s3", "CopyObject", R"({"CopyObjectResult":{"ETag":"e"}})",
       "<CopyObjectResult "
       "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><ETag>e</ETag></CopyObjectResult>"},
      {"cloudfront", "ListInvalidations",
       R"({"InvalidationList":{"Items":[],"Quantity":0,"IsTruncated":false}})",
       "<InvalidationList "
       "xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Items/><Quantity>0</Quantity>"
       "<IsTruncated>false</IsTruncated></InvalidationList>"},
      {"route53", "GetHostedZoneCount", R"({"HostedZoneCount":3})",
       "<GetHostedZoneCountResponse "
       "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><HostedZoneCount>3"
       "</HostedZoneCount></GetHostedZoneCountResponse>"},
  };
  for (const auto& [service, name, output, expected] : cases)
    EXPECT_EQ(encoded(service, name, std::string(output)), std::string(head) + std::string(expected));
  EXPECT_EQ(encoded("s3", "PutObject", "{}"), "");
  EXPECT_EQ(
      encoded("s3", "GetBucketLocation", "{}"),
      std::string(head) +
          "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></LocationConstraint>");
}

std::pair<unsigned, std::string> error(std::string_view service, std::string_view name,
                                       const kit::Failure& failure) {
  kit::Arena arena;
  const auto op = operation(service, name);
  Reply reply;
  encode_rest_xml_error(models::find(service), &op, failure,
                        {.arena = arena, .request_id = "id", .resource = "/b/k&", .host_id = "host"}, reply);
  return {reply.status, reply.body};
}

TEST(RestXmlErrors, AreBareInS3) {
  EXPECT_EQ(
      error("s3", "GetObject", {"AccessDenied", "Access Denied", 403}),
      std::pair(403u,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>"
                "<Message>Access Denied</Message><Resource>/b/k&amp;</Resource><RequestId>id</RequestId>"
                "<HostId>host</HostId></Error>"s));
  kit::Arena arena;
  kit::Failure failure("NoSuchKey", "The specified key does not exist.", 404);
  failure.fields = Value::map(arena);
  failure.fields.set(arena, "Key") = Value::string("k");
  EXPECT_THAT(
      error("s3", "GetObject", failure).second,
      HasSubstr("exist.</Message><Key>k</Key><RequestId>id</RequestId><HostId>host</HostId></Error>"));
}

TEST(RestXmlErrors, AreWrappedElsewhere) {
  const auto [status, body] = error("route53", "GetHostedZone", {"NoSuchHostedZone", "No zone"});
  EXPECT_EQ(status, 404u);
  EXPECT_EQ(body,
            "<?xml version=\"1.0\"?>\n<ErrorResponse "
            "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Error>"
            "<Type>Sender</Type><Code>NoSuchHostedZone</Code><Message>No "
            "zone</Message></Error><RequestId>id</RequestId>"
            "</ErrorResponse>");
}

// ---- Every operation

TEST(EveryRestXmlOperation, ReadsWhatItWrites) {
  int count = 0;
  for (const models::Service& service : models::all()) {
    if (!service.speaks(models::Protocol::rest_xml)) continue;
    for (std::uint16_t i = 0; i < service.operations(); ++i) {
      const auto op = service.operation(i);
      for (const auto& side : {op.input(), op.output()}) {
        if (!side) continue;
        Shape shape = *side;
        if (const auto payload = shape.payload()) shape = payload->shape();
        if (shape.type() != models::Type::structure || shape.has(models::tables::event_stream)) continue;
        kit::Arena arena;
        const Value made = made_up(shape, arena);
        std::string body;
        encode_xml_body(shape, "Root", service.xmlns(), made, body);
        Value read = Value::structure(arena);
        const auto failure = decode_xml_body(shape, "Root", body, arena, read);
        ASSERT_FALSE(failure) << service.name() << " " << op.name() << ": " << failure->message << "\n"
                              << body;
        ASSERT_TRUE(kit::same(made, read)) << service.name() << " " << op.name() << "\n" << body;
        ++count;
      }
    }
  }
  EXPECT_GT(count, 700);
}

// Whatever the writer is given, a parser gets back: markup, blanks, other planes, control characters where
// XML has them.
TEST(EncodeXml, EscapesWhatMustBe) {
  std::string every;
  for (int c = 1; c < 128; ++c)
    if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') every += static_cast<char>(c);
  every += "é漢😀]]>";
  std::string out = "<r a=\"";
  append_xml_attribute(out, every);
  out += "\">";
  append_xml_text(out, every);
  out += "</r>";
  pugi::xml_document document;
  ASSERT_TRUE(document.load_buffer(out.data(), out.size(), pugi::parse_default | pugi::parse_ws_pcdata));
  EXPECT_EQ(document.child("r").text().get(), every);
  EXPECT_EQ(document.child("r").attribute("a").value(), every);
}

TEST(HostileXml, NeverCrashes) {
  constexpr std::string_view seeds[] = {
      "<Delete><Object><Key>a&amp;b</Key></Object><Quiet>true</Quiet></Delete>",
      "<AccessControlPolicy><AccessControlList><Grant><Grantee xmlns:xsi='u' "
      "xsi:type='T'><ID><![CDATA[x]]></ID></Grantee>"
      "</Grant></AccessControlList></AccessControlPolicy>",
      "<!DOCTYPE a [<!ENTITY b '&c;'>]><Delete>&b;<!-- c --><?pi x?></Delete>"};
  constexpr std::string_view pieces[] = {
      "<", ">",  "</", "/>", "&",    ";",    "&#",     "&#x",    "<![CDATA[", "]]>", "<!--",     "-->",
      "'", "\"", "=",  " ",  "\0"sv, "\xFF", "Delete", "Object", "<?",        "?>",  "<!DOCTYPE"};
  std::uint64_t random = 1;
  const auto next = [&](std::size_t below) {
    random = random * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::size_t>(random >> 33) % below;
  };
  for (int round = 0; round < 20000; ++round) {
    std::string body(seeds[next(std::size(seeds))]);
    for (std::size_t i = 0, n = 1 + next(4); i < n; ++i) {
      const std::size_t at = next(body.size() + 1);
      switch (next(3)) {
        case 0: body.insert(at, pieces[next(std::size(pieces))]); break;
        case 1: body.erase(at, next(8)); break;
        default: body = body.substr(0, at) + body.substr(next(body.size() + 1)); break;
      }
    }
    decoded("s3", next(2) ? "DeleteObjects" : "PutBucketAcl", body);
  }
}

}  // namespace
}  // namespace understudy::gateway::protocol
