// Reads and checks the names and values that come with expressions.
#include "services/dynamodb/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/errors.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::size_t longest_placeholder = 255;
constexpr std::size_t largest_maps = 2 * 1024 * 1024;  // names and values together, with their keys

bool is_placeholder(std::string_view key, char first) {
  return key.size() > 1 && key[0] == first && std::ranges::all_of(key.substr(1), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

void check_keys(In map, std::string_view member, char first) {
  if (map.empty()) throw invalid.says(fmt::format("{} must not be empty", member));
  for (std::uint32_t i = 0; i < map.size(); ++i)
    if (const std::string_view key = map.entry(i).key; !is_placeholder(key, first))
      throw invalid.says(fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", member, key));
}

template <class T>
void check_all_used(std::span<const T> given, std::string_view member) {
  std::string unused;
  for (const T& one : given) {
    if (one.used) continue;
    if (!unused.empty()) unused += ", ";
    unused += one.key;
  }
  if (!unused.empty())
    throw invalid.says(
        fmt::format("Value provided in {} unused in expressions: keys: {{{}}}", member, unused));
}

void check_key_sizes(In map, std::string_view member) {
  for (std::uint32_t i = 0; i < map.size(); ++i)
    if (const std::size_t size = map.entry(i).key.size(); size > longest_placeholder)
      throw invalid.says(
          fmt::format("{} contains invalid key: The expression attribute map contains a key that is too "
                      "long; size of key: {}",
                      member, size));
}

void check_total(std::size_t bytes, std::string_view what) {
  if (bytes > largest_maps) throw invalid.says(fmt::format("{} exceeds max size", what));
}

// All values in one piece of the arena; the writer's own memory is gone by then.
void encode(In values, Writer& writer, std::span<std::size_t> places) {
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    const auto [key, value] = values.entry(i);
    places[i] = writer.view().size();
    try {
      write_attribute(writer, value.value());
    } catch (const kit::Failure& failure) {
      throw invalid.says(fmt::format("ExpressionAttributeValues contains invalid value: {} for key {}",
                                     failure.message, key));
    }
  }
}

}  // namespace

Placeholders::Placeholders(In names, In values, kit::Arena& arena) {
  std::size_t bytes = 0;
  if (names) {
    check_keys(names, "ExpressionAttributeNames", '#');
    check_key_sizes(names, "ExpressionAttributeNames");
    names_ = {arena.array<Name>(names.size()), names.size()};
    for (std::uint32_t i = 0; i < names.size(); ++i) {
      const auto [key, text] = names.entry(i);
      new (&names_[i]) Name{key, text.text()};
      if (text.text().empty() || text.text().size() > 65535)
        throw invalid.says(fmt::format(
            "ExpressionAttributeNames contains invalid value: {} for key {}",
            text.text().empty() ? "Empty attribute name" : "Attribute name exceeds 65535 bytes", key));
      bytes += key.size() + text.text().size();
    }
    check_total(bytes, "ExpressionAttributeNames");
  }
  if (!values) return;
  check_keys(values, "ExpressionAttributeValues", ':');
  check_key_sizes(values, "ExpressionAttributeValues");
  values_ = {arena.array<Given>(values.size()), values.size()};
  Writer writer;
  const std::span places(arena.array<std::size_t>(values.size()), values.size());
  encode(values, writer, places);
  const char* encoded = arena.copy(writer.view()).data();
  std::size_t value_bytes = 0;
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    new (&values_[i]) Given{values.entry(i).key, Attribute(encoded + places[i])};
    value_bytes += values_[i].key.size() + values_[i].value.bytes();
  }
  check_total(value_bytes, "ExpressionAttributeValues");
  check_total(bytes + value_bytes, "Combined size of ExpressionAttributeNames and ExpressionAttributeValues");
}

const std::string_view* Placeholders::name(std::string_view placeholder) {
  for (Name& name : names_) {
    if (name.key != placeholder) continue;
    name.used = true;
    return &name.text;
  }
  return nullptr;
}

Attribute Placeholders::value(std::string_view placeholder) {
  for (Given& given : values_) {
    if (given.key != placeholder) continue;
    given.used = true;
    return given.value;
  }
  return {};
}

void Placeholders::check_used() const {
  check_all_used<Name>(names_, "ExpressionAttributeNames");
  check_all_used<Given>(values_, "ExpressionAttributeValues");
}

void Placeholders::append_names(std::string& key) const {
  for (const Name& name : names_) {
    key.append(1, '\0').append(name.key).append(1, '\0').append(name.text);
  }
}

}  // namespace understudy::dynamodb
