// What the model does not say of AWS Database Migration Service's resources.
#include "services/derived/hint.hpp"

namespace understudy::dms {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundFault", "{Words} could not be found."),
    exists("*", "ResourceAlreadyExistsFault", "The resource you are attempting to create already exists."),
    states("ReplicationTask", "create", "creating ready"),
    states("Endpoint", "create", "creating active"),
    arn("ReplicationInstance", "arn:{partition}:dms:{region}:{account}:rep:{ReplicationInstanceIdentifier}"),
    arn("Endpoint", "arn:{partition}:dms:{region}:{account}:endpoint:{EndpointIdentifier}"),
    arn("ReplicationTask", "arn:{partition}:dms:{region}:{account}:task:{ReplicationTaskIdentifier}"),
    rejects("StopReplicationTask", ".status != running", "InvalidResourceStateFault",
            "Replication task is not running"),
    needs("TestConnection", "ReplicationInstanceArn", "ReplicationInstance"),
    needs("TestConnection", "EndpointArn", "Endpoint"),
    plays("TestConnection", "create", "Connection"),
    states("Connection", "create", "testing successful"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::dms
