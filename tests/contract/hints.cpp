// Forms of texts.
#include "tests/contract/hints.hpp"

#include <algorithm>
#include <array>

namespace understudy::contract {
namespace {

using Texts = std::span<const std::string_view>;

constexpr std::string_view trust[] = {
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}})",
    R"({"Statement":[]})", "{"};
constexpr std::string_view policies[] = {
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}]})",
    R"({"Statement":[]})", "", "no policy"};
constexpr std::string_view queue_names[] = {"alpha", "beta", "gamma.fifo", "delta"};
constexpr std::string_view queue_arns[] = {"arn:aws:sqs:us-east-1:123456789012:alpha",
                                           "arn:aws:sqs:us-east-1:123456789012:beta"};
constexpr std::string_view names[] = {"anna", "Anna", "bert", "cora"};
constexpr std::string_view role_arns[] = {"arn:aws:iam::123456789012:role/anna",
                                          "arn:aws:iam::210987654321:role/x/bert"};
constexpr std::string_view policy_arns[] = {"arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy",
                                            "arn:aws:iam::aws:policy/ReadOnlyAccess"};
constexpr std::string_view targets[] = {"210987654321", "arn:aws:iam::123456789012:root"};
constexpr std::string_view algorithms[] = {"ES384"};  // RSA's keys take long to find
constexpr std::string_view blocks[] = {"10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/28", "0.0.0.0/0",
                                       "10.1.0.0/33"};
constexpr std::string_view images[] = {"ami-12c6146b"};
constexpr std::string_view instance_types[] = {"t3.micro", "m5.large"};
constexpr std::string_view zones[] = {"us-east-1a", "us-east-1b"};
constexpr std::string_view key_types[] = {"ed25519"};  // RSA's keys take long to find
constexpr std::string_view tokens[] = {"opaque", "e30.eyJzdWIiOiJtZSIsImV4cCI6OTk5OTk5OTk5OX0.c2ln"};
constexpr std::string_view handles[] = {"AQEB"};
constexpr std::string_view accounts[] = {"123456789012", "210987654321"};
constexpr std::string_view actions[] = {"*", "SendMessage", "sendmessage", "Nothing"};
constexpr std::string_view labels[] = {"one", "two", "three", "four", "not good!"};
constexpr std::string_view flags[] = {"true", "false"};
constexpr std::string_view seconds[] = {"0", "30", "60", "900", "43200", "345600", "-1", "x"};
constexpr std::string_view sizes[] = {"1024", "262144", "1048576", "1"};
constexpr std::string_view redrive[] = {R"({"deadLetterTargetArn":"{arn}","maxReceiveCount":2})",
                                        R"({"deadLetterTargetArn":"{arn}","maxReceiveCount":"3"})", "", "{}"};
constexpr std::string_view redrive_allow[] = {
    R"({"redrivePermission":"allowAll"})", R"({"redrivePermission":"byQueue","sourceQueueArns":["{arn}"]})",
    R"({"redrivePermission":"denyAll"})", ""};
constexpr std::string_view regions[] = {"eu-west-1", "ap-south-1", "us-east-1"};
constexpr std::string_view schedules[] = {"rate(4 hours)", "rate(10 days)", "cron(0 8 ? * MON#1 *)", "never"};
constexpr std::string_view scopes[] = {"messageGroup", "queue"};
constexpr std::string_view throughputs[] = {"perMessageGroupId", "perQueue"};
constexpr std::string_view types[] = {"String", "Number", "Binary", "String.mine", "Else"};
constexpr std::string_view numbers[] = {"1", "12.5e3", "text"};
// An assertion for role anna of the provider Corp.
constexpr std::string_view assertions[] = {
    "PFJlc3BvbnNlPjxBc3NlcnRpb24+PElzc3Vlcj5pPC9Jc3N1ZXI+"
    "PEF0dHJpYnV0ZVN0YXRlbWVudD48QXR0cmlidXRlIE5hbWU9Imh0dHBz"
    "Oi8vYXdzLmFtYXpvbi5jb20vU0FNTC9BdHRyaWJ1dGVzL1JvbGVTZXNzaW9uTmFtZSI+"
    "PEF0dHJpYnV0ZVZhbHVlPm1lPC9BdHRyaWJ1dGVW"
    "YWx1ZT48L0F0dHJpYnV0ZT48QXR0cmlidXRlIE5hbWU9Imh0dHBzOi8vYXdzLmFtYXpvbi5jb20vU0FNTC9BdHRyaWJ1dGVzL1JvbGUi"
    "PjxB"
    "dHRyaWJ1dGVWYWx1ZT5hcm46YXdzOmlhbTo6MTIzNDU2Nzg5MDEyOnJvbGUvYW5uYSxhcm46YXdzOmlhbTo6MTIzNDU2Nzg5MDEyOnNh"
    "bWwt"
    "cHJvdmlkZXIvQ29ycDwvQXR0cmlidXRlVmFsdWU+PC9BdHRyaWJ1dGU+PC9BdHRyaWJ1dGVTdGF0ZW1lbnQ+PC9Bc3NlcnRpb24+"
    "PC9SZXNw"
    "b25zZT4="};
