// Applies updates: what each action writes is found out on the item as it was, then the new item is written
// in one go.
#include <absl/container/flat_hash_set.h>
#include <absl/container/inlined_vector.h>

#include <algorithm>

#include "services/dynamodb/compiled.hpp"
#include "services/dynamodb/errors.hpp"

namespace understudy::dynamodb {
namespace {

constexpr kit::Error wrong_path{"ValidationException",
                                "The document path provided in the update expression is invalid for update"};
constexpr kit::Error wrong_type{"ValidationException",
                                "An operand in the update expression has an incorrect data type"};
constexpr kit::Error no_attribute{
    "ValidationException", "The provided expression refers to an attribute that does not exist in the item"};
constexpr kit::Error mismatch{"ValidationException", "Type mismatch for attribute to update"};

// A set's elements, to ask for.
class SetView {
 public:
  explicit SetView(Attribute set) : set_(set) {
    if (set.size() > few)
      for (const std::string_view text : set.texts()) hashed_.insert(text);
  }
  bool has(std::string_view wanted) const {
    if (!hashed_.empty()) return hashed_.contains(wanted);
    for (const std::string_view text : set_.texts())
      if (text == wanted) return true;
    return false;
  }

 private:
  static constexpr std::uint32_t few = 16;
  Attribute set_;
  absl::flat_hash_set<std::string_view> hashed_;
};

// One action's outcome at its path. A removal has no value.
struct Change {
  std::span<const Step> path;
  std::size_t mark = 0;  // of the value, in the values' writer
  bool removes = false;
};

class Application {
  static constexpr std::size_t few = 6;  // usual updates have no more actions

 public:
  Application(const Compiled& compiled, const Attribute* values, Entries item)
      : compiled_(compiled), values_(values), item_(item) {}

  Item run() {
    for (const Action& action : compiled_.actions) find_change(action);
    Changes all;
    for (const Change& change : changes_) all.push_back(&change);
    Writer writer;
    const std::uint32_t size = merge_entries(writer, item_, all, 0);
    return Item(writer, size);
  }

 private:
  // ---- What is written
  void find_change(const Action& action);
  bool has_place(std::span<const Step> path) const;
  void operand(std::uint16_t node);  // writes its value
  Attribute find(std::uint16_t node);
  void sum(const Node& node);
  void append_lists(const Node& node);
  void add(Attribute to, Attribute value);
  bool take(Attribute from, Attribute value);  // false: nothing is left
  Number number(std::uint16_t node);
  const kit::Error& refused() const { return compiled_.legacy ? mismatch : wrong_type; }

  // ---- The new item
  using Changes = absl::InlinedVector<const Change*, few>;
  std::uint32_t merge_entries(Writer& to, Entries old, const Changes& changes, std::size_t depth) const;
  std::uint32_t merge_elements(Writer& to, Attribute old, const Changes& changes, std::size_t depth) const;
  void merge_below(Writer& to, Attribute old, const Changes& changes, std::size_t depth) const;
  Attribute value_of(const Change& change) const { return made_.value(change.mark); }

