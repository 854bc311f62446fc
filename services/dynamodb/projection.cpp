// Cuts out of items what projections and updates name.
#include <algorithm>

#include "services/dynamodb/compiled.hpp"

namespace understudy::dynamodb {
namespace {

// The branch of that step below `parent`, made if there is none. A list's are in order of their indexes.
std::uint16_t branch_of(Compiled& compiled, std::uint16_t parent, const Step& step) {
  std::uint16_t before = 0;
  std::uint16_t at = compiled.branches[parent].child;
  while (at && !(compiled.branches[at].step == step)) {
    const Step& other = compiled.branches[at].step;
    if (!step.named && !other.named && other.index > step.index) break;
    before = at;
    at = compiled.branches[at].next;
  }
  if (at && compiled.branches[at].step == step) return at;
  const auto made = static_cast<std::uint16_t>(compiled.branches.size());
  compiled.branches.push_back({.step = step, .next = at});
  (before ? compiled.branches[before].next : compiled.branches[parent].child) = made;
  return made;
}

void lay(Compiled& compiled, std::uint16_t path) {
  std::uint16_t at = 0;
  for (std::size_t i = 0; i < compiled.paths[path].size; ++i)
    at = branch_of(compiled, at, Step(compiled.steps_of(path)[i]));
  compiled.branches[at].whole = true;
}

// Writes what there is of an item below a branch.
class Picking {
 public:
  Picking(const Compiled& compiled, Writer& to) : compiled_(compiled), to_(to) {}

  // How many there were; what is written without any is for the caller to cut off.
  std::uint32_t entries(const Branch& branch, Entries entries) {
    std::uint32_t found = 0;
    for (std::uint16_t at = branch.child; at; at = compiled_.branches[at].next) {
      const Branch& below = compiled_.branches[at];
      const std::size_t before = to_.mark();
      if (!below.step.named) continue;
      to_.text(below.step.name);
      if (part(below, entries.find(below.step.name))) {
        ++found;
      } else {
        to_.cut(before);
      }
    }
    return found;
  }

 private:
  bool part(const Branch& branch, Attribute attribute) {
    if (!attribute) return false;
    if (branch.whole) return to_.copy(attribute), true;
    if (!attribute.is(Type::map) && !attribute.is(Type::list)) return false;
    const std::size_t opened = to_.open(attribute.type());
    const std::uint32_t found =
        attribute.is(Type::map) ? entries(branch, attribute.entries()) : list(branch, attribute);
    to_.close(opened, found);
    return found > 0;
  }

  std::uint32_t list(const Branch& branch, Attribute attribute) {
    std::uint32_t found = 0;
    for (std::uint16_t at = branch.child; at; at = compiled_.branches[at].next) {
      const Branch& below = compiled_.branches[at];
      const std::size_t before = to_.mark();
      if (below.step.named) continue;
      if (part(below, attribute.element(below.step.index))) {
        ++found;
      } else {
        to_.cut(before);
      }
    }
    return found;
  }

  const Compiled& compiled_;
  Writer& to_;
};

// PartiQL's columns: each path's value under a name of its own.
Item pick_columns(const Compiled& compiled, const Item& item) {
  Writer writer;
  std::uint32_t size = 0;
  for (std::uint16_t path = 0; path < compiled.paths.size(); ++path)
    if (const Attribute found = resolve(compiled.steps_of(path), item.entries())) {
      writer.copy(Entry{compiled.labels[path], found});
      ++size;
    }
  return Item(writer, size);
}

}  // namespace

void lay_branches(Compiled& compiled) {
  compiled.branches.assign(1, {});
  if (compiled.actions.empty()) {
    for (std::size_t path = 0; path < compiled.paths.size(); ++path)
      lay(compiled, static_cast<std::uint16_t>(path));
  } else {
    for (const Action& action : compiled.actions) lay(compiled, action.path);
  }
}

Item Projection::pick(const Item& item) const {
  if (!compiled_) return item;
  if (!compiled_->labels.empty()) return pick_columns(*compiled_, item);
  Writer writer;
  const std::uint32_t size = Picking(*compiled_, writer).entries(compiled_->branches[0], item.entries());
  return Item(writer, size);
}

std::vector<std::string_view> Projection::names() const {
  std::vector<std::string_view> names;
  if (!compiled_) return names;
  for (std::uint16_t at = compiled_->branches[0].child; at; at = compiled_->branches[at].next)
    names.push_back(compiled_->branches[at].step.name);
  return names;
}

}  // namespace understudy::dynamodb
