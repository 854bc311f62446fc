// The query and ec2 protocols: forms to values, values to XML, errors.
#include "gateway/protocol/query.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "gateway/protocol/json.hpp"
#include "gateway/protocol/text.hpp"
#include "tests/protocol/values.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Protocol;
using models::Shape;
using models::Type;
using namespace std::literals;
using testing::HasSubstr;

constexpr std::string_view request_id = "01234567-89ab-cdef-0123-456789abcdef";

models::Operation operation(std::string_view service, std::string_view name) {
  return *models::find(service)->find_operation(name);
}

Protocol wire_of(std::string_view service) { return service == "ec2" ? Protocol::ec2 : Protocol::query; }

std::string decoded(std::string_view service, std::string_view name, std::string_view body,
                    std::string_view query = {}) {
  kit::Arena arena;
  Request request;
  request.method = body.empty() ? "GET" : "POST";
  request.path = "/";
  request.body = body;
  request.query = query;
  Value input;
  const auto failure = decode_query(operation(service, name), wire_of(service), request, arena, input);
  if (failure) return fmt::format("{} {}: {}", failure->status, failure->code, failure->message);
  return shown(*models::find(service), input);
}

// The output is given as JSON by wire names.
std::string encoded(std::string_view service, std::string_view name, std::string json) {
  kit::Arena arena;
  const auto op = operation(service, name);
  Value output = Value::structure(arena);
  const std::size_t size = json.size();
  json.append(64, ' ');
  if (op.output()) {
    EXPECT_FALSE(
        decode_json_body(*op.output(), std::string_view(json).substr(0, size), Members::all, arena, output));
  }
  Reply reply;
  encode_query(op, wire_of(service), output, {.arena = arena, .request_id = request_id}, reply);
  EXPECT_EQ(reply.status, 200u);
  return reply.body;
}

struct Case {
  std::string_view service, operation, form, expected;
};

class QueryForms : public testing::TestWithParam<Case> {};

TEST_P(QueryForms, GiveTheInput) {
  const Case& c = GetParam();
  EXPECT_EQ(decoded(c.service, c.operation, c.form), c.expected) << c.form;
}

INSTANTIATE_TEST_SUITE_P(
    Scalars, QueryForms,
    testing::Values(
        Case{"sts", "GetCallerIdentity", "Action=GetCallerIdentity&Version=2011-06-15", "{}"},
        Case{"sts", "AssumeRole",
             "Action=AssumeRole&RoleArn=arn%3Aaws&RoleSessionName=a+b%2Bc&DurationSeconds=900",
             R"({RoleArn:"arn:aws" RoleSessionName:"a b+c" DurationSeconds:900})"},
        Case{"sts", "AssumeRole", "RoleArn=&Policy", R"({RoleArn:"" Policy:""})"},
        Case{"sts", "AssumeRole", "RoleArn=first&RoleArn=second", R"({RoleArn:"first"})"},
        Case{"sts", "AssumeRole", "Nonsense=1&RoleArn=%E6%BC%A2&More.2.x=3&=5&.=6&RoleArn.x",
             "400 MalformedInput: "
             "Start of list found where not expected"},
        Case{"sts", "AssumeRole", "Nonsense=1&RoleArn=%E6%BC%A2&More.2.x=3&=5&.=6&&", R"({RoleArn:"漢"})"},
        Case{"sts", "AssumeRole", "DurationSeconds=abc",
             "400 MalformedInput: integer must follow xsd1.1 definition"},
        Case{"sts", "AssumeRole", "DurationSeconds=", "400 MalformedInput: missing value for integer type"},
        Case{"sts", "AssumeRole", "RoleArn=%FF", "400 MalformedInput: Could not parse a parameter as UTF-8"},
        Case{"ses", "SetIdentityDkimEnabled", "Identity=x&DkimEnabled=true",
             R"({Identity:"x" DkimEnabled:true})"},
        Case{"ses", "SetIdentityDkimEnabled", "DkimEnabled=0", "{DkimEnabled:false}"},
        Case{"ses", "SetIdentityDkimEnabled", "DkimEnabled=TRUE",
             "400 MalformedInput: boolean must follow xsd1.1 definition"},
        Case{"ses", "SetIdentityDkimEnabled",
             "DkimEnabled=", "400 MalformedInput: missing value for boolean type"},
        Case{"ses", "SendRawEmail", "RawMessage.Data=AP9h",
             "{RawMessage:{Data:b\"\0\xFF"
             "a\"}}"sv},
        Case{"ses", "SendRawEmail", "RawMessage.Data=*",
             "400 MalformedInput: blob must be encoded in base64"},
        Case{"cloudwatch", "GetMetricStatistics", "StartTime=2018-10-09T16%3A59%3A00.179Z&Period=60",
             "{StartTime:2018-10-09T16:59:00.179Z Period:60}"},
        Case{"cloudwatch", "GetMetricStatistics", "StartTime=1.44409e%2B012",
             "400 MalformedInput: timestamp must follow ISO8601"},
        Case{"cloudwatch", "PutMetricAlarm", "Threshold=-1.5e3", "{Threshold:-1500.0}"},
        Case{"cloudwatch", "PutMetricAlarm", "Threshold=NaN", "{Threshold:NaN}"},
        Case{"cloudwatch", "PutMetricAlarm", "Threshold=-Infinity", "{Threshold:-Infinity}"},
        Case{"cloudwatch", "PutMetricAlarm", "Threshold=0x1",
             "400 MalformedInput: double must follow xsd1.1 definition"}));

