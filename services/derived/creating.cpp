// Creations: what is stored of the input, and when a resource is there already.
#include <algorithm>

#include "services/derived/play.hpp"
#include "services/derived/text.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

// A stripped name must not take the place of a member that has that name by itself ("UserName" beside
// "Name").
std::string_view Play::name_in(const Shape& shape, const Member& member) const {
  const std::string_view folded = plan_.folded(member.id());
  const std::string_view canonical = plan_.canonical(resource(), member.id());
  if (canonical == folded) return folded;
  for (std::uint16_t i = 0; i < shape.size(); ++i)
    if (plan_.folded(shape.member(i).id()) == canonical) return folded;
  return canonical;
}

namespace {

// {"Key": ..., "Value": ...} in any of AWS's spellings.
struct TagNames {
  std::optional<Member> key, value;

  explicit TagNames(const Shape& element) {
    for (std::uint16_t i = 0; i < element.size(); ++i) {
      const Member member = element.member(i);
      const std::string name = folded(member.name());
      if (name == "key" || name == "tagkey" || (name == "name" && !key)) key.emplace(member);
      if (name == "value" || name == "tagvalue") value.emplace(member);
    }
  }
};

}  // namespace

void Play::store_tags(Record& record, const Value& value, const Shape& shape) {
  switch (shape.type()) {
    case Type::map:
      for (std::uint32_t i = 0; i < value.size(); ++i)
        set_tag(record, value.entry(i).key, value.entry(i).value.text());
      return;
    case Type::list: {
      const Shape element = shape.element().shape();
      if (element.type() != Type::structure) return;
      const TagNames names(element);
      for (const Value& one : value.elements()) {
        const Value* key = names.key ? one.member(names.key->id()) : nullptr;
        const Value* text = names.value ? one.member(names.value->id()) : nullptr;
        if (key && key->is(Kind::string)) {
          set_tag(record, key->text(), text ? text->text() : std::string_view());
        } else {
          store_tags(record, one, element);  // EC2's specifications hold lists of tags
        }
      }
      return;
    }
    case Type::structure:
      for (const Value& inner : value.elements())
        if (const auto member = shape.find(shape.service().text(inner.name()));
            member && (inner.is(Kind::list) || inner.is(Kind::map)))
          store_tags(record, inner, member->shape());
      return;
    default: return;
  }
}

// SetTopicAttributes names one, ModifyLoadBalancerAttributes gives some: the others stay.
bool Play::store_attribute(Record& record, const Member& member, const Value& value) {
  const std::string_view name = plan_.folded(member.id());
  const auto kept = record.fields.find("attributes");
  const Value before = kept == record.fields.end() ? Value() : kept->second.value(arena());
  if (name == "attributename" && value.is(Kind::string)) {
    const auto shape = model_.input()->find("AttributeValue");
    const Value* text = shape ? call_.input.member(shape->id()) : nullptr;
    Value all = Value::map(arena(), before.size() + 1);
    for (std::uint32_t i = 0; before.is(Kind::map) && i < before.size(); ++i)
      if (before.entry(i).key != value.text()) all.set(arena(), before.entry(i).key) = before.entry(i).value;
    all.set(arena(), value.text()) = text && *text ? *text : Value::string("");
    record.fields["attributes"] = Doc(all);
    return true;
  }
  if (name == "attributevalue") return true;
  if (name != "attributes" || kept == record.fields.end()) return false;
  const Value given = Doc(value, member.shape()).value(arena());
  if (given.is(Kind::map) && before.is(Kind::map)) {
    Value all = Value::map(arena(), before.size() + given.size());
    for (std::uint32_t i = 0; i < before.size(); ++i)
      if (!given.find(before.entry(i).key)) all.set(arena(), before.entry(i).key) = before.entry(i).value;
    for (std::uint32_t i = 0; i < given.size(); ++i)
      all.set(arena(), given.entry(i).key) = given.entry(i).value;
    kept->second = Doc(all);
    return true;
  }
  if (!given.is(Kind::list) || !before.is(Kind::list)) return false;
  const auto key = [](const Value& one) {
    const Value* found = one.is(Kind::map) ? one.find("Key") : nullptr;
    return found ? found->text() : std::string_view();
  };
  Value all = Value::list(arena());
  for (const Value& one : before.elements())
    if (std::ranges::none_of(given.elements(), [&](const Value& g) { return key(g) == key(one); }))
      all.add(arena()) = one;
  for (const Value& one : given.elements()) all.add(arena()) = one;
  kept->second = Doc(all);
  return true;
}

