// A request on its way: the call that a shard sees, with the bytes it came in and the place its answer goes
// to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "gateway/body.hpp"
#include "gateway/faults.hpp"
#include "gateway/head.hpp"
#include "gateway/pieces.hpp"
#include "gateway/protocol/protocol.hpp"
#include "gateway/route.hpp"
#include "services/kit/call.hpp"
#include "services/kit/exchange.hpp"

namespace understudy::gateway {

class Lane;
class Session;
struct Door;

class HttpCall final : public kit::Call, public kit::Exchanging {
 public:
  static kit::Ref<HttpCall> make(Lane& lane, const Door& door, kit::Ref<Session> session);

  // The bytes, with body_padding behind them, for as long as the call lives.
  std::string_view keep(std::string_view bytes);

  // The whole body has come: it is the request's now, with the fields of its trailer.
  void take_body();

  ~HttpCall() override;  // pieces that nobody asked for hear of it

  void answered() override;  // tells the lane, whose thread then tells the session

  Lane& lane;
  const Door& door;
  const kit::Ref<Session> session;
  Head head;
  std::optional<Body> body;  // while it comes in, and behind head.request.body unless that was kept
  std::optional<Buffer> inflated;
  std::string_view packed;  // the body as it came, when it was inflated: what the client signed
  Target target;
  kit::Time began{};
  std::unique_ptr<Injected> injected;     // what a fault does to it
  kit::Ref<Pieces> pieces;                // an answer's body that comes by and by
  std::int32_t stream = 0;                // of HTTP/2, else 0
  std::string_view fidelity;              // "native" or "derived" once it is known who plays it
  bool paged = false;                     // a service's page has it
  bool odd = false;                       // likewise, for what no modelled operation knows
  kit::BlobPtr blob;                      // what the body became, on its way to the exchange
  std::optional<std::uint64_t> length{};  // what an answer to HEAD says, else the body's own
  std::unique_ptr<protocol::Reply> made;  // an answer that needs no encoding: preflights, the admin's pages
  HttpCall* next = nullptr;               // in the lane's inbox

  protocol::Request& request() { return head.request; }

  // Calls come and go at every request: their memory is kept by the thread that lets go of them.
  static void* operator new(std::size_t size);
  static void operator delete(void* memory, std::size_t size);

 private:
  HttpCall(Lane& lane, const Door& door, kit::Ref<Session> session);

  static constexpr std::size_t kept_bytes = 2048;  // a usual small request with its head
  std::size_t kept_ = 0;
  char bytes_[kept_bytes];
};

}  // namespace understudy::gateway