INSTANTIATE_TEST_SUITE_P(
    Containers, QueryForms,
    testing::Values(
        Case{"ses", "SendEmail",
             "Destination.ToAddresses.member.1=a%40b&Destination.ToAddresses.member.2=c&Source=s",
             R"({Source:"s" Destination:{ToAddresses:["a@b" "c"]}})"},
        Case{"ses", "SendEmail", "Destination.ToAddresses=a",
             "400 MalformedInput: Unexpected list element termination"},
        Case{"ses", "SendEmail", "Destination.ToAddresses.member=a",
             "400 MalformedInput: Unexpected list element termination"},
        Case{"ses", "SendEmail", "Destination=a",
             "400 MalformedInput: Unexpected complex element termination"},
        Case{"ses", "SendEmail", "Destination=", "{Destination:{}}"},
        Case{"ses", "SendEmail", "ReplyToAddresses.1=a",
             "400 MalformedInput: Top level element may not be treated as a list"},
        Case{"ses", "SendEmail", "ReplyToAddresses=", "{ReplyToAddresses:[]}"},
        Case{"elb", "DescribeLoadBalancers",
             "LoadBalancerNames.member.10=c&LoadBalancerNames.member.9=b&"
             "LoadBalancerNames.member.1=a",
             R"({LoadBalancerNames:["a" "b" "c"]})"},
        Case{"elb", "DescribeLoadBalancers",
             "LoadBalancerNames.member.999999999=z&LoadBalancerNames.member.0=a",
             R"({LoadBalancerNames:["a" "z"]})"},
        Case{"elb", "DescribeLoadBalancers", "LoadBalancerNames.member.9999999999=z",
             "400 MalformedInput: Unexpected list element termination"},
        Case{"elb", "DescribeLoadBalancers", "LoadBalancerNames.member.-1=z",
             "400 MalformedInput: Unexpected list element termination"},
        Case{"elb", "DescribeLoadBalancers", "LoadBalancerNames.member.1.2=z",
             "400 MalformedInput: Start of list found where not expected"},
        Case{"elb", "DescribeLoadBalancers", "LoadBalancerNames.item.1=z", "{LoadBalancerNames:[]}"},
        Case{"rds", "DescribeDBInstances",
             "Filters.Filter.1.Name=n&Filters.Filter.1.Values.Value.2=y&"
             "Filters.Filter.1.Values.Value.1=x",
             R"({Filters:[{Name:"n" Values:["x" "y"]}]})"},
        Case{"sns", "CreateTopic",
             "Attributes.entry.1.key=k&Attributes.entry.1.value=v&Name=n&Attributes.entry.2.value=&"
             "Attributes.entry.2.key=l",
             R"({Name:"n" Attributes:{"k":"v" "l":""}})"},
        Case{"sns", "CreateTopic",
             "Attributes.entry.1.key=k&Attributes.entry.1.value=v&Attributes.entry.2.key=k&"
             "Attributes.entry.2.value=w",
             R"({Attributes:{"k":"w"}})"},
        Case{"sns", "CreateTopic", "Attributes.entry.1.key=k",
             "400 MalformedInput: Unexpected complex element termination"},
        Case{"sns", "CreateTopic", "Attributes.entry.1.value=k",
             "400 MalformedInput: Unexpected complex element termination"},
        Case{"sns", "CreateTopic", "Attributes.entry.1=k",
             "400 MalformedInput: Unexpected complex element termination"},
        Case{"sns", "Publish",
             "MessageAttributes.entry.1.Name=k&MessageAttributes.entry.1.Value.DataType=String",
             R"({MessageAttributes:{"k":{DataType:"String"}}})"},
        Case{"sns", "Publish", "MessageAttributes.entry.1.Name=k", R"({MessageAttributes:{"k":{}}})"},
        Case{"sdb", "PutAttributes", "Attribute.1.Name=a&Attribute.1.Value=1&Attribute.2.Name=b&DomainName=d",
             R"({DomainName:"d" Attributes:[{Name:"a" Value:"1"} {Name:"b"}]})"}));

