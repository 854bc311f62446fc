// Sockets and answers for the load generator.
#include "bench/http.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace understudy::bench {
namespace {

// The value of a header line if it is the named header, else empty. `name` is lower case and ends in ':'.
std::string_view header_value(std::string_view line, std::string_view name) {
  if (line.size() < name.size() || strncasecmp(line.data(), name.data(), name.size()) != 0) return {};
  line.remove_prefix(name.size());
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return line;
}

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) throw Failure("not an IPv4 address: " + host);
  return address;
}

const sockaddr* generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

}  // namespace

std::optional<Answer> parse_answer(std::string_view bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  Answer answer;
  constexpr std::size_t status_at = 9;  // after "HTTP/1.1 "
  if (head_end < status_at + 3)
    throw Failure("not an HTTP answer: " + std::string(bytes.substr(0, head_end)));
  std::from_chars(bytes.data() + status_at, bytes.data() + status_at + 3, answer.status);
  std::optional<std::size_t> length;
  for (std::size_t at = bytes.find("\r\n") + 2; at < head_end + 2;) {
    const std::size_t end = bytes.find("\r\n", at);
    const std::string_view line = bytes.substr(at, end - at);
    if (const auto value = header_value(line, "content-length:"); !value.empty()) {
      std::from_chars(value.data(), value.data() + value.size(), length.emplace());
    } else if (header_value(line, "connection:") == "close") {
      answer.close = true;
    }
    at = end + 2;
  }
  if (!length) throw Failure("an answer without Content-Length: " + std::string(bytes.substr(0, head_end)));
  answer.size = head_end + 4 + *length;
  if (bytes.size() < answer.size) return std::nullopt;
  answer.body = bytes.substr(head_end + 4, *length);
  return answer;
}

std::string_view receipt_handle(std::string_view body) {
  constexpr std::string_view key = "\"ReceiptHandle\"";
  const auto at = body.find(key);
  if (at == std::string_view::npos) return {};
  const auto begin = body.find('"', at + key.size());
  const auto end = body.find('"', begin + 1);
  return end == std::string_view::npos ? std::string_view{} : body.substr(begin + 1, end - begin - 1);
}

int connect_to(const std::string& host, std::uint16_t port, const std::string& source) {
  const sockaddr_in to = address_of(host, port);
  const sockaddr_in from = address_of(source.empty() ? "0.0.0.0" : source, 0);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw Failure(std::string("socket: ") + std::strerror(errno));
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // Ports are chosen at connect, so each source address has a whole port range to the server.
  ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (::bind(fd, generic(from), sizeof from) != 0 || ::connect(fd, generic(to), sizeof to) != 0) {
    const std::string why = std::strerror(errno);
    ::close(fd);
    throw Failure("connect: " + why);
  }
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return fd;
}

int try_connect(const std::string& host, std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in to = address_of(host, port);
  if (fd >= 0 && ::connect(fd, generic(to), sizeof to) == 0) return fd;
  if (fd >= 0) ::close(fd);
  return -1;
}

std::size_t raise_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

}  // namespace understudy::bench
