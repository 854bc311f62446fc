// The HTTP exchange around a call, for the few operations that are about HTTP itself (S3's).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/kit/blob.hpp"

namespace understudy::kit {

struct Exchange {
  // What came. Views live as long as the call.
  std::string_view method;
  std::string_view path;          // without the world's part, with the bucket of a virtual host, encoded
  std::string_view query;         // without '?'
  std::string_view host_service;  // the label of the host that names a service: "s3-website-us-east-1"
  std::string_view bytes;         // the body, unless it became a blob
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  BlobPtr body;           // of an operation whose input streams
  bool enforced = false;  // policies and access lists decide who may do what

  std::string_view header(std::string_view name) const {  // the first of that name without case, else empty
    for (const auto& [known, value] : fields)
      if (known.size() == name.size() && same(known, name)) return value;
    return {};
  }

  // What is answered beyond the output or the failure.
  std::uint16_t status = 0;  // 0: as it would be
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::string> text;  // the whole body, in place of anything encoded
  BlobPtr blob;                     // or part of one
  std::uint64_t from = 0, size = 0;
  bool declined = false;  // it is none of this service's after all: the gateway answers by itself

  void answer(std::string_view name, std::string_view value) { headers.emplace_back(name, value); }

 private:
  static constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
  static constexpr bool same(std::string_view a, std::string_view b) {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (lower(a[i]) != lower(b[i])) return false;
    return true;
  }
};

// A call that may have one, beside being a kit::Call.
class Exchanging {
 public:
  std::unique_ptr<Exchange> exchange;

 protected:
  ~Exchanging() = default;
};

struct Service;

// A service whose operations see the HTTP around their calls, and whose inputs that stream become blobs.
struct HttpService {
  const Service* service;
  // For requests that no modelled operation knows: the path of the page that plays this one, or nothing.
  std::string_view (*odd)(const Exchange& exchange);
};

}  // namespace understudy::kit
