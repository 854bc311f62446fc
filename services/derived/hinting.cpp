// Carries out what services tell of their resources and operations.
#include <algorithm>
#include <charconv>

#include "services/derived/play.hpp"
#include "services/derived/text.hpp"
#include "services/kit/format.hpp"
#include "services/kit/json.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;

namespace {

bool is_document(std::string_view text) {
  if (text.empty()) return false;
  if (text.front() == '"') return true;
  if (text.size() < 2) return false;
  if (text.front() == '[') return text[1] == '"' || text[1] == '{' || text[1] == ']' || text[1] == '[';
  return text.front() == '{' && (text[1] == '"' || text[1] == '}');
}

// "hex8" to 8 with the word "hex"; nothing otherwise.
std::optional<std::size_t> count_after(std::string_view text, std::string_view word) {
  std::size_t n = 0;
  if (!text.starts_with(word) || text.size() == word.size()) return std::nullopt;
  text.remove_prefix(word.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n > 256) return std::nullopt;
  return n;
}

// What the defaults have and the value lacks is added to it, in every element of a list.
Value completed(const Value& value, const Value& defaults, kit::Arena& arena) {
  if (value.is(Kind::list) && defaults.is(Kind::list) && defaults.size() == 1) {
    Value list = Value::list(arena, value.size());
    for (const Value& one : value.elements()) list.add(arena) = completed(one, defaults.elements()[0], arena);
    return list;
  }
  if (!value.is(Kind::map) || !defaults.is(Kind::map)) return value;
  Value map = Value::map(arena, value.size() + defaults.size());
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const auto [key, inner] = value.entry(i);
    const Value* lacking = defaults.find(key);
    map.set(arena, key) = lacking ? completed(inner, *lacking, arena) : inner;
  }
  for (std::uint32_t i = 0; i < defaults.size(); ++i)
    if (!value.find(defaults.entry(i).key)) map.set(arena, defaults.entry(i).key) = defaults.entry(i).value;
  return map;
}

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

std::string folded_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string scalar_text(const Value& value) {
  if (value.is(Kind::integer)) return std::to_string(value.integer());
  if (value.is(Kind::real)) return fmt::format("{}", value.real());
  if (value.is(Kind::boolean)) return value.boolean() ? "true" : "false";
  if (value.is(Kind::list) && value.size() > 0) return scalar_text(value.elements()[0]);
  return std::string(value.text());
}

}  // namespace

const Hint* Play::told(Says says, const Resource* about) const {
  const bool own = !about || (op_.resource != nowhere && about == &resource());
  const auto find = [says](const std::vector<Told>& all, bool exact) -> const Hint* {
    for (const Told& one : all)
      if (one.hint->says == says && one.exact == exact) return one.hint;
    return nullptr;
  };
  const std::vector<Told>& further = about ? about->told : plan_.told_of_all();
  for (const bool exact : {true, false}) {
    if (const Hint* hint = own ? find(op_.told, exact) : nullptr) return hint;
    if (const Hint* hint = find(further, exact)) return hint;
  }
  return nullptr;
}

// A field of the record, a member of the input, or what the record lies within.
Value Play::value_named(std::string_view path, const Record* record) const {
  const auto dot = path.find('.');
  const std::string head = folded(path.substr(0, dot));
  Value value;
  if (record) {
    const std::string_view canonical =
        op_.resource == nowhere ? std::string_view(head) : Plan::canonical(resource(), head);
    auto found = record->fields.find(std::string(canonical));
    if (found == record->fields.end()) found = record->fields.find(head);
    if (found != record->fields.end())
      value = found->second.value(arena());
    else if (op_.resource != nowhere && !resource().status.empty() && canonical == resource().status)
      value = Value::string(arena().copy(record->stage.state));
  }
  if (!value && call_.input.is(Kind::structure))
    for (const Value& member : call_.input.elements())
      if (member && plan_.folded(member.name()) == head) {
        const auto input = model_.input();
        const auto known = input ? input->find(plan_.service().text(member.name())) : std::nullopt;
        value = known ? Doc(member, known->shape()).value(arena()) : member;
      }
  if (!value && record)
    for (const auto& [noun, named] : record->parents)
      if (head.starts_with(noun)) value = Value::string(arena().copy(named));
  if (dot == path.npos) return value;
  for (std::string_view rest = path.substr(dot + 1); value;) {
    const auto next = rest.find('.');
    if (value.is(Kind::list)) value = value.size() > 0 ? Value(value.elements()[0]) : Value();
    const Value* inner = value.is(Kind::map) ? value.find(rest.substr(0, next)) : nullptr;
    value = inner ? Value(*inner) : Value();
    if (next == rest.npos) break;
    rest.remove_prefix(next + 1);
  }
  return value;
}

