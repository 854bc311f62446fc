// The resource engine: plays the operations that nobody wrote by hand, from the service's model alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/derived/record.hpp"
#include "services/kit/service.hpp"
#include "services/models/model.hpp"

namespace understudy::derived {

// The handler of every derived operation; the call says which. Answers NotImplemented (501) to those that no
// engine can play.
kit::Outcome play(kit::Call& call, kit::Turn& turn, kit::AnyState& state);
// The same on the records of a service whose other operations are native: a field `records` of its state.
// What belongs to resources that the native operations create is theirs, and not played here.
kit::Outcome play_on(kit::Call& call, kit::Turn& turn, Records& records, const kit::Service* native);

// The service as the system takes it. Its only operation has no name: it stands for all of the model.
kit::Service service_of(const models::Service& model);

// Whether the engine plays it. Infers the service's resources at the first question.
bool plays(const models::Operation& operation, const kit::Service* native = nullptr);

// How many operations it plays besides those that are `native`; keeps no inference.
std::uint32_t count_played(const models::Service& model, const kit::Service* native);
// Of the service's resources that have states, as far as no native operations create them. Kept for ever.
std::vector<const kit::Lifecycle*> lifecycles(const models::Service& model, const kit::Service* native);
// The inference, for people.
std::string explain(const models::Service& model);

}  // namespace understudy::derived
