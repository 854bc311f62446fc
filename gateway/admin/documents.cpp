// Documents: nested by account, region and service, or a line for each shard.
#include "gateway/admin/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

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
    kit::Place below = place;
    below.*levels[level] = name;
    read_level(value, level + 1, below, fmt::format("{}.{}", path, name), parts);
  }
}

}  // namespace

kit::Value write_document(const actors::Snapshot& snapshot, const actors::Scope& scope, kit::Arena& arena) {
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
  return document;
}

std::vector<Part> read_document(const kit::Value& document, const actors::Scope& scope) {
  std::vector<Part> parts;
  read_level(document, depth(scope), {scope.account, scope.region, scope.service}, "$", parts);
  return parts;
}

std::string write_lines(const actors::Snapshot& snapshot) {
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
  return lines;
}

std::vector<Part> read_lines(std::string_view text, const actors::Scope& scope, kit::Arena& arena) {
  std::vector<Part> parts;
  std::set<kit::Place> seen;
  for (std::size_t number = 0; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const std::string path = fmt::format("$[{}]", number);
    const auto one = kit::parse_json(line, arena);
    if (!one || !one->is(kit::Kind::map)) throw BadDocument(path, "the line is not a JSON object");
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
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<actors::ShardState> states_of(const std::vector<Part>& parts, const FindService& find) {
  std::vector<actors::ShardState> states;
  for (const Part& part : parts) {
    const kit::Service* service = find(part.place.service);
    if (!service) throw BadDocument(part.path, "nothing plays the service " + part.place.service);
    if ((service->scope == kit::Scope::global) != (part.place.region == "aws-global"))
      throw BadDocument(part.path, "a global service, and only such a one, lies in the region aws-global");
    auto state = service->make();
    try {
      state->restore(part.view);
    } catch (const kit::ViewError& error) {
      throw BadDocument(part.path + error.path.substr(1), error.what() + error.path.size() + 2);
    }
    states.push_back({part.place, std::move(state), std::nullopt});
  }
  return states;
}

}  // namespace understudy::gateway::admin
