// What the model does not say of Amazon SES's resources.
#include "services/derived/hint.hpp"

namespace understudy::ses {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    plays("VerifyEmailIdentity", "put", "Identity"),
    own("Identity", "EmailAddress"),
    value("VerifyEmailIdentity", "Identity", "{EmailAddress}"),
    value("VerifyEmailIdentity", "IdentityType", "EmailAddress"),
    forgives("DeleteIdentity"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::ses
