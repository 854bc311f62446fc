// One client's connection: requests in, one at a time and in order, answers out. Never buffers without a
// bound.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/call.hpp"
#include "gateway/channel.hpp"
#include "gateway/deadlines.hpp"
#include "gateway/head.hpp"
#include "gateway/http2.hpp"
#include "gateway/lane.hpp"
#include "services/kit/counted.hpp"

namespace understudy::gateway {

// Lives on its lane's thread, held by whatever it waits for. An idle connection holds room for a usual
// request and no more; what comes behind is read into its lane's memory, and only what is left over is kept.
class Session final : public kit::Counted<Session>, public Waiting {
 public:
  static void destroy(const Session* session) { delete session; }
  static kit::Ref<Session> make(Lane& lane, const Door& door, Socket socket,
                                const boost::asio::ip::address& client);

  // Ten thousand that go leave no holes behind.
  static void* operator new(std::size_t size);
  static void operator delete(void* memory);

  void start();
  const std::string& address() const { return address_; }         // the client's
  std::string_view scheme() const;                                // "http" or "https"
  void answered(HttpCall& call);                                  // its call has its answer
  void note(const HttpCall& call, const protocol::Reply& reply);  // a line for the log, and who watches
  void expired();                                                 // it has waited long enough
  void stop();  // takes no more requests; closes now, or behind the answer under way
  void close();
  void go_on();  // more of a body that comes in pieces is there
  // As a fault wants it. True: there is no answer, and the connection has closed, unless it is HTTP/2's,
  // where the stream alone breaks off. False: nothing is spoilt, or only by and by.
  bool spoil(HttpCall& call, protocol::Reply& reply);

 private:
  enum class State : std::uint8_t { hello, head, body, call, write, http2, linger, closed };
  using Code = boost::system::error_code;

  Session(Lane& lane, const Door& door, Socket socket, const boost::asio::ip::address& client);

  // Reading.
  void watch();  // goes on at arrived() or readable() once there is something to read
  void arrived(Code error, std::size_t size);  // in fresh_
  void readable();
  void greet();  // plain or TLS?
  void receive();
  void look_ahead();  // while a call is under way: notices a client that goes, keeps what comes
  void again();       // readable(), when the other connections have had their turn
  void drain(std::size_t size);
  void take(std::string_view fresh);
  void run(std::string_view input);  // goes on with what has come, as far as it reaches
  bool advance();                    // one step of run; false: needs more, or a call is under way
  bool take_head();
  bool take_preface();  // true: the client speaks HTTP/2
  bool begin(std::string_view head);
  bool begin_body();
  bool take_body();
  bool body_goes_on(Body::Status status);
  bool dispatch();
  void refuse_body();
  void send_file();  // the rest of an answer's body, as far as it is in files

  // HTTP/2.
  void pump_soon();
  void pump();  // writes what there is, and waits for what comes next
  void flush_frames();

  // Answering.
  void finish(HttpCall& call);
  void refuse(const Refusal& refusal);
  void send(const protocol::Reply& reply, const Head* head, bool close);
  void flush();  // the rest of what could not be written at once
  void sent();
  void break_off(bool reset);
  void say_continue();

  void cancel();
  void gone();    // the client has closed while its call is under way
  void linger();  // has said its last, and lets the client read it

  Lane& lane_;
  const Door& door_;
  const std::string address_;
  std::optional<Channel> channel_;
  State state_ = State::head;
  bool watching_ = false;
  bool running_ = false;
  bool pumping_ = false;     // will be, soon
  bool closing_ = false;     // behind the present answer
  bool ended_ = false;       // the client sends no more
  kit::Ref<HttpCall> call_;  // under way
  const HttpCall* awaited_ = nullptr;
  std::array<char, 2048> fresh_;
  std::string_view input_;  // within run()
  std::string kept_;        // what has come and was not used yet, from used_ on
  std::size_t used_ = 0;
  std::size_t scanned_ = 0;   // of the head under way
  std::size_t progress_ = 0;  // bytes since the present patience began

  struct Rest {             // of an answer
    std::string bytes;      // head and body
    std::string_view view;  // what of it, or of the call's own bytes, is to be written
    std::string_view payload;
    kit::Ref<HttpCall> call;  // holds the payload
  };
  std::unique_ptr<Rest> rest_;
  std::unique_ptr<Http2> http2_;
};

}  // namespace understudy::gateway
