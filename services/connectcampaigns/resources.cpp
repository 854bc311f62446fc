// What the model does not say of Amazon Connect Outbound Campaigns's resources.
#include "services/derived/hint.hpp"

namespace understudy::connectcampaigns {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    states("Campaign", "create", "Initialized"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::connectcampaigns
