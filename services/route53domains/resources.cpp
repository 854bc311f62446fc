// What the model does not say of Amazon Route 53 Domains's resources.
#include "services/derived/hint.hpp"

namespace understudy::route53domains {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "InvalidInput", "Domain {} is not registered to the current AWS account"),
    plays("GetOperationDetail", "get", "Operation"),
    makes(
        "RegisterDomain", "Operation",
        R"({"Type":"REGISTER_DOMAIN","Status":"SUCCESSFUL","DomainName":"{DomainName}","SubmittedDate":"{now}"})"),
    makes(
        "DeleteDomain", "Operation",
        R"({"Type":"DELETE_DOMAIN","Status":"SUCCESSFUL","DomainName":"{DomainName}","SubmittedDate":"{now}"})"),
    makes(
        "UpdateDomainNameservers", "Operation",
        R"({"Type":"UPDATE_NAMESERVER","Status":"SUCCESSFUL","DomainName":"{DomainName}","SubmittedDate":"{now}"})"),
    binds("ListOperations", "Type"),
    binds("ListOperations", "Status"),
    binds("ListDomains", "SortCondition.Name"),
    missing("GetOperationDetail", "InvalidInput", "Operation with id {} doesn't exist"),
    rejects("RegisterDomain|GetDomainDetail",
            "DomainName !~ "
            ".*\\.(com|net|org|info|io|co\\.uk|me|us|biz|tv|cloud|dev|app|ai|de|fr|uk|eu|in|name|link|click|"
            "online|site|xyz|tech|store|blog)",
            "UnsupportedTLD", "The TLD of {DomainName} is not supported"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::route53domains