INSTANTIATE_TEST_SUITE_P(
    Sqs, QueryForms,
    testing::Values(
        Case{"sqs", "CreateQueue",
             "QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&Tag.1.Key=k&Tag.1.Value=v",
             R"({QueueName:"q" Attributes:{"DelaySeconds":"5"} tags:{"k":"v"}})"},
        Case{"sqs", "GetQueueAttributes", "QueueUrl=u&AttributeName.2=All&AttributeName.1=Policy",
             R"({QueueUrl:"u" AttributeNames:["Policy" "All"]})"},
        Case{"sqs", "GetQueueAttributes", "AttributeName=", "{AttributeNames:[]}"},
        Case{"sqs", "GetQueueAttributes", "AttributeNames=", "{AttributeNames:[]}"},
        Case{"sqs", "GetQueueAttributes", "AttributeNames.1=All", "{}"},
        Case{"sqs", "GetQueueAttributes", "AttributeName.=x",
             "400 MalformedInput: Unexpected list element termination"},
        Case{"sqs", "SendMessage",
             "QueueUrl=u&MessageBody=b%26&MessageAttribute.1.Name=a&"
             "MessageAttribute.1.Value.BinaryValue=AAE%3D&MessageAttribute.1.Value.DataType=Binary&"
             "DelaySeconds=0",
             "{QueueUrl:\"u\" MessageBody:\"b&\" DelaySeconds:0 MessageAttributes:"
             "{\"a\":{BinaryValue:b\"\0\1\" DataType:\"Binary\"}}}"sv},
        Case{"sqs", "SendMessageBatch",
             "SendMessageBatchRequestEntry.1.Id=1&SendMessageBatchRequestEntry.1.MessageBody=b&"
             "SendMessageBatchRequestEntry.2.Id=2&QueueUrl=u&"
             "SendMessageBatchRequestEntry.2.MessageSystemAttribute.1.Name=AWSTraceHeader&"
             "SendMessageBatchRequestEntry.2.MessageSystemAttribute.1.Value.StringValue=t",
             R"({QueueUrl:"u" Entries:[{Id:"1" MessageBody:"b"} )"
             R"({Id:"2" MessageSystemAttributes:{"AWSTraceHeader":{StringValue:"t"}}}]})"}));

