// Blobs: bodies that no actor ever holds in a message. Immutable, counted, shared by rows, forks and answers;
// the last reference frees what they occupy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/kit/bodies.hpp"
#include "services/kit/counted.hpp"
#include "services/kit/digests.hpp"
#include "services/kit/value.hpp"

namespace understudy::kit {

// May be read on any thread.
class Blob : public Counted<Blob> {
 public:
  Blob(const Blob&) = delete;
  Blob& operator=(const Blob&) = delete;
  virtual ~Blob() = default;
  static void destroy(const Blob* blob) { delete blob; }

  std::uint64_t size() const { return size_; }
  const Digests& digests() const { return digests_; }  // those that were asked for when it was made

  // The stretch from `offset` (less than size()) on that lies together: in memory, or in a file. Nothing at
  // all when the file cannot be opened.
  struct Extent {
    std::string_view bytes;
    int file = -1;         // open as long as the blob and `held` live; -1: see bytes
    std::uint64_t at = 0;  // in the file
    std::uint64_t size = 0;
    std::shared_ptr<const void> held{};
  };
  virtual Extent extent(std::uint64_t offset) const = 0;

  // The same without opening anything: in which kept body it lies, and where.
  struct Place {
    Bodies::Number body = 0;  // 0: in none
    std::uint64_t at = 0, size = 0;
  };
  virtual Place place(std::uint64_t offset) const { return {0, 0, extent(offset).size}; }

 protected:
  Blob(std::uint64_t size, const Digests& digests) : size_(size), digests_(digests) {}

 private:
  const std::uint64_t size_;
  const Digests digests_;
};
using BlobPtr = Ref<const Blob>;

// Part of a blob.
struct Slice {
  BlobPtr blob;
  std::uint64_t from = 0, size = 0;
};

BlobPtr make_blob(std::string_view bytes, HashSet wanted = {Hash::md5});  // in memory
BlobPtr make_blob(std::string_view bytes, const Digests& digests);        // likewise, digested before
BlobPtr make_blob(std::shared_ptr<Bodies::File> body, std::uint64_t size, const Digests& digests);
BlobPtr lost_blob(std::uint64_t size);  // whose bytes are gone: every read of it fails
// One after the other; nothing is copied or read.
BlobPtr join_blobs(std::vector<Slice> slices, const Digests& digests);

// Hands out the bytes in order, in pieces; false when the disk fails, or `sink(std::string_view)` answers so.
template <class Sink>
bool read_blob(const Blob& blob, std::uint64_t from, std::uint64_t size, Sink&& sink);
// Reads as much as fits and lies together, at least one byte; 0: the disk fails.
std::size_t read_some(const Blob& blob, std::uint64_t from, std::span<char> to);
bool digest(const Slice& slice, HashSet wanted, Digests& digests);  // false: the disk fails

// Where bodies go as they arrive. Small ones stay in memory. What is larger lies in a file of the bodies that
// are kept, if there are any; else in slots of one file, which has no name and so ends with the process. Any
// thread; blobs may outlive the store.
class BlobStore {
 public:
  static constexpr std::size_t in_memory = 128 * 1024;  // bytes

  // `folder`: of the nameless file; empty: TMPDIR, else /tmp.
  explicit BlobStore(std::string folder = {}, std::shared_ptr<Bodies> bodies = {});
  ~BlobStore();

  // One body on its way in. What it holds is free again when it goes without finish().
  class Writer {
   public:
    Writer(BlobStore& store, HashSet wanted);
    Writer(Writer&&) noexcept;
    ~Writer();
    bool append(std::string_view bytes);  // false: the disk is full, or fails
    std::uint64_t size() const { return size_; }
    BlobPtr finish();  // once

   private:
    bool write(std::string_view bytes);

    BlobStore* store_;
    Hashing hashing_;
    HashSet wanted_;
    std::uint64_t size_ = 0;
    std::string memory_;
    std::vector<std::uint32_t> slots_;
    std::shared_ptr<Bodies::File> body_;
  };

  std::uint64_t occupied() const;  // bytes of slots in use

 private:
  class File;
  class Filed;
  std::shared_ptr<File> file_;
  std::shared_ptr<Bodies> bodies_;
};

// A blob as a row's field. In views it is text: its bytes in base64 up to `shown`, else nothing but its size
// in angle brackets, which reads back as a lost blob. Where bodies are kept, rows on their way to the disk
// and from it name the files instead (Bodies::Naming).
class BlobRef {
 public:
  static constexpr std::uint64_t shown = 64u << 20;

  BlobRef() = default;
  BlobRef(BlobPtr blob) : blob_(std::move(blob)) {}
  explicit BlobRef(std::string_view text);  // of a view; throws std::invalid_argument
  const Blob* get() const { return blob_.get(); }
  const Blob* operator->() const { return blob_.get(); }
  const BlobPtr& pointer() const { return blob_; }
  explicit operator bool() const { return static_cast<bool>(blob_); }
  std::uint64_t size() const { return blob_ ? blob_->size() : 0; }

  operator std::string_view() const;  // for views; good until the thread's next

 private:
  BlobPtr blob_;
};

inline std::size_t weight(const BlobRef& of) { return sizeof(BlobRef) + of.size(); }

template <class Sink>
bool read_blob(const Blob& blob, std::uint64_t from, std::uint64_t size, Sink&& sink) {
  std::unique_ptr<char[]> room;
  constexpr std::size_t room_size = 256 * 1024;
  while (size > 0) {
    const Blob::Extent extent = blob.extent(from);
    if (extent.file < 0) {
      const std::string_view piece = extent.bytes.substr(0, size);
      if (piece.empty() || !sink(piece)) return false;
      from += piece.size();
      size -= piece.size();
      continue;
    }
    if (!room) room = std::make_unique_for_overwrite<char[]>(room_size);
    const std::size_t got = read_some(blob, from, {room.get(), std::min<std::uint64_t>(room_size, size)});
    if (got == 0 || !sink(std::string_view(room.get(), got))) return false;
    from += got;
    size -= got;
  }
  return true;
}

}  // namespace understudy::kit