void Play::store(Record& record, const Given& given, int depth) {
  if (!given.value->is(Kind::structure)) return;
  for (const Value& value : given.value->elements()) {
    if (!value) continue;
    const auto found = given.shape.find(plan_.service().text(value.name()));
    if (!found) continue;
    const Member member = *found;
    const Shape shape = member.shape();
    const std::string_view folded = plan_.folded(member.id());
    if (is_tags(member, folded) && (folded.starts_with("tag") || folded.ends_with("tags"))) {
      store_tags(record, value, shape);
      continue;
    }
    if (is_token(model_, member, folded) || folded == "dryrun") continue;
    if (folded == "locktoken" || folded == "updatetoken" || folded == "ifmatch") continue;
    const bool attributes = op_.attribute && op_.name.noun.back() == "attribute" && depth == 0;
    if (attributes && store_attribute(record, member, value)) continue;
    std::string_view name = name_in(given.shape, member);
    if (name.starts_with("new") && name.size() > 3 && record.fields.contains(std::string(name.substr(3))))
      name.remove_prefix(3);
    if (!resource().status.empty() && name == resource().status && value.is(Kind::string)) {
      record.stage = {std::string(value.text()), {}, 0, 0, kit::never};
      continue;
    }
    if (depth > 0 && record.fields.contains(std::string(name))) {
      if (op_.role != Role::update && op_.role != Role::put) continue;
    }
    record.fields[std::string(name)] = Doc(value, shape);
    // What a structure around the resource says is said of the resource.
    const bool around = value.is(Kind::structure) && depth == 0 &&
                        (folded.find(resource().noun) != folded.npos ||
                         resource().noun.find(folded) != folded.npos || given.shape.size() <= 3);
    if (around) store(record, {&value, shape}, depth + 1);
  }
}

void Play::take_parents(Record& record, const Given& given) {
  for (const Key& key : op_.keys)
    if (key.of == Key::Of::parent && !key.many)
      for (const std::string& text : texts(key, given))
        record.parents[plan_.resource(key.parent).noun] = text;
}

// Only a parent in the path must be there: other members often name what belongs to another account or
// service.
void Play::check_parents(const Given& given) {
  for (const Key& key : op_.keys) {
    if (key.of != Key::Of::parent || key.many) continue;
    const Resource& parent = plan_.resource(key.parent);
    if (!parent.creatable || parent.is_link || elsewhere(parent)) continue;
    if (std::ranges::find(parent.parents, op_.resource) != parent.parents.end())
      continue;  // neither comes first
    if (given.shape.member(static_cast<std::uint16_t>(key.member)).location() != models::Location::uri) {
      // or one that it lies within
      const auto& within = resource().parents;
      const bool inside = std::ranges::find(within, key.parent) != within.end();
      if (!key.required || !inside) continue;
      if (!told(Says::strict, nullptr) && !modelled(Refusal::missing, &parent, true)) continue;
    }
    for (const std::string& text : texts(key, given))
      if (!always_there(text) && identified({}, text).empty()) throw refusal(Refusal::missing, &parent, text);
  }
}

std::string Play::parent_path(const Record& record) const {
  std::string path;
  for (const std::int16_t number : resource().parents) {
    const Resource& parent = plan_.resource(number);
    const auto named = record.parents.find(parent.noun);
    if (named == record.parents.end()) continue;
    const Rows rows = identified(parent.type, named->second);
    const std::string& identity = rows.empty() || this->record(rows.front()).own.empty()
                                      ? named->second
                                      : this->record(rows.front()).own;
    path += identity + "/";
  }
  return path;
}

std::string Play::row_key(const Record& record) const {
  std::string key = record.type + "/" + parent_path(record);
  if (!record.own.empty()) return key + record.own;
  for (const Key& k : op_.keys)  // there is one of it for every combination of its keys
    if (k.of == Key::Of::field && !k.many) key += std::string(record.text(k.field)) + "/";
  return key;
}

void Play::start(Record& record, std::string_view move) {
  if (!resource().lifecycle.find(move)) return;
  kit::start(record.stage, resource().lifecycle, move, progression(), turn_.now);
}

// What has an id may share its name with others, unless the operation has an error for just that.
void Play::refuse_same_name(const Record& record) const {
  if (record.alias.empty()) return;
  const auto error = modelled(Refusal::exists, &resource(), true);
  if (!error) return;
  const std::string name = folded(error->name());
  const bool about_it = std::ranges::any_of(
      resource().stems, [&](const std::string& stem) { return name.find(stem) != name.npos; });
  // What draws its own ids can be there already by its name alone.
  const bool plain = name == "alreadyexistsexception" || name == "resourcealreadyexistsexception" ||
                     name == "entityalreadyexistsexception";
  if (!plain && (!about_it || (name.find("exist") == name.npos && name.find("duplicate") == name.npos)))
    return;
  if (plain && record.fields.contains("resourcearn")) {  // Shield protects one resource once, by any name
    const std::string_view about = record.text("resourcearn");
    for (const std::string& row : of_type(record.type))
      if (!about.empty() && this->record(row).text("resourcearn") == about)
        throw refusal(Refusal::exists, &resource(), about);
    return;
  }
  for (const std::string& row : identified(record.type, record.alias))
    if (this->record(row).alias == record.alias && this->record(row).parents == record.parents)
      throw refusal(Refusal::exists, &resource(), record.alias);
}

