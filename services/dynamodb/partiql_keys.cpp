// Which keys a PartiQL statement's WHERE settles.
#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/partiql.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::size_t most_ranges = 100;

using By = KeyRange::By;
using Terms = std::span<const Statement::Term>;

// The values that the key must have one of; empty when it is not settled.
std::vector<Attribute> choices_of(Terms terms, const KeyPart& key) {
  for (const auto& term : terms) {
    if (term.name != key.name) continue;
    std::vector<Attribute> choices = term.choices;
    if (term.by == By::equal) choices = {term.low};
    if (choices.empty() || std::ranges::any_of(choices, [&](Attribute a) { return a.type() != key.type; }))
      continue;
    // Each once, in the order given: a repeated choice finds its items once.
    std::vector<Attribute> different;
    for (const Attribute a : choices)
      if (std::ranges::find(different, a) == different.end()) different.push_back(a);
    return different;
  }
  return {};
}

// Narrows the range by what is said of the sort key's attributes, from left to right.
void narrow(KeyRange& range, Terms terms, std::span<const KeyPart> sort) {
  for (const KeyPart& key : sort) {
    const auto fits = [&](const Statement::Term& term) {
      return term.name == key.name && term.choices.empty() && term.low.type() == key.type &&
             (!term.high || term.high.type() == key.type);
    };
    auto found =
        std::ranges::find_if(terms, [&](const auto& term) { return fits(term) && term.by == By::equal; });
    if (found != terms.end() && &key != &sort.back()) {
      range.prefix.push_back(found->low);
      continue;
    }
    if (found == terms.end()) found = std::ranges::find_if(terms, fits);
    if (found == terms.end() || (found->by == By::begins_with && key.type == Type::number)) return;
    range.by = found->by;
    range.low = found->low;
    range.high = found->high;
    return;
  }
}

}  // namespace

std::vector<KeyRange> Statement::ranges(std::span<const KeyPart> partition,
                                        std::span<const KeyPart> sort) const {
  std::vector<KeyRange> all(1);
  for (const KeyPart& key : partition) {
    const std::vector<Attribute> choices = choices_of(terms, key);
    std::vector<KeyRange> wider;
    for (const KeyRange& range : all)
      for (const Attribute choice : choices) {
        wider.push_back(range);
        wider.back().partition.push_back(choice);
      }
    if (wider.size() > most_ranges)
      throw invalid.says(fmt::format(
          "The IN operator is provided with too many operands; number of operands: {}", wider.size()));
    all = std::move(wider);
  }
  for (KeyRange& range : all) narrow(range, terms, sort);
  return all;
}

bool Statement::settles(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const {
  const auto one = [&](const KeyPart& key) { return choices_of(terms, key).size() == 1; };
  return std::ranges::all_of(partition, one) && std::ranges::all_of(sort, one);
}

Item Statement::key(std::span<const KeyPart> partition, std::span<const KeyPart> sort) const {
  if (!settles(partition, sort))
    throw invalid.says("Where clause does not contain a mandatory equality on all key attributes");
  Writer writer;
  for (const auto part : {partition, sort})
    for (const KeyPart& key : part) writer.copy(Entry{key.name, choices_of(terms, key)[0]});
  return Item(writer, static_cast<std::uint32_t>(partition.size() + sort.size()));
}

}  // namespace understudy::dynamodb
