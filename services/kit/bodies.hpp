// Bodies that outlive the process: a folder of files, one a body, named by nothing but a number of our own.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::kit {

// Which files rows on disk still name is for the store to know (actors/body_rows.hpp): a file that no row
// ever named goes with the last blob that holds it, any other when the store says so. Any thread.
class Bodies : public std::enable_shared_from_this<Bodies> {
 public:
  using Number = std::uint64_t;  // from 1 on

  // Open as long as somebody holds it.
  class Handle {
   public:
    explicit Handle(int file) : file_(file) {}
    ~Handle();
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    int file() const { return file_; }

   private:
    int file_;
  };

  class File {
   public:
    File(std::shared_ptr<Bodies> home, Number number, std::shared_ptr<Handle> handle, bool named);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    Number number() const { return number_; }
    bool append(std::string_view bytes);   // before finish() alone; false: the disk is full, or fails
    void finish() { writing_.reset(); }    // the file is open only while it is read
    std::shared_ptr<const Handle> open();  // null: there is no such file, or too many are open
    bool sync();                           // false: the disk fails

   private:
    friend class Bodies;
    const std::shared_ptr<Bodies> home_;
    const Number number_;
    std::shared_ptr<Handle> writing_;
    std::uint64_t size_ = 0;  // written
    std::mutex mutex_;
    std::weak_ptr<const Handle> reading_;
    std::atomic<bool> named_, synced_;  // by a row; to the disk
  };

  // Makes the folder if need be; throws std::runtime_error when it cannot be used. `sync`: what is written
  // will be synced, so that it may as well begin at once.
  Bodies(std::string folder, bool sync);

  std::shared_ptr<File> make();  // null: the folder takes no files
  // That of a row; null when it is not there or shorter than `least` bytes.
  std::shared_ptr<File> find(Number number, std::uint64_t least);

  // ---- For the store

  // Removes the files that `named` does not know. Before any is made.
  void collect(const std::function<bool(Number)>& named);
  bool held(Number number) const;  // by a blob
  bool sync(
      const std::vector<Number>& numbers);     // those that are held, and the folder; false: the disk fails
  std::vector<Number> let_go();                // files that nobody holds any more, since it was last asked
  void on_let_go(std::function<void()> tell);  // called on any thread; none: nobody is told
  void erase(Number number);

  // While one lives, views that this thread makes of blobs name their files instead of holding their bytes,
  // and such names are understood in views that it reads. Elsewhere they are refused.
  class Naming {
   public:
    explicit Naming(Bodies& bodies);
    ~Naming();
    Naming(const Naming&) = delete;
    Naming& operator=(const Naming&) = delete;

    static Naming* current();  // this thread's; null: none
    Bodies& bodies() { return bodies_; }
    void add(Number number);
    std::vector<Number> take();  // named since it was last asked: in order, each once

   private:
    Bodies& bodies_;
    Naming* const before_;
    std::vector<Number> named_;
  };

 private:
  std::string path(Number number) const;
  std::shared_ptr<File> file(Number number) const;  // null: nobody holds it
  void ended(Number number, bool named);

  const std::string folder_;
  const bool sync_;
  mutable std::mutex mutex_;
  Number last_ = 0;
  std::map<Number, std::weak_ptr<File>> files_;  // held
  std::vector<Number> let_go_;
  std::mutex telling_;
  std::function<void()> tell_;
};

}  // namespace understudy::kit
