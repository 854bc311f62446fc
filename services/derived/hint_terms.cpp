// Weighs the conditions of hints, and refuses calls by them.
#include <algorithm>
#include <charconv>

#include "services/derived/play.hpp"
#include "services/derived/text.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;

namespace {

// A hint's term taken apart: "Tags.Key !~ pattern".
struct Term {
  std::string_view place, test, wanted;

  explicit Term(std::string_view text) {
    const auto space = text.find(' ');
    place = text.substr(0, space);
    if (space == text.npos) return;
    text.remove_prefix(space + 1);
    const auto next = text.find(' ');
    test = text.substr(0, next);
    if (next != text.npos) wanted = text.substr(next + 1);
  }
};

bool passes(const Term& term, std::string_view text) {
  if (term.test == "=") return text == term.wanted;
  if (term.test == "!=") return text != term.wanted;
  if (term.test == "~") return matches(term.wanted, text);
  if (term.test == "!~") return !matches(term.wanted, text);
  double number = 0, limit = 0;
  const auto parsed = [](std::string_view digits, double& to) {
    return std::from_chars(digits.data(), digits.data() + digits.size(), to).ec == std::errc();
  };
  if (!parsed(text, number) || !parsed(term.wanted, limit)) return false;
  return term.test == "<" ? number < limit : term.test == ">" && number > limit;
}

}  // namespace

// All that the path leads to, through lists.
void Play::reach(const Value& value, std::string_view path, std::vector<const Value*>& found) const {
  if (!value) return;
  if (value.is(Kind::list) && !path.empty()) {
    for (const Value& one : value.elements()) reach(one, path, found);
    return;
  }
  if (path.empty()) {
    found.push_back(&value);
    return;
  }
  const auto dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  const std::string_view rest = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  if (value.is(Kind::map)) {
    if (const Value* inner = value.find(name)) reach(*inner, rest, found);
  } else if (value.is(Kind::structure)) {
    for (const Value& member : value.elements())
      if (plan_.service().text(member.name()) == name) reach(member, rest, found);
  }
}

bool Play::holds(std::string_view text, const Record* record) const {
  if (text.starts_with("has ")) {
    const Resource* kind = plan_.resource_of_type(text.substr(4));
    if (!kind || !record || op_.resource == nowhere) return false;
    return std::ranges::any_of(of_type(kind->type), [&](const std::string& row) {
      const auto named = this->record(row).parents.find(resource().noun);
      return named != this->record(row).parents.end() && identifies(*record, named->second);
    });
  }
  if (text.starts_with("unknown ")) {
    const Term term(text.substr(8));  // a kind, or "*", and the member that names one
    std::vector<const Value*> named;
    reach(call_.input, term.test, named);
    const std::string_view kind = term.place == "*" ? std::string_view() : term.place;
    return std::ranges::any_of(named,
                               [&](const Value* one) { return identified(kind, scalar_text(*one)).empty(); });
  }
  if (text.starts_with("taken ")) {
    std::vector<const Value*> wanted;
    reach(call_.input, text.substr(6), wanted);
    if (wanted.empty() || op_.resource == nowhere) return false;
    const auto dot = text.rfind('.');
    const std::string field = folded(text.substr(dot == text.npos ? 6 : dot + 1));
    return std::ranges::any_of(of_type(resource().type), [&](const std::string& row) {
      const auto known = field_text(this->record(row), field);
      return known && *known == scalar_text(*wanted.front());
    });
  }
  const Term term(text);
  std::string_view place = term.place;
  const bool size = place.starts_with('#');
  if (size) place.remove_prefix(1);
  std::vector<const Value*> found;
  Value kept;
  if (place.starts_with('.')) {
    if (!record) return false;
    kept = value_named(place.substr(1), record);
    if (kept) found.push_back(&kept);
  } else {
    reach(call_.input, place, found);
  }
  if (term.test == "absent") return found.empty();
  if (term.test == "given") return !found.empty();
  return std::ranges::any_of(found, [&](const Value* value) {
    if (!size && value->is(Kind::list))
      return std::ranges::any_of(value->elements(),
                                 [&](const Value& one) { return passes(term, scalar_text(one)); });
    return passes(term, size ? std::to_string(value->container() ? value->size() : value->text().size())
                             : scalar_text(*value));
  });
}

bool Play::all_hold(std::string_view terms, const Record* record) const {
  while (!terms.empty()) {
    const auto end = terms.find(" & ");
    if (!holds(terms.substr(0, end), record)) return false;
    if (end == terms.npos) break;
    terms.remove_prefix(end + 3);
  }
  return true;
}

// "1 validation error detected: ...", as AWS's frameworks word it.
void Play::refuse_strangers(const Hint& hint) const {
  const auto input = model_.input();
  if (!input) return;
  Shape shape = *input;
  std::string place;
  for (std::string_view rest = hint.one; !rest.empty();) {
    const auto dot = rest.find('.');
    std::string name(rest.substr(0, dot));
    while (shape.type() == models::Type::list) shape = shape.element().shape();
    const auto member = shape.find(name);
    if (!member) return;
    shape = member->shape();
    name.front() = static_cast<char>(name.front() | 0x20);
    place += (place.empty() ? "" : ".") + name;
    rest = dot == rest.npos ? std::string_view() : rest.substr(dot + 1);
  }
  while (shape.type() == models::Type::list) shape = shape.element().shape();
  const auto constraint = shape.constraint();
  std::vector<const Value*> found, given;
  reach(call_.input, hint.one, given);
  for (const Value* value : given) {
    const auto texts = value->is(Kind::list) ? value->elements() : std::span(value, 1);
    for (const Value& text : texts) found.push_back(&text);
  }
  if (!constraint || constraint->enums.empty()) return;
  std::string set;
  for (const auto value : constraint->enums)
    set += (set.empty() ? "" : ", ") + std::string(plan_.service().text(value));
  for (const Value* value : found)
    if (std::ranges::none_of(constraint->enums,
                             [&](auto one) { return plan_.service().text(one) == value->text(); }))
      throw refusal(Refusal::invalid, nullptr,
                    "1 validation error detected: Value '" + std::string(value->text()) + "' at '" + place +
                        "' failed to satisfy constraint: Member must satisfy enum value set: [" + set + "]");
}

void Play::refuse_as_told() {
  for (const auto& [hint, field, exact] : op_.told) {
    if (hint->says == Says::binds) refuse_strangers(*hint);
    if (hint->says == Says::needs) {
      const Resource* kind = plan_.resource_of_type(hint->two);
      std::vector<const Value*> named;
      reach(call_.input, hint->one, named);
      for (const Value* one : named) {
        const auto texts = one->is(Kind::list) ? one->elements() : std::span(one, 1);
        for (const Value& text : texts)
          if (kind && identified(kind->type, text_of(text)).empty())
            throw refusal(Refusal::missing, kind, text_of(text));
      }
    }
    if (hint->says != Says::rejects) continue;
    const Record* record = nullptr;
    std::string what;
    if (op_.resource != nowhere && op_.role != Role::create && model_.input()) {
      const Given given = whole();
      if (const Rows rows = own_key() ? find(given) : Rows(); !rows.empty())
        record = records_.find(rows.front());
      if (const Key* own = own_key())
        for (const std::string& text : texts(*own, given)) what = text;
    }
    if (!all_hold(hint->one, record)) continue;
    const Resource* kind = op_.resource == nowhere ? nullptr : &resource();
    throw detailed({hint->two, fill(hint->three, kind, record, what)}, kind, what);
  }
}

}  // namespace understudy::derived
