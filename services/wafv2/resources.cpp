// What the model does not say of AWS WAF's resources.
#include "services/derived/hint.hpp"

namespace understudy::wafv2 {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "WAFNonexistentItemException",
            "AWS WAF couldn’t perform the operation because your resource doesn’t exist."),
    exists("*", "WAFDuplicateItemException",
           "AWS WAF could not perform the operation because some resource in your request is a duplicate of "
           "an existing one."),
    arn("WebACL|RuleGroup|IPSet|RegexPatternSet",
        "arn:{partition}:wafv2:{region}:{account}:regional/{noun}/{Name}/{Id}"),
    value("WebACL", "LabelNamespace", "awswaf:{account}:webacl:{Name}:"),
    value("RuleGroup", "LabelNamespace", "awswaf:{account}:rulegroup:{Name}:"),
    answers("Update*", "NextLockToken", "{uuid}"),
    rejects("CreateWebACL|CreateRuleGroup|CreateIPSet|CreateRegexPatternSet", "taken Name",
            "WAFDuplicateItemException",
            "AWS WAF could not perform the operation because some resource in your request is a duplicate of "
            "an existing one."),
    value("WebACL|RuleGroup", "Description", "\"\""),
    forgives("DisassociateWebACL"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::wafv2
