// The lines of chunked framing: sizes with their extensions, and trailers.
#include "gateway/chunked.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/auth_chunks.hpp"

namespace understudy::gateway {
namespace {

constexpr std::size_t max_line = 4096;           // a chunk's size with its extension, or one trailer
constexpr std::size_t max_trailers = 16 * 1024;  // bytes of all trailers
constexpr std::uint64_t max_chunk = 1ull << 48;  // far beyond any body, far below an overflow

bool is_token(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         others.find(c) != std::string_view::npos;
}

bool is_text(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f'); }

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

}  // namespace

bool Chunked::line(std::string_view& in) {
  const auto end = in.find('\n');
  const std::string_view part = in.substr(0, end);
  const std::size_t most = state_ == State::data_end ? 1 : max_line;  // there, only the CR of an empty line
  if (line_.size() + part.size() > most) return false;
  if (state_ == State::data_end && line_.empty() && !part.empty() && part.front() != '\r') return false;
  line_.append(part);
  in.remove_prefix(end == std::string_view::npos ? in.size() : end + 1);
  if (end == std::string_view::npos) return true;
  if (!line_.empty() && line_.back() == '\r') {
    line_.pop_back();
  } else if (form_ != Form::aws || state_ != State::trailer) {
    return false;  // a bare LF
  }
  const bool good = std::ranges::all_of(line_, is_text) && finish_line();
  line_.clear();
  return good;
}

bool Chunked::finish_line() {
  switch (state_) {
    case State::size: return read_size();
    case State::data_end: state_ = State::size; return line_.empty();
    default: return read_trailer();
  }
}

bool Chunked::read_size() {
  const std::string_view size = std::string_view(line_).substr(0, line_.find(';'));
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), left_, 16);
  // from_chars takes a minus sign
  if (error != std::errc() || end != size.data() + size.size() || size.front() == '-' || left_ > max_chunk)
    return false;
  if (seals_) seals_->begin(std::string_view(line_).substr(size.size()));
  state_ = left_ == 0 ? State::trailer : State::data;
  return true;
}

bool Chunked::read_trailer() {
  if (line_.empty()) {
    state_ = State::done;
    return true;
  }
  trailer_bytes_ += line_.size();
  const auto colon = line_.find(':');
  if (trailer_bytes_ > max_trailers || colon == 0 || colon == std::string::npos) return false;
  const std::string_view name = std::string_view(line_).substr(0, colon);
  if (!std::ranges::all_of(name, is_token)) return false;
  trailers_.emplace_back(name, trim(std::string_view(line_).substr(colon + 1)));
  return true;
}

}  // namespace understudy::gateway
