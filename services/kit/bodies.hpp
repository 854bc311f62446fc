// Bodies that outlive the process: a folder of files, one a body, named by nothing but a number of our own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "services/kit/blob.hpp"

namespace understudy::kit {

// Blobs live where they came to; when a row that holds a large one goes to the disk, its bytes are copied
// into a file here, once for all rows that share it. Which files rows still name is for the store to know
// (actors/body_rows.hpp). Names are given by one thread at a time, found by any.
class Bodies : public std::enable_shared_from_this<Bodies> {
 public:
  using Number = std::uint64_t;  // from 1 on

  // Makes the folder if need be; throws std::runtime_error when it cannot be used. `sync`: a file is on the
  // disk before it has a name.
  Bodies(std::string folder, bool sync);

  // The file of this blob, copied if there is none yet. Throws std::runtime_error when the disk takes it not,
  // or the blob cannot be read.
  Number keep(const Blob& blob);
  // A blob of that file's first `size` bytes; a lost one when the file is not there or shorter.
  BlobPtr find(Number number, std::uint64_t size, const Digests& digests);

  // Removes the files that `named` does not know. Before any is made.
  void collect(const std::function<bool(Number)>& named);
  bool held(Number number) const;              // by a blob that was found
  std::vector<Number> let_go();                // those that were, since it was last asked
  void on_let_go(std::function<void()> tell);  // called on any thread; none: nobody is told
  void erase(Number number);
  bool sync_folder();  // so that the files' names are on the disk, too; false: the disk fails

  // While one lives, views that this thread makes of blobs name files instead of holding bytes, and such
  // names are understood in views that it reads. Elsewhere they are refused.
  class Naming {
   public:
    explicit Naming(Bodies& bodies);
    ~Naming();
    Naming(const Naming&) = delete;
    Naming& operator=(const Naming&) = delete;

    static Naming* current();  // this thread's; null: none
    Bodies& bodies() { return bodies_; }
    void add(Number number) { named_.push_back(number); }
    std::vector<Number> take();  // named since it was last asked: in order, each once

   private:
    Bodies& bodies_;
    Naming* const before_;
    std::vector<Number> named_;
  };

  // A file as long as blobs read it; it is open from the first read on.
  class File {
   public:
    File(std::shared_ptr<Bodies> home, Number number);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    Number number() const { return number_; }
    int open();  // -1: there is no such file, or too many are open

   private:
    const std::shared_ptr<Bodies> home_;
    const Number number_;
    std::mutex mutex_;
    int handle_ = -1;
  };

 private:
  // Two blobs of the same address, size and MD5 are the same one.
  using Known = std::tuple<const Blob*, std::uint64_t, std::string>;

  std::string path(Number number) const;
  void copy(const Blob& blob, Number number);
  void ended(Number number);

  const std::string folder_;
  const bool sync_;
  Number last_ = 0;
  std::map<Known, Number> kept_;
  std::map<Number, Known> known_;
  mutable std::mutex mutex_;
  std::map<Number, std::weak_ptr<File>> files_;
  std::vector<Number> let_go_;
  std::mutex telling_;
  std::function<void()> tell_;
};

}  // namespace understudy::kit
