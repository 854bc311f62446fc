// What a document of a whole world says of its clock and its chance.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "gateway/admin/documents.hpp"
#include "services/kit/format.hpp"

namespace understudy::gateway::admin {
namespace {

constexpr std::array<std::string_view, 3> modes{"real", "frozen", "scaled"};
constexpr double fastest = 1e9;  // as /_understudy/clock takes it

std::size_t mode_of(double rate) { return rate == 1 ? 0 : rate == 0 ? 1 : 2; }

std::string text_of(const kit::Generator& generator) {
  return fmt::format("{:016x}{:016x}", generator.state[0], generator.state[1]);
}

template <class Number>
bool parse(std::string_view text, Number& number, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

kit::Generator read_generator(std::string_view text, const std::string& path) {
  kit::Generator generator;
  const bool good = text.size() == 32 && parse(text.substr(0, 16), generator.state[0], 16) &&
                    parse(text.substr(16), generator.state[1], 16);
  if (!good || (generator.state[0] == 0 && generator.state[1] == 0))
    throw BadDocument(path, "a generator is 32 hex digits, not all of them 0");
  return generator;
}

kit::Place read_place(std::string_view text, const std::string& path) {
  const auto first = text.find('/'), second = text.find('/', first == text.npos ? first : first + 1);
  if (second == text.npos) throw BadDocument(path, "a generator is named account/region/service");
  return {std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)),
          std::string(text.substr(second + 1))};
}

// The mode follows from the scale; one that says otherwise is a mistake.
double read_rate(const kit::Value* mode, const kit::Value* scale, const std::string& path) {
  std::optional<double> rate;
  if (scale) {
    if (!scale->is(kit::Kind::integer) && !scale->is(kit::Kind::real))
      throw BadDocument(path + ".scale", "a number is expected here");
    rate = scale->real();
    if (!(*rate >= 0 && *rate <= fastest))
      throw BadDocument(path + ".scale", "it is 0 (frozen) to 1000000000: how much faster than real time");
  }
  if (!mode) return *rate;
  const auto known = std::ranges::find(modes, mode->text());
  if (known == modes.end()) throw BadDocument(path + ".mode", "it is real, frozen or scaled");
  const auto number = static_cast<std::size_t>(known - modes.begin());
  if (!rate && number == 2) throw BadDocument(path, "a scaled clock needs its scale");
  if (!rate) rate = number == 0 ? 1 : 0;
  if (mode_of(*rate) != number) throw BadDocument(path + ".mode", "the scale says another one");
  return *rate;
}

std::uint64_t read_seed(const kit::Value& value, const std::string& path) {
  std::uint64_t seed = 0;
  if (value.is(kit::Kind::integer) && value.integer() >= 0)
    return static_cast<std::uint64_t>(value.integer());
  if (!value.is(kit::Kind::string) || !parse(value.text(), seed, 10))
    throw BadDocument(path, "a seed is a whole number from 0 on, as a number or a string");
  return seed;
}

}  // namespace

WorldPart world_of(const actors::Snapshot& snapshot, double rate, std::uint64_t seed) {
  WorldPart world{snapshot.at, rate, seed, {}};
  for (const actors::ShardState& shard : snapshot.shards)
    if (shard.generator) world.generators.emplace(shard.place, *shard.generator);
  return world;
}

kit::Value write_world(const WorldPart& world, kit::Arena& arena) {
  const auto text = [&](std::string_view s) { return kit::Value::string(arena.copy(s)); };
  kit::Value value = kit::Value::map(arena, 5);
  if (world.now) value.set(arena, "now") = *world.now;
  if (world.rate) {
    value.set(arena, "mode") = kit::Value::string(modes[mode_of(*world.rate)]);
    value.set(arena, "scale") = *world.rate;
  }
  if (world.seed) value.set(arena, "seed") = text(std::to_string(*world.seed));  // JSON's numbers end at 2^53
  kit::Value generators = kit::Value::map(arena, static_cast<std::uint32_t>(world.generators.size()));
  for (const auto& [place, generator] : world.generators)
    generators.set(arena, arena.copy(fmt::format("{}/{}/{}", place.account, place.region, place.service))) =
        text(text_of(generator));
  value.set(arena, "generators") = generators;
  return value;
}

WorldPart read_world(const kit::Value& from, const std::string& path) {
  if (!from.is(kit::Kind::map)) throw BadDocument(path, "an object is expected here");
  WorldPart world;
  const kit::Value *mode = nullptr, *scale = nullptr;
  for (std::uint32_t i = 0; i < from.size(); ++i) {
    const auto [name, value] = from.entry(i);
    const std::string below = fmt::format("{}.{}", path, name);
    if (name == "now") {
      world.now = value.is(kit::Kind::time) ? value.time() : kit::parse_rfc3339(value.text());
      if (!world.now) throw BadDocument(below, "an RFC 3339 time is expected here");
    } else if (name == "mode") {
      mode = &from.entry(i).value;
    } else if (name == "scale") {
      scale = &from.entry(i).value;
    } else if (name == "seed") {
      world.seed = read_seed(value, below);
    } else if (name == "generators" && value.is(kit::Kind::map)) {
      for (std::uint32_t j = 0; j < value.size(); ++j) {
        const std::string one = fmt::format("{}.{}", below, value.entry(j).key);
        world.generators.emplace(read_place(value.entry(j).key, one),
                                 read_generator(value.entry(j).value.text(), one));
      }
    } else {
      throw BadDocument(below, "a world has now, mode, scale, seed and the object generators");
    }
  }
  if (mode || scale) world.rate = read_rate(mode, scale, path);
  return world;
}

}  // namespace understudy::gateway::admin
