// GetWebIdentityToken's handler.
#pragma once

#include "services/sts/state.hpp"

namespace understudy::sts {

kit::Task get_web_identity_token(Call& call, State& state);

}  // namespace understudy::sts