INSTANTIATE_TEST_SUITE_P(
    Ec2, QueryForms,
    testing::Values(
        Case{"ec2", "DescribeInstances",
             "Filter.1.Name=n&Filter.1.Value.2=b&Filter.1.Value.1=a&InstanceId.1=i-1&MaxResults=5",
             R"({InstanceIds:["i-1"] Filters:[{Name:"n" Values:["a" "b"]}] MaxResults:5})"},
        Case{"ec2", "RunInstances",
             "NetworkInterface.1.Ipv6Addresses.1.Ipv6Address=%3A%3A1&"
             "NetworkInterface.1.PrivateIpAddresses.1.Primary=true&MinCount=1",
             R"({MinCount:1 NetworkInterfaces:[{Ipv6Addresses:[{Ipv6Address:"::1"}] )"
             R"(PrivateIpAddresses:[{Primary:true}]}]})"},
        Case{"ec2", "RunInstances", "dryRun=true&DryRun=false", "{DryRun:false}"},
        Case{
            "ec2", "RunInstances", "MinCount=many",
            "400 InvalidParameterValue: Value (many) for parameter MinCount is invalid. Expecting a number."},
        Case{"ec2", "RunInstances", "DryRun=yes",
             "400 InvalidParameterValue: Value (yes) for parameter DryRun is invalid. Expecting a boolean."},
        Case{"ec2", "DescribeSpotPriceHistory", "StartTime=now",
             "400 InvalidParameterValue: Value (now) for parameter StartTime is invalid. Must be in ISO8601 "
             "format."},
        Case{"ec2", "RunInstances", "NetworkInterface.1.DeviceIndex=%FF",
             "400 InvalidParameterValue: Value () for parameter NetworkInterface.1.DeviceIndex is invalid. "
             "Expecting a number."},
        Case{"ec2", "RunInstances", "MinCount.%FF=1",
             "400 UnknownParameter: The parameter  is not recognized"},
        Case{"ec2", "RunInstances", "MinCount.1=1",
             "400 UnknownParameter: The parameter MinCount.1 is not recognized"}));

