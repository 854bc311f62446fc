// Finding the records that a call means.
#include <algorithm>

#include "services/derived/play.hpp"
#include "services/kit/arn.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;

const Value* Play::member(const Given& given, std::int16_t place) const {
  if (place == nowhere || !given.value->is(Kind::structure)) return nullptr;
  if (static_cast<std::uint16_t>(place) >= given.shape.size()) return nullptr;
  const Value* found = given.value->member(given.shape.member(static_cast<std::uint16_t>(place)).id());
  return found && *found ? found : nullptr;
}

Given Play::whole() const {
  static const Value none;
  const auto shape = model_.input();
  return {&call_.input, shape ? *shape : plan_.service().shape(0)};
}

const Value* Play::input(std::int16_t place) const {
  return model_.input() ? member(whole(), place) : nullptr;
}

std::string Play::text_of(const Value& value) {
  if (value.is(Kind::integer)) return std::to_string(value.integer());
  return std::string(value.text());
}

std::vector<std::string> Play::texts(const Key& key, const Given& given) const {
  std::vector<std::string> found;
  const Value* value = model_.input() ? member(given, key.member) : nullptr;
  if (!value) return found;
  if (value->is(Kind::list)) {
    for (const Value& element : value->elements()) found.push_back(text_of(element));
  } else if (std::string text = text_of(*value); !text.empty()) {
    found.push_back(std::move(text));
  }
  return found;
}

const Key* Play::own_key() const {
  for (const Key& key : op_.keys)
    if (key.of == Key::Of::own) return &key;
  return nullptr;
}

// What AWS itself owns ("arn:aws:iam::aws:policy/ReadOnlyAccess"), and what every resource begins with.
bool Play::always_there(std::string_view name) {
  if (const auto arn = kit::Arn::parse(name); arn && arn->account == "aws") return true;
  constexpr std::string_view names[] = {"$DEFAULT", "$LATEST", "$default", "DEFAULT",
                                        "DRAFT",    "LATEST",  "default",  "latest"};
  return std::ranges::binary_search(names, name);
}

Rows Play::identified(std::string_view type, std::string_view identity) const {
  return derived::identified(records_, type, identity);
}

bool Play::fits_parent(const Record& record, const Key& key, std::string_view given) const {
  const Resource& parent = plan_.resource(key.parent);
  const auto named = record.parents.find(parent.noun);
  if (named == record.parents.end()) {
    const std::string_view field = record.text(key.field);
    return field.empty() || same_identity(field, given);
  }
  if (same_identity(named->second, given)) return true;
  for (const std::string& row : identified(parent.type, given))
    if (identifies(this->record(row), named->second)) return true;
  return false;
}

bool Play::fits_keys(const Record& record, const Given& given) const {
  for (const Key& key : op_.keys) {
    if (key.of == Key::Of::own) continue;
    if (key.many && op_.role != Role::link && op_.role != Role::unlink) continue;
    for (const std::string& text : texts(key, given)) {
      if (key.of == Key::Of::parent) {
        if (!fits_parent(record, key, text)) return false;
      } else if (const auto field = record.fields.find(key.field); field != record.fields.end()) {
        const std::string_view stored = field->second.string();
        if (!stored.empty() && !same_identity(stored, text)) return false;
      }
    }
  }
  return true;
}

Rows Play::of_type(std::string_view type) const {
  Rows rows;
  for (const auto& [order, key] : records_.by<InOrder>().tree(std::string(type))) rows.push_back(key);
  return rows;
}

// Whether a relation is between what the text names, or is named by it.
bool Play::mentions(const Record& record, std::string_view text) const {
  if (identifies(record, text)) return true;
  for (const auto& [noun, named] : record.parents)
    if (same_identity(named, text)) return true;
  kit::Arena scratch;
  for (const auto& [name, doc] : record.fields) {
    const Value value = doc.value(scratch);
    if (value.is(Kind::list)) {
      for (const Value& element : value.elements())
        if (same_identity(text_of(element), text)) return true;
    } else if (!value.container() && same_identity(text_of(value), text)) {
      return true;
    }
  }
  return false;
}

// Of the operation's kind; what is only part of a resource may be part of a variant, as an Api's schema is of
// a GraphqlApi.
Rows Play::of_kind(std::string_view identity) const {
  Rows rows = identified(resource().type, identity);
  // By another name that clients have given it: KMS's "alias/web".
  if (const auto alias = rows.empty() ? plan_.resource_named("alias") : nowhere; alias != nowhere)
    for (const std::string& row : identified(plan_.resource(alias).type, identity))
      for (const std::string_view word : {"id", "name", "arn"})
        if (const std::string_view target = record(row).text("target" + resource().noun + std::string(word));
            !target.empty())
          rows = identified(resource().type, target);
  if (!rows.empty() || !op_.attribute) return rows;
  rows = identified({}, identity);
  std::erase_if(rows,
                [&](const std::string& row) { return !folded(record(row).type).ends_with(resource().noun); });
  return rows;
}

