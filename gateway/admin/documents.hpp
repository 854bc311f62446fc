// States as JSON documents: what lies where in them, and how they are read and written.
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "actors/snapshot.hpp"
#include "services/kit/service.hpp"
#include "services/kit/value.hpp"

namespace understudy::gateway::admin {

// A document that cannot be taken: where it is wrong ("$" is its root) and why.
struct BadDocument : std::runtime_error {
  BadDocument(std::string path, const std::string& why) : std::runtime_error(why), path(std::move(path)) {}
  std::string path;
};

// The view of one shard in a document.
struct Part {
  kit::Place place;
  kit::Value view;
  std::string path;  // to it
};

// What plays that service; null when nothing does.
using FindService = std::function<const kit::Service*(std::string_view)>;

// A whole world is {account: {region: {service: view}}}; of a part, what the scope names is left out.
kit::Value write_document(const actors::Snapshot& snapshot, const actors::Scope& scope, kit::Arena& arena);
std::vector<Part> read_document(const kit::Value& document, const actors::Scope& scope);

// The same as lines, one a shard: {"account":...,"region":...,"service":...,"state":view}.
std::string write_lines(const actors::Snapshot& snapshot);
std::vector<Part> read_lines(std::string_view text, const actors::Scope& scope, kit::Arena& arena);

// A fresh state out of each part. Throws BadDocument.
std::vector<actors::ShardState> states_of(const std::vector<Part>& parts, const FindService& find);

}  // namespace understudy::gateway::admin