std::string Play::hole(std::string_view name, const Resource* kind, const Record* record,
                       std::string_view what) const {
  const bool global = call_.region == "aws-global";
  if (name.empty()) return std::string(what);
  if (name.front() == '=') return "{" + std::string(name.substr(1)) + "}";
  if (kind && name == "type") return kind->type;
  if (kind && name == "noun") return kind->noun;
  if (kind && (name == "words" || name == "Words" || name == "first" || name == "First")) {
    std::string words = folded(name) == "words" ? joined(kind->words, " ") : kind->words.front();
    if (name.front() == 'W' || name.front() == 'F')
      words.front() = static_cast<char>(words.front() - 'a' + 'A');
    return words;
  }
  if (name == "account") return std::string(call_.account);
  if (name == "region") return std::string(global ? call_.client_region : call_.region);
  if (name == "partition") return std::string(kit::partition_of(global ? call_.client_region : call_.region));
  if (name == "uuid") return turn_.random.uuid();
  if (name == "now") return kit::rfc3339(turn_.now);
  if (name.starts_with("epoch")) {
    std::int64_t later = 0;
    if (name.size() > 6) std::from_chars(name.data() + 6, name.data() + name.size(), later);
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(turn_.now.time_since_epoch());
    return std::to_string(since.count() + later);
  }
  if (const auto digits = count_after(name, "hex")) return turn_.random.hex(*digits);
  if (const auto digits = count_after(name, "digits")) return turn_.random.digits(*digits);
  if (record && name == "own") return record->own;
  if (record && name == "arn") return record->arn;
  if (record && name == "parent") {
    std::string path = parent_path(*record);
    if (!path.empty()) path.pop_back();
    return path;
  }
  if (name == "parent" && model_.input())
    for (const Key& key : op_.keys)
      if (key.of == Key::Of::parent)
        for (const std::string& text : texts(key, whole())) return text;
  if (name.ends_with(":lower")) return folded_case(hole(name.substr(0, name.size() - 6), kind, record, what));
  if (name.front() == '#') {
    if (const Resource* within = plan_.resource_of_type(name.substr(1)); within && record)
      return std::to_string(std::ranges::count_if(of_type(within->type), [&](const std::string& row) {
        return std::ranges::any_of(this->record(row).parents,
                                   [&](const auto& named) { return identifies(*record, named.second); });
      }));
    const Value value = value_named(name.substr(1), record);
    return std::to_string(value.container() ? value.size() : value.text().size());
  }
  return scalar_text(value_named(name, record));
}

std::string Play::fill(std::string_view text, const Resource* kind, const Record* record,
                       std::string_view what) const {
  std::string out;
  for (;;) {
    const auto open = text.find('{');
    const auto close = open == text.npos ? open : text.find('}', open);
    out += text.substr(0, close == text.npos ? close : open);
    if (close == text.npos) return out;
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const bool digits = !inside.empty() && inside.front() >= '0' && inside.front() <= '9';
    if (digits || inside.find_first_of(", ") != inside.npos)  // braces that are just that
      out += text.substr(open, close - open + 1);
    else
      out += hole(text.substr(open + 1, close - open - 1), kind, record, what);
    text.remove_prefix(close + 1);
  }
}

Value Play::filled(const Value& value, const Record* record) const {
  if (value.is(Kind::string)) {
    if (value.text().find('{') == std::string_view::npos) return value;
    return told_value(value.text(), record);
  }
  if (value.is(Kind::list)) {
    Value list = Value::list(arena(), value.size());
    for (const Value& one : value.elements()) list.add(arena()) = filled(one, record);
    return list;
  }
  if (!value.is(Kind::map)) return value;
  Value map = Value::map(arena(), value.size());
  for (std::uint32_t i = 0; i < value.size(); ++i)
    if (const Value inner = filled(value.entry(i).value, record))
      map.set(arena(), value.entry(i).key) = inner;
  return map;
}

Value Play::told_value(std::string_view text, const Record* record) const {
  if (is_document(text)) {
    const auto parsed = kit::parse_json(text, arena());
    return parsed ? filled(*parsed, record) : Value();
  }
  const bool one_hole =
      text.size() > 2 && text[1] != '#' && text.front() == '{' && text.find('}') == text.size() - 1;
  if (one_hole)
    if (const Value value = value_named(text.substr(1, text.size() - 2), record)) return value;
  const Resource* kind = op_.resource == nowhere ? nullptr : &resource();
  // A text around what nobody has given says nothing.
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == text.npos) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (!name.empty() && hole(name, kind, record, {}).empty()) return {};
  }
  std::string whole = fill(text, kind, record, record ? record->own : std::string_view());
  return Value::string(arena().copy(whole));
}

// Constants first, for identities are made of them.
void Play::fill_constants(Record& record) const {
  for (const auto* hints : {&op_.told, &resource().told})
    for (const auto& [hint, field, exact] : *hints)
      if (hint->says == Says::value && hint->two.find('{') == hint->two.npos) {
        const std::string name(Plan::canonical(resource(), field));
        const bool kept = record.fields.contains(name) || record.fields.contains(field);
        if (!kept && name != resource().status) record.fields[name] = Doc(told_value(hint->two, &record));
      }
}

