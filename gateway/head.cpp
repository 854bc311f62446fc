// Reading heads with Beast's parser, fields kept as views, and the rules that Beast leaves to its user.
#include "gateway/head.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

#include "gateway/head_plain.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;
using protocol::equal_without_case;
using protocol::Field;

std::string_view std_view(boost::beast::string_view s) { return {s.data(), s.size()}; }

// Collects views only: the whole head is in one piece of memory that outlives the request.
class Parser final : public http::basic_parser<true> {
 public:
  Parser(std::string_view bytes, std::vector<Field>& fields, Head& head)
      : bytes_(bytes), fields_(fields), head_(head) {
    header_limit(max_head);
    body_limit(boost::none);
  }

  std::optional<Refusal> refusal;
  std::string_view target;
  std::size_t hosts = 0;

 private:
  void on_request_impl(http::verb, boost::beast::string_view method, boost::beast::string_view to,
                       int version, error_code&) override {
    head_.request.method = std_view(method);
    target = std_view(to);
    head_.http10 = version == 10;
  }

  void on_field_impl(http::field field, boost::beast::string_view name, boost::beast::string_view value,
                     error_code& error) override {
    if (folded(name, value)) return refuse({400, "Folded header fields are not accepted."}, error);
    if (fields_.size() == max_fields) return refuse({431, "Too many header fields."}, error);
    fields_.push_back({std_view(name), std_view(value)});
    if (field == http::field::transfer_encoding) {
      if (head_.http10 || !equal_without_case(std_view(value), "chunked"))
        return refuse({400, "The transfer encoding is not supported."}, error);
    } else if (field == http::field::host) {
      head_.host = std_view(value);
      ++hosts;
    } else if (field == http::field::expect) {
      if (!equal_without_case(std_view(value), "100-continue"))
        return refuse({417, "The expectation cannot be met."}, error);
      head_.expects_continue = !head_.http10;
    }
  }

  // Beast joins folded lines in a buffer of its own, or skips an empty first one.
  bool folded(boost::beast::string_view name, boost::beast::string_view value) const {
    const char* end = bytes_.data() + bytes_.size();
    if (value.data() < name.data() || value.data() > end) return true;
    return std::find(name.data() + name.size(), value.data(), '\r') != value.data();
  }

  void refuse(Refusal why, error_code& error) {
    refusal = why;
    error = http::error::bad_field;
  }

  void on_header_impl(error_code&) override {}
  void on_response_impl(int, boost::beast::string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(boost::beast::string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view, error_code&) override { return 0; }
  void on_finish_impl(error_code&) override {}

  std::string_view bytes_;
  std::vector<Field>& fields_;
  Head& head_;
};

// Beast says bad_version both for another version of HTTP and for what is no version at all.
Refusal bad_version(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\r'));
  const std::string_view version = line.substr(std::min(line.size(), line.rfind(' ') + 1));
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) && version[6] == '.' &&
      digit(version[7]) && version != "HTTP/1.0" && version != "HTTP/1.1")
    return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  return {400, "The request line is malformed."};
}

Refusal why(error_code error, std::string_view bytes) {
  if (error == http::error::bad_version) return bad_version(bytes);
  if (error == http::error::header_limit) return {431, "The request's head is too long."};
  if (error == http::error::bad_method || error == http::error::bad_target)
    return {400, "The request line is malformed."};
  if (error == http::error::bad_content_length || error == http::error::multiple_content_length ||
      error == http::error::bad_transfer_encoding)
    return {400, "The length of the request's body is ambiguous."};
  return {400, "A header field is malformed."};
}

// "http://host:port/path" as proxies and some test tools write it: its host wins over the field (RFC
// 9112 3.2.2).
void take_absolute(std::string_view& target, Head& head, std::vector<Field>& fields) {
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos || target.front() == '/') return;
  const std::string_view rest = target.substr(scheme + 3);
  const auto slash = std::min(rest.find_first_of("/?"), rest.size());
  head.host = rest.substr(0, slash);
  target = rest.substr(slash);
  for (Field& field : fields)
    if (equal_without_case(field.name, "host")) field.value = head.host;
}

std::optional<Refusal> oversized(std::string_view bytes) {
  if (bytes.size() > max_line && bytes.substr(0, max_line).find('\n') == std::string_view::npos)
    return Refusal{414, "The request line is too long."};
  if (bytes.size() > max_head) return Refusal{431, "The request's head is too long."};
  return {};
}

}  // namespace

std::optional<Refusal> take_target(std::string_view target, protocol::Request& request) {
  if (request.method == "CONNECT" || request.method == "TRACE")
    return Refusal{405, "The method is not allowed."};
  const auto question = std::min(target.find('?'), target.size());
  request.path = target.substr(0, question);
  request.query = target.substr(std::min(question + 1, target.size()));
  if (request.path.empty() || request.path == "*") request.path = "/";
  if (request.path.front() != '/') return Refusal{400, "The request's target is malformed."};
  return {};
}

std::size_t head_end(std::string_view bytes, std::size_t& scanned) {
  // The line feeds, of which there are as many as lines, and those with an empty line behind them.
  for (auto at = bytes.find('\n', scanned); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r' || bytes.size() - at < 3) continue;
    if (bytes[at + 1] == '\r' && bytes[at + 2] == '\n') return at + 3;
  }
  scanned = bytes.size() < 3 ? 0 : bytes.size() - 3;
  return 0;
}

std::optional<Refusal> hopeless(std::string_view bytes, std::size_t from) {
  if (!bytes.empty() && (static_cast<unsigned char>(bytes.front()) <= ' ' || bytes.front() > '~'))
    return Refusal{400, "This is no HTTP request."};  // a TLS handshake, mostly
  for (auto at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1))
    if (at == 0 || bytes[at - 1] != '\r') return Refusal{400, "A line does not end with CR and LF."};
  return oversized(bytes);
}

std::optional<Refusal> parse_head(std::string_view bytes, std::vector<Field>& fields, Head& head) {
  Parser parser(bytes, fields, head);
  error_code error;
  parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error || !parser.is_header_done()) return parser.refusal ? *parser.refusal : why(error, bytes);
  if (parser.hosts > 1 || (parser.hosts == 0 && !head.http10))
    return Refusal{400, "The request must have one Host field."};
  take_absolute(parser.target, head, fields);
  if (auto refusal = take_target(parser.target, head.request)) return refusal;
  if (const auto length = parser.content_length()) head.length = *length;
  head.chunked = parser.chunked();
  head.keep_alive = parser.keep_alive();
  return {};
}

std::optional<Refusal> read_head(std::string_view bytes, kit::Arena& arena, std::vector<Field>& scratch,
                                 Head& head) {
  if (auto refusal = oversized(bytes)) return refusal;
  scratch.clear();
  if (!read_plain_head(bytes, scratch, head)) {
    scratch.clear();
    head = {};
    if (auto refusal = parse_head(bytes, scratch, head)) return refusal;
  }
  auto* kept = arena.array<Field>(scratch.size());
  std::ranges::copy(scratch, kept);
  head.request.fields = {kept, scratch.size()};
  head.request.may_have = 0;
  for (const Field& field : scratch) head.request.may_have |= protocol::field_bit(field.name);
  return {};
}

}  // namespace understudy::gateway
