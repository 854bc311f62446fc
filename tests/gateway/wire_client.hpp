// A client that writes bytes as they are and reads answers, for tests of what no well-behaved client sends.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace understudy::gateway {

struct Answer {
  unsigned status = 0;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
};

class WireClient {
 public:
  explicit WireClient(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  WireClient(WireClient&& o) noexcept
      : socket_(std::exchange(o.socket_, -1)), connected_(o.connected_), come_(std::move(o.come_)) {}
  ~WireClient() { close(); }

  bool connected() const { return connected_; }
  int socket() const { return socket_; }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  void end_sending() { shutdown(socket_, SHUT_WR); }

  // False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next answer; nothing when the connection ends before or within one.
  std::optional<Answer> read(bool has_body = true) {
    const std::optional<std::string> head = take_until("\r\n\r\n");
    if (!head) return {};
    Answer answer = parse(*head);
    const auto length = answer.fields.find("content-length");
    if (has_body && length != answer.fields.end()) {
      const std::size_t size = std::stoul(length->second);
      while (come_.size() < size)
        if (!receive()) return {};
      answer.body = come_.substr(0, size);
      come_.erase(0, size);
    }
    return answer;
  }
  std::optional<Answer> ask(std::string_view bytes) {
    send(bytes);
    return read();
  }
  // What comes up to this text, and the text; nothing when the connection ends before.
  std::optional<std::string> read_until(std::string_view end) { return take_until(end); }
  std::string take_some() {  // what has come, at least a byte; empty at the end
    while (come_.empty() && receive()) {
    }
    return std::exchange(come_, {});
  }
  // Waits for the connection's end; answers whether nothing came before it.
  bool ended() {
    while (receive()) {
    }
    return come_.empty();
  }

 private:
  bool receive() {
    char bytes[16 * 1024];
    const ssize_t size = recv(socket_, bytes, sizeof bytes, 0);
    if (size <= 0) return false;
    come_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }
  std::optional<std::string> take_until(std::string_view end) {
    for (;;) {
      if (const auto at = come_.find(end); at != std::string::npos) {
        std::string taken = come_.substr(0, at + end.size());
        come_.erase(0, taken.size());
        return taken;
      }
      if (!receive()) return {};
    }
  }
  static Answer parse(std::string_view head) {
    Answer answer;
    answer.status = static_cast<unsigned>(std::stoul(std::string(head.substr(9, 3))));
    for (auto at = head.find("\r\n"); at + 4 < head.size();) {
      const auto end = head.find("\r\n", at + 2);
      const std::string_view line = head.substr(at + 2, end - at - 2);
      const auto colon = line.find(": ");
      std::string name(line.substr(0, colon));
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
      answer.fields[name] = line.substr(std::min(colon + 2, line.size()));
      at = end;
    }
    return answer;
  }

  int socket_;
  bool connected_ = false;
  std::string come_;
};

}  // namespace understudy::gateway
