// What the model does not say of AWS Account Management's resources.
#include "services/derived/hint.hpp"

namespace understudy::account {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("AlternateContact", "ResourceNotFoundException",
            "No contact of the inputted alternate contact type found."),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::account
