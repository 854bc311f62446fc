// What blobs are made of, for those who write them down.
#pragma once

#include <functional>
#include <memory>

#include "services/kit/bodies.hpp"

namespace understudy::kit {

// Calls use(blob, from, size) for the blobs that a stretch is joined out of, in order.
using EachPiece = std::function<void(const Blob& blob, std::uint64_t from, std::uint64_t size)>;
void each_piece(const Blob& blob, std::uint64_t from, std::uint64_t size, const EachPiece& use);

BlobPtr make_blob(std::string_view bytes, const Digests& digests);  // in memory, digested before
BlobPtr make_blob(std::shared_ptr<Bodies::File> file, std::uint64_t size, const Digests& digests);
BlobPtr lost_blob(std::uint64_t size);  // every read of it fails
// Of a blob that was made of one; 0: it was not.
Bodies::Number number_of(const Blob& blob);

}  // namespace understudy::kit
