// AWS's endpoint services by name (PrivateLink guide, "AWS services that integrate with AWS PrivateLink"; VPC
// guide, "Gateway endpoints"), as data.
#include "services/ec2/endpoint_services.hpp"

#include <algorithm>
#include <array>

#include "services/ec2/frame.hpp"
#include "services/ec2/places.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::ec2 {
namespace {

// What comes behind "com.amazonaws.REGION."
constexpr std::string_view interfaces[] = {"access-analyzer",
                                           "account",
                                           "acm",
                                           "acm-pca",
                                           "airflow.api",
                                           "airflow.env",
                                           "airflow.ops",
                                           "analytics-omics",
                                           "app-integrations",
                                           "appconfig",
                                           "appconfigdata",
                                           "appflow",
                                           "application-autoscaling",
                                           "application-signals",
                                           "appmesh",
                                           "appmesh-envoy-management",
                                           "apprunner",
                                           "apprunner.requests",
                                           "appstream.api",
                                           "appstream.streaming",
                                           "appsync-api",
                                           "aps",
                                           "aps-workspaces",
                                           "arc-zonal-shift",
                                           "athena",
                                           "auditmanager",
                                           "autoscaling",
                                           "autoscaling-plans",
                                           "awsconnector",
                                           "b2bi",
                                           "backup",
                                           "backup-gateway",
                                           "batch",
                                           "bcm-data-exports",
                                           "bedrock",
                                           "bedrock-agent",
                                           "bedrock-agent-runtime",
                                           "bedrock-runtime",
                                           "billing",
                                           "billingconductor",
                                           "braket",
                                           "budgets",
                                           "cassandra",
                                           "cassandra-fips",
                                           "ce",
                                           "cleanrooms",
                                           "cleanrooms-ml",
                                           "cloudcontrolapi",
                                           "cloudcontrolapi-fips",
                                           "clouddirectory",
                                           "cloudformation",
                                           "cloudhsmv2",
                                           "cloudtrail",
                                           "codeartifact.api",
                                           "codeartifact.repositories",
                                           "codebuild",
                                           "codebuild-fips",
                                           "codecommit",
                                           "codecommit-fips",
                                           "codeconnections.api",
                                           "codedeploy",
                                           "codedeploy-commands-secure",
                                           "codeguru-profiler",
                                           "codeguru-reviewer",
                                           "codepipeline",
                                           "codestar-connections.api",
                                           "cognito-idp",
                                           "comprehend",
                                           "comprehendmedical",
                                           "compute-optimizer",
                                           "config",
                                           "connect-campaigns",
                                           "console",
                                           "control-storage-omics",
                                           "controltower",
                                           "cost-optimization-hub",
                                           "data-servicediscovery",
                                           "data-servicediscovery-fips",
                                           "databrew",
                                           "dataexchange",
                                           "datasync",
                                           "datazone",
                                           "deadline.management",
                                           "deadline.scheduling",
                                           "detective",
                                           "devops-guru",
                                           "dlm",
                                           "dms",
                                           "dms-fips",
                                           "drs",
                                           "ds",
                                           "dynamodb",
                                           "dynamodb-streams",
                                           "ebs",
                                           "ec2",
                                           "ec2messages",
                                           "ecr.api",
                                           "ecr.dkr",
                                           "ecs",
                                           "ecs-agent",
                                           "ecs-telemetry",
                                           "eks",
                                           "eks-auth",
                                           "elasticache",
                                           "elasticache-fips",
                                           "elasticbeanstalk",
                                           "elasticbeanstalk-health",
                                           "elasticfilesystem",
                                           "elasticfilesystem-fips",
                                           "elasticloadbalancing",
                                           "elasticmapreduce",
                                           "email-smtp",
                                           "emr-containers",
                                           "emr-serverless",
                                           "emrwal.prod",
                                           "entityresolution",
                                           "events",
                                           "evidently",
                                           "evidently-dataplane",
                                           "execute-api",
                                           "finspace",
                                           "finspace-api",
                                           "fis",
                                           "forecast",
                                           "forecastquery",
                                           "frauddetector",
                                           "freetier",
                                           "fsx",
                                           "fsx-fips",
                                           "git-codecommit",
                                           "git-codecommit-fips",
                                           "glue",
                                           "glue.dashboard",
                                           "grafana",
                                           "grafana-workspace",
                                           "greengrass",
                                           "groundstation",
                                           "guardduty",
                                           "guardduty-data",
                                           "guardduty-data-fips",
                                           "healthlake",
                                           "identitystore",
                                           "imagebuilder",
                                           "inspector-scan",
                                           "inspector2",
                                           "internetmonitor",
                                           "invoicing",
                                           "iot.credentials",
                                           "iot.data",
                                           "iot.fleethub.api",
                                           "iotfleetwise",
                                           "iotsitewise.api",
                                           "iotsitewise.data",
                                           "iottwinmaker.api",
                                           "iottwinmaker.data",
                                           "iotwireless.api",
                                           "ivs.contribute",
                                           "kafka",
                                           "kendra",
                                           "kendra-ranking",
                                           "kinesis-firehose",
                                           "kinesis-streams",
                                           "kms",
                                           "kms-fips",
                                           "lakeformation",
                                           "lambda",
                                           "launchwizard",
                                           "license-manager",
                                           "license-manager-fips",
                                           "license-manager-linux-subscriptions",
                                           "license-manager-user-subscriptions",
                                           "logs",
                                           "lookoutequipment",
                                           "lookoutmetrics",
                                           "lookoutvision",
                                           "m2",
                                           "macie2",
                                           "managedblockchain-query",
                                           "mediaconnect",
                                           "medical-imaging",
                                           "memory-db",
                                           "memorydb-fips",
                                           "mgn",
                                           "migrationhub-orchestrator",
                                           "migrationhub-strategy",
                                           "models-v2-lex",
                                           "monitoring",
                                           "neptune-graph",
                                           "neptune-graph-data",
                                           "network-firewall",
                                           "networkmonitor",
                                           "nimble",
                                           "organizations",
                                           "outposts",
                                           "panorama",
                                           "partnercentral-selling",
                                           "payment-cryptography.controlplane",
                                           "payment-cryptography.dataplane",
                                           "pca-connector-ad",
                                           "pca-connector-scep",
                                           "pcs",
                                           "personalize",
                                           "personalize-events",
                                           "personalize-runtime",
                                           "pi",
                                           "pinpoint",
                                           "pinpoint-sms-voice-v2",
                                           "pipes",
                                           "polly",
                                           "private-networks",
                                           "profile",
                                           "proton",
                                           "q",
                                           "qapps",
                                           "qbusiness",
                                           "qldb.session",
                                           "quicksight-website",
                                           "ram",
                                           "rbin",
                                           "rds",
                                           "rds-data",
                                           "redshift",
                                           "redshift-data",
                                           "redshift-fips",
                                           "redshift-serverless",
                                           "refactor-spaces",
                                           "rekognition",
                                           "rekognition-fips",
                                           "resource-groups",
                                           "robomaker",
                                           "rolesanywhere",
                                           "route53resolver",
                                           "rum",
                                           "rum-dataplane",
                                           "runtime-v2-lex",
                                           "s3",
                                           "s3-outposts",
                                           "s3tables",
                                           "sagemaker.api",
                                           "sagemaker.api-fips",
                                           "sagemaker.featurestore-runtime",
                                           "sagemaker.metrics",
                                           "sagemaker.runtime",
                                           "sagemaker.runtime-fips",
                                           "savingsplans",
                                           "scheduler",
                                           "schemas",
                                           "secretsmanager",
                                           "securityhub",
                                           "securitylake",
                                           "securitylake-fips",
                                           "serverlessrepo",
                                           "servicecatalog",
                                           "servicecatalog-appregistry",
                                           "servicediscovery",
                                           "servicediscovery-fips",
                                           "signin",
                                           "simspaceweaver",
                                           "sms",
                                           "sms-fips",
                                           "snow-device-management",
                                           "sns",
                                           "sqs",
                                           "ssm",
                                           "ssm-contacts",
                                           "ssm-incidents",
                                           "ssm-quicksetup",
                                           "ssmmessages",
                                           "states",
                                           "storage-omics",
                                           "storagegateway",
                                           "sts",
                                           "swf",
                                           "swf-fips",
                                           "sync-states",
                                           "synthetics",
                                           "synthetics-fips",
                                           "tagging",
                                           "tags-omics",
                                           "tax",
                                           "textract",
                                           "textract-fips",
                                           "thinclient.api",
                                           "timestream-influxdb",
                                           "timestream.ingest-cell1",
                                           "timestream.query-cell1",
                                           "transcribe",
                                           "transcribestreaming",
                                           "transfer",
                                           "transfer.server",
                                           "translate",
                                           "trustedadvisor",
                                           "verifiedpermissions",
                                           "voiceid",
                                           "vpc-lattice",
                                           "wellarchitected",
                                           "wisdom",
                                           "workflows-omics",
                                           "workspaces",
                                           "workspaces-web",
                                           "xray"};
constexpr std::string_view gateways[] = {"dynamodb", "s3", "s3express"};
static_assert(std::ranges::is_sorted(interfaces) && std::ranges::is_sorted(gateways));

std::string prefix_of(std::string_view region) { return fmt::format("com.amazonaws.{}.", region); }

// One service as DescribeVpcEndpointServices tells it: one that takes both kinds of endpoints is there twice.
struct Offer {
  std::string name;
  bool gateway;
};

std::vector<Offer> offers_in(std::string_view region) {
  std::vector<Offer> offers;
  for (const std::string_view each : interfaces) {
    if (std::ranges::binary_search(gateways, each)) offers.push_back({prefix_of(region).append(each), true});
    offers.push_back({prefix_of(region).append(each), false});
  }
  offers.push_back({prefix_of(region).append("s3express"), true});
  std::ranges::stable_sort(offers, {}, &Offer::name);
  return offers;
}

bool fits(const Offer& offer, std::string_view region, const In& filters) {
  for (const In filter : filters) {
    const std::string_view name = filter["Name"].text();
    Texts texts;
    if (name == "owner") {
      texts = {"amazon"};
    } else if (name == "service-name") {
      texts = {offer.name};
    } else if (name == "service-region") {
      texts = {std::string(region)};
    } else if (name == "service-type") {
      texts = {offer.gateway ? "Gateway" : "Interface"};
    } else if (name == "supported-ip-address-types") {
      texts = {"ipv4"};
    } else if (!tag_texts({}, name)) {
      throw unknown_filter(name);
    }
    if (!matches_any(texts, filter["Values"])) return false;
  }
  return true;
}

void show(const Offer& offer, std::string_view region, const Out& out) {
  out["ServiceName"] = offer.name;
  out["ServiceId"] =
      "vpce-svc-" + kit::sha256_hex(fmt::format("{}/{}", offer.name, offer.gateway)).substr(0, 17);
  out["ServiceType"].list(1).add().structure(1)["ServiceType"] = offer.gateway ? "Gateway" : "Interface";
  out["ServiceRegion"] = region;
  const OutList zones = out["AvailabilityZones"].list();
  for (const Zone& zone : zones_of(region)) zones.add() = zone.name;
  out["Owner"] = "amazon";
  const std::string_view own = std::string_view(offer.name).substr(prefix_of(region).size());
  out["BaseEndpointDnsNames"].list(1).add() = offer.gateway
                                                  ? fmt::format("{}.{}.amazonaws.com", own, region)
                                                  : fmt::format("{}.{}.vpce.amazonaws.com", own, region);
  if (!offer.gateway) {
    const std::string name = fmt::format("{}.{}.amazonaws.com", own, region);
    out["PrivateDnsName"] = name;
    out["PrivateDnsNames"].list(1).add().structure(1)["PrivateDnsName"] = name;
    out["PrivateDnsNameVerificationState"] = "verified";
    out["SupportedIpAddressTypes"].list(1).add() = "ipv4";
  }
  out["VpcEndpointPolicySupported"] = true;
  out["AcceptanceRequired"] = false;
  out["ManagesVpcEndpoints"] = false;
  out["Tags"].list(0);
}

// ---- Policies

[[noreturn]] void refuse(std::string_view why) {
  throw kit::Failure("InvalidPolicyDocument", fmt::format("The Policy Document is not valid. {}", why));
}

void check_statement(const kit::Value& statement) {
  if (!statement.is(kit::Kind::map)) refuse("A statement is no object.");
  const kit::Value* effect = statement.find("Effect");
  if (!effect || (effect->text() != "Allow" && effect->text() != "Deny"))
    refuse("The Effect of a statement is Allow or Deny.");
  const auto any = [&](std::string_view name, std::string_view other) {
    if (!statement.find(name) && !statement.find(other)) refuse(fmt::format("A statement has no {}.", name));
  };
  any("Principal", "NotPrincipal");
  any("Action", "NotAction");
  any("Resource", "NotResource");
  if (const kit::Value* condition = statement.find("Condition"); condition && !condition->is(kit::Kind::map))
    refuse("The Condition of a statement is no object.");
}

}  // namespace

