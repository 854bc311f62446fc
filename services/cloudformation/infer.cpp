// Types that no table names: what their service's model says of such a noun.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/cloudformation/convert.hpp"
#include "services/cloudformation/types.hpp"
#include "services/models/model.hpp"

namespace understudy::cloudformation {
namespace {

using models::Member;
using models::Operation;
using models::Shape;

// Services whose folder is not their name in lower case.
constexpr std::array<std::pair<std::string_view, std::string_view>, 31> folders{
    {{"ACMPCA", "acm-pca"},
     {"AmazonMQ", "mq"},
     {"ApiGateway", "apigateway"},
     {"ApiGatewayV2", "apigatewayv2"},
     {"ApplicationAutoScaling", "application-autoscaling"},
     {"APS", "amp"},
     {"CertificateManager", "acm"},
     {"Cognito", "cognito-idp"},
     {"DirectoryService", "ds"},
     {"DocDB", "docdb"},
     {"EFS", "efs"},
     {"ElasticLoadBalancing", "elb"},
     {"ElasticLoadBalancingV2", "elbv2"},
     {"Elasticsearch", "es"},
     {"EMRServerless", "emr-serverless"},
     {"EventSchemas", "schemas"},
     {"Events", "events"},
     {"InspectorV2", "inspector2"},
     {"IoT", "iot"},
     {"KinesisAnalyticsV2", "kinesisanalyticsv2"},
     {"KinesisFirehose", "firehose"},
     {"Lex", "lexv2-models"},
     {"MSK", "kafka"},
     {"MediaPackageV2", "mediapackagev2"},
     {"NetworkFirewall", "network-firewall"},
     {"OpenSearchService", "opensearch"},
     {"SSMIncidents", "ssm-incidents"},
     {"SES", "ses"},
     {"SSO", "sso-admin"},
     {"StepFunctions", "stepfunctions"},
     {"Timestream", "timestream-write"}}};

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

const models::Service* service_named(std::string_view name) {
  const auto known = std::ranges::find(folders, name, [](const auto& f) { return f.first; });
  if (known != folders.end())
    if (const auto* found = models::find(known->second)) return found;
  for (const models::Service& each : models::all())
    if (plain(each.name()) == plain(name)) return &each;
  return nullptr;
}

std::optional<Operation> first_of(const models::Service& service, std::string_view noun,
                                  std::span<const std::string_view> verbs) {
  for (const std::string_view verb : verbs)
    for (const std::string_view end : {"", "s", "V2"})
      if (const auto operation = service.find_operation(fmt::format("{}{}{}", verb, noun, end)))
        return operation;
  return std::nullopt;
}

std::string capital(std::string_view name) {
  std::string out(name);
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

// Where scalars lie in an answer: at the top, else in the only structure there.
struct Place {
  std::string prefix;  // "Cluster."
  std::optional<Shape> shape;
};
Place place_of(const Operation& operation) {
  const auto output = operation.output();
  if (!output) return {};
  std::optional<Member> inner;
  for (std::uint16_t i = 0; i < output->size(); ++i) {
    const Member member = output->member(i);
    if (member.shape().type() == models::Type::string) return {"", output};
    if (member.shape().type() == models::Type::structure && !inner) inner = member;
  }
  if (!inner) return {"", output};
  return {std::string(inner->name()) + ".", inner->shape()};
}

bool ends(std::string_view name, std::string_view word) { return plain(name).ends_with(plain(word)); }

class Inference {
 public:
  Inference(std::string_view name, const models::Service& service, std::string_view noun)
      : name_(name), service_(service), noun_(noun) {}

  std::optional<TypeRef> infer() {
    constexpr std::array<std::string_view, 6> makers{"Create", "Put", "Register", "Allocate", "Start", "Add"};
    constexpr std::array<std::string_view, 6> removers{"Delete",    "Deregister", "Release",
                                                       "Terminate", "Remove",     "Stop"};
    const auto maker = first_of(service_, noun_, makers);
    if (!maker || !maker->input()) return std::nullopt;
    answered_ = place_of(*maker);
    input_ = maker->input();
    find_name();
    std::string lines = fmt::format("create {}{} *", maker->name(), name_token_);
    const std::string ref = physical();
    if (const auto updater = first_of(service_, noun_, std::array<std::string_view, 2>{"Update", "Modify"}))
      if (updater->input()) lines += fmt::format("\nupdate {}{} *", updater->name(), identity(*updater));
    if (const auto remover = first_of(service_, noun_, removers))
      lines += fmt::format("\ndelete {}{}", remover->name(), identity(*remover));
    auto texts = std::make_shared<const std::vector<std::string>>(
        std::initializer_list<std::string>{std::string(name_), named_, ref, attributes(), lines});
    const Type type{(*texts)[0], service_.name(), (*texts)[1], (*texts)[2], (*texts)[3], (*texts)[4]};
    return TypeRef(std::move(texts), type);
  }

 private:
  void find_name() {
    for (const std::string& candidate : {std::string("Name"), std::string(noun_) + "Name"})
      if (const auto member = member_of(*input_, candidate);
          member && member->shape().type() == models::Type::string) {
        named_ = capital(member->name());
        name_token_ = fmt::format(" {}=@name", member->name());
        return;
      }
  }

  std::optional<Member> answered(std::string_view wanted) const {
    return answered_.shape ? member_of(*answered_.shape, wanted) : std::nullopt;
  }

  std::string physical() const {
    const std::string noun(noun_);
    for (const std::string& candidate : {noun + "Id", std::string("Id")})
      if (const auto member = answered(candidate))
        return fmt::format("#{}{}", answered_.prefix, member->name());
    if (!named_.empty()) return "@name";
    for (const std::string& candidate :
         {noun + "Name", std::string("Name"), noun + "Arn", std::string("Arn")})
      if (const auto member = answered(candidate))
        return fmt::format("#{}{}", answered_.prefix, member->name());
    return "@stack+'-'+@logical+'-'+@random";
  }

  // What a delete or an update must be given to know what it is about.
  std::string identity(const Operation& operation) const {
    std::string tokens;
    const auto input = operation.input();
    for (std::uint16_t i = 0; input && i < input->size(); ++i) {
      const Member member = input->member(i);
      if (!member.has(models::tables::required) || member.shape().type() != models::Type::string) continue;
      if (const auto same = answered(member.name())) {
        tokens += fmt::format(" {}=${}", member.name(), capital(same->name()));
      } else if (!name_token_.empty() && (plain(member.name()) == plain(named_) ||
                                          ends(member.name(), "Name") || ends(member.name(), noun_))) {
        tokens += fmt::format(" {}=@id", member.name());
      } else if (const auto given = member_of(*input_, member.name())) {
        tokens += fmt::format(" {}={}", member.name(), capital(given->name()));
      } else {
        tokens += fmt::format(" {}=@id", member.name());
      }
    }
    return tokens;
  }

  std::string attributes() const {
    std::string tokens;
    const auto add = [&](std::string_view name, std::string_view source) {
      tokens += fmt::format("{}{}=#{}{}", tokens.empty() ? "" : " ", name, answered_.prefix, source);
    };
    for (std::uint16_t i = 0; answered_.shape && i < answered_.shape->size(); ++i) {
      const Member member = answered_.shape->member(i);
      add(capital(member.name()), member.name());
      if (plain(member.name()) == plain(noun_) + "arn" && !answered("Arn")) add("Arn", member.name());
      if (plain(member.name()) == plain(noun_) + "id" && !answered("Id")) add("Id", member.name());
    }
    return tokens;
  }

  std::string_view name_;
  const models::Service& service_;
  std::string_view noun_;
  Place answered_;
  std::optional<Shape> input_;
  std::string named_, name_token_;
};

}  // namespace

std::optional<TypeRef> infer_type(std::string_view name) {
  const auto parts = name.find("::"), last = name.rfind("::");
  if (!name.starts_with("AWS::") || last == parts || last == name.npos) return std::nullopt;
  const models::Service* service = service_named(name.substr(5, last - 5));
  if (!service) return std::nullopt;
  return Inference(name, *service, name.substr(last + 2)).infer();
}

}  // namespace understudy::cloudformation
