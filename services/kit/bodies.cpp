// The folder of bodies: copying into its files, reading and removing them.
#include "services/kit/bodies.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

#include "services/kit/blob_kinds.hpp"

namespace understudy::kit {
namespace {

// "17"; what is named otherwise is not ours.
std::optional<Bodies::Number> number_in(std::string_view name) {
  Bodies::Number number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || number == 0) return {};
  return number;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

thread_local Bodies::Naming* naming = nullptr;

}  // namespace

Bodies::Bodies(std::string folder, bool sync) : folder_(std::move(folder)), sync_(sync) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(folder_, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
    throw std::runtime_error(folder_ + " is no directory");
  std::filesystem::create_directories(folder_, error);
  if (error) throw std::runtime_error(folder_ + ": " + error.message());
}

std::string Bodies::path(Number number) const { return folder_ + '/' + std::to_string(number); }

// ---- Keeping

Bodies::Number Bodies::keep(const Blob& blob) {
  if (const Number number = number_of(blob)) return number;
  const std::string_view md5 = blob.digests().get(Hash::md5);
  const Known known(&blob, blob.size(), md5);
  if (const auto found = kept_.find(known); found != kept_.end()) return found->second;
  const Number number = ++last_;
  copy(blob, number);
  if (!md5.empty()) {
    kept_.emplace(known, number);
    known_.emplace(number, known);
  }
  return number;
}

void Bodies::copy(const Blob& blob, Number number) {
  const int file = ::open(path(number).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) throw std::runtime_error("the folder of bodies takes no files");
  const bool done =
      read_blob(blob, 0, blob.size(), [&](std::string_view piece) { return write_all(file, piece); }) &&
      (!sync_ || fdatasync(file) == 0);
  close(file);
  if (done) return;
  erase(number);
  throw std::runtime_error("the disk takes no body");
}

void Bodies::erase(Number number) {
  unlink(path(number).c_str());
  const auto known = known_.find(number);
  if (known == known_.end()) return;
  kept_.erase(known->second);
  known_.erase(known);
}

bool Bodies::sync_folder() {
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool done = fsync(folder) == 0;
  close(folder);
  return done;
}

void Bodies::collect(const std::function<bool(Number)>& named) {
  std::error_code error;
  std::vector<Number> unknown;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const auto number = number_in(entry.path().filename().native());
    if (!number) continue;
    last_ = std::max(last_, *number);
    if (!named(*number)) unknown.push_back(*number);
  }
  for (const Number number : unknown) erase(number);
}

// ---- Finding

BlobPtr Bodies::find(Number number, std::uint64_t size, const Digests& digests) {
  struct stat facts {};
  if (stat(path(number).c_str(), &facts) != 0 || static_cast<std::uint64_t>(facts.st_size) < size)
    return lost_blob(size);
  const std::lock_guard lock(mutex_);
  std::weak_ptr<File>& known = files_[number];
  auto file = known.lock();
  if (!file) {
    file = std::make_shared<File>(shared_from_this(), number);
    known = file;
  }
  return make_blob(std::move(file), size, digests);
}

bool Bodies::held(Number number) const {
  const std::lock_guard lock(mutex_);
  const auto known = files_.find(number);
  return known != files_.end() && !known->second.expired();
}

void Bodies::ended(Number number) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = files_.find(number);
    if (known != files_.end() && known->second.expired()) files_.erase(known);
    let_go_.push_back(number);
  }
  const std::lock_guard lock(telling_);
  if (tell_) tell_();
}

std::vector<Bodies::Number> Bodies::let_go() {
  const std::lock_guard lock(mutex_);
  return std::exchange(let_go_, {});
}

void Bodies::on_let_go(std::function<void()> tell) {
  const std::lock_guard lock(telling_);
  tell_ = std::move(tell);
}

// ---- Files

Bodies::File::File(std::shared_ptr<Bodies> home, Number number) : home_(std::move(home)), number_(number) {}

Bodies::File::~File() {
  if (handle_ >= 0) close(handle_);
  home_->ended(number_);
}

int Bodies::File::open() {
  const std::lock_guard lock(mutex_);
  if (handle_ < 0) handle_ = ::open(home_->path(number_).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  return handle_;
}

// ---- Naming

Bodies::Naming::Naming(Bodies& bodies) : bodies_(bodies), before_(std::exchange(naming, this)) {}
Bodies::Naming::~Naming() { naming = before_; }
Bodies::Naming* Bodies::Naming::current() { return naming; }

std::vector<Bodies::Number> Bodies::Naming::take() {
  std::ranges::sort(named_);
  named_.erase(std::unique(named_.begin(), named_.end()), named_.end());
  return std::exchange(named_, {});
}

}  // namespace understudy::kit