// {"allowed":false}, and a trade-in token of role anna that is good until 2100, as they are sealed.
constexpr std::string_view messages[] = {"OWUyZGRjN2U2ODk5NzllM3siYWxsb3dlZCI6ZmFsc2V9"};
constexpr std::string_view trade_ins[] = {
    "N2Q1ZjFkNDA3NjE0YTFhM3sicHJpbmNpcGFsIjoiYXJuOmF3czppYW06OjEyMzQ1Njc4OTAxMjpyb2xlL2FubmEiLCJleHBpcmVzIjo0"
    "MTAyNDQ0ODAwfQ"};
constexpr std::string_view providers[] = {"arn:aws:iam::123456789012:saml-provider/Corp"};

constexpr std::string_view tables[] = {"table-one", "table-two"};

struct Hint {
  std::string_view name;
  Texts texts;
};
constexpr std::array all{
    Hint{"AWSAccountIds", accounts},
    Hint{"Actions", actions},
    Hint{"AssumeRolePolicyDocument", trust},
    Hint{"AvailabilityZone", zones},
    Hint{"CidrBlock", blocks},
    Hint{"CidrIp", blocks},
    Hint{"ContentBasedDeduplication", flags},
    Hint{"DataType", types},
    Hint{"DeduplicationScope", scopes},
    Hint{"DelaySeconds", seconds},
    Hint{"DestinationCidrBlock", blocks},
    Hint{"EncodedMessage", messages},
    Hint{"FifoQueue", flags},
    Hint{"FifoThroughputLimit", throughputs},
    Hint{"Id", labels},
    Hint{"ImageId", images},
    Hint{"InstanceType", instance_types},
    Hint{"KeyType", key_types},
    Hint{"Label", labels},
    Hint{"MaximumMessageSize", sizes},
    Hint{"MessageDeduplicationId", labels},
    Hint{"MessageGroupId", labels},
    Hint{"MessageRetentionPeriod", seconds},
    Hint{"NewUserName", names},
    Hint{"Policy", policies},
    Hint{"PolicyDocument", trust},
    Hint{"PrincipalArn", providers},
    Hint{"QueueName", queue_names},
    Hint{"ReceiptHandle", handles},
    Hint{"ReceiveMessageWaitTimeSeconds", seconds},
    Hint{"RedriveAllowPolicy", redrive_allow},
    Hint{"RedrivePolicy", redrive},
    Hint{"Region", regions},
    Hint{"ResourcePolicy", policies},
    Hint{"RoleArn", role_arns},
    Hint{"RoleName", names},
    Hint{"SAMLAssertion", assertions},
    Hint{"ScheduleExpression", schedules},
    Hint{"SigningAlgorithm", algorithms},
    Hint{"SourceArn", queue_arns},
    Hint{"SqsManagedSseEnabled", flags},
    Hint{"StringValue", numbers},
    Hint{"TableName", tables},
    Hint{"TargetPrincipal", targets},
    Hint{"TradeInToken", trade_ins},
    Hint{"UserName", names},
    Hint{"VisibilityTimeout", seconds},
    Hint{"WebIdentityToken", tokens},
    Hint{"arn", policy_arns},
};
static_assert(std::ranges::is_sorted(all, {}, &Hint::name));

}  // namespace

std::span<const std::string_view> hints(std::string_view name) {
  const auto found = std::ranges::lower_bound(all, name, {}, &Hint::name);
  return found != all.end() && found->name == name ? found->texts : Texts();
}

}  // namespace understudy::contract
