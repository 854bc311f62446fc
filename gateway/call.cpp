// The memory of calls, and their way back to their connection.
#include "gateway/call.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

#include "gateway/admin/admin.hpp"
#include "gateway/lane.hpp"
#include "gateway/recorder.hpp"
#include "gateway/session.hpp"

namespace understudy::gateway {
namespace {

// A thread's few blocks of the one size; what is more goes back to the heap.
class Blocks {
 public:
  ~Blocks() {
    while (size_ > 0) ::operator delete(blocks_[--size_]);
  }
  void* take() { return size_ > 0 ? blocks_[--size_] : nullptr; }
  bool put(void* block) {
    if (size_ == blocks_.size()) return false;
    blocks_[size_++] = block;
    return true;
  }

 private:
  std::array<void*, 64> blocks_;
  std::size_t size_ = 0;
};

thread_local Blocks blocks;

}  // namespace

void* HttpCall::operator new(std::size_t size) {
  void* block = blocks.take();
  return block ? block : ::operator new(size);
}

void HttpCall::operator delete(void* memory, std::size_t) {
  if (!blocks.put(memory)) ::operator delete(memory);
}

HttpCall::HttpCall(Lane& lane, const Door& door, kit::Ref<Session> session)
    : lane(lane), door(door), session(std::move(session)) {}

HttpCall::~HttpCall() {
  if (pieces) pieces->left();
}

kit::Ref<HttpCall> HttpCall::make(Lane& lane, const Door& door, kit::Ref<Session> session) {
  return kit::Ref<HttpCall>(new HttpCall(lane, door, std::move(session)));
}

std::string_view HttpCall::keep(std::string_view bytes) {
  const std::size_t needed = bytes.size() + body_padding;
  char* to;
  if (needed <= kept_bytes - kept_) {
    to = bytes_ + kept_;
    kept_ += bytes.size();  // what follows may lie in the padding
  } else {
    to = static_cast<char*>(arena.allocate(needed, 1));
  }
  std::memcpy(to, bytes.data(), bytes.size());
  return {to, bytes.size()};
}

void HttpCall::take_body() {
  protocol::Request& in = head.request;
  if (body->to_blob()) {
    blob = body->take_blob();
  } else {
    in.body = body->bytes();
  }
  const auto trailers = body->trailers();
  if (trailers.empty()) return;
  const std::size_t all = in.fields.size() + trailers.size();
  auto* fields = arena.array<protocol::Field>(all);
  auto* end = std::ranges::copy(in.fields, fields).out;
  for (const auto& [name, value] : trailers) *end++ = {name, value};  // they live in the body
  in.fields = {fields, all};
  for (const auto& [name, value] : trailers) in.may_have |= protocol::field_bit(name);
}

void HttpCall::answered() {
  if (Recorder& recorder = lane.gateway.admin.recorder(); recorder.on()) recorder.number(*this);
  lane.answered(*this);
}

}  // namespace understudy::gateway
