// States as JSON documents: what lies where in them, and how they are read and written.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "actors/snapshot.hpp"
#include "services/kit/random.hpp"
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

// What a document of a whole world says of the world itself, so that it goes on elsewhere from the same
// instant and draws the same: all of it is optional, and what is not there stays as it is.
struct WorldPart {
  std::optional<kit::Time> now;
  std::optional<double> rate;  // 0: frozen, 1: real
  std::optional<std::uint64_t> seed;
  std::map<kit::Place, kit::Generator> generators;
};
inline constexpr std::string_view world_key = "world";  // where it stands: no account has that name

// As {"now", "mode", "scale", "seed", "generators": {"account/region/service": 32 hex digits}}.
kit::Value write_world(const WorldPart& world, kit::Arena& arena);
WorldPart read_world(const kit::Value& from, const std::string& path);
WorldPart world_of(const actors::Snapshot& snapshot, double rate, std::uint64_t seed);

// A document as it was read.
struct Document {
  std::vector<Part> parts;
  WorldPart world;
};

// A whole world is {account: {region: {service: view}}, "world": ...}; of a part, what the scope names is
// left out.
kit::Value write_document(const actors::Snapshot& snapshot, const actors::Scope& scope, kit::Arena& arena,
                          const WorldPart* world = nullptr);
Document read_document(const kit::Value& document, const actors::Scope& scope);

// The same as lines, one a shard: {"account":...,"region":...,"service":...,"state":view}; a world's last
// line is {"world":...}.
std::string write_lines(const actors::Snapshot& snapshot, const WorldPart* world = nullptr);
Document read_lines(std::string_view text, const actors::Scope& scope, kit::Arena& arena);

// A fresh state out of each part, its generator if the document has it. Throws BadDocument. With `leaning`, a
// part may name rows that it does not have, and is marked there: it is to be checked where it is added.
std::vector<actors::ShardState> states_of(const Document& document, const FindService& find,
                                          std::vector<bool>* leaning = nullptr);

// Runs what throws kit::ViewError, as BadDocument with the path in the whole document.
template <class F>
void within(const Part& part, F&& what) {
  try {
    what();
  } catch (const kit::ViewError& error) {
    throw BadDocument(part.path + error.path.substr(1), error.what() + error.path.size() + 2);
  }
}

}  // namespace understudy::gateway::admin
