// Blobs as the text of a row's field: their bytes, or the names of the files that hold them.
//
// A name: '@', the size, the digests, and where the bytes lie, one stretch after the other: in a body
// ("number:from:size") or here (base64 behind '='). "@300000;md5=5d41...;17:0:300000"
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <utility>

#include "services/kit/blob.hpp"
#include "services/kit/format.hpp"

namespace understudy::kit {
namespace {

constexpr std::array<std::pair<std::string_view, Hash>, 6> hashes{{{"md5", Hash::md5},
                                                                   {"crc32", Hash::crc32},
                                                                   {"crc32c", Hash::crc32c},
                                                                   {"crc64nvme", Hash::crc64nvme},
                                                                   {"sha1", Hash::sha1},
                                                                   {"sha256", Hash::sha256}}};

// ---- To text

bool append_bytes(const Blob& blob, std::uint64_t from, std::uint64_t size, std::string& to) {
  return read_blob(blob, from, size, [&](std::string_view piece) {
    to += piece;
    return true;
  });
}

bool in_bodies(const Blob& blob) {
  for (std::uint64_t at = 0; at < blob.size();) {
    const Blob::Place place = blob.place(at);
    if (place.body) return true;
    if (place.size == 0) return false;
    at += place.size;
  }
  return false;
}

// False: some of the bytes cannot be read.
bool name(const Blob& blob, Bodies::Naming& naming, std::string& text) {
  text = "@" + std::to_string(blob.size()) + ";";
  for (const auto& [label, hash] : hashes)
    if (const std::string_view bytes = blob.digests().get(hash); !bytes.empty())
      text.append(label).append(1, '=').append(base64(bytes)).append(1, ',');
  for (std::uint64_t at = 0; at < blob.size();) {
    const Blob::Place place = blob.place(at);
    if (place.size == 0) return false;
    text += ';';
    if (place.body) {
      naming.add(place.body);
      text += std::to_string(place.body) + ":" + std::to_string(place.at) + ":" + std::to_string(place.size);
    } else {
      std::string bytes;
      if (!append_bytes(blob, at, place.size, bytes)) return false;
      text += "=" + base64(bytes);
    }
    at += place.size;
  }
  return true;
}

// ---- From text

// What is before the mark, which is taken off with it.
std::string_view cut(std::string_view& text, char mark) {
  const auto end = std::min(text.find(mark), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

[[noreturn]] void damaged() { throw std::invalid_argument("the name of a body is damaged"); }

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) damaged();
  return value;
}

std::string bytes_in(std::string_view text) {
  auto bytes = parse_base64(text);
  if (!bytes) damaged();
  return std::move(*bytes);
}

Digests digests_in(std::string_view text) {
  Digests digests;
  while (!text.empty()) {
    std::string_view value = cut(text, ',');
    const std::string_view label = cut(value, '=');
    for (const auto& [known, hash] : hashes) {
      if (known != label) continue;
      const std::string bytes = bytes_in(value);
      if (bytes.size() != hash_sizes[static_cast<std::size_t>(hash)]) damaged();
      digests.set(hash, bytes);
    }
  }
  return digests;
}

BlobPtr named(std::string_view text, Bodies& bodies) {
  const std::uint64_t size = number(cut(text, ';'));
  const Digests digests = digests_in(cut(text, ';'));
  std::vector<Slice> slices;
  std::uint64_t found = 0;
  while (!text.empty()) {
    std::string_view part = cut(text, ';');
    if (part.starts_with('=')) {
      const std::string bytes = bytes_in(part.substr(1));
      slices.push_back({make_blob(bytes, Digests()), 0, bytes.size()});
    } else {
      const Bodies::Number body = number(cut(part, ':'));
      const std::uint64_t from = number(cut(part, ':')), length = number(part);
      auto file = bodies.find(body, from + length);
      if (!file) return lost_blob(size);
      if (from == 0 && length == size) return make_blob(std::move(file), size, digests);
      slices.push_back({make_blob(std::move(file), from + length, Digests()), from, length});
    }
    found += slices.back().size;
  }
  if (found != size) damaged();
  return join_blobs(std::move(slices), digests);
}

}  // namespace

BlobRef::operator std::string_view() const {
  thread_local std::string text;
  text.clear();
  if (!blob_) return {};
  if (auto* naming = Bodies::Naming::current();
      naming && (blob_->size() > BlobStore::in_memory || in_bodies(*blob_)) && name(*blob_, *naming, text))
    return text;
  std::string bytes;
  if (blob_->size() > shown || !append_bytes(*blob_, 0, blob_->size(), bytes)) {
    text = "<" + std::to_string(blob_->size()) + " bytes>";
  } else {
    text = bytes.empty() ? std::string("=") : base64(bytes);  // an empty body is not the same as none
  }
  return text;
}

BlobRef::BlobRef(std::string_view text) {
  if (text.empty()) return;
  if (auto* naming = Bodies::Naming::current(); naming && text.starts_with('@')) {
    blob_ = named(text.substr(1), naming->bodies());
    return;
  }
  std::uint64_t lost = 0;
  if (text.starts_with('<') &&
      std::from_chars(text.data() + 1, text.data() + text.size(), lost).ec == std::errc()) {
    blob_ = lost_blob(lost);
    return;
  }
  const auto bytes = text == "=" ? std::optional(std::string()) : parse_base64(text);
  if (!bytes) throw std::invalid_argument("the content is not in the view");
  blob_ = make_blob(*bytes);
}

}  // namespace understudy::kit
