// A request's body: collected as it arrives, its framings taken off, in memory that grows with what has come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/auth_chunks.hpp"
#include "gateway/chunked.hpp"
#include "gateway/head.hpp"
#include "services/kit/blob.hpp"

namespace understudy::gateway {

inline constexpr std::size_t body_padding = 64;  // readable bytes behind a body: simdjson reads past the end

// Bytes that arrive. Never larger than twice what has come, nor than the limit: a client's word buys no
// memory.
class Buffer {
 public:
  explicit Buffer(std::size_t limit) : limit_(limit) {}

  // Room for at least one more byte (and at most `wanted`); empty when the limit is reached.
  std::span<char> room(std::size_t wanted);
  void filled(std::size_t bytes) { size_ += bytes; }
  bool append(std::string_view bytes);  // false: beyond the limit
  std::string_view view() const { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }
  void shorten(std::size_t size) { size_ = size; }

 private:
  std::size_t limit_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::unique_ptr<char[]> bytes_;
};

// How the sender of a body wraps it.
struct Framing {
  std::optional<std::uint64_t> length{};   // none: chunked
  bool open = false;                       // ends when its sender says so: end()
  bool aws_chunked = false;                // a second framing inside, with a signature or checksums
  bool sealed = false;                     // the chunks' signatures are to be kept, for who checks them
  std::optional<std::uint64_t> decoded{};  // X-Amz-Decoded-Content-Length
};
// Reads the fields of a head; refuses malformed ones.
std::optional<Refusal> read_framing(const Head& head, Framing& framing);

// Takes a body off the connection's bytes.
class Body {
 public:
  enum class Status : std::uint8_t { more, done, refused };

  // With a writer, the bytes go there and nowhere else.
  Body(const Framing& framing, std::size_t limit, std::unique_ptr<kit::BlobStore::Writer> writer = nullptr);

  // Takes bytes off the front of `in`; those behind the body's end stay. `refusal` says why when refused.
  Status put(std::string_view& in);
  Status end();  // of an open one: done or refused
  // Where the connection may read to directly, past put: empty unless the bytes need no decoding.
  std::span<char> room();
  Status filled(std::size_t bytes);

  std::string_view bytes() const { return buffer_.view(); }  // decoded; good while this lives
  bool to_blob() const { return writer_ != nullptr; }
  kit::BlobPtr take_blob() { return writer_->finish(); }  // once, when done
  const Refusal& refusal() const { return refusal_; }
  // What aws-chunked's trailer said ("x-amz-checksum-crc32"); HTTP's own trailers are not kept (RFC
  // 9110 6.5.1).
  std::span<const Chunked::Trailer> trailers() const;
  const auth::ChunkSeals* seals() const { return seals_.get(); }  // null unless asked for

 private:
  bool take(std::string_view part);  // decoded from the outer framing
  bool keep(std::string_view bytes);
  Status finish();
  Status refuse(unsigned status, std::string_view reason);

  Framing framing_;
  std::uint64_t left_ = 0;  // of the length
  std::optional<Chunked> outer_;
  std::optional<Chunked> inner_;
  std::unique_ptr<auth::ChunkSeals> seals_;
  std::size_t limit_;
  Buffer buffer_;
  std::unique_ptr<kit::BlobStore::Writer> writer_;
  Refusal refusal_{};
};

// The bytes that gzip or zlib packed, or nothing when they are damaged or would exceed the limit.
std::optional<Buffer> inflate(std::string_view packed, std::size_t limit);

}  // namespace understudy::gateway