// CloudFront's and EFS's tokens are the clients' names of their requests: none makes two.
void Play::refuse_same_token(const Record& record) const {
  if (!modelled(Refusal::exists, &resource(), true)) return;
  for (const char* const token : {"callerreference", "creationtoken"}) {
    const std::string_view given = record.text(token);
    if (given.empty()) continue;
    for (const std::string& row : of_type(record.type))
      if (this->record(row).text(token) == given)
        throw refusal(Refusal::exists, &resource(), this->record(row).own);
  }
}

// Of all patterns that of a new resource's own name binds: every service looks at those.
void Play::refuse_bad_name(const Given& given) const {
  const Key* own = own_key();
  if (!own || own->many || given.value != &call_.input) return;
  const Shape shape = given.shape.member(static_cast<std::uint16_t>(own->member)).shape();
  if (shape.type() != Type::string) return;
  for (const std::string& text : texts(*own, given)) {
    if (fits(shape, text)) continue;
    std::string name(given.shape.member(static_cast<std::uint16_t>(own->member)).name());
    if (name.front() >= 'A' && name.front() <= 'Z')
      name.front() = static_cast<char>(name.front() - 'A' + 'a');
    const auto constraint = shape.constraint();
    throw refusal(
        Refusal::invalid, &resource(),
        "1 validation error detected: Value '" + text + "' at '" + name +
            "' failed to satisfy constraint: Member must satisfy regular expression pattern: " +
            std::string(constraint->pattern_text.empty() ? constraint->pattern : constraint->pattern_text));
  }
}

std::string Play::make(const Given& given, bool replace, std::string_view name) {
  Record record;
  record.type = resource().type;
  record.created = record.updated = turn_.now;
  start(record, "create");
  const kit::Stage first = record.stage;
  if (within_.first.empty())
    take_parents(record, given);
  else
    record.parents[within_.first] = within_.second;
  store(record, given);
  if (given.value != &call_.input &&
      within_.first.empty()) {  // an entry of a batch: what is said beside the list holds for all
    const Given around = whole();
    take_parents(record, around);
    for (const Key& key : op_.keys)
      if (const Value* value = member(around, key.member)) record.fields.emplace(key.field, Doc(*value));
  }
  if (!name.empty()) record.fields[resource().own] = Doc::text(name);
  // A state that a client asks for at creation is where it comes to rest.
  if (record.stage.state != first.state && !record.stage.state.empty()) record.stage.move.clear();
  if (!replace) refuse_bad_name(given);
  fill_constants(record);
  identify(record, given);
  fill_as_told(record, true);
  std::string key = row_key(record);
  if (!replace && !resource().own.empty() && resource().own != "name") refuse_same_name(record);
  if (!replace) refuse_same_token(record);
  if (const Record* there = records_.find(key)) {
    if (!replace) {
      if (modelled(Refusal::exists, &resource(), true) || !resource().given)
        throw refusal(Refusal::exists, &resource(), record.own);
      if (resource().own == "name" && !model_.has(models::tables::idempotent))
        throw refusal(Refusal::exists, &resource(), record.own);
    }
    record.order = there->order;
    record.created = there->created;
    record.version = there->version + 1;
    if (record.tags.empty()) {
      record.tags = there->tags;
      if (const auto order = there->fields.find(std::string(tag_order)); order != there->fields.end())
        record.fields[order->first] = order->second;
    }
    if (replace && record.stage == first) record.stage = there->stage;
    for (const auto& [name, doc] : there->fields)
      if (op_.name.verb == Verb::update) record.fields.emplace(name, doc);
    *records_.edit(key) = std::move(record);
    return key;
  }
  const auto& others = records_.by<InOrder>().tree(record.type);
  record.order = others.empty() ? 1 : others.rbegin()->first + 1;
  records_.insert(key, std::move(record));
  follow(key, given);
  if (given.value == &call_.input) make_children(key, given);
  return key;
}

