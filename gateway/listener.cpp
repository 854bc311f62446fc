// Opening ports, with words that a user understands, and accepting without end.
#include "gateway/listener.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "gateway/session.hpp"

namespace understudy::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int backlog = 4096;                             // the kernel takes less where it must
constexpr std::chrono::milliseconds pause_at_errors{50};  // no files left, mostly

[[noreturn]] void fail(const tcp::endpoint& at, error_code error) {
  if (error == asio::error::address_in_use)
    throw std::runtime_error("port " + std::to_string(at.port()) + " is in use on " +
                             at.address().to_string() +
                             "; choose another one (-p, --localstack-port) or stop what listens there");
  throw std::runtime_error("cannot listen on " + to_string(at) + ": " + error.message());
}

}  // namespace

std::vector<tcp::endpoint> resolve(const std::string& host, std::uint16_t port) {
  error_code error;
  if (const auto literal = asio::ip::make_address(host, error); !error) return {tcp::endpoint(literal, port)};
  asio::io_context context{1};
  tcp::resolver resolver(context);
  std::vector<tcp::endpoint> all;
  for (const auto& entry : resolver.resolve(host, std::to_string(port), error))
    all.push_back(entry.endpoint());
  if (all.empty()) throw std::runtime_error("no address is known for the host " + host);
  return all;
}

std::string to_string(const tcp::endpoint& at) {
  const std::string address = at.address().to_string();
  return (at.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(at.port());
}

Listener::Listener(std::span<const std::unique_ptr<Lane>> lanes, const tcp::endpoint& at)
    : lanes_(lanes), acceptor_(lanes.front()->context), pause_(lanes.front()->context) {
  error_code error;
  acceptor_.open(at.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(at, error);
  if (!error) acceptor_.listen(backlog, error);
  if (error) fail(at, error);
}

void Listener::start() {
  asio::post(lanes_.front()->context, [this] { accept(); });
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Listener::accept() {
  const auto executor = lanes_[next_]->context.get_executor();
  acceptor_.async_accept(executor, client_, [this](error_code error, Socket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) {
      take(std::move(socket));
      return accept();
    }
    if (error == asio::error::connection_aborted) return accept();
    pause_.expires_after(pause_at_errors);
    pause_.async_wait([this](error_code cancelled) {
      if (!cancelled && acceptor_.is_open()) accept();
    });
  });
}

void Listener::take(Socket socket) {
  Lane& lane = *lanes_[next_];
  if (!lane.gateway.enter()) {
    constexpr std::string_view full =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 42\r\nConnection: "
        "close\r\n"
        "\r\nThe server has as many clients as it may.\n";
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(full), ignored);
    return;
  }
  next_ = (next_ + 1) % lanes_.size();
  asio::post(lane.context, [session = Session::make(lane, door_, std::move(socket), client_.address())] {
    session->start();
  });
}

}  // namespace understudy::gateway
