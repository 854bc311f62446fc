// TLS for the listeners: the server's certificate and what each connection's handshake begins with.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace understudy::gateway {

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslSession = std::unique_ptr<SSL, FreeSsl>;

// Made once, used by all threads. TLS 1.2 and 1.3; offers HTTP/2 and HTTP/1.1 (ALPN).
class Tls {
 public:
  // Of files in PEM: the certificate with its chain, and its key; one file may hold both. Throws
  // std::runtime_error with a clear word when they cannot be read or do not fit.
  Tls(const std::string& certificate, const std::string& key);

  // With a certificate made for the occasion: a fresh P-256 key, good for localhost, *.localhost,
  // localhost.localstack.cloud and the hosts below it that clients of S3 and SQS use, 127.0.0.1 and ::1.
  Tls();

  const std::string& certificate() const { return pem_; }  // the made one in PEM, else empty

  // A connection's own, over this socket, which the caller keeps.
  SslSession session(int socket) const;

 private:
  std::unique_ptr<SSL_CTX, FreeSsl> context_;
  std::string pem_;
};

}  // namespace understudy::gateway
