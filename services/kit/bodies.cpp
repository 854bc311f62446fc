// The folder of bodies: making, reading, syncing and removing its files.
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

namespace understudy::kit {
namespace {

constexpr std::uint64_t written_at_once = 8u << 20;  // bytes after which the disk begins

// "17"; what is named otherwise is not ours.
std::optional<Bodies::Number> number_of(std::string_view name) {
  Bodies::Number number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || number == 0) return {};
  return number;
}

thread_local Bodies::Naming* naming = nullptr;

}  // namespace

// ---- Files

Bodies::Handle::~Handle() { close(file_); }

Bodies::File::File(std::shared_ptr<Bodies> home, Number number, std::shared_ptr<Handle> handle, bool named)
    : home_(std::move(home)), number_(number), writing_(std::move(handle)), named_(named), synced_(named) {}

Bodies::File::~File() { home_->ended(number_, named_); }

bool Bodies::File::append(std::string_view bytes) {
  if (!writing_) return false;
  const int file = writing_->file();
  while (!bytes.empty()) {
    const ssize_t put = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    const std::uint64_t before = size_;
    size_ += static_cast<std::uint64_t>(put);
    bytes.remove_prefix(static_cast<std::size_t>(put));
    if (home_->sync_ && before / written_at_once != size_ / written_at_once)
      sync_file_range(file, static_cast<off_t>(before / written_at_once * written_at_once), written_at_once,
                      SYNC_FILE_RANGE_WRITE);
  }
  return true;
}

std::shared_ptr<const Bodies::Handle> Bodies::File::open() {
  const std::lock_guard lock(mutex_);
  if (auto already = reading_.lock()) return already;
  const int file = ::open(home_->path(number_).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return nullptr;
  const auto handle = std::make_shared<const Handle>(file);
  reading_ = handle;
  return handle;
}

bool Bodies::File::sync() {
  if (synced_) return true;
  const auto handle = open();
  if (!handle || fdatasync(handle->file()) != 0) return false;
  synced_ = true;
  return true;
}

// ---- The folder

Bodies::Bodies(std::string folder, bool sync) : folder_(std::move(folder)), sync_(sync) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(folder_, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status))
    throw std::runtime_error(folder_ + " is no directory");
  std::filesystem::create_directories(folder_, error);
  if (error) throw std::runtime_error(folder_ + ": " + error.message());
}

std::string Bodies::path(Number number) const { return folder_ + '/' + std::to_string(number); }

std::shared_ptr<Bodies::File> Bodies::make() {
  Number number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++last_;
  }
  const int file =
      ::open(path(number).c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (file < 0) return nullptr;
  auto made = std::make_shared<File>(shared_from_this(), number, std::make_shared<Handle>(file), false);
  const std::lock_guard lock(mutex_);
  files_[number] = made;
  return made;
}

std::shared_ptr<Bodies::File> Bodies::find(Number number, std::uint64_t least) {
  struct stat facts {};
  if (stat(path(number).c_str(), &facts) != 0 || static_cast<std::uint64_t>(facts.st_size) < least)
    return nullptr;
  const std::lock_guard lock(mutex_);
  std::weak_ptr<File>& known = files_[number];
  if (auto already = known.lock()) return already;
  auto found = std::make_shared<File>(shared_from_this(), number, nullptr, true);
  known = found;
  return found;
}

void Bodies::ended(Number number, bool named) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = files_.find(number);
    if (known != files_.end() && known->second.expired()) files_.erase(known);
    if (named) let_go_.push_back(number);
  }
  if (!named) return erase(number);
  const std::lock_guard lock(telling_);
  if (tell_) tell_();
}

void Bodies::collect(const std::function<bool(Number)>& named) {
  std::error_code error;
  std::vector<Number> unknown;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const auto number = number_of(entry.path().filename().native());
    if (!number) continue;
    last_ = std::max(last_, *number);
    if (!named(*number)) unknown.push_back(*number);
  }
  for (const Number number : unknown) erase(number);
}

std::shared_ptr<Bodies::File> Bodies::file(Number number) const {
  const std::lock_guard lock(mutex_);
  const auto known = files_.find(number);
  return known == files_.end() ? nullptr : known->second.lock();
}

bool Bodies::held(Number number) const { return file(number) != nullptr; }

bool Bodies::sync(const std::vector<Number>& numbers) {
  for (const Number number : numbers) {
    const auto held = file(number);
    if (held && !held->sync()) return false;
  }
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool done = fsync(folder) == 0;
  close(folder);
  return done;
}

std::vector<Bodies::Number> Bodies::let_go() {
  const std::lock_guard lock(mutex_);
  return std::exchange(let_go_, {});
}

void Bodies::on_let_go(std::function<void()> tell) {
  const std::lock_guard lock(telling_);
  tell_ = std::move(tell);
}

void Bodies::erase(Number number) { unlink(path(number).c_str()); }

// ---- Naming

Bodies::Naming::Naming(Bodies& bodies) : bodies_(bodies), before_(std::exchange(naming, this)) {}
Bodies::Naming::~Naming() { naming = before_; }
Bodies::Naming* Bodies::Naming::current() { return naming; }

void Bodies::Naming::add(Number number) {
  if (!named_.empty() && named_.back() == number) return;
  if (const auto file = bodies_.file(number)) file->named_ = true;
  named_.push_back(number);
}

std::vector<Bodies::Number> Bodies::Naming::take() {
  std::ranges::sort(named_);
  named_.erase(std::unique(named_.begin(), named_.end()), named_.end());
  return std::exchange(named_, {});
}

}  // namespace understudy::kit
