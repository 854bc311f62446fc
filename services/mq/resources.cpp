// What the model does not say of Amazon MQ's resources.
#include "services/derived/hint.hpp"

namespace understudy::mq {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "NotFoundException", "Can't find requested {words} [{}]. Make sure your {words} exists."),
    id("Broker", "b-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"),
    id("Configuration", "c-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"),
    rejects("CreateConfiguration", "EngineType !~ (?i)(activemq|rabbitmq)", "BadRequestException",
            "Broker engine type [{EngineType}] is invalid. Valid values are: [ACTIVEMQ]"),
    value(
        "Configuration", "LatestRevision",
        R"({"Created":"{now}","Revision":1,"Description":"Auto-generated default for {Name} on {EngineType} {EngineVersion}"})"),
    value("Configuration", "AuthenticationStrategy", "simple"),
    arn("Broker", "arn:{partition}:mq:{region}:{account}:broker:{BrokerName}:{id}"),
    arn("Configuration", "arn:{partition}:mq:{region}:{account}:configuration:{id}"),
    value("Broker", "Configurations", R"({"Current":{"Id":"c-{uuid}","Revision":1},"History":[]})"),
    value("Broker", "AuthenticationStrategy", "simple"),
    value("Broker", "EncryptionOptions", R"({"UseAwsOwnedKey":true})"),
    value("Broker", "MaintenanceWindowStartTime",
          R"({"DayOfWeek":"SUNDAY","TimeOfDay":"00:00","TimeZone":"UTC"})"),
    value(
        "Broker", "BrokerInstances",
        R"([{"ConsoleURL":"https://{id}-1.mq.{region}.amazonaws.com:8162","Endpoints":["ssl://{id}-1.mq.{region}.amazonaws.com:61617"],"IpAddress":"10.0.0.1"}])"),
    answers("ListUsers", "BrokerId", "{BrokerId}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::mq
