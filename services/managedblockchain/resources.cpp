// What the model does not say of Amazon Managed Blockchain's resources.
#include "services/derived/hint.hpp"

namespace understudy::managedblockchain {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{type} {} not found"),
    id("Network", "n-[A-Z0-9]{26}"),
    id("Member", "m-[A-Z0-9]{26}"),
    id("Node", "nd-[A-Z0-9]{26}"),
    id("Proposal", "p-[A-Z0-9]{26}"),
    own("Invitation", "InvitationId"),
    missing("Invitation", "ResourceNotFoundException", "InvitationId {} not found."),
    rejects("CreateNetwork", "Framework !~ HYPERLEDGER_FABRIC|ETHEREUM", "BadRequestException",
            "Invalid request body"),
    rejects("CreateNetwork", "FrameworkVersion !~ 1\\.[24]|2\\.2", "BadRequestException",
            "Invalid version {FrameworkVersion} requested for framework {Framework}"),
    rejects("CreateNetwork", "FrameworkConfiguration.Fabric.Edition !~ STARTER|STANDARD",
            "BadRequestException", "Invalid request body"),
    states("Proposal", "create", "IN_PROGRESS"),
    makes(
        "CreateNetwork", "Member",
        R"({"Name":"{MemberConfiguration.Name}","Description":"{MemberConfiguration.Description}","FrameworkAttributes":{"Fabric":{"AdminUsername":"{MemberConfiguration.FrameworkConfiguration.Fabric.AdminUsername}","CaEndpoint":"ca.{hex26}.managedblockchain.{region}.amazonaws.com:30002"}}})"),
    needs("Create*|Get*|List*|Delete*|Update*|VoteOnProposal", "NetworkId", "Network"),
    needs("*Node|ListNodes|CreateProposal", "MemberId", "Member"),
    plays("VoteOnProposal", "state", "Proposal"),
    leads("VoteOnProposal", "APPROVED", "Vote = YES"),
    leads("VoteOnProposal", "REJECTED", "Vote = NO"),
    makes("VoteOnProposal", "Invitation",
          R"({"InvitationId":"in-{digits26}","Status":"PENDING","NetworkSummary":{"Id":"{NetworkId}"}})",
          "Vote = YES"),
    needs("VoteOnProposal", "VoterMemberId", "Member"),
    rejects("CreateMember", "InvitationId !~ in-[0-9]{26}", "InvalidRequestException",
            "Invitation {InvitationId} not valid"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::managedblockchain
