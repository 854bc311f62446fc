// What the model does not say of Amazon ElastiCache's resources.
#include "services/derived/hint.hpp"

namespace understudy::elasticache {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("CacheCluster", "CacheClusterNotFound", "Cache cluster {} not found."),
    exists("CacheCluster", "CacheClusterAlreadyExists", "Cache cluster {} already exists."),
    missing("ReplicationGroup", "ReplicationGroupNotFoundFault", "Replication group {} not found."),
    exists("ReplicationGroup", "ReplicationGroupAlreadyExists", "Replication group {} already exists."),
    rejects("CreateUser", "Engine !~ (?i)(redis|valkey)", "InvalidParameterValue",
            "Unknown parameter for Engine: {Engine}, must be one of: redis, valkey"),
    rejects("CreateUser", "#Passwords given & Passwords !~ .{16,128}", "InvalidParameterValue",
            "Passwords length must be between 16-128 characters."),
    rejects(
        "CreateUser", "NoPasswordRequired = true & AuthenticationMode.Type ~ password|iam",
        "InvalidParameterCombination",
        "No password required flag is true but provided authentication type is {AuthenticationMode.Type}"),
    rejects("CreateUser", "AuthenticationMode.Type = iam & Passwords given", "InvalidParameterCombination",
            "Password field is not allowed with authentication type: iam"),
    rejects("CreateUser", "AuthenticationMode.Passwords given & Passwords given",
            "InvalidParameterCombination",
            "Passwords provided via multiple arguments. Use only one argument"),
    rejects("CreateUser", "AuthenticationMode.Type = password & AuthenticationMode.Passwords absent",
            "InvalidParameterCombination",
            "A user with Authentication Mode: password, must have at least one password"),
    rejects("CreateUser", "AuthenticationMode.Type !~ password|no-password-required|iam",
            "InvalidParameterValue",
            "Input Authentication type: {AuthenticationMode.Type} is not in the allowed list: "
            "[password,no-password-required,iam]"),
    rejects(
        "CreateUser", "AuthenticationMode absent & Passwords absent & NoPasswordRequired absent",
        "InvalidParameterValue",
        "Input Authentication type: null is not in the allowed list: [password,no-password-required,iam]"),
    rejects("CreateCacheCluster", "Engine given & CacheNodeType absent & ReplicationGroupId absent",
            "InvalidParameterValue", "The parameter CacheNodeType must be provided and must not be null."),
    rejects("CreateSnapshot|DescribeSnapshots", "CacheClusterId given & ReplicationGroupId given",
            "InvalidParameterCombination", "Only one of ReplicationGroupId and CacheClusterId may be given"),
    rejects("CreateSnapshot", "CacheClusterId absent & ReplicationGroupId absent", "InvalidParameterValue",
            "One of ReplicationGroupId or CacheClusterId must be provided"),
    value("CreateUser", "Authentication",
          R"({"Type":"{AuthenticationMode.Type}","PasswordCount":"{#AuthenticationMode.Passwords}"})"),
    value("User", "MinimumEngineVersion", "6.0"),
    states("User", "create", "active"),
    sets("User", "Engine", "{Engine:lower}"),
    arn("CacheSubnetGroup", "arn:{partition}:elasticache:{region}:{account}:subnetgroup:{}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::elasticache
