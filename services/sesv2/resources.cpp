// What the model does not say of Amazon SES's resources.
#include "services/derived/hint.hpp"

namespace understudy::sesv2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("ContactList", "NotFoundException", "List with name: {} doesn't exist."),
    missing("Contact", "NotFoundException", "{} doesn't exist in List."),
    missing("ConfigurationSet", "NotFoundException", "Configuration set <{}> does not exist."),
    exists("ConfigurationSet", "AlreadyExistsException", "Configuration set <{}> already exists."),
    missing("EmailIdentity", "NotFoundException", "Email identity {} does not exist."),
    strict("*"),
    value("EmailIdentity", "IdentityType", "DOMAIN"),
    value("EmailIdentity", "VerificationStatus", "SUCCESS"),
    value("EmailIdentity", "VerifiedForSendingStatus", "true"),
    value("EmailIdentity", "SendingEnabled", "true"),
    shows("EmailIdentity", "IdentityName", "{EmailIdentity}"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::sesv2
