// HTTP/2 with prior knowledge, by nghttp2's own client: streams side by side, flow control, limits and ends.
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>

#include <map>
#include <string>
#include <vector>

#include "played_server.hpp"
#include "wire_client.hpp"

namespace understudy::gateway {
namespace {

struct Http2Answer {
  std::map<std::string, std::string> fields;
  std::string body;
  bool ended = false;
  std::uint32_t error = 0;

  std::string status() const { return fields.contains(":status") ? fields.at(":status") : ""; }
};

class Http2Client {
 public:
  explicit Http2Client(std::uint16_t port) : wire_(port) {
    const int on = 1;  // a window's update must not wait for the last one's acknowledgement
    setsockopt(wire_.socket(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_client_new(&engine_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(engine_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Http2Client() { nghttp2_session_del(engine_); }

  using Fields = std::vector<std::pair<std::string, std::string>>;

  std::int32_t submit(std::string body, const Fields& extra, std::string_view method = "POST",
                      std::string_view path = "/") {
    Fields all{{":method", std::string(method)},
               {":scheme", "http"},
               {":authority", "localhost"},
               {":path", std::string(path)}};
    all.insert(all.end(), extra.begin(), extra.end());
    std::vector<nghttp2_nv> head;
    for (auto& [name, value] : all)
      head.push_back({reinterpret_cast<std::uint8_t*>(name.data()),
                      reinterpret_cast<std::uint8_t*>(value.data()), name.size(), value.size(),
                      NGHTTP2_NV_FLAG_NONE});
    auto& kept =
        bodies_.emplace_back(std::make_unique<std::pair<std::string, std::size_t>>(std::move(body), 0));
    nghttp2_data_provider data{};
    data.source.ptr = kept.get();
    data.read_callback = [](nghttp2_session*, std::int32_t, std::uint8_t* to, std::size_t room,
                            std::uint32_t* flags, nghttp2_data_source* source, void*) -> ssize_t {
      auto& [bytes, at] = *static_cast<std::pair<std::string, std::size_t>*>(source->ptr);
      const std::size_t size = std::min(room, bytes.size() - at);
      std::copy_n(bytes.data() + at, size, to);
      at += size;
      if (at == bytes.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
      return static_cast<ssize_t>(size);
    };
    return nghttp2_submit_request(engine_, nullptr, head.data(), head.size(),
                                  kept->first.empty() ? nullptr : &data, nullptr);
  }
  std::int32_t ask(std::string_view operation, std::string body) {
    return submit(std::move(body), {{"x-amz-target", "AmazonSQS." + std::string(operation)},
                                    {"content-type", "application/x-amz-json-1.0"}});
  }
  void reset(std::int32_t stream) {
    nghttp2_submit_rst_stream(engine_, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
    flush();
  }

  void flush() {
    const std::uint8_t* bytes = nullptr;
    for (ssize_t size; (size = nghttp2_session_mem_send(engine_, &bytes)) > 0;)
      wire_.send({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  }
  // Reads until the stream has ended; false when the connection ends first.
  bool await(std::int32_t stream) {
    for (;;) {
      flush();
      if (answers[stream].ended) return true;
      const std::string come = wire_.take_some();
      if (come.empty()) return false;
      if (nghttp2_session_mem_recv(engine_, reinterpret_cast<const std::uint8_t*>(come.data()), come.size()) <
          0)
        return false;
    }
  }
  WireClient& wire() { return wire_; }

  std::map<std::int32_t, Http2Answer> answers;

 private:
  static Http2Client& self(void* user) { return *static_cast<Http2Client*>(user); }
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t n,
                       const std::uint8_t* value, std::size_t v, std::uint8_t, void* user) {
    self(user).answers[frame->hd.stream_id].fields[{reinterpret_cast<const char*>(name), n}] = {
        reinterpret_cast<const char*>(value), v};
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* bytes,
                     std::size_t size, void* user) {
    self(user).answers[id].body.append(reinterpret_cast<const char*>(bytes), size);
    return 0;
  }
  static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t error, void* user) {
    self(user).answers[id].ended = true;
    self(user).answers[id].error = error;
    return 0;
  }

  WireClient wire_;
  nghttp2_session* engine_ = nullptr;
  std::vector<std::unique_ptr<std::pair<std::string, std::size_t>>> bodies_;
};

TEST(Http2, AnswersStreamsSideBySide) {
  PlayedServer server;
  Http2Client client(server.port());
  const auto parked = client.ask("ReceiveMessage", R"({"QueueUrl":"q","WaitTimeSeconds":20})");
  client.flush();
  server.await_parked(1);
  std::vector<std::int32_t> streams;
  for (int i = 0; i < 50; ++i)
    streams.push_back(client.ask("GetQueueUrl", "{\"QueueName\":\"" + std::to_string(i) + "\"}"));
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(client.await(streams[static_cast<std::size_t>(i)]));
    const Http2Answer& answer = client.answers[streams[static_cast<std::size_t>(i)]];
    EXPECT_EQ(answer.status(), "200");
    EXPECT_EQ(answer.body, "{\"QueueUrl\":\"" + std::to_string(i) + "\"}");
    EXPECT_EQ(answer.fields.at("content-type"), "application/x-amz-json-1.0");
  }
  EXPECT_FALSE(client.answers[parked].ended);
  client.ask("SendMessage", R"({"QueueUrl":"q","MessageBody":"m"})");
  ASSERT_TRUE(client.await(parked));
  EXPECT_EQ(client.answers[parked].status(), "200");
}

TEST(Http2, CarriesLargeBodiesBothWays) {
  PlayedServer server;
  Http2Client client(server.port());
  const auto sent = client.ask(
      "SendMessage", "{\"QueueUrl\":\"q\",\"MessageBody\":\"" + std::string(6'000'000, 'm') + "\"}");
  const auto listed = client.ask("ListQueues", "{}");
  ASSERT_TRUE(client.await(sent));
  EXPECT_EQ(client.answers[sent].body, R"({"MessageId":"6000000"})");
  ASSERT_TRUE(client.await(listed));
  EXPECT_GT(client.answers[listed].body.size(), answer_bytes);
}

TEST(Http2, CancelsWhatAClientGivesUp) {
  PlayedServer server;
  Http2Client client(server.port());
  const auto stream = client.ask("ReceiveMessage", R"({"QueueUrl":"q"})");
  client.flush();
  server.await_parked(1);
  client.reset(stream);
  server.await_parked(0);
  const auto next = client.ask("GetQueueUrl", R"({"QueueName":"n"})");
  ASSERT_TRUE(client.await(next));
  EXPECT_EQ(client.answers[next].status(), "200");
}

TEST(Http2, CancelsAllWhenTheClientGoes) {
  PlayedServer server;
  {
    Http2Client client(server.port());
    for (int i = 0; i < 3; ++i) client.ask("ReceiveMessage", R"({"QueueUrl":"q"})");
    client.flush();
    server.await_parked(3);
  }
  server.await_parked(0);
}

TEST(Http2, EndsConnectionsThatOnlyResetStreams) {
  PlayedServer server;
  Http2Client client(server.port());
  for (int i = 0; i < 1500; ++i) {
    const auto stream = client.ask("ReceiveMessage", R"({"QueueUrl":"q"})");
    client.flush();
    client.reset(stream);
  }
  const auto last = client.ask("GetQueueUrl", R"({"QueueName":"n"})");
  EXPECT_FALSE(client.await(last) && client.answers[last].status() == "200");
  server.await_parked(0);
}

TEST(Http2, RefusesWhatItCannotRead) {
  PlayedServer server({.body_bytes = 1000});
  Http2Client client(server.port());
  const auto large = client.ask("SendMessage", std::string(5000, 'x'));
  const auto long_field = client.submit("{}", Http2Client::Fields(250, {"x-some", "field"}));
  const auto connect = client.submit("", {}, "TRACE");
  const auto head = client.submit("", {}, "HEAD", "/_understudy/health");
  ASSERT_TRUE(client.await(large) && client.await(long_field) && client.await(connect) && client.await(head));
  EXPECT_EQ(client.answers[large].status(), "413");
  EXPECT_EQ(client.answers[long_field].status(), "431");
  EXPECT_EQ(client.answers[connect].status(), "405");
  EXPECT_EQ(client.answers[head].body, "");
}

TEST(Http2, TakesThePrefaceByteByByte) {
  PlayedServer server;
  WireClient client(server.port());
  for (const char c : std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) ASSERT_TRUE(client.send({&c, 1}));
  client.send(std::string("\0\0\0\x4\0\0\0\0\0", 9));  // empty settings
  EXPECT_GE(client.take_some().size(), 9u);
}

TEST(Http2, EndsBrokenConnections) {
  PlayedServer server;
  for (const std::string& bytes :
       {std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") + std::string(100, 'x'),
        std::string("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"), std::string("PRI / HTTP/1.1\r\n\r\n")}) {
    WireClient client(server.port());
    client.send(bytes);
    client.ended();
  }
  while (server.server().connections() > 0) std::this_thread::yield();
}

TEST(Http2, EndsIdleConnectionsAtAStop) {
  PlayedServer server;
  Http2Client client(server.port());
  const auto stream = client.ask("GetQueueUrl", R"({"QueueName":"n"})");
  ASSERT_TRUE(client.await(stream));
  server.stop();
  const auto late = client.ask("GetQueueUrl", R"({"QueueName":"n"})");
  client.await(late);
  EXPECT_EQ(client.answers[late].status(), "");
}

}  // namespace
}  // namespace understudy::gateway
