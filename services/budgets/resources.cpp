// What the model does not say of AWS Budgets's resources.
#include "services/derived/hint.hpp"

namespace understudy::budgets {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Budget", "NotFoundException", "Unable to get budget: {} - the budget doesn't exist."),
    missing("DeleteBudget", "NotFoundException",
            "Unable to delete budget: {} - the budget doesn't exist. Try creating it first. "),
    exists("Budget", "DuplicateRecordException", "Error creating budget: {} - the budget already exists."),
    value("Budget", "CalculatedSpend",
          R"({"ActualSpend":{"Amount":"0","Unit":"USD"},"ForecastedSpend":{"Amount":"0","Unit":"USD"}})"),
    rejects("CreateBudget", "Budget.BudgetLimit absent & Budget.PlannedBudgetLimits absent",
            "InvalidParameterException",
            "Unable to create/update budget - please provide one of the followings: Budget Limit/ Planned "
            "Budget Limit/ Auto Adjust Data"),
    value(
        "Budget", "CostTypes",
        R"({"IncludeTax":true,"IncludeSubscription":true,"UseBlended":false,"IncludeRefund":true,"IncludeCredit":true,"IncludeUpfront":true,"IncludeRecurring":true,"IncludeOtherSubscription":true,"IncludeSupport":true,"IncludeDiscount":true,"UseAmortized":false})"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::budgets
