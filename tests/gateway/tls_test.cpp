// Ports that speak TLS beside plain HTTP: handshakes, certificates, large bodies and clients that break off.
#include "gateway/tls.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "played_server.hpp"
#include "wire_client.hpp"

namespace understudy::gateway {
namespace {

// LocalStack's ports have TLS always.
struct SecureServer : PlayedServer {
  SecureServer() : PlayedServer({}, kit::Dialect::localstack) { std::signal(SIGPIPE, SIG_IGN); }
};

class SecureClient {
 public:
  SecureClient(std::uint16_t port, const std::string& certificate, std::string_view protocols = {})
      : wire_(port), context_(SSL_CTX_new(TLS_client_method())) {
    BIO* pem = BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size()));
    X509* known = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), known);
    X509_free(known);
    BIO_free(pem);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    session_.reset(SSL_new(context_.get()));
    SSL_set_fd(session_.get(), wire_.socket());
    if (!protocols.empty())
      SSL_set_alpn_protos(session_.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
  }

  bool connect(const char* host = "localhost") {
    SSL_set1_host(session_.get(), host);
    return SSL_connect(session_.get()) == 1;
  }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(session_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  void send(std::string_view bytes) {
    ASSERT_EQ(SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())),
              static_cast<int>(bytes.size()));
  }
  // The next answer's body.
  std::string read() {
    std::size_t end;
    while ((end = come_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return "nothing";
    const auto field = come_.find("Content-Length: ");
    const std::size_t size = std::stoul(come_.substr(field + 16));
    while (come_.size() < end + 4 + size)
      if (!receive()) return "cut off";
    std::string body = come_.substr(end + 4, size);
    come_.erase(0, end + 4 + size);
    return body;
  }
  std::string ask(std::string_view bytes) {
    send(bytes);
    return read();
  }

 private:
  bool receive() {
    char bytes[16384];
    const int size = SSL_read(session_.get(), bytes, sizeof bytes);
    if (size > 0) come_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }

  WireClient wire_;
  std::unique_ptr<SSL_CTX, FreeSsl> context_;
  SslSession session_;
  std::string come_;
};

TEST(Tls, SharesItsPortWithPlainHttp) {
  SecureServer server;
  SecureClient secure(server.port(), server.server().certificate());
  WireClient plain(server.port());
  ASSERT_TRUE(secure.connect());
  for (const std::string name : {"one", "two"}) {
    EXPECT_EQ(secure.ask(queue_url_request(name)), "{\"QueueUrl\":\"" + name + "\"}");
    EXPECT_EQ(plain.ask(queue_url_request(name))->status, 200u);
  }
}

TEST(Tls, IsGoodForTheHostsThatClientsUse) {
  SecureServer server;
  for (const char* host : {"localhost", "bucket.s3.localhost", "localhost.localstack.cloud",
                           "sqs.localhost.localstack.cloud", "bucket.s3.localhost.localstack.cloud"}) {
    SecureClient client(server.port(), server.server().certificate());
    EXPECT_TRUE(client.connect(host)) << host;
  }
  SecureClient other(server.port(), server.server().certificate());
  EXPECT_FALSE(other.connect("example.com"));
}

TEST(Tls, OffersBothVersionsOfHttp) {
  SecureServer server;
  const auto chosen = [&](std::string_view offered) {
    SecureClient client(server.port(), server.server().certificate(), offered);
    EXPECT_TRUE(client.connect());
    return client.protocol();
  };
  EXPECT_EQ(chosen("\x08http/1.1\x02h2"), "h2");
  EXPECT_EQ(chosen("\x08http/1.1"), "http/1.1");
  EXPECT_EQ(chosen("\x05other"), "");
}

TEST(Tls, CarriesLargeBodiesBothWays) {
  SecureServer server;
  SecureClient client(server.port(), server.server().certificate());
  ASSERT_TRUE(client.connect());
  for (const std::size_t size : {1ul, 5000ul, 70'000ul, 3'000'000ul}) {
    const std::string body = "{\"QueueUrl\":\"q\",\"MessageBody\":\"" + std::string(size, 'm') + "\"}";
    EXPECT_EQ(client.ask(sqs_request("SendMessage", body)),
              "{\"MessageId\":\"" + std::to_string(size) + "\"}");
  }
  EXPECT_GT(client.ask(sqs_request("ListQueues", "{}")).size(), answer_bytes);
}

TEST(Tls, AnswersPipelinedRequestsInOrder) {
  SecureServer server;
  SecureClient client(server.port(), server.server().certificate());
  ASSERT_TRUE(client.connect());
  std::string all;
  for (int i = 0; i < 300; ++i) all += queue_url_request(std::to_string(i));
  client.send(all);
  for (int i = 0; i < 300; ++i) ASSERT_EQ(client.read(), "{\"QueueUrl\":\"" + std::to_string(i) + "\"}");
}

TEST(Tls, ReadsOnBehindAParkedCall) {
  SecureServer server;
  SecureClient client(server.port(), server.server().certificate());
  WireClient sending(server.port());
  ASSERT_TRUE(client.connect());
  // What is read ahead ends within a record, of which nothing is left in the socket.
  const std::string message(6000, 'm');
  std::string all = sqs_request("SendMessage", R"({"QueueUrl":"p","MessageBody":")" + message + "\"}") +
                    sqs_request("ReceiveMessage", R"({"QueueUrl":"q","WaitTimeSeconds":20})");
  int behind = 0;
  while (all.size() < 76'000) all += queue_url_request(std::to_string(behind++));
  std::thread waker([&] {
    server.await_parked(1);
    sending.ask(sqs_request("SendMessage", R"({"QueueUrl":"q","MessageBody":"m"})"));
  });
  client.send(all);
  waker.join();
  EXPECT_EQ(client.read(), R"({"MessageId":"6000"})");
  EXPECT_EQ(client.read(), "{}");
  for (int i = 0; i < behind; ++i) ASSERT_EQ(client.read(), "{\"QueueUrl\":\"" + std::to_string(i) + "\"}");
}

TEST(Tls, NoticesClientsThatGo) {
  SecureServer server;
  {
    SecureClient client(server.port(), server.server().certificate());
    ASSERT_TRUE(client.connect());
    client.send(sqs_request("ReceiveMessage", R"({"QueueUrl":"q"})"));
    server.await_parked(1);
  }
  server.await_parked(0);
}

TEST(Tls, EndsWhatIsNoHandshake) {
  SecureServer server;
  for (const std::string& bytes : {std::string("\x16garbage that is none"), std::string(5000, '\x16')}) {
    WireClient client(server.port());
    client.send(bytes);
    client.ended();  // after an alert
  }
  while (server.server().connections() > 0) std::this_thread::yield();
}

TEST(Tls, SaysWhatIsWrongWithFiles) {
  const auto folder = std::filesystem::path(testing::TempDir()) / ("tls" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "cert.pem").string();
  std::ofstream(file) << Tls().certificate();
  const auto why = [](const std::string& certificate, const std::string& key) -> std::string {
    try {
      const Tls tls(certificate, key);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_TRUE(why(file + "x", file).starts_with("the certificate " + file + "x cannot be used"));
  EXPECT_TRUE(why(file, file).starts_with("the certificate's key " + file + " cannot be used"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace understudy::gateway
