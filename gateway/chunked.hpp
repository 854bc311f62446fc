// Chunked framing, taken off a stream of bytes: HTTP's transfer coding, and aws-chunked, which SDKs put
// inside it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::gateway {
namespace auth {
class ChunkSeals;
}

// Both forms are `hex[;extension]CRLF data CRLF ... 0[;extension]CRLF trailers CRLF`. Anything that two
// readers could understand differently is refused: signs, spaces and prefixes at a size, bare CR or LF,
// overlong lines. In aws-chunked the extension is a chunk's signature ("chunk-signature=..."), and S3's own
// examples end a trailer with "\n\r\n", which is taken too (Amazon S3 User Guide, "Trailing checksums").
class Chunked {
 public:
  enum class Form : std::uint8_t { transfer, aws };
  enum class Status : std::uint8_t { more, done, bad };

  explicit Chunked(Form form) : form_(form) {}

  // Tells of every chunk's extension; must live as long.
  void seal(auth::ChunkSeals& seals) { seals_ = &seals; }

  // Takes bytes off the front of `in`, up to the framing's end, and hands the data in them to sink(view),
  // which answers false to give up (then: bad). Bytes behind the end stay in `in`.
  template <class Sink>
  Status put(std::string_view& in, Sink&& sink) {
    while (state_ != State::done) {
      if (in.empty()) return Status::more;
      if (state_ == State::data) {
        const std::string_view part = in.substr(0, left_);
        if (!sink(part)) return Status::bad;
        in.remove_prefix(part.size());
        left_ -= part.size();
        if (left_ == 0) state_ = State::data_end;
      } else if (!line(in)) {
        return Status::bad;
      }
    }
    return Status::done;
  }

  // The stream has ended behind an outer framing: is that an end for this one? Some writers of aws-chunked
  // leave the last empty line out.
  bool ends() const {
    return state_ == State::done || (form_ == Form::aws && state_ == State::trailer && line_.empty());
  }

  using Trailer = std::pair<std::string, std::string>;  // name and value, as they came, trimmed
  const std::vector<Trailer>& trailers() const { return trailers_; }

 private:
  enum class State : std::uint8_t { size, data, data_end, trailer, done };

  bool line(std::string_view& in);  // goes on with a line; false: malformed
  bool finish_line();
  bool read_size();
  bool read_trailer();

  Form form_;
  auth::ChunkSeals* seals_ = nullptr;
  State state_ = State::size;
  std::uint64_t left_ = 0;  // of the present chunk
  std::size_t trailer_bytes_ = 0;
  std::string line_;  // the part of a line that has come so far, without its CRLF
  std::vector<Trailer> trailers_;
};

}  // namespace understudy::gateway