TEST(DecodeQuery, TakesTheQueryStringToo) {
  EXPECT_EQ(decoded("sqs", "ReceiveMessage", "",
                    "Action=ReceiveMessage&QueueUrl=http%3A%2F%2Fh%2Fq&AttributeName.1=All"),
            R"({QueueUrl:"http://h/q" AttributeNames:["All"]})");
  EXPECT_EQ(decoded("sqs", "ReceiveMessage", "AttributeName.2=b", "AttributeName.1=a&QueueUrl=u"),
            R"({QueueUrl:"u" AttributeNames:["a" "b"]})");
}

TEST(DecodeQuery, BoundsWhatItTakes) {
  std::string many;
  for (std::size_t i = 0; i <= max_parameters; ++i) many += "x&";
  EXPECT_EQ(decoded("sts", "AssumeRole", many), "400 MalformedInput: A request has at most 65536 parameters");
  std::string long_list;
  for (int i = 30000; i > 0; --i) long_list += fmt::format("LoadBalancerNames.member.{}=x&", i);
  long_list.pop_back();
  EXPECT_EQ(decoded("elb", "DescribeLoadBalancers", long_list).size(),
            30000 * 4 + std::string_view("{LoadBalancerNames:[]}").size() - 1);
  std::string deep = "Filter";
  for (int i = 0; i < 10000; ++i) deep += ".And.member.1";
  EXPECT_EQ(decoded("sts", "AssumeRole", deep + "=x"), "{}");
}

TEST(EncodeQuery, WrapsTheResult) {
  EXPECT_EQ(
      encoded("sts", "GetCallerIdentity", R"({"UserId":"U","Account":"1","Arn":"a"})"),
      "<GetCallerIdentityResponse "
      "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
      "<UserId>U</UserId><Account>1</Account><Arn>a</Arn></"
      "GetCallerIdentityResult><ResponseMetadata><RequestId>"
      "01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata></GetCallerIdentityResponse>");
  EXPECT_EQ(encoded("sqs", "DeleteQueue", "{}"),
            "<DeleteQueueResponse "
            "xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><ResponseMetadata><RequestId>"
            "01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata></DeleteQueueResponse>");
}

TEST(EncodeQuery, NamesElementsAsTheServiceDoes) {
  const Case cases[] = {
      {"sqs", "ListQueues", R"({"QueueUrls":["a","b"]})",
       "<ListQueuesResult><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl></ListQueuesResult>"},
      {"sqs", "ListQueues", R"({"QueueUrls":[]})", "<ListQueuesResult/>"},
      {"sqs", "GetQueueAttributes", R"({"Attributes":{"DelaySeconds":"0"}})",
       "<GetQueueAttributesResult><Attribute><Name>DelaySeconds</Name><Value>0</Value></Attribute>"
       "</GetQueueAttributesResult>"},
      {"sqs", "ListQueueTags", R"({"Tags":{"k":"v"}})", "<Tag><Key>k</Key><Value>v</Value></Tag>"},
      {"sqs", "ReceiveMessage",
       R"({"Messages":[{"MessageId":"m","Body":"<&\"'>\r\n\t","Attributes":{"SentTimestamp":"1"},)"
       R"("MessageAttributes":{"a":{"BinaryValue":"AAE=","DataType":"Binary"}}}]})",
       "<ReceiveMessageResult><Message><MessageId>m</MessageId><Body>&lt;&amp;&quot;'&gt;&#xD;\n\t</Body>"
       "<Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute><MessageAttribute><Name>a</"
       "Name><Value>"
       "<BinaryValue>AAE=</BinaryValue><DataType>Binary</DataType></Value></MessageAttribute></Message>"
       "</ReceiveMessageResult>"},
      {"iam", "ListUsers", R"({"Users":[{"UserName":"u","CreateDate":1336520041}],"IsTruncated":false})",
       "<ListUsersResult><Users><member><UserName>u</UserName><CreateDate>2012-05-08T23:34:01Z</CreateDate></"
       "member>"
       "</Users><IsTruncated>false</IsTruncated></ListUsersResult>"},
      {"iam", "ListUsers", R"({"Users":[],"Marker":""})",
       "<ListUsersResult><Users/><Marker/></ListUsersResult>"},
      {"iam", "GetAccountSummary", R"({"SummaryMap":{"Users":3}})",
       "<SummaryMap><entry><key>Users</key><value>3</value></entry></SummaryMap>"},
      {"rds", "DescribeDBInstances", R"({"DBInstances":[{"InstanceCreateTime":1306130803.11}]})",
       "<DBInstances><DBInstance><InstanceCreateTime>2011-05-23T06:06:43.110Z</InstanceCreateTime></"
       "DBInstance>"
       "</DBInstances>"},
      {"cloudwatch", "GetMetricStatistics", R"({"Datapoints":[{"Average":1,"Sum":0.1,"Maximum":"NaN"}]})",
       "<Datapoints><member><Average>1.0</Average><Sum>0.1</Sum><Maximum>NaN</Maximum></member></"
       "Datapoints>"},
  };
  for (const auto& [service, name, output, expected] : cases)
    EXPECT_THAT(encoded(service, name, std::string(output)), HasSubstr(std::string(expected)));
}

TEST(EncodeQuery, Ec2HasItsOwnEnvelope) {
  EXPECT_EQ(
      encoded("ec2", "DescribeInstances",
              R"({"reservationSet":[{"reservationId":"r","instancesSet":[{"instanceId":"i",)"
              R"("launchTime":1472673600}]}]})"),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeInstancesResponse "
      "xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>01234567-89ab-cdef-0123-456789abcdef"
      "</requestId><reservationSet><item><reservationId>r</reservationId><instancesSet><item><instanceId>i"
      "</instanceId><launchTime>2016-08-31T20:00:00.000Z</launchTime></item></instancesSet></item>"
      "</reservationSet></DescribeInstancesResponse>");
  EXPECT_THAT(encoded("ec2", "DeleteVpc", "{}"),
              HasSubstr("</requestId><return>true</return></DeleteVpcResponse>"));
}

std::pair<unsigned, std::string> error(std::string_view service, std::string_view name,
                                       const kit::Failure& failure) {
  kit::Arena arena;
  const auto op = operation(service, name);
  Reply reply;
  const Context context{.arena = arena, .request_id = request_id};
  const auto encode = wire_of(service) == Protocol::ec2 ? encode_ec2_error : encode_query_error;
  encode(models::find(service), &op, failure, context, reply);
  return {reply.status, reply.body};
}

