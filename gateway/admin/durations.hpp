// Lengths of time as people write them: "90d", "1h30m", "P1DT2H".
#pragma once

#include <optional>
#include <string_view>

#include "services/kit/time.hpp"

namespace understudy::gateway::admin {

// The instant that lies so much after `from`; nothing when the text is no length of time (it is never
// negative) or the calendar ends before. Units from us, ms, s, m, h and d to w, each with a fraction if need
// be, one after another, or a whole number of seconds alone; ISO 8601 durations, whose years and months are
// those of the calendar: a month after January 31st is the last day of February.
std::optional<kit::Time> later(kit::Time from, std::string_view duration);

}  // namespace understudy::gateway::admin
