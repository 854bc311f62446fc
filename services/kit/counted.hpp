// Intrusive reference counting: rows, texts and calls are shared by pointer across threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace understudy::kit {

// Base of everything shared by count. Starts at zero; the first Ref makes it one. D is destroyed by the last
// Ref, on whichever thread that is.
template <class D>
class Counted {
 public:
  Counted() = default;
  Counted(const Counted&) noexcept {}
  Counted& operator=(const Counted&) noexcept { return *this; }

  std::uint32_t references() const noexcept { return count_.load(std::memory_order_acquire); }

  friend void intrusive_ptr_add_ref(const D* d) noexcept {
    static_cast<const Counted*>(d)->count_.fetch_add(1, std::memory_order_relaxed);
  }
  friend void intrusive_ptr_release(const D* d) noexcept {
    if (static_cast<const Counted*>(d)->count_.fetch_sub(1, std::memory_order_acq_rel) == 1) D::destroy(d);
  }

 protected:
  ~Counted() = default;

 private:
  mutable std::atomic<std::uint32_t> count_{0};
};

// A counted pointer; null when default made. Counting goes through the two intrusive_ptr functions, found by
// ADL, which are also what CAF and Boost expect.
template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  explicit Ref(T* p) : p_(p) { grab(); }
  Ref(const Ref& o) : p_(o.p_) { grab(); }
  Ref(Ref&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  Ref& operator=(Ref o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~Ref() {
    if (p_) intrusive_ptr_release(p_);
  }

  T* get() const { return p_; }
  T& operator*() const { return *p_; }
  T* operator->() const { return p_; }
  explicit operator bool() const { return p_ != nullptr; }
  bool operator==(const Ref&) const = default;
  T* release() { return std::exchange(p_, nullptr); }  // gives up ownership without releasing the count

 private:
  void grab() const {
    if (p_) intrusive_ptr_add_ref(p_);
  }
  T* p_ = nullptr;
};

}  // namespace understudy::kit
