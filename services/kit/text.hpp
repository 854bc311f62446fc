// Shared immutable bytes: a message body or a policy that rows, forks and answers on other threads hold
// without copying.
#pragma once

#include <compare>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "services/kit/counted.hpp"

namespace understudy::kit {

class Text {
 public:
  Text() = default;
  Text(std::string_view bytes) {
    if (bytes.empty()) return;
    void* at = ::operator new(sizeof(Node) + bytes.size());
    auto* node = ::new (at) Node(bytes.size());
    std::memcpy(node->bytes(), bytes.data(), bytes.size());
    node_ = Ref<const Node>(node);
  }
  Text(const char* s) : Text(std::string_view(s)) {}

  std::string_view view() const {
    return node_ ? std::string_view(node_->bytes(), node_->size) : std::string_view();
  }
  operator std::string_view() const { return view(); }
  std::size_t size() const { return view().size(); }
  bool empty() const { return !node_; }
  friend bool operator==(const Text& a, const Text& b) { return a.node_ == b.node_ || a.view() == b.view(); }
  friend auto operator<=>(const Text& a, const Text& b) { return a.view() <=> b.view(); }

 private:
  struct Node : Counted<Node> {
    explicit Node(std::size_t n) : size(n) {}
    static void destroy(const Node* n) {
      n->~Node();
      ::operator delete(const_cast<Node*>(n));
    }
    char* bytes() { return reinterpret_cast<char*>(this + 1); }
    const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }
    std::size_t size;
  };
  Ref<const Node> node_;
};

}  // namespace understudy::kit
