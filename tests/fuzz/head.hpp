// A request's head as fuzzers read it: "METHOD target", headers, an empty line.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "gateway/protocol/protocol.hpp"
#include "tests/fuzz/target.hpp"

namespace understudy::fuzz {

// Takes it off the input, without the validity that a session has seen to. Views into the input.
inline gateway::protocol::Request read_head(std::string_view& input,
                                            std::vector<gateway::protocol::Field>& fields) {
  gateway::protocol::Request request;
  const std::string_view first = take_line(input);
  const std::size_t space = std::min(first.find(' '), first.size());
  request.method = first.substr(0, space);
  const std::string_view target = first.substr(std::min(space + 1, first.size()));
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  for (std::string_view line = take_line(input); !line.empty() && fields.size() < 64;
       line = take_line(input)) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    while (value.starts_with(' ')) value.remove_prefix(1);
    fields.push_back({line.substr(0, colon), value});
  }
  request.fields = fields;
  return request;
}

}  // namespace understudy::fuzz
