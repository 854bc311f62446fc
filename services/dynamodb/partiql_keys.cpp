// Which keys a PartiQL statement's WHERE settles.
#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/partiql.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::size_t most_reads = 50;

using By = KeyRange::By;
using Terms = std::span<const Statement::Term>;
using Keys = std::span<const KeyPart>;

// The values that a key must have one of, by the first term that says so; empty when it is not settled.
std::vector<Attribute> choices_of(Terms terms, const KeyPart& key) {
  for (const auto& term : terms) {
    if (term.name != key.name) continue;
    if (term.by == By::equal) return {term.low};
    if (!term.choices.empty()) return term.choices;
  }
  return {};
}

// As above, and such as the table can have them.
std::vector<Attribute> checked_choices(Terms terms, const KeyPart& key) {
  std::vector<Attribute> choices = choices_of(terms, key);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i].type() != key.type)
      throw invalid.says(fmt::format(
          "Key attribute's data type should match its data type in table's schema: Key {}", key.name));
    for (std::size_t j = 0; j < i; ++j)
      if (choices[j] == choices[i])
        throw invalid.says("Overlapping conditions with range keys are not supported in where clause");
  }
  return choices;
}

// Each range once for each choice.
template <class Add>
void multiply(std::vector<KeyRange>& ranges, const std::vector<Attribute>& choices, Add&& add) {
  std::vector<KeyRange> wider;
  if (ranges.size() * choices.size() > most_reads)
    throw invalid.says("Too many decomposed read operations for a given query.");
  for (const KeyRange& range : ranges)
    for (const Attribute choice : choices) {
      wider.push_back(range);
      add(wider.back(), choice);
    }
  ranges = std::move(wider);
}

// Narrows ranges by what is said of the sort key's attributes, from left to right.
void narrow(std::vector<KeyRange>& ranges, Terms terms, Keys sort) {
  for (const KeyPart& key : sort) {
    const std::vector<Attribute> choices = checked_choices(terms, key);
    if (!choices.empty()) {
      const bool last = &key == &sort.back();
      multiply(ranges, choices, [&](KeyRange& range, Attribute choice) {
        if (!last) return range.prefix.push_back(choice);
        range.by = By::equal;
        range.low = choice;
      });
      continue;
    }
    const auto found = std::ranges::find_if(terms, [&](const Statement::Term& term) {
      return term.name == key.name && term.low.type() == key.type &&
             (!term.high || term.high.type() == key.type) &&
             (term.by != By::begins_with || key.type != Type::number);
    });
    if (found == terms.end()) return;
    for (KeyRange& range : ranges) {
      range.by = found->by;
      range.low = found->low;
      range.high = found->high;
    }
    return;
  }
}

// Whether every term on this key says the one value.
bool settled(Terms terms, const KeyPart& key) {
  const std::vector<Attribute> choices = choices_of(terms, key);
  return choices.size() == 1 && std::ranges::all_of(terms, [&](const Statement::Term& term) {
           if (term.name != key.name) return true;
           if (!term.choices.empty()) return term.choices.size() == 1 && term.choices[0] == choices[0];
           return term.by != By::equal || term.low == choices[0];
         });
}

}  // namespace

std::vector<KeyRange> Statement::ranges(Keys partition, Keys sort) const {
  std::vector<KeyRange> all(1);
  for (const KeyPart& key : partition)
    multiply(all, checked_choices(terms, key),
             [](KeyRange& range, Attribute choice) { range.partition.push_back(choice); });
  if (!all.empty()) narrow(all, terms, sort);
  return all;
}

bool Statement::settles(Keys partition, Keys sort) const {
  const auto one = [&](const KeyPart& key) { return settled(terms, key); };
  return std::ranges::all_of(partition, one) && std::ranges::all_of(sort, one);
}

bool Statement::keys_alone(Keys partition, Keys sort) const {
  const auto is_key = [&](const Term& term) {
    const auto named = [&](const KeyPart& key) { return key.name == term.name; };
    return (term.by == By::equal || !term.choices.empty()) &&
           (std::ranges::any_of(partition, named) || std::ranges::any_of(sort, named));
  };
  return settles(partition, sort) && terms.size() == conditions && std::ranges::all_of(terms, is_key);
}

Item Statement::key(Keys partition, Keys sort) const {
  Writer writer;
  for (const Keys part : {partition, sort})
    for (const KeyPart& key : part) {
      Attribute value;
      for (const Term& term : terms) {
        if (term.name != key.name || term.by != By::equal) continue;
        if (value && !(value == term.low) && kind != Kind::exists)
          throw invalid.says(fmt::format(
              "Multiple conditions on same key {}. Only single item Update/Insert/Delete are supported",
              key.name));
        if (!value) value = term.low;
      }
      if (!value && (kind == Kind::select || kind == Kind::exists))
        if (const auto choices = choices_of(terms, key); choices.size() == 1) value = choices[0];
      if (!value)
        throw invalid.says("Where clause does not contain a mandatory equality on all key attributes");
      writer.copy(Entry{key.name, value});
    }
  return Item(writer, static_cast<std::uint32_t>(partition.size() + sort.size()));
}

}  // namespace understudy::dynamodb
