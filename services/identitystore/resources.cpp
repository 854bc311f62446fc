// What the model does not say of AWS Identity Store's resources.
#include "services/derived/hint.hpp"

namespace understudy::identitystore {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("User", "ResourceNotFoundException", "USER not found."),
    missing("Group", "ResourceNotFoundException", "GROUP not found."),
    rejects("CreateUser", "UserName absent", "ValidationException", "userName is a required attribute"),
    rejects("CreateUser", "taken UserName", "ConflictException", "Duplicate UserName"),
    rejects("CreateGroup", "taken DisplayName", "ConflictException", "Duplicate GroupDisplayName"),
    missing("GroupMembership", "ResourceNotFoundException", "MEMBERSHIP not found."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::identitystore
