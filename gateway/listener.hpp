// A port that is listened on: takes connections and deals them out to the I/O threads in turn.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/lane.hpp"
#include "gateway/session.hpp"

namespace understudy::gateway {

// The addresses of a host name or a literal address, each with the port. Throws std::runtime_error with a
// clear word.
std::vector<boost::asio::ip::tcp::endpoint> resolve(const std::string& host, std::uint16_t port);
std::string to_string(const boost::asio::ip::tcp::endpoint& at);  // "127.0.0.1:5000", "[::1]:5000"

// Lives on the first lane's thread once started. The kernel's own spreading (SO_REUSEPORT) leaves threads
// with few connections idle and hides that a port is in use, so one acceptor deals in turn.
class Listener {
 public:
  // Opens; port 0 lets the system choose. Throws std::runtime_error when the address is in use or not ours.
  Listener(std::span<const std::unique_ptr<Lane>> lanes, const boost::asio::ip::tcp::endpoint& at);

  boost::asio::ip::tcp::endpoint address() const { return acceptor_.local_endpoint(); }
  const Door& door() const { return door_; }
  void set_door(Door door) { door_ = std::move(door); }  // before the start
  void start();
  void close();  // on the first lane's thread

 private:
  void accept();
  void take(Socket socket);

  Door door_;
  std::span<const std::unique_ptr<Lane>> lanes_;
  std::size_t next_ = 0;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::endpoint client_;
  boost::asio::steady_timer pause_;
};

}  // namespace understudy::gateway
