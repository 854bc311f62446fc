// Evaluates conditions on items.
#include <algorithm>
#include <charconv>

#include "services/dynamodb/compiled.hpp"

namespace understudy::dynamodb {
namespace {

// Of UTF-8 the length in UTF-16, which is how AWS measures strings here: é is 1, what lies beyond the first
// plane 2.
std::uint32_t utf16_length(std::string_view text) {
  std::uint32_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += ((byte & 0xc0) != 0x80) + (byte >= 0xf0);
  }
  return units;
}

std::optional<std::uint32_t> size_of(Attribute value) {
  switch (value.type()) {
    case Type::string: return utf16_length(value.text());
    case Type::binary: return static_cast<std::uint32_t>(value.text().size());
    case Type::number:
    case Type::boolean:
    case Type::null: return {};
    default: return value.size();
  }
}

bool contains(Attribute whole, Attribute part) {
  if (!whole || !part) return false;
  switch (whole.type()) {
    case Type::string:
    case Type::binary:
      return part.type() == whole.type() && whole.text().find(part.text()) != std::string_view::npos;
    case Type::list:
      for (const Attribute element : whole.elements())
        if (element == part) return true;
      return false;
    case Type::string_set:
    case Type::number_set:
    case Type::binary_set: {
      // Sets are declared in the order of the scalars that they are made of.
      if (static_cast<int>(part.type()) + static_cast<int>(Type::string_set) !=
          static_cast<int>(whole.type()))
        return false;
      for (const std::string_view element : whole.texts())
        if (element == part.text()) return true;
      return false;
    }
    default: return false;
  }
}
static_assert(static_cast<int>(Type::binary_set) - static_cast<int>(Type::binary) ==
              static_cast<int>(Type::string_set) - static_cast<int>(Type::string));

class Evaluation {
 public:
  Evaluation(const Compiled& compiled, const Attribute* values, Entries item)
      : compiled_(compiled), values_(values), item_(item) {}

  bool holds(std::uint16_t at) const {
    const Node& node = compiled_.nodes[at];
    switch (node.op) {
      case Op::both: return holds(node.a) && holds(node.b);
      case Op::either: return holds(node.a) || holds(node.b);
      case Op::negation: return !holds(node.a);
      default: return leaf(node);
    }
  }

 private:
  // An operand and, when it is a size, the number that it is; a condition's truth in PartiQL.
  class Operand {
   public:
    Operand(const Evaluation& in, std::uint16_t at) {
      const Node& node = in.compiled_.nodes[at];
      if (node.op == Op::path) {
        value_ = resolve(in.compiled_.steps_of(node.a), in.item_);
      } else if (node.op == Op::value) {
        value_ = in.values_[node.a];
      } else if (node.op != Op::size) {
        encoded_[0] = static_cast<char>(static_cast<int>(Type::boolean) | (in.holds(at) ? 0x10 : 0));
        value_ = Attribute(encoded_);
      } else {
        const Operand measured(in, node.a);
        const auto size = measured.value_ ? size_of(measured.value_) : std::nullopt;
        if (!size) return;
        const char* end = std::to_chars(encoded_ + 2, encoded_ + sizeof encoded_, *size).ptr;
        encoded_[0] = static_cast<char>(Type::number);
        encoded_[1] = static_cast<char>(end - encoded_ - 2);
        value_ = Attribute(encoded_);
      }
    }
    Operand(const Operand&) = delete;
    Operand& operator=(const Operand&) = delete;
    operator Attribute() const { return value_; }

   private:
    Attribute value_;
    char encoded_[16];
  };

  bool leaf(const Node& node) const {
    const Operand first(*this, node.a);
    switch (node.op) {
      case Op::exists: return static_cast<bool>(Attribute(first));
      case Op::not_exists: return !Attribute(first);
      case Op::in: return in(first, node);
      case Op::between: {
        const Operand low(*this, node.b), high(*this, node.c);
        return compare(first, low) >= 0 && compare(first, high) <= 0;
      }
      default: break;
    }
    const Operand second(*this, node.b);
    return holds(node.op, first, second);
  }

  static bool holds(Op op, Attribute a, Attribute b) {
    switch (op) {
      case Op::equal: return a == b;
      case Op::not_equal: return !(a == b);  // also when one is missing
      case Op::less: return compare(a, b) < 0;
      case Op::less_equal: return compare(a, b) <= 0;
      case Op::greater: return compare(a, b) > 0;
      case Op::greater_equal: return compare(a, b) >= 0;
      case Op::type: return a && b.is(Type::string) && short_name(a.type()) == b.text();
      case Op::begins_with:
        return a && b && a.type() == b.type() && (a.is(Type::string) || a.is(Type::binary)) &&
               a.text().starts_with(b.text());
      case Op::contains: return contains(a, b);
      default: return false;
    }
  }

  bool in(Attribute value, const Node& node) const {
    return std::any_of(compiled_.lists.begin() + node.b, compiled_.lists.begin() + node.b + node.c,
                       [&](std::uint16_t choice) { return value == Operand(*this, choice); });
  }

  const Compiled& compiled_;
  const Attribute* values_;
  Entries item_;
};

}  // namespace

Attribute resolve(std::span<const Step> path, Entries item) {
  Attribute at = item.find(path[0].name);
  for (std::size_t i = 1; at && i < path.size(); ++i)
    at = path[i].named ? at.find(path[i].name) : at.element(path[i].index);
  return at;
}

bool Condition::matches(Entries item) const {
  return !compiled_ || Evaluation(*compiled_, values_, item).holds(compiled_->root);
}

std::string_view Condition::uses(std::span<const KeyPart> keys) const {
  for (const KeyPart& key : keys)
    for (std::size_t i = 0; compiled_ && i < compiled_->paths.size(); ++i)
      if (compiled_->path_head(compiled_->paths[i]) == key.name) return key.name;
  return {};
}

}  // namespace understudy::dynamodb
