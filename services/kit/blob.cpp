// Blobs in memory, in slots of a file, in kept bodies, and joined out of others.
#include "services/kit/blob.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <utility>

namespace understudy::kit {
namespace {

class InMemory final : public Blob {
 public:
  InMemory(std::string_view bytes, const Digests& digests)
      : Blob(bytes.size(), digests), bytes_(std::make_unique_for_overwrite<char[]>(bytes.size())) {
    bytes.copy(bytes_.get(), bytes.size());
  }
  Extent extent(std::uint64_t offset) const override {
    return {.bytes = {bytes_.get() + offset, size() - offset}, .size = size() - offset};
  }

 private:
  std::unique_ptr<char[]> bytes_;
};

class Lost final : public Blob {
 public:
  explicit Lost(std::uint64_t size) : Blob(size, {}) {}
  Extent extent(std::uint64_t) const override { return {}; }
};

class Kept final : public Blob {
 public:
  Kept(std::shared_ptr<Bodies::File> body, std::uint64_t size, const Digests& digests)
      : Blob(size, digests), body_(std::move(body)) {}
  Extent extent(std::uint64_t offset) const override {
    const auto handle = body_->open();
    if (!handle) return {};
    return {.bytes = {}, .file = handle->file(), .at = offset, .size = size() - offset, .held = handle};
  }
  Place place(std::uint64_t offset) const override { return {body_->number(), offset, size() - offset}; }

 private:
  const std::shared_ptr<Bodies::File> body_;
};

std::uint64_t total(const std::vector<Slice>& slices) {
  std::uint64_t size = 0;
  for (const Slice& slice : slices) size += slice.size;
  return size;
}

class Joined final : public Blob {
 public:
  Joined(std::vector<Slice> slices, const Digests& digests)
      : Blob(total(slices), digests), slices_(std::move(slices)) {
    std::erase_if(slices_, [](const Slice& slice) { return slice.size == 0; });
    std::uint64_t at = 0;
    for (const Slice& slice : slices_) {
      starts_.push_back(at);
      at += slice.size;
    }
  }
  Extent extent(std::uint64_t offset) const override {
    const auto [slice, within] = at(offset);
    Extent extent = slice.blob->extent(slice.from + within);
    extent.size = std::min(extent.size, slice.size - within);
    if (extent.file < 0) extent.bytes = extent.bytes.substr(0, extent.size);
    return extent;
  }
  Place place(std::uint64_t offset) const override {
    const auto [slice, within] = at(offset);
    Place place = slice.blob->place(slice.from + within);
    place.size = std::min(place.size, slice.size - within);
    return place;
  }

 private:
  std::pair<const Slice&, std::uint64_t> at(std::uint64_t offset) const {
    const auto next = std::ranges::upper_bound(starts_, offset);
    const auto place = static_cast<std::size_t>(next - starts_.begin()) - 1;
    return {slices_[place], offset - starts_[place]};
  }

  std::vector<Slice> slices_;
  std::vector<std::uint64_t> starts_;
};

}  // namespace

BlobPtr make_blob(std::string_view bytes, HashSet wanted) {
  return BlobPtr(std::make_unique<InMemory>(bytes, digest(bytes, wanted)).release());
}

BlobPtr make_blob(std::string_view bytes, const Digests& digests) {
  return BlobPtr(std::make_unique<InMemory>(bytes, digests).release());
}

BlobPtr make_blob(std::shared_ptr<Bodies::File> body, std::uint64_t size, const Digests& digests) {
  return BlobPtr(std::make_unique<Kept>(std::move(body), size, digests).release());
}

BlobPtr lost_blob(std::uint64_t size) { return BlobPtr(std::make_unique<Lost>(size).release()); }

BlobPtr join_blobs(std::vector<Slice> slices, const Digests& digests) {
  return BlobPtr(std::make_unique<Joined>(std::move(slices), digests).release());
}

std::size_t read_some(const Blob& blob, std::uint64_t from, std::span<char> to) {
  const Blob::Extent extent = blob.extent(from);
  const std::size_t size = std::min<std::uint64_t>(extent.size, to.size());
  if (extent.file < 0) return extent.bytes.copy(to.data(), size);
  for (;;) {
    const ssize_t got = pread(extent.file, to.data(), size, static_cast<off_t>(extent.at));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return 0;
  }
}

bool digest(const Slice& slice, HashSet wanted, Digests& digests) {
  Hashing hashing(wanted);
  if (!read_blob(*slice.blob, slice.from, slice.size, [&](std::string_view piece) {
        hashing.add(piece);
        return true;
      }))
    return false;
  digests = hashing.finish();
  return true;
}

// Slots are given out anew when their blob has gone; meanwhile their place is punched out of the file.
class BlobStore::File {
 public:
  static constexpr std::uint64_t slot_bytes = 1u << 20;

  explicit File(std::string folder) : folder_(std::move(folder)) {
    if (!folder_.empty()) return;
    const char* given = std::getenv("TMPDIR");
    folder_ = given && *given ? given : "/tmp";
  }
  ~File() {
    if (handle_ >= 0) close(handle_);
  }