void Play::fill_as_told(Record& record, bool fresh) const {
  for (const auto* hints : {&op_.told, &resource().told})
    for (const auto& [hint, field, exact] : *hints) {
      const bool default_value = hint->says == Says::value || hint->says == Says::completes;
      if (hint->says != Says::sets && (!default_value || !fresh)) continue;
      const std::string name(Plan::canonical(resource(), field));
      const Value told = told_value(hint->two, &record);
      if (!told) continue;
      if (!resource().status.empty() && name == resource().status) {
        record.stage = {std::string(told.text()), {}, 0, 0, kit::never};
        continue;
      }
      auto there = record.fields.find(name);
      if (there == record.fields.end()) there = record.fields.find(field);
      if (there == record.fields.end()) {
        if (hint->says != Says::completes) record.fields[name] = Doc(told);
      } else if (hint->says == Says::sets) {
        there->second = Doc(told);
      } else if (told.container()) {
        there->second = Doc(completed(there->second.value(arena()), told, arena()));
      }
    }
}

void Play::answer_as_told(const Record* record) {
  const auto output = model_.output();
  if (!output) return;
  for (const auto& [hint, field, exact] : op_.told) {
    if (hint->says != Says::answers) continue;
    for (std::uint16_t i = 0; i < output->size(); ++i) {
      const Member member = output->member(i);
      if (plan_.folded(member.id()) != field) continue;
      if (const Value value = converted(told_value(hint->two, record), member.shape()))
        set(out(), member, value);
    }
  }
}

// ---- Refusals

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
  const auto constraint = shape.constraint();
  std::vector<const Value*> found;
  reach(call_.input, hint.one, found);
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

// ---- What AWS makes by itself

// A mark of its own keeps what clients have deleted from coming back.
void Play::seed() {
  constexpr std::string_view mark = "seeds";
  if (plan_.seeds().empty() || records_.contains(std::string(mark))) return;
  Record made;
  made.type = mark;
  made.created = made.updated = turn_.now;
  records_.insert(std::string(mark), std::move(made));
  for (const auto& [hint, kind] : plan_.seeds()) {
    const auto fields = kit::parse_json(hint->two, arena());
    if (fields) grow(plan_.resource(kind), filled(*fields, nullptr), {});
  }
}

// Another kind's record, identified as its own creation would.
std::string Play::grow(const Resource& kind, const Value& fields,
                       const std::map<std::string, std::string>& parents) {
  for (std::uint16_t i = 0; i < plan_.operations(); ++i)
    if (plan_.operation(i).resource == plan_.number_of(kind)) {
      Play other(call_, turn_, records_, plan_, i, native_);
      return other.take_root(fields, parents);
    }
  return {};
}

std::string Play::take_root(const Value& fields, const std::map<std::string, std::string>& parents) {
  const Resource& kind = resource();
  if (!fields.is(Kind::map)) return {};
  Record record;
  record.type = kind.type;
  record.created = record.updated = turn_.now;
  record.parents = parents;
  if (!kind.creating.empty()) record.stage.state = kind.creating.back();
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    const std::string name(Plan::canonical(kind, folded(fields.entry(i).key)));
    if (!kind.status.empty() && name == kind.status)
      record.stage.state = fields.entry(i).value.text();
    else
      record.fields[name] = Doc(fields.entry(i).value);
  }
  const Value none = Value::structure(arena());
  identify(record, {&none, plan_.service().shape(0)});
  fill_as_told(record, true);
  std::string key = row_key(record);
  if (records_.contains(key)) return key;
  const auto& others = records_.by<InOrder>().tree(record.type);
  record.order = others.empty() ? 1 : others.rbegin()->first + 1;
  records_.insert(key, std::move(record));
  return key;
}

void Play::make_as_told(const std::string& row) {
  for (const Told& one : op_.told) {
    if (one.hint->says != Says::makes || !all_hold(one.hint->three, &record(row))) continue;
    const Resource* kind = plan_.resource_of_type(one.hint->one);
    const auto fields = kit::parse_json(one.hint->two, arena());
    if (!kind || !fields) continue;
    std::map<std::string, std::string> parents = record(row).parents;
    parents[resource().noun] = record(row).own;
    const std::string key = grow(*kind, filled(*fields, &record(row)), parents);
    const auto output = model_.output();
    for (std::uint16_t i = 0; output && !key.empty() && i < output->size(); ++i) {
      const Member member = output->member(i);
      const std::string_view name = plan_.folded(member.id());
      const Record& made = record(key);
      if (name == kind->noun + "id") set(out(), member, text_value(made.own, member.shape()));
      if (name == kind->noun + "arn") set(out(), member, text_value(made.arn, member.shape()));
    }
  }
}

}  // namespace understudy::derived