  const Compiled& compiled_;
  const Attribute* values_;
  Entries item_;
  Writer made_;  // the new values
  absl::InlinedVector<Change, few> changes_;
};

// Whether what the path's last step is taken from is there and of its kind.
bool Application::has_place(std::span<const Step> path) const {
  if (path.size() == 1) return true;
  return resolve(path.first(path.size() - 1), item_).is(path.back().named ? Type::map : Type::list);
}

void Application::find_change(const Action& action) {
  const auto path = compiled_.steps_of(action.path);
  if (!has_place(path)) throw wrong_path.says();
  Change change{path, made_.mark()};
  const Attribute old = action.what == Do::set ? Attribute() : resolve(path, item_);
  switch (action.what) {
    case Do::set: operand(action.value); break;
    case Do::remove:
      if (!old) return;
      change.removes = true;
      break;
    case Do::add: add(old, values_[compiled_.nodes[action.value].a]); break;
    case Do::take:
      if (!old) return;
      change.removes = !take(old, values_[compiled_.nodes[action.value].a]);
      break;
  }
  changes_.push_back(change);
}

// Good until the next write, if it is one that functions make.
Attribute Application::find(std::uint16_t at) {
  const Node& node = compiled_.nodes[at];
  if (node.op == Op::value) return values_[node.a];
  if (node.op == Op::path) return resolve(compiled_.steps_of(node.a), item_);
  return {};
}

void Application::operand(std::uint16_t at) {
  const Node& node = compiled_.nodes[at];
  switch (node.op) {
    case Op::plus:
    case Op::minus: return sum(node);
    case Op::list_append: return append_lists(node);
    case Op::if_not_exists:
      if (const Attribute there = find(node.a)) return made_.copy(there);
      return operand(node.b);
    default: break;
  }
  const Attribute value = find(at);
  if (!value) throw no_attribute.says();
  made_.copy(value);
}

// An operand of + and -. What a function makes is written behind and taken back.
Number Application::number(std::uint16_t at) {
  const std::size_t mark = made_.mark();
  operand(at);
  const Attribute value = made_.value(mark);
  if (!value.is(Type::number)) throw wrong_type.says();
  const Number n = value.number();
  made_.cut(mark);
  return n;
}

Number added(const Number& a, const Number& b) {
  Number sum;
  // AWS speaks of an overflow also when it is the precision that does not suffice.
  if (const NumberFault fault = add(a, b, sum); fault != NumberFault::none)
    throw invalid.says(
        number_message(fault == NumberFault::underflow ? fault : NumberFault::overflow, std::string_view()));
  return sum;
}

void Application::sum(const Node& node) {
  const Number a = number(node.a), b = number(node.b);
  made_.number(added(a, node.op == Op::plus ? b : negated(b)));
}

void Application::append_lists(const Node& node) {
  const std::size_t opened = made_.open(Type::list);
  std::uint32_t size = 0;
  for (const std::uint16_t at : {node.a, node.b}) {
    const std::size_t mark = made_.mark();
    operand(at);
    const Attribute list = made_.value(mark);
    if (!list.is(Type::list)) throw wrong_type.says();
    size += list.size();
    made_.unwrap(mark);
  }
  made_.close(opened, size);
}

void Application::add(Attribute to, Attribute value) {
  if (!to) return made_.copy(value);
  if (to.type() != value.type()) throw refused().says();
  if (value.is(Type::number)) return made_.number(added(to.number(), value.number()));
  const std::size_t opened = made_.open(to.type());
  std::uint32_t size = to.size();
  if (to.is(Type::list)) {  // AttributeUpdates alone
    for (const Attribute element : to.elements()) made_.copy(element);
    for (const Attribute element : value.elements()) made_.copy(element);
    return made_.close(opened, size + value.size());
  }
  for (const std::string_view text : to.texts()) made_.text(text);
  const SetView there(to);
  for (const std::string_view text : value.texts()) {
    if (there.has(text)) continue;
    made_.text(text);
    ++size;
  }
  made_.close(opened, size);
}

bool Application::take(Attribute from, Attribute value) {
  if (from.type() != value.type()) throw refused().says();
  const std::size_t opened = made_.open(from.type());
  const SetView taken(value);
  std::uint32_t size = 0;
  for (const std::string_view text : from.texts()) {
    if (taken.has(text)) continue;
    made_.text(text);
    ++size;
  }
  made_.close(opened, size);
  if (size == 0) made_.cut(opened);
  return size > 0;
}

// ---- The new item

std::uint32_t Application::merge_entries(Writer& to, Entries old, const Changes& changes,
                                         std::size_t depth) const {
  std::uint32_t size = old.size();
  absl::InlinedVector<bool, few> done(changes.size());
  std::size_t open = changes.size();
  const std::string_view all = old.encoded();
  const char* kept = all.data();  // from here on nothing is written yet
  const auto keep_until = [&](const char* at) { to.append({kept, static_cast<std::size_t>(at - kept)}); };
  const char* at = all.data();
  for (const Entry entry : old) {
    const char* begin = at;
    at = entry.value.encoded().data() + entry.value.encoded().size();
    if (open == 0) break;  // the rest stays as it is
    Changes here;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (done[i] || changes[i]->path[depth].name != entry.name) continue;
      done[i] = true;
      --open;
      here.push_back(changes[i]);
    }
    if (here.empty()) continue;
    keep_until(begin);
    kept = at;
    if (here[0]->path.size() > depth + 1) {
      to.text(entry.name);
      merge_below(to, entry.value, here, depth + 1);
    } else if (here[0]->removes) {
      --size;
    } else {
      to.copy(Entry{entry.name, value_of(*here[0])});
    }
  }
  keep_until(all.data() + all.size());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (done[i] || changes[i]->removes) continue;
    to.copy(Entry{changes[i]->path[depth].name, value_of(*changes[i])});
    ++size;
  }
  return size;
}

void Application::merge_below(Writer& to, Attribute old, const Changes& changes, std::size_t depth) const {
  const std::size_t opened = to.open(old.type());
  to.close(opened, old.is(Type::map) ? merge_entries(to, old.entries(), changes, depth)
                                     : merge_elements(to, old, changes, depth));
}

std::uint32_t Application::merge_elements(Writer& to, Attribute old, const Changes& changes,
                                          std::size_t depth) const {
  Changes sorted = changes;
  std::ranges::stable_sort(sorted, {}, [&](const Change* c) { return c->path[depth].index; });
  std::uint32_t size = 0, at = 0;
  std::size_t next = 0;
  for (const Attribute element : old.elements()) {
    Changes here;
    for (; next < sorted.size() && sorted[next]->path[depth].index == at; ++next)
      here.push_back(sorted[next]);
    ++at;
    if (here.empty()) {
      to.copy(element);
    } else if (here[0]->path.size() > depth + 1) {
      merge_below(to, element, here, depth + 1);
    } else if (here[0]->removes) {
      continue;
    } else {
      to.copy(value_of(*here[0]));
    }
    ++size;
  }
  for (; next < sorted.size(); ++next, ++size) to.copy(value_of(*sorted[next]));  // beyond the end: appended
  return size;
}

}  // namespace

void check_depth(const Item& item) {
  for (const auto [name, value] : item.entries())
    if ((value.is(Type::map) || value.is(Type::list)) && value.depth() > deepest_item)
      throw invalid.says("Nesting Levels have exceeded supported limits");
}

Item Update::apply(const Item& item) const {
  if (!compiled_) return item;
  Item made = Application(*compiled_, values_, item.entries()).run();
  if (made.bytes() > largest_item) throw update_too_large();
  check_depth(made);  // AWS says less of it here than of values that come too deep
  return made;
}

bool Update::only_removes() const {
  return compiled_ && !compiled_->actions.empty() &&
         std::ranges::all_of(compiled_->actions, [](const Action& action) {
           return action.what == Do::remove || action.what == Do::take;
         });
}

std::string_view Update::writes(std::span<const KeyPart> keys) const {
  for (const KeyPart& key : keys)
    for (std::size_t i = 0; compiled_ && i < compiled_->actions.size(); ++i)
      if (compiled_->steps_of(compiled_->actions[i].path)[0].name == key.name) return key.name;
  return {};
}

}  // namespace understudy::dynamodb
