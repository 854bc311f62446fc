// A request of the load generator taken apart as a session would, for the microbenchmarks.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/requests.hpp"
#include "gateway/protocol/protocol.hpp"
#include "services/models/model.hpp"

namespace understudy::bench {

// Throws std::runtime_error when the models lack the operation: they are incomplete then.
inline models::Operation modelled(std::string_view service, std::string_view operation) {
  const models::Service* found = models::find(service);
  if (found == nullptr) throw std::runtime_error("no service is called " + std::string(service));
  const auto named = found->find_operation(operation);
  if (!named) throw std::runtime_error("no operation is called " + std::string(operation));
  return *named;
}

class Sample {
 public:
  explicit Sample(Operation operation) : bytes_(render(operation)) {
    const std::string_view all = std::string_view(bytes_).substr(0, bytes_.size() - padding);
    const std::size_t head_end = all.find("\r\n\r\n");
    for (std::size_t at = all.find("\r\n") + 2; at < head_end + 2;) {
      const std::size_t end = all.find("\r\n", at), colon = all.find(':', at);
      fields_.push_back({all.substr(at, colon - at), all.substr(colon + 2, end - colon - 2)});
      at = end + 2;
    }
    request_.method = "POST";
    request_.path = "/";
    request_.fields = fields_;
    request_.body = all.substr(head_end + 4);
  }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  const gateway::protocol::Request& request() const { return request_; }

 private:
  static constexpr std::size_t padding = 64;  // simdjson reads so far behind a body

  static std::string render(Operation operation) {
    RequestOptions options;
    options.port = 5000;
    return std::string(Requests(operation, options).at(0)) + std::string(padding, '\0');
  }

  std::string bytes_;
  std::vector<gateway::protocol::Field> fields_;
  gateway::protocol::Request request_;
};

}  // namespace understudy::bench