  // A free slot's number; nothing when there can be no file.
  std::optional<std::uint32_t> take() {
    const std::lock_guard lock(mutex_);
    if (handle_ < 0 && !open()) return {};
    ++used_;
    if (free_.empty()) return end_++;
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }
  void put(const std::vector<std::uint32_t>& slots) {
    if (slots.empty()) return;
    for (const std::uint32_t slot : slots)
      fallocate(handle_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                static_cast<off_t>(slot * std::uint64_t{slot_bytes}), slot_bytes);
    const std::lock_guard lock(mutex_);
    // The last goes back first, so that they come out in a row again.
    free_.insert(free_.end(), slots.rbegin(), slots.rend());
    used_ -= slots.size();
  }
  bool write(std::uint32_t slot, std::uint64_t at, std::string_view bytes) {
    std::uint64_t place = slot * slot_bytes + at;
    while (!bytes.empty()) {
      const ssize_t put = pwrite(handle_, bytes.data(), bytes.size(), static_cast<off_t>(place));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(put));
      place += static_cast<std::uint64_t>(put);
    }
    return true;
  }
  int handle() const { return handle_; }
  std::uint64_t used() const {
    const std::lock_guard lock(mutex_);
    return used_ * slot_bytes;
  }

 private:
  bool open() {
    handle_ = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (handle_ >= 0) return true;
    std::string name = folder_ + "/understudy-blobs-XXXXXX";  // where the file system has no nameless files
    handle_ = mkostemp(name.data(), O_CLOEXEC);
    if (handle_ >= 0) unlink(name.c_str());
    return handle_ >= 0;
  }

  std::string folder_;
  mutable std::mutex mutex_;
  int handle_ = -1;
  std::uint32_t end_ = 0;
  std::vector<std::uint32_t> free_;
  std::uint64_t used_ = 0;
};

class BlobStore::Filed final : public Blob {
 public:
  Filed(std::shared_ptr<File> file, std::vector<std::uint32_t> slots, std::uint64_t size,
        const Digests& digests)
      : Blob(size, digests), file_(std::move(file)), slots_(std::move(slots)) {
    slots_.shrink_to_fit();
  }
  ~Filed() override { file_->put(slots_); }
  Extent extent(std::uint64_t offset) const override {
    const std::size_t first = offset / File::slot_bytes;
    const std::uint64_t within = offset % File::slot_bytes;
    std::size_t last = first;
    while (last + 1 < slots_.size() && slots_[last + 1] == slots_[last] + 1) ++last;
    return {.bytes = {},
            .file = file_->handle(),
            .at = slots_[first] * std::uint64_t{File::slot_bytes} + within,
            .size = std::min(size() - offset, (last - first + 1) * File::slot_bytes - within),
            .held = {}};
  }

 private:
  std::shared_ptr<File> file_;
  std::vector<std::uint32_t> slots_;
};

BlobStore::BlobStore(std::string folder, std::shared_ptr<Bodies> bodies)
    : file_(std::make_shared<File>(std::move(folder))), bodies_(std::move(bodies)) {}
BlobStore::~BlobStore() = default;
std::uint64_t BlobStore::occupied() const { return file_->used(); }

BlobStore::Writer::Writer(BlobStore& store, HashSet wanted)
    : store_(&store), hashing_(wanted), wanted_(wanted) {}
BlobStore::Writer::Writer(Writer&&) noexcept = default;
BlobStore::Writer::~Writer() { store_->file_->put(slots_); }

bool BlobStore::Writer::append(std::string_view bytes) {
  hashing_.add(bytes);
  if (slots_.empty() && !body_ && memory_.size() + bytes.size() <= in_memory) {
    memory_.append(bytes);
    size_ += bytes.size();
    return true;
  }
  const std::string before = std::exchange(memory_, {});
  size_ -= before.size();
  return write(before) && write(bytes);
}

bool BlobStore::Writer::write(std::string_view bytes) {
  if (store_->bodies_) {
    if (!body_) body_ = store_->bodies_->make();
    if (!body_ || !body_->append(bytes)) return false;
    size_ += bytes.size();
    return true;
  }
  while (!bytes.empty()) {
    const std::uint64_t within = size_ % File::slot_bytes;
    if (within == 0) {
      const auto slot = store_->file_->take();
      if (!slot) return false;
      slots_.push_back(*slot);
    }
    const std::string_view part = bytes.substr(0, File::slot_bytes - within);
    if (!store_->file_->write(slots_.back(), within, part)) return false;
    size_ += part.size();
    bytes.remove_prefix(part.size());
  }
  return true;
}

BlobPtr BlobStore::Writer::finish() {
  const Digests digests = hashing_.finish();
  if (body_) {
    body_->finish();
    return make_blob(std::exchange(body_, {}), size_, digests);
  }
  if (slots_.empty()) return make_blob(memory_, digests);
  return BlobPtr(std::make_unique<Filed>(store_->file_, std::exchange(slots_, {}), size_, digests).release());
}

}  // namespace understudy::kit