TEST(QueryErrors, HaveCodeStatusAndFaultOfTheModel) {
  const auto [status, body] = error("sqs", "DeleteQueue", {"QueueDoesNotExist", "Not <here>."});
  EXPECT_EQ(status, 400u);
  EXPECT_EQ(body,
            "<ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error><Type>Sender</Type>"
            "<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>Not &lt;here&gt;.</Message></Error>"
            "<RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ErrorResponse>");
  EXPECT_EQ(error("iam", "GetUser", {"NoSuchEntityException", "m"}).first, 404u);
  EXPECT_THAT(error("iam", "GetUser", {"NoSuchEntityException", "m"}).second,
              HasSubstr("<Code>NoSuchEntity</Code>"));
  const auto own = error("iam", "GetUser", {"InternalFailure", "m", 500});
  EXPECT_EQ(own.first, 500u);
  EXPECT_THAT(own.second, HasSubstr("<Type>Receiver</Type><Code>InternalFailure</Code>"));
}

TEST(QueryErrors, Ec2AndSimpleDbListThem) {
  EXPECT_EQ(
      error("ec2", "DescribeInstances", {"InvalidInstanceID.NotFound", "m"}).second,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>InvalidInstanceID.NotFound"
      "</Code><Message>m</Message></Error></Errors><RequestID>01234567-89ab-cdef-0123-456789abcdef</"
      "RequestID>"
      "</Response>");
  const models::Service& sdb = *models::find("sdb");
  kit::Arena arena;
  kit::Failure failure("NoSuchDomain", "m");
  failure.fields = Value::structure(arena);
  const auto shape = *sdb.find_error("NoSuchDomain");
  failure.fields.set(arena, shape.find("BoxUsage")->id()) = Value(0.5);
  failure.fields.items()->data[0].set_name(shape.find("BoxUsage")->id());
  EXPECT_THAT(
      error("sdb", "GetAttributes", failure).second,
      HasSubstr(
          "<Response><Errors><Error><Code>NoSuchDomain</Code><Message>m</Message><BoxUsage>0.5</BoxUsage>"
          "</Error></Errors><RequestID>"));
}

// ---- Every operation

// A client of the query protocols, so that whatever the models know makes the way there and back.
class Form {
 public:
  explicit Form(Protocol protocol) : ec2_(protocol == Protocol::ec2) {}

  void structure(const Shape& shape, const Value& value, const std::string& prefix) {
    for (const Value& v : value.elements()) {
      for (std::uint16_t i = 0; i < shape.size(); ++i) {
        const Member member = shape.member(i);
        if (member.id() == v.name()) this->value(member, v, join(prefix, name(member)), prefix);
      }
    }
  }
  std::string take() { return std::move(form_); }

 private:
  static std::string join(const std::string& prefix, std::string_view name) {
    return prefix.empty() ? std::string(name) : prefix + "." + std::string(name);
  }
  std::string name(const Member& member, std::string_view otherwise = {}) const {
    if (!member.query().empty()) return std::string(member.query());
    std::string wire(member.wire().empty() ? otherwise : member.wire());
    if (ec2_ && !wire.empty()) wire[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(wire[0])));
    return wire;
  }
  void value(const Member& member, const Value& v, const std::string& prefix, const std::string& parent) {
    const Shape shape = member.shape();
    if (v.is(Kind::structure)) return structure(shape, v, prefix);
    if (v.is(Kind::list)) {
      std::string each = prefix;
      const std::string element = name(shape.element());
      if (!ec2_ && !member.has(models::tables::flattened))
        each += "." + (element.empty() ? "member" : element);
      if (!ec2_ && member.has(models::tables::flattened) && !element.empty()) each = join(parent, element);
      for (std::uint32_t i = 0; i < v.size(); ++i) {
        const std::string at = each + "." + std::to_string(i + 1);
        value(shape.element(), v.elements()[i], at, at);
      }
    } else if (v.is(Kind::map)) {
      const std::string each = member.has(models::tables::flattened) ? prefix : prefix + ".entry";
      for (std::uint32_t i = 0; i < v.size(); ++i) {
        const std::string at = each + "." + std::to_string(i + 1);
        scalar(at + "." + name(shape.key(), "key"), Value::string(v.entry(i).key));
        value(shape.value(), v.entry(i).value, at + "." + name(shape.value(), "value"), at);
      }
    } else {
      scalar(prefix, v);
    }
  }
  void scalar(const std::string& name, const Value& v) {
    std::string text;
    switch (v.kind()) {
      case Kind::boolean: text = v.boolean() ? "true" : "false"; break;
      case Kind::integer: append_integer(text, v.integer()); break;
      case Kind::real: append_double(text, v.real()); break;
      case Kind::blob: append_base64(text, v.text()); break;
      case Kind::time: append_iso8601(text, v.time(), Fraction::needed); break;
      default: text = v.text();
    }
    form_ += "&" + name + "=";
    append_percent_encoded(form_, text);
  }

  bool ec2_;
  std::string form_;
};

