// Reads and checks the names and values that come with expressions.
#include "services/dynamodb/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/packing.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::size_t longest_placeholder = 255;
constexpr std::size_t largest_maps = 2 * 1024 * 1024;  // names and values together, with their keys

bool is_placeholder(std::string_view key, char first) {
  return key.size() > 1 && key[0] == first && std::ranges::all_of(key.substr(1), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

template <class T>
void check_keys(std::span<const T> given, std::string_view member, char first) {
  if (given.empty()) throw invalid.says(fmt::format("{} must not be empty", member));
  for (const T& one : given)
    if (!is_placeholder(one.key, first))
      throw invalid.says(fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", member, one.key));
  for (const T& one : given)
    if (one.key.size() > longest_placeholder)
      throw invalid.says(
          fmt::format("{} contains invalid key: The expression attribute map contains a key that is too "
                      "long; size of key: {}",
                      member, one.key.size()));
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

void check_total(std::size_t bytes, std::string_view what) {
  if (bytes > largest_maps) throw invalid.says(fmt::format("{} exceeds max size", what));
}

void encode(std::string_view key, const kit::Value& value, Writer& writer) {
  try {
    write_attribute(writer, value);
  } catch (const kit::Failure& failure) {
    throw invalid.says(
        fmt::format("ExpressionAttributeValues contains invalid value: {} for key {}", failure.message, key));
  }
}

}  // namespace

Placeholders::Placeholders(In names, In values, kit::Arena& arena) {
  const std::size_t bytes = names ? read_names(names, arena) : 0;
  if (!values) return;
  if (const PackedItem* made = packed_item(values.value())) {
    take_values(made->entries(), arena);
  } else {
    read_values(values, arena);
  }
  std::size_t value_bytes = 0;
  for (const Given& given : values_) value_bytes += given.key.size() + given.value.bytes();
  check_total(value_bytes, "ExpressionAttributeValues");
  check_total(bytes + value_bytes, "Combined size of ExpressionAttributeNames and ExpressionAttributeValues");
}

std::size_t Placeholders::read_names(In names, kit::Arena& arena) {
  names_ = {arena.array<Name>(names.size()), names.size()};
  for (std::uint32_t i = 0; i < names.size(); ++i)
    new (&names_[i]) Name{names.entry(i).key, names.entry(i).value.text()};
  check_keys<Name>(names_, "ExpressionAttributeNames", '#');
  std::size_t bytes = 0;
  for (const Name& name : names_) {
    if (name.text.empty() || name.text.size() > 65535)
      throw invalid.says(fmt::format(
          "ExpressionAttributeNames contains invalid value: {} for key {}",
          name.text.empty() ? "Empty attribute name" : "Attribute name exceeds 65535 bytes", name.key));
    bytes += name.key.size() + name.text.size();
  }
  check_total(bytes, "ExpressionAttributeNames");
  return bytes;
}

// They lie in the arena already.
void Placeholders::take_values(Entries entries, kit::Arena& arena) {
  auto* to = arena.array<Given>(entries.size());
  values_ = {to, entries.size()};
  for (const auto [key, value] : entries) new (to++) Given{key, value};
  check_keys<Given>(values_, "ExpressionAttributeValues", ':');
}

// All in one piece of the arena; the writer's own memory is gone by then.
void Placeholders::read_values(In values, kit::Arena& arena) {
  values_ = {arena.array<Given>(values.size()), values.size()};
  for (std::uint32_t i = 0; i < values.size(); ++i) new (&values_[i]) Given{values.entry(i).key, {}};
  check_keys<Given>(values_, "ExpressionAttributeValues", ':');
  Writer writer;
  const std::span places(arena.array<std::size_t>(values.size()), values.size());
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    places[i] = writer.view().size();
    encode(values_[i].key, values.entry(i).value.value(), writer);
  }
  const char* encoded = arena.copy(writer.view()).data();
  for (std::uint32_t i = 0; i < values.size(); ++i) values_[i].value = Attribute(encoded + places[i]);
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
