// The yardstick: a Beast server that parses each request and answers the same bytes, doing nothing else.
//
// What a server in front of real state costs is read as a ratio to this one, measured in the same run. It
// takes the fastest way through Beast that was found, so that the ratio flatters nobody: one io_context a
// thread, connections pinned to it, own reads put into the parser, and a synchronous write that nearly always
// suffices.
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace understudy::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

struct Options {
  unsigned short port = 0;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  std::size_t body = 112;   // bytes of the answer's body; what SendMessage answers
  std::size_t handle = 40;  // bytes of the receipt handle in it, if it fits
};

// A body of exactly `options.body` bytes that a client taking receipt handles can use.
std::string canned_body(const Options& options) {
  std::string body = R"({"ReceiptHandle":")";
  body.append(options.handle, 'h').append(R"(","Pad":")");
  const std::size_t closing = 2;
  if (options.body >= body.size() + closing)
    return body.append(options.body - body.size() - closing, 'p') + "\"}";
  return std::string(options.body, 'p');
}

std::string canned_answer(const Options& options) {
  const std::string body = canned_body(options);
  return "HTTP/1.1 200 OK\r\nServer: canned\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
         "Content-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: "
         "00000000-0000-0000-0000-000000000000\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// One keep-alive connection; it owns itself through the handler that is pending.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const std::string& answer) : socket_(std::move(socket)), answer_(answer) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
  }

  void read() {
    const auto room = asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_);
    socket_.async_read_some(room, [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) return;
      self->filled_ += size;
      self->consume();
    });
  }

 private:
  using Parser = http::request_parser<http::string_body>;

  void consume() {
    std::size_t used = 0;
    while (used < filled_) {
      if (!parser_) {
        parser_.emplace();
        parser_->eager(true);
      }
      error_code error;
      used += parser_->put(asio::buffer(buffer_.data() + used, filled_ - used), error);
      if (error == http::error::need_more) break;
      if (error) return;
      if (!parser_->is_done()) continue;
      const bool keep = parser_->get().keep_alive();
      parser_.reset();
      if (!answer() || !keep) return;
    }
    std::copy(buffer_.begin() + used, buffer_.begin() + filled_, buffer_.begin());
    filled_ -= used;
    if (filled_ < buffer_.size()) read();
  }

  // False when the client is gone, or reads so slowly that its socket is full: this yardstick serves no such
  // client.
  bool answer() {
    error_code error;
    return socket_.write_some(asio::buffer(answer_), error) == answer_.size() && !error;
  }

  tcp::socket socket_;
  const std::string& answer_;
  std::optional<Parser> parser_;
  std::array<char, 16384> buffer_;
  std::size_t filled_ = 0;
};

using Contexts = std::vector<std::unique_ptr<asio::io_context>>;

void accept_next(tcp::acceptor& acceptor, Contexts& contexts, std::size_t turn, const std::string& answer) {
  auto& context = *contexts[turn % contexts.size()];
  acceptor.async_accept(context, [&, turn](error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      auto& home = *contexts[turn % contexts.size()];
      auto session = std::make_shared<Session>(std::move(socket), answer);
      asio::post(home, [session] { session->read(); });
    }
    accept_next(acceptor, contexts, turn + 1, answer);
  });
}

int serve(const Options& options) {
  const std::string answer = canned_answer(options);
  Contexts contexts;
  for (unsigned i = 0; i < options.threads; ++i) contexts.push_back(std::make_unique<asio::io_context>(1));
  tcp::acceptor acceptor(*contexts.front(), {asio::ip::address_v4::loopback(), options.port});
  accept_next(acceptor, contexts, 0, answer);
  asio::signal_set signals(*contexts.front(), SIGTERM, SIGINT);
  signals.async_wait([&contexts](error_code, int) {
    for (auto& context : contexts) context->stop();
  });
  std::puts("Ready.");
  std::fflush(stdout);
  std::vector<std::jthread> threads;
  for (auto& context : contexts) {
    threads.emplace_back([&context] {
      const auto work = asio::make_work_guard(*context);
      context->run();
    });
  }
  return EXIT_SUCCESS;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i], value = argv[i + 1];
    const bool good = (name == "--port" && read_number(value, options.port)) ||
                      (name == "--threads" && read_number(value, options.threads) && options.threads > 0) ||
                      (name == "--body" && read_number(value, options.body)) ||
                      (name == "--handle" && read_number(value, options.handle));
    if (!good) return std::nullopt;
  }
  if (argc % 2 == 0 || options.port == 0) return std::nullopt;
  return options;
}

}  // namespace
}  // namespace understudy::bench

int main(int argc, char** argv) {
  const auto options = understudy::bench::read_options(argc, argv);
  if (!options) {
    std::fputs("usage: bench_canned --port PORT [--threads N] [--body BYTES] [--handle BYTES]\n", stderr);
    return EXIT_FAILURE;
  }
  try {
    return understudy::bench::serve(*options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_canned: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
