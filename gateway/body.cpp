// Growing buffers, the two framings in a row, and inflating what an SDK packed.
#include "gateway/body.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "gateway/protocol/text.hpp"

namespace understudy::gateway {
namespace {

constexpr std::size_t first_capacity = 16 * 1024;

constexpr Refusal too_large{413, "The request's body is too large."};
constexpr Refusal no_space{507, "There is no space left for the request's body."};
constexpr Refusal bad_chunk{400, "The chunked body is malformed."};

// aws-chunked is named as a content encoding, maybe one of several, or by the payload's declared hash alone
// (but STREAMING-AWS4-HMAC-SHA256-EVENTS is an event stream, whose messages are no chunks).
bool is_aws_chunked(const protocol::Request& request) {
  const std::string_view hash = request.header("x-amz-content-sha256");
  if (hash.starts_with("STREAMING-") && !hash.ends_with("-EVENTS")) return true;
  std::string_view encodings = request.header("content-encoding");
  while (!encodings.empty()) {
    const auto comma = std::min(encodings.find(','), encodings.size());
    std::string_view one = encodings.substr(0, comma);
    encodings.remove_prefix(std::min(comma + 1, encodings.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (protocol::equal_without_case(one, "aws-chunked")) return true;
  }
  return false;
}

}  // namespace

// ---- Buffer

std::span<char> Buffer::room(std::size_t wanted) {
  if (size_ == capacity_) {
    const std::size_t capacity = std::min(limit_, std::max(first_capacity, capacity_ * 2));
    if (capacity == capacity_) return {};
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity + body_padding);
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }
  return {bytes_.get() + size_, std::min(wanted, capacity_ - size_)};
}

bool Buffer::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto to = room(bytes.size());
    if (to.empty()) return false;
    std::memcpy(to.data(), bytes.data(), to.size());
    filled(to.size());
    bytes.remove_prefix(to.size());
  }
  return true;
}

// ---- Framing

std::optional<Refusal> read_framing(const Head& head, Framing& framing) {
  framing.length = head.length;
  if (!head.chunked && !head.length) framing.length = 0;
  framing.aws_chunked = is_aws_chunked(head.request);
  if (const std::string_view decoded = head.request.header("x-amz-decoded-content-length");
      !decoded.empty()) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(decoded.data(), decoded.data() + decoded.size(), value);
    if (error != std::errc() || end != decoded.data() + decoded.size())
      return Refusal{400, "X-Amz-Decoded-Content-Length is malformed."};
    framing.decoded = value;
  }
  return {};
}

// ---- Body

Body::Body(const Framing& framing, std::size_t limit, std::unique_ptr<kit::BlobStore::Writer> writer)
    : framing_(framing),
      left_(framing.length.value_or(0)),
      limit_(limit),
      buffer_(writer ? 0 : limit),
      writer_(std::move(writer)) {
  if (!framing.length && !framing.open) outer_.emplace(Chunked::Form::transfer);
  if (framing.aws_chunked) inner_.emplace(Chunked::Form::aws);
  if (framing.aws_chunked && framing.sealed) {
    seals_ = std::make_unique<auth::ChunkSeals>();
    inner_->seal(*seals_);
  }
  // The framing itself takes space too, so only a plain length tells at once.
  const auto told = framing.aws_chunked ? framing.decoded : framing.length;
  if (told && *told > limit) refusal_ = too_large;
}

std::span<const Chunked::Trailer> Body::trailers() const {
  if (!inner_) return {};
  return inner_->trailers();
}

Body::Status Body::refuse(unsigned status, std::string_view reason) {
  if (refusal_.status == 0) refusal_ = {status, reason};
  return Status::refused;
}

bool Body::keep(std::string_view bytes) {
  if (seals_) seals_->add(bytes);
  if (!writer_) {
    if (buffer_.append(bytes)) return true;
    refusal_ = too_large;
    return false;
  }
  if (bytes.size() > limit_ - writer_->size()) {
    refusal_ = too_large;
    return false;
  }
  if (writer_->append(bytes)) return true;
  refusal_ = no_space;
  return false;
}

bool Body::take(std::string_view part) {
  if (!inner_) return keep(part);
  const auto status = inner_->put(part, [this](std::string_view bytes) { return keep(bytes); });
  if (status == Chunked::Status::bad) return false;
  // Behind the inner end some writers leave another empty line.
  return std::ranges::all_of(part, [](char c) { return c == '\r' || c == '\n'; });
}

Body::Status Body::put(std::string_view& in) {
  if (refusal_.status) return Status::refused;
  if (outer_) {
    const auto status = outer_->put(in, [&](std::string_view part) { return take(part); });
    if (status == Chunked::Status::bad) return refuse(bad_chunk.status, bad_chunk.reason);
    return status == Chunked::Status::done ? finish() : Status::more;
  }
  if (framing_.open) {
    if (!take(std::exchange(in, {}))) return refuse(bad_chunk.status, bad_chunk.reason);
    return Status::more;
  }
  const std::string_view part = in.substr(0, std::min<std::uint64_t>(left_, in.size()));
  in.remove_prefix(part.size());
  if (!take(part)) return refuse(bad_chunk.status, bad_chunk.reason);
  left_ -= part.size();
  return left_ == 0 ? finish() : Status::more;
}

Body::Status Body::end() { return refusal_.status ? Status::refused : finish(); }

std::span<char> Body::room() {
  if (framing_.open || outer_ || inner_ || writer_ || refusal_.status) return {};
  return buffer_.room(std::min<std::uint64_t>(left_, SIZE_MAX));
}

Body::Status Body::filled(std::size_t bytes) {
  buffer_.filled(bytes);
  left_ -= bytes;
  return left_ == 0 ? finish() : Status::more;
}

Body::Status Body::finish() {
  if (inner_ && !inner_->ends()) return refuse(400, "The aws-chunked body ends too early.");
  if (inner_ && framing_.decoded && (writer_ ? writer_->size() : buffer_.size()) != *framing_.decoded)
    return refuse(400, "The body is not as long as X-Amz-Decoded-Content-Length says.");
  if (seals_) seals_->end();
  if (buffer_.size() == 0 && !writer_) buffer_.room(1);  // so that an empty body has its padding too
  return Status::done;
}

// ---- Inflating

std::optional<Buffer> inflate(std::string_view packed, std::size_t limit) {
  z_stream stream{};
  constexpr int detect_gzip_or_zlib = 15 + 32;
  if (inflateInit2(&stream, detect_gzip_or_zlib) != Z_OK) return {};
  Buffer out(limit);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int status = Z_OK;
  while (status == Z_OK) {
    const auto to = out.room(SIZE_MAX);
    if (to.empty()) break;
    stream.next_out = reinterpret_cast<Bytef*>(to.data());
    stream.avail_out = static_cast<uInt>(std::min<std::size_t>(to.size(), 1u << 30));
    const uInt before = stream.avail_out;
    status = ::inflate(&stream, Z_NO_FLUSH);
    out.filled(before - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) return {};
  return out;
}

}  // namespace understudy::gateway