Rows Play::find(const Given& given) const {
  if (op_.role == Role::unlink) {
    Rows all = of_type(resource().type);
    std::erase_if(all, [&](const std::string& row) {
      for (const Key& key : op_.keys)
        for (const std::string& text : texts(key, given))
          if (!mentions(record(row), text)) return true;
      return false;
    });
    return all;
  }
  Rows candidates;
  bool asked = false;
  for (const Key& key : op_.keys) {
    if (key.of != Key::Of::own) continue;
    const auto wanted = texts(key, given);
    if (wanted.empty()) continue;
    Rows named;
    for (const std::string& text : wanted)
      for (std::string& row : of_kind(text))
        if (!asked || std::ranges::find(candidates, row) != candidates.end()) named.push_back(std::move(row));
    candidates = std::move(named);
    asked = true;
  }
  if (!asked) candidates = of_type(resource().type);
  std::erase_if(candidates, [&](const std::string& row) { return !fits_keys(record(row), given); });
  return candidates;
}

// Those that the input must name; `modelled_only`: as far as they stand in the path, or the operation knows
// an error for their absence.
void Play::need_parents(const Given& given, bool modelled_only) const {
  for (const Key& key : op_.keys) {
    if (key.of != Key::Of::parent || key.many || !key.required) continue;
    const Resource& parent = plan_.resource(key.parent);
    if (!parent.creatable || parent.is_link || elsewhere(parent)) continue;
    const bool in_path =
        given.shape.member(static_cast<std::uint16_t>(key.member)).location() == models::Location::uri;
    if (modelled_only && !in_path && !told(Says::strict, nullptr) &&
        !modelled(Refusal::missing, &parent, true))
      continue;
    for (const std::string& text : texts(key, given))
      if (!always_there(text) && identified({}, text).empty()) throw refusal(Refusal::missing, &parent, text);
  }
}

namespace {

// Of some kinds AWS has made a few before anybody asks, under names that no model tells: parameter groups,
// MemoryDB's ACL "open-access", event buses.
bool has_defaults(const Resource& kind) {
  constexpr std::string_view words[] = {
      "account", "acl",  "bus",     "catalog",   "config",   "configuration", "group", "key",    "policy",
      "profile", "role", "setting", "namespace", "template", "type",          "user",  "version"};
  return std::ranges::find(words, kind.words.back()) != std::end(words);
}

}  // namespace

// Whether its creation names this operation's resources: neither can come first.
bool Play::is_made_of(const Resource& kind) const {
  if (kind.create == nowhere) return false;
  const auto input = plan_.service().operation(static_cast<std::uint16_t>(kind.create)).input();
  for (std::uint16_t i = 0; input && i < input->size(); ++i)
    if (plan_.names_resource(plan_.folded(input->member(i).id())).resource == op_.resource) return true;
  return false;
}

// What the input names besides, where the operation has an error for just that: "CacheClusterNotFound" of a
// snapshot's CacheClusterId.
void Play::need_named(const Given& given) const {
  const auto shape = model_.input();
  if (!shape) return;
  for (std::uint16_t i = 0; i < shape->size(); ++i) {
    const models::Member member = shape->member(i);
    if (member.shape().type() != models::Type::string) continue;
    const auto names = plan_.names_resource(plan_.folded(member.id()));
    if (names.resource == nowhere || names.resource == op_.resource || names.as.empty()) continue;
    const Resource& kind = plan_.resource(names.resource);
    if (kind.is_link || elsewhere(kind) || is_made_of(kind) || has_defaults(kind)) continue;
    const Value* value = this->member(given, static_cast<std::int16_t>(i));
    if (!value || value->text().empty() || always_there(value->text())) continue;
    if (knows_missing(kind) && identified({}, value->text()).empty())
      throw refusal(Refusal::missing, &kind, value->text());
  }
}

std::string Play::need(const Given& given) const {
  const Rows rows = find(given);
  if (!rows.empty()) return rows.front();
  need_parents(given, false);  // what is missing is the first thing that the path names
  std::string what;
  for (const Key& key : op_.keys)
    if (const auto given_texts = texts(key, given);
        !given_texts.empty() && (what.empty() || key.of == Key::Of::own))
      what = given_texts.front();
  throw refusal(Refusal::missing, &resource(), what);
}

Rows Play::need_all(const Given& given) const {
  const Key* own = own_key();
  if (!own || !own->many) return {need(given)};
  Rows all;
  for (const std::string& text : texts(*own, given)) {
    const Rows rows = identified(resource().type, text);
    if (rows.empty()) throw refusal(Refusal::missing, &resource(), text);
    all.insert(all.end(), rows.begin(), rows.end());
  }
  if (all.empty()) throw refusal(Refusal::missing, &resource(), "");
  return all;
}

}  // namespace understudy::derived