Value without(const Value& structure, std::uint16_t member, kit::Arena& arena) {
  Value rest = Value::structure(arena);
  for (const Value& v : structure.elements())
    if (v.name() != member) rest.set(arena, v.name()) = v;
  return rest;
}

TEST(EveryQueryOperation, TakesAllItsParameters) {
  int count = 0;
  for (const models::Service& service : models::all()) {
    for (const Protocol protocol : service.protocols()) {
      if (protocol != Protocol::query && protocol != Protocol::ec2) continue;
      for (std::uint16_t i = 0; i < service.operations(); ++i) {
        const auto op = service.operation(i);
        if (!op.input()) continue;
        kit::Arena arena;
        Value made = made_up(*op.input(), arena);
        // SQS calls its old and its new list of attribute names alike; the first one gets them.
        if (const auto twin = op.input()->find("MessageSystemAttributeNames"))
          made = without(made, twin->id(), arena);
        Form form(protocol);
        form.structure(*op.input(), made, {});
        const std::string body = "Action=" + std::string(op.name()) + form.take();
        Request request;
        request.method = "POST";
        request.body = body;
        Value input;
        const auto failure = decode_query(op, protocol, request, arena, input);
        ASSERT_FALSE(failure) << service.name() << " " << op.name() << ": " << failure->message;
        ASSERT_TRUE(kit::same(made, input)) << service.name() << " " << op.name() << "\n"
                                            << shown(service, made) << "\n"
                                            << shown(service, input);
        ++count;
      }
    }
  }
  EXPECT_GT(count, 1900);
}

TEST(HostileForms, NeverCrash) {
  const std::pair<const char*, const char*> targets[] = {{"sqs", "SendMessageBatch"},
                                                         {"ec2", "RunInstances"},
                                                         {"sns", "Publish"},
                                                         {"cloudwatch", "PutMetricData"}};
  constexpr std::string_view pieces[] = {"SendMessageBatchRequestEntry",
                                         "MessageAttribute",
                                         "MessageAttributes",
                                         "entry",
                                         "member",
                                         "1",
                                         "2",
                                         "999999999",
                                         "18446744073709551616",
                                         "-1",
                                         "Name",
                                         "Value",
                                         "key",
                                         "value",
                                         "DataType",
                                         "MetricData",
                                         "Dimensions",
                                         "",
                                         ".",
                                         "=",
                                         "&",
                                         "%",
                                         "%4",
                                         "%00",
                                         "%FF",
                                         "+",
                                         "NetworkInterface",
                                         "Ipv6Addresses",
                                         "\xFF",
                                         "Filter",
                                         "true"};
  std::uint64_t random = 1;
  const auto next = [&](std::size_t below) {
    random = random * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::size_t>(random >> 33) % below;
  };
  for (int round = 0; round < 20000; ++round) {
    std::string form;
    for (std::size_t i = 0, n = next(40); i < n; ++i) {
      form += pieces[next(std::size(pieces))];
      form += ".&=."[next(4)];
    }
    const auto& [service, name] = targets[next(std::size(targets))];
    decoded(service, name, form);
  }
}

}  // namespace
}  // namespace understudy::gateway::protocol