std::optional<EndpointKinds> endpoint_service(std::string_view name, std::string_view region) {
  const std::string own = fmt::format("com.amazonaws.vpce.{}.vpce-svc-", region);
  if (name.starts_with(own) && name.size() == own.size() + 17) return EndpointKinds{true, false};
  const std::string prefix = prefix_of(region);
  if (!name.starts_with(prefix)) return {};
  name.remove_prefix(prefix.size());
  const EndpointKinds kinds{std::ranges::binary_search(interfaces, name),
                            std::ranges::binary_search(gateways, name)};
  if (!kinds.interface && !kinds.gateway) return {};
  return kinds;
}

kit::Failure no_endpoint_service(std::string_view name) {
  return {"InvalidServiceName", fmt::format("The Vpc Endpoint Service '{}' does not exist", name)};
}

void check_endpoint_policy(std::string_view text) {
  kit::Arena arena;
  const auto document = kit::parse_json(text, arena);
  if (!document || !document->is(kit::Kind::map)) refuse("It is no JSON object.");
  if (const kit::Value* version = document->find("Version");
      version && version->text() != "2012-10-17" && version->text() != "2008-10-17")
    refuse("Its Version is 2012-10-17 or 2008-10-17.");
  const kit::Value* statements = document->find("Statement");
  if (!statements) refuse("It has no Statement.");
  if (!statements->is(kit::Kind::list)) return check_statement(*statements);
  if (statements->size() == 0) refuse("It has no Statement.");
  for (const kit::Value& each : statements->elements()) check_statement(each);
}

