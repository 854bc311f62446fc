// Errors as AWS names them: declared once near their use, returned where failure is routine, thrown from
// helpers.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "services/kit/value.hpp"

namespace understudy::kit {

// A failed call's answer. The encoder finds the modelled error by `code` (the error shape's name, or its wire
// code) for the HTTP status, the sender fault and the query-compatible code; a status of its own wins over
// the model's.
class Failure : public std::exception {
 public:
  Failure(std::string_view code, std::string message, std::uint16_t status = 0)
      : code(code), message(std::move(message)), status(status) {}
  const char* what() const noexcept override { return message.c_str(); }

  std::string code;
  std::string message;
  std::uint16_t status;  // 0: as the model says, else 400
  std::string
      in_xml;    // what the older wires (query, ec2, rest-xml) say instead of `message`; empty: the same
  Value fields;  // further modelled members of the error: a structure in the call's arena, or Kind::none
};

// A declared error; `message` may be a format for says(). Converts to the Failure of exactly this text.
struct Error {
  std::string_view code;
  std::string_view message;
  std::uint16_t status = 0;
  std::string_view in_xml = {};

  operator Failure() const {
    Failure failure(code, std::string(message), status);
    failure.in_xml = in_xml;
    return failure;
  }
  template <class... A>
  Failure says(const A&... arguments) const {
    return Failure(code, fmt::format(fmt::runtime(message), arguments...), status);
  }
};

}  // namespace understudy::kit
