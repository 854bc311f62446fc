// CBOR on the wire: the bodies of smithy-rpc-v2-cbor (RFC 8949; maps for structures, tag 1 for timestamps).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/kit/error.hpp"
#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::gateway::protocol {

// Strings and blobs stay where they are in `bytes`. Definite and indefinite lengths, numbers of any width;
// null and undefined are as good as absent. The failure is AWS's SerializationException.
std::optional<kit::Failure> decode_cbor_body(const models::Shape& shape, std::string_view bytes,
                                             kit::Arena& arena, kit::Value& structure);

void append_cbor_structure(std::string& out, const models::Shape& shape, const kit::Value& structure);
// How many members of the structure would be written, and those members without the map's head.
std::uint64_t cbor_members(const models::Shape& shape, const kit::Value& structure);
void append_cbor_members(std::string& out, const models::Shape& shape, const kit::Value& structure);
void append_cbor_map_head(std::string& out, std::uint64_t entries);
void append_cbor_text(std::string& out, std::string_view text);

}  // namespace understudy::gateway::protocol