kit::Outcome describe_vpc_endpoint_services(Call& call, State&) {
  constexpr std::string_view listing = "vpc-endpoint-service";
  for (const In each : call.in["ServiceNames"])
    if (!endpoint_service(each.text(), call.region())) return no_endpoint_service(each.text());
  for (const In region : call.in["ServiceRegions"])
    if (region.text() != call.region())
      return kit::Error{"UnsupportedOperation", "Services of other regions are not known to this server."};
  const Page page = page_of(call, listing);
  const OutList names = call.out["ServiceNames"].list(), details = call.out["ServiceDetails"].list();
  std::uint64_t place = 0;
  std::string last;
  for (const Offer& offer : offers_in(call.region())) {
    bool wanted = call.in["ServiceNames"].empty();
    for (const In each : call.in["ServiceNames"]) wanted |= each.text() == offer.name;
    if (place++ < page.from || !wanted || !fits(offer, call.region(), call.in["Filters"])) continue;
    if (details.size() == page.limit) {
      call.out["NextToken"] = next_token(listing, place - 1);
      break;
    }
    if (offer.name != last) names.add() = last = offer.name;
    show(offer, call.region(), details.add().structure(16));
  }
  return {};
}

// Resources and service networks, which alone are associated, have endpoints of kinds that nobody here makes.
kit::Outcome describe_vpc_endpoint_associations(Call& call, State& state) {
  need_all(state.endpoints, call.in["VpcEndpointIds"], kinds::endpoint);
  page_of(call, "vpc-endpoint-association");
  call.out["VpcEndpointAssociations"].list(0);
  return {};
}

}  // namespace understudy::ec2
