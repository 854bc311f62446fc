// Fuzzes a connection: the first byte says in what pieces the others come. Heads, framings and bodies are
// read as a session does; whatever the pieces, the same requests must come out of the same bytes.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/body.hpp"
#include "gateway/head.hpp"
#include "gateway/head_plain.hpp"
#include "services/kit/arena.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {
namespace {

using gateway::Body;
using gateway::Head;
using gateway::protocol::Field;

constexpr std::size_t limit = 2048;  // of a body: within reach of the inputs

// What the usual head's reader accepts, the parser of all heads reads alike.
void read_twice(std::string_view bytes) {
  std::vector<Field> quick_fields, fields;
  Head quick, head;
  if (!read_plain_head(bytes, quick_fields, quick)) return;
  require(!parse_head(bytes, fields, head));
  require(quick.request.method == head.request.method && quick.request.path == head.request.path &&
          quick.request.query == head.request.query && quick.host == head.host &&
          quick.length == head.length && quick.keep_alive == head.keep_alive);
  require(!head.chunked && !head.http10 && !head.expects_continue);
  require(std::ranges::equal(quick_fields, fields, [](const Field& a, const Field& b) {
    return a.name == b.name && a.value == b.value;
  }));
}

// One connection: what it understood is written down.
class Connection {
 public:
  // False when the connection ends.
  bool take(std::string_view fresh) {
    kept_ += fresh;
    std::string_view input = kept_;
    while (!input.empty()) {
      const std::size_t before = input.size();
      const bool lives = body_ ? take_body(input) : take_head(input);
      if (!lives) return false;
      if (input.size() == before) break;
    }
    kept_.erase(0, kept_.size() - input.size());
    return true;
  }
  const std::string& heard() const { return heard_; }

 private:
  bool take_head(std::string_view& input) {
    if (scanned_ == 0) input.remove_prefix(std::min(input.find_first_not_of("\r\n"), input.size()));
    if (input.empty()) return true;
    const std::size_t before = scanned_;
    const std::size_t end = gateway::head_end(input, scanned_);
    if (end == 0) return !gateway::hopeless(input, before) || refuse();
    scanned_ = 0;
    const std::string head_bytes(input.substr(0, end));
    input.remove_prefix(end);
    read_twice(head_bytes);
    kit::Arena arena;
    std::vector<Field> scratch;
    Head head;
    if (gateway::read_head(head_bytes, arena, scratch, head)) return refuse();
    hear(head.request.method), hear(head.request.path), hear(head.request.query), hear(head.host);
    for (const Field& field : head.request.fields) hear(field.name), hear(field.value);
    if (!head.chunked && head.length.value_or(0) == 0) return true;
    gateway::Framing framing;
    if (gateway::read_framing(head, framing)) return refuse();
    framing.sealed = true;
    body_.emplace(framing, limit);
    return body_->refusal().status == 0 || refuse();
  }

  bool take_body(std::string_view& input) {
    Body::Status status;
    if (const std::span<char> room = body_->room(); !room.empty()) {
      const std::size_t size = std::min(room.size(), input.size());
      input.copy(room.data(), size);
      input.remove_prefix(size);
      status = body_->filled(size);
    } else {
      status = body_->put(input);
    }
    if (status == Body::Status::refused) return refuse();
    if (status == Body::Status::more) return true;
    require(body_->bytes().size() <= limit);
    hear(body_->bytes());
    for (const auto& [name, value] : body_->trailers()) hear(name), hear(value);
    body_.reset();
    return true;
  }

  void hear(std::string_view text) { heard_.append(text) += '\0'; }
  bool refuse() {
    heard_ += "refused";
    return false;
  }

  std::string kept_, heard_;
  std::size_t scanned_ = 0;
  std::optional<Body> body_;
};

std::string heard(std::string_view input, std::size_t piece) {
  Connection connection;
  while (!input.empty()) {
    const std::size_t size = std::min(piece, input.size());
    if (!connection.take(input.substr(0, size))) break;
    input.remove_prefix(size);
  }
  return connection.heard();
}

void play(std::string_view input) {
  if (input.empty()) return;
  const std::size_t piece = 1 + static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  require(heard(input, piece) == heard(input, input.size() + 1));
}

}  // namespace
}  // namespace understudy::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  understudy::fuzz::play({reinterpret_cast<const char*>(data), size});
  return 0;
}
