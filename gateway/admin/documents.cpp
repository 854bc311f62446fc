// Documents: nested by account, region and service, or a line for each shard, with what they say of the
// world.
#include "gateway/admin/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "services/kit/json.hpp"

namespace understudy::gateway::admin {
namespace {

using Name = std::string kit::Place::*;
constexpr std::array<Name, 3> levels{&kit::Place::account, &kit::Place::region, &kit::Place::service};
constexpr std::array<std::string_view, 3> level_names{"account", "region", "service"};

// How many of the levels the scope names, from the outermost.
std::size_t depth(const actors::Scope& scope) {
  return scope.account.empty() ? 0 : scope.region.empty() ? 1 : scope.service.empty() ? 2 : 3;
}

void check(const kit::Place& place, std::string_view path) {
  const auto fail = [&](const char* why) { throw BadDocument(std::string(path), why); };
  if (place.account.size() != 12 ||
      !std::ranges::all_of(place.account, [](char c) { return c >= '0' && c <= '9'; }))
    fail("an account has 12 digits");
  if (place.region.empty() || place.service.empty()) fail("a region or a service has no name");
}

void read_level(const kit::Value& from, std::size_t level, const kit::Place& place, const std::string& path,
                std::vector<Part>& parts) {
  if (!from.is(kit::Kind::map)) throw BadDocument(path, "an object is expected here");
  if (level == levels.size()) {
    check(place, path);
    parts.push_back({place, from, path});
    return;
  }
  for (std::uint32_t i = 0; i < from.size(); ++i) {
    const auto [name, value] = from.entry(i);
    if (level == 0 && name == world_key) continue;
    kit::Place below = place;
    below.*levels[level] = name;
    read_level(value, level + 1, below, fmt::format("{}.{}", path, name), parts);
  }
}

}  // namespace

kit::Value write_document(const actors::Snapshot& snapshot, const actors::Scope& scope, kit::Arena& arena,
                          const WorldPart* world) {
  const std::size_t from = depth(scope);
  kit::Value document = kit::Value::map(arena);
  for (const actors::ShardState& shard : snapshot.shards) {
    kit::Value* at = &document;
    for (std::size_t level = from; level < levels.size(); ++level) {
      const std::string& name = shard.place.*levels[level];
      // Shards come in order: the map that this one lies in is the last, if it is there.
      const std::uint32_t size = at->size();
      if (size > 0 && at->entry(size - 1).key == name) {
        at = const_cast<kit::Value*>(&at->entry(size - 1).value);
      } else {
        at = &at->set(arena, arena.copy(name));
        if (level + 1 < levels.size()) *at = kit::Value::map(arena);
      }
    }
    *at = shard.state->view(arena);
  }
  if (world) document.set(arena, world_key) = write_world(*world, arena);
  return document;
}

Document read_document(const kit::Value& document, const actors::Scope& scope) {
  Document read;
  read_level(document, depth(scope), {scope.account, scope.region, scope.service}, "$", read.parts);
  if (const kit::Value* world = scope.account.empty() ? document.find(world_key) : nullptr)
    read.world = read_world(*world, "$.world");
  return read;
}

std::string write_lines(const actors::Snapshot& snapshot, const WorldPart* world) {
  std::string lines;
  for (const actors::ShardState& shard : snapshot.shards) {
    for (std::size_t level = 0; level < levels.size(); ++level) {
      lines.append(level == 0 ? "{\"" : ",\"").append(level_names[level]).append("\":");
      kit::append_json_string(lines, shard.place.*levels[level]);
    }
    kit::Arena arena;
    lines.append(",\"state\":");
    kit::append_json(lines, shard.state->view(arena));
    lines.append("}\n");
  }
  if (world) {
    kit::Arena arena;
    kit::Value line = kit::Value::map(arena, 1);
    line.set(arena, world_key) = write_world(*world, arena);
    kit::append_json(lines, line);
    lines.append("\n");
  }
  return lines;
}

Document read_lines(std::string_view text, const actors::Scope& scope, kit::Arena& arena) {
  Document read;
  std::set<kit::Place> seen;
  bool told = false;
  for (std::size_t number = 0; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const std::string path = fmt::format("$[{}]", number);
    const auto one = kit::parse_json(line, arena);
    if (!one || !one->is(kit::Kind::map)) throw BadDocument(path, "the line is not a JSON object");
    if (const kit::Value* world =
            one->size() == 1 && scope.account.empty() ? one->find(world_key) : nullptr) {
      if (std::exchange(told, true)) throw BadDocument(path, "the world is there twice");
      read.world = read_world(*world, path + ".world");
      continue;
    }
    Part part;
    part.path = path + ".state";
    for (std::uint32_t i = 0; i < one->size(); ++i) {
      const auto [name, value] = one->entry(i);
      const auto level = std::ranges::find(level_names, name);
      if (level != level_names.end() && value.is(kit::Kind::string)) {
        part.place.*levels[static_cast<std::size_t>(level - level_names.begin())] = value.text();
      } else if (name == "state" && value.is(kit::Kind::map)) {
        part.view = value;
      } else {
        throw BadDocument(fmt::format("{}.{}", path, name),
                          "a line has the strings account, region and service, and the object state");
      }
    }
    if (!part.view) throw BadDocument(path, "the line has no state");
    check(part.place, path);
    if (!scope.holds(part.place)) throw BadDocument(path, "the line lies outside of what the path names");
    if (!seen.insert(part.place).second) throw BadDocument(path, "the same shard is there twice");
    read.parts.push_back(std::move(part));
  }
  return read;
}

std::vector<actors::ShardState> states_of(const Document& document, const FindService& find,
                                          std::vector<bool>* leaning) {
  std::vector<actors::ShardState> states;
  for (const Part& part : document.parts) {
    const kit::Service* service = find(part.place.service);
    if (!service) throw BadDocument(part.path, "nothing plays the service " + part.place.service);
    if ((service->scope == kit::Scope::global) != (part.place.region == "aws-global"))
      throw BadDocument(part.path, "a global service, and only such a one, lies in the region aws-global");
    auto state = service->make();
    try {
      within(part, [&] { state->restore(part.view); });
    } catch (const BadDocument&) {
      if (!leaning) throw;
      state = service->make();
      within(part, [&] { state->merge(part.view, kit::OnConflict::fail); });
      leaning->at(states.size()) = true;
    }
    states.push_back({part.place, std::move(state), std::nullopt});
    const auto generator = document.world.generators.find(part.place);
    if (generator != document.world.generators.end()) states.back().generator = generator->second;
  }
  return states;
}

}  // namespace understudy::gateway::admin
