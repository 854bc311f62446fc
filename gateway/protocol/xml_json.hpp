// XML answers told in JSON, for those who ask for that.
#pragma once

#include "gateway/protocol/protocol.hpp"

namespace understudy::gateway::protocol {

// Makes an XML answer the JSON document of the same elements, as LocalStack does: an element without elements
// is its text (null when it is empty), one that stands repeatedly a list. Attributes are left out. An answer
// that is no XML stays as it is.
void turn_to_json(Reply& reply);

}  // namespace understudy::gateway::protocol