void Play::follow(const std::string& key, const Given& given) {
  const Resource& kind = resource();
  constexpr std::string_view end = "version";
  // A version is its resource's latest one.
  if (kind.noun.size() > end.size() && kind.noun.ends_with(end)) {
    const Record made = record(key);
    const auto of = made.parents.find(kind.noun.substr(0, kind.noun.size() - end.size()));
    if (of == made.parents.end()) return;
    const std::int16_t parent = plan_.resource_named(of->first);
    if (parent == nowhere) return;
    for (const std::string& row : identified(plan_.resource(parent).type, of->second)) {
      auto edit = records_.edit(row);
      edit->fields["latestversion"] = Doc::text(made.own);
      if (!made.arn.empty()) edit->fields["latestversionarn"] = Doc::text(made.arn);
    }
    return;
  }
  // Its first version is made with it.
  const std::int16_t number = plan_.resource_named(kind.noun + std::string(end));
  const auto first = given.shape.find("InitialVersion");
  if (number == nowhere || plan_.resource(number).version_of == nowhere || !first) return;
  const Value* value = given.value->member(first->id());
  const std::int16_t create = plan_.resource(number).create;
  if (!value || !*value || create == nowhere) return;
  Play(call_, turn_, records_, plan_, static_cast<std::uint16_t>(create), native_)
      .make_within({value, first->shape()}, kind.noun, record(key).own);
}

// What lies within the resource and is given with it: a broker's Users, a network's MemberConfiguration.
void Play::make_children(const std::string& key, const Given& given) {
  const auto output = model_.output();
  const std::string own = record(key).own;
  for (const Value& value : given.value->elements()) {
    const auto member = value ? given.shape.find(plan_.service().text(value.name())) : std::nullopt;
    if (!member) continue;
    const std::string_view name = plan_.folded(member->id());
    const bool many = value.is(Kind::list);
    const Shape below = many ? member->shape().element().shape() : member->shape();
    if (below.type() != Type::structure) continue;
    const std::int16_t number =
        plan_.resource_named(many                              ? singular(name)
                             : name.ends_with("configuration") ? std::string(name.substr(0, name.size() - 13))
                                                               : std::string());
    if (number == nowhere || !comes_with(plan_.resource(number))) continue;
    const Resource& kind = plan_.resource(number);
    const auto make_one = [&](const Value& one) {
      Play child(call_, turn_, records_, plan_, static_cast<std::uint16_t>(kind.create), native_);
      return child.make_within({&one, below}, resource().noun, own);
    };
    if (many) {
      for (const Value& one : value.elements()) make_one(one);
      continue;
    }
    const std::string made = make_one(value);
    for (std::uint16_t i = 0; output && i < output->size(); ++i)
      if (const Member shown = output->member(i); plan_.folded(shown.id()) == kind.noun + "id")
        set(out(), shown, text_value(record(made).own, shown.shape()));
  }
}

// A kind whose own creation says which of these it belongs to.
bool Play::comes_with(const Resource& kind) const {
  if (!kind.creatable || kind.is_link || kind.own.empty() || kind.create == nowhere) return false;
  if (&kind == &resource() || std::ranges::find(kind.parents, op_.resource) == kind.parents.end())
    return false;
  return std::ranges::none_of(op_.told, [&](const Told& told) {
    return told.hint->says == Says::makes && told.hint->one == kind.type;
  });
}

std::string Play::make_within(const Given& given, const std::string& noun, const std::string& parent) {
  within_ = {noun, parent};
  return make(given, true);
}

std::vector<Given> Play::entries() const {
  const Value* list = op_.entries == nowhere ? nullptr : input(op_.entries);
  if (!list) return {whole()};
  const Shape element =
      model_.input()->member(static_cast<std::uint16_t>(op_.entries)).shape().element().shape();
  std::vector<Given> all;
  for (const Value& entry : list->elements()) all.push_back({&entry, element});
  return all;
}

kit::Outcome Play::create() {
  if (model_.input()) check_parents(whole());
  need_named(whole());
  Rows made;
  const Key* own = own_key();
  if (own && own->many) {  // a list of names: one of each
    for (const std::string& name : texts(*own, whole())) made.push_back(make(whole(), false, name));
  } else {
    for (const Given& given : entries()) made.push_back(make(given, false));
  }
  answer(made);
  return {};
}

kit::Outcome Play::put() {
  if (model_.input()) check_parents(whole());
  need_named(whole());
  Rows made;
  for (const Given& given : entries()) {
    // An update of settings changes what is there already, whatever its row is called.
    if (op_.name.verb == Verb::update && op_.entries == nowhere)
      if (const Rows there = find(given); !there.empty()) {
        made.push_back(change(there.front(), given));
        continue;
      }
    made.push_back(make(given, true));
  }
  answer(made);
  return {};
}

// Resources belong together: one record for the combination of all that the input names.
kit::Outcome Play::link() {
  const Given given = whole();
  if (model_.input()) check_parents(given);
  const Rows there = find(given);
  std::string key;
  if (!there.empty() && !op_.keys.empty()) {
    key = change(there.front(), given);
  } else {
    key = make(given, true);
  }
  answer({key});
  return {};
}

}  // namespace understudy::derived
