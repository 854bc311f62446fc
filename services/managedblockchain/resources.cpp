// What the model does not say of Amazon Managed Blockchain's resources.
#include "services/derived/hint.hpp"

namespace understudy::managedblockchain {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{type} {} not found"),
    strict("*"),
    id("Network", "n-[A-Z0-9]{26}"),
    id("Member", "m-[A-Z0-9]{26}"),
    id("Node", "nd-[A-Z0-9]{26}"),
    id("Proposal", "p-[A-Z0-9]{26}"),
    id("Invitation", "in-[A-Z0-9]{26}"),
    rejects("CreateNetwork", "Framework !~ HYPERLEDGER_FABRIC|ETHEREUM", "BadRequestException",
            "Invalid request body"),
    rejects("CreateNetwork", "FrameworkVersion !~ 1\\.[24]|2\\.2", "BadRequestException",
            "Invalid version {FrameworkVersion} requested for framework {Framework}"),
    rejects("CreateNetwork", "FrameworkConfiguration.Fabric.Edition !~ STARTER|STANDARD",
            "BadRequestException", "Invalid request body"),
    needs("CreateMember", "InvitationId", "Invitation"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::managedblockchain
