// What the model does not say of Amazon SimpleDB's resources.
#include "services/derived/hint.hpp"

namespace understudy::sdb {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Domain|Attribute|GetAttributes|PutAttributes", "NoSuchDomain",
            "The specified domain does not exist."),
    rejects("CreateDomain|DeleteDomain|GetAttributes|PutAttributes|DomainMetadata",
            "DomainName !~ [a-zA-Z0-9_.-]{3,255}", "InvalidParameterValue",
            "Value ({DomainName}) for parameter DomainName is invalid. "),
    forgives("DeleteDomain"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::sdb
