// What a new resource is called: names as given, ids and ARNs as the service would form them.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "services/derived/play.hpp"
#include "services/derived/text.hpp"

namespace understudy::derived {

using models::Member;
using models::Shape;
using models::Type;

// The member of that canonical name in what shows or addresses the resource, for its form.
std::optional<Shape> Play::shape_of(std::string_view canonical) const {
  const Resource& r = resource();
  const auto look = [&](const Shape& shape) -> std::optional<Shape> {
    for (std::uint16_t i = 0; i < shape.size(); ++i)
      if (plan_.canonical(r, shape.member(i).id()) == canonical &&
          shape.member(i).shape().type() == Type::string)
        return shape.member(i).shape();
    return std::nullopt;
  };
  for (const std::int16_t operation : {r.get, r.remove, r.update}) {
    if (operation == nowhere) continue;
    const auto number = static_cast<std::uint16_t>(operation);
    const auto input = plan_.service().operation(number).input();
    for (const Key& key : plan_.operation(number).keys)
      if (key.of == Key::Of::own && key.field == canonical && input) {
        Shape shape = input->member(static_cast<std::uint16_t>(key.member)).shape();
        if (shape.type() == Type::list) shape = shape.element().shape();
        return shape;
      }
  }
  for (const std::uint16_t view : r.views)
    if (const auto found = look(plan_.service().shape(view))) return found;
  if (const auto output = model_.output())
    if (const auto found = look(*output)) return found;
  return std::nullopt;
}

// The form of the ARNs that a tagging operation takes, if the model has one.
std::optional<Shape> Play::tagged_arn() const {
  for (std::uint16_t i = 0; i < plan_.operations(); ++i) {
    const auto input = plan_.service().operation(i).input();
    if (plan_.operation(i).role != Role::tag || !input) continue;
    for (std::uint16_t m = 0; m < input->size(); ++m) {
      const Shape shape = input->member(m).shape();
      const auto constraint = shape.constraint();
      if (shape.type() == Type::string && plan_.folded(input->member(m).id()).ends_with("arn") &&
          constraint && !constraint->pattern.empty())
        return shape;
    }
  }
  return std::nullopt;
}

std::string Play::make_arn(const Record& record, std::string_view last) const {
  const Resource& r = resource();
  const bool global = call_.region == "aws-global";
  const std::string_view region = global ? std::string_view() : call_.region;
  const std::string_view partition = kit::partition_of(global ? call_.client_region : call_.region);
  if (const Hint* hint = told(Says::arn, &r)) return fill(hint->one, &r, &record, last);
  if (r.hint && !r.hint->arn.empty())
    return kit::fill(r.hint->arn, {{"partition", partition},
                                   {"region", region},
                                   {"account", call_.account},
                                   {"name", last},
                                   {"id", record.alias.empty() ? std::string_view(record.own) : record.alias},
                                   {"parent", parent_path(record)}});
  auto shape = shape_of("arn");
  std::string parents;  // "/clusters/web" before a service of it
  for (const std::int16_t number : r.parents) {
    const auto named = record.parents.find(plan_.resource(number).noun);
    if (named == record.parents.end()) continue;
    std::string_view identity = named->second;
    if (identity.starts_with("arn:"))
      identity.remove_prefix(identity.rfind('/') == identity.npos ? identity.rfind(':') + 1
                                                                  : identity.rfind('/') + 1);
    parents += joined(plan_.resource(number).words, "-") + "/" + std::string(identity) + "/";
  }
  const std::string kebab = joined(r.words, "-");
  const std::string service(plan_.service().signing_name());
  const std::string head = "arn:" + std::string(partition) + ":" + service + ":";
  const std::string account(call_.account);
  const std::string id(last);
  const std::string below = id.starts_with('/') ? id : "/" + id;  // "parameter/a/b" of "/a/b"
  const std::string middle = std::string(region) + ":" + account + ":", no_region = ":" + account + ":";
  std::string camel = r.type;
  if (!camel.empty() && camel.front() >= 'A' && camel.front() <= 'Z')
    camel.front() = static_cast<char>(camel.front() - 'A' + 'a');
  const std::array<std::string, 12> forms{
      head + middle + parents + kebab + below,
      head + middle + kebab + below,
      head + middle + kebab + ":" + id,
      head + middle + r.noun + below,
      head + middle + r.noun + ":" + id,
      head + middle + "/" + kebab + below,
      head + middle + id,
      head + no_region + kebab + below,
      head + no_region + r.noun + below,
      head + middle + r.words.back() + below,
      head + middle + camel + below,
      head + middle + camel + "s" + below,
  };
  if (!shape) return forms.front();
  // Where any text is an ARN, tagging may know better what they look like.
  if (const auto own = shape->constraint(); !own || own->pattern.empty())
    if (const auto tagged = tagged_arn()) shape = tagged;
  for (const std::string& form : forms)
    if (fits(*shape, form)) return form;
  const auto constraint = shape->constraint();
  if (!constraint || constraint->pattern.empty()) return forms.front();
  const auto text = text_for(constraint->pattern, 20, 200, turn_.random);
  if (!text) return forms.front();
  // The pattern's own words around what is known: "arn:...:experiment-trial-component/" and the name.
  if (const auto arn = kit::Arn::parse(*text)) {
    const auto cut = arn->resource.find_last_of("/:");
    const std::string type(cut == arn->resource.npos ? std::string_view() : arn->resource.substr(0, cut + 1));
    const std::string other = "arn:" + std::string(partition) + ":" + std::string(arn->service) + ":";
    const std::string drawn(arn->resource);
    for (const std::string& known :
         {head + middle + type + id, head + no_region + type + id, other + middle + type + id,
          head + middle + kebab + below + "/" + turn_.random.digits(13), head + middle + drawn,
          head + no_region + drawn, other + middle + drawn})
      if (fits(*shape, known)) return known;
    if (arn->partition.empty()) return other + middle + drawn;  // a pattern without AWS's own partition
  }
  return fits(*shape, *text) ? *text : forms.front();
}

// Versions and revisions are told apart by number.
bool Play::is_counted() const {
  const Resource& r = resource();
  if (r.own.ends_with("version") || r.own.ends_with("number") || r.own.ends_with("revision")) {
    const auto shape = shape_of(r.own);
    return !shape || fits(*shape, "1");
  }
  for (const std::int16_t operation : {r.get, r.remove, r.update}) {
    if (operation == nowhere) continue;
    const auto number = static_cast<std::uint16_t>(operation);
    for (const Key& key : plan_.operation(number).keys)
      if (key.of == Key::Of::own && key.field == r.own)
        return plan_.service()
                       .operation(number)
                       .input()
                       ->member(static_cast<std::uint16_t>(key.member))
                       .shape()
                       .type() != Type::string &&
               !key.many;
  }
  return false;
}

// Within its parents.
std::string Play::next_number(const Record& record) const {
  std::int64_t last = 0;
  for (const std::string& row : of_type(record.type)) {
    const Record& other = this->record(row);
    if (other.parents == record.parents)
      last = std::max(last, std::int64_t{std::strtoll(other.own.c_str(), nullptr, 10)});
  }
  return std::to_string(last + 1);
}

// The next revision of that name; by the name alone they are found, too.
void Play::revise(Record& record) const {
  std::string name(record.text("name"));
  if (name.empty()) name = record.own;
  std::int64_t last = 0;
  kit::Arena scratch;
  for (const std::string& row : identified(record.type, name))
    if (const auto found = this->record(row).fields.find("revision"); found != this->record(row).fields.end())
      last = std::max(last, found->second.value(scratch).integer());
  record.fields["revision"] = Doc(kit::Value(last + 1));
  record.alias = name;
  record.own = name + ":" + std::to_string(last + 1);
}

void Play::identify(Record& record, const Given& given) {
  const Resource& r = resource();
  const auto draw = [&](std::string_view canonical) {
    if (r.hint && r.hint->id.size > 0) return r.hint->id.draw(turn_.random);
    if (const Hint* hint = told(Says::id, &r))
      if (auto text = text_for(fill(hint->one, &r, &record, {}), 0, 64, turn_.random)) return *text;
    const auto shape = shape_of(canonical);
    const bool plain = !shape || !shape->constraint() || shape->constraint()->pattern.empty();
    if (plain && plan_.service().speaks(models::Protocol::ec2) && canonical.ends_with("id"))
      return joined(r.words, "-") + "-" + turn_.random.hex(17);
    return make_id(shape ? &*shape : nullptr, turn_.random);
  };
  const auto keep = [&](std::string_view field, const std::string& text) {
    record.fields[std::string(field)] = Doc::text(text);
  };
  const auto given_text = [&](std::string_view field) {
    const auto found = record.fields.find(std::string(field));
    if (found == record.fields.end()) return std::string();
    kit::Arena scratch;
    kit::Value value = found->second.value(scratch);
    if (value.is(kit::Kind::list) && value.size() == 1) value = value.elements()[0];
    return text_of(value);
  };
  if (r.is_link) {
    for (const Key& key : op_.keys)
      for (const std::string& text : texts(key, given)) record.own += (record.own.empty() ? "" : "/") + text;
    // Most have an id of their own, by which they are read and ended.
    for (const std::int16_t operation : {r.get, r.remove, r.update}) {
      if (operation == nowhere) continue;
      for (const Key& key : plan_.operation(static_cast<std::uint16_t>(operation)).keys) {
        if (key.of != Key::Of::own || record.fields.contains(key.field)) continue;
        std::string& identity = key.field == "arn" ? record.arn : record.alias;
        identity = key.field == "arn" ? make_arn(record, turn_.random.uuid()) : draw(key.field);
        keep(key.field, identity);
      }
    }
    for (const std::string_view field : {"associationid", "id"})
      if (record.alias.empty() && !record.fields.contains(std::string(field)) && shape_of(field)) {
        record.alias = draw(field);
        keep(field, record.alias);
      }
    return;
  }
  if (r.own.empty()) return;
  if (r.version_of != nowhere) {
    const auto named = record.parents.find(plan_.resource(r.version_of).noun);
    if (named != record.parents.end()) keep("id", named->second);
  }
  if (r.own != "arn") {
    record.own = given_text(r.own);
    if (record.own.empty() && !r.tells(Says::id) && is_counted()) record.own = next_number(record);
    if (record.own.empty()) {
      record.own = draw(r.own);
      if (record.own.starts_with("arn:")) {  // it is called an identifier and is an ARN
        const auto shape = shape_of(r.own);
        const std::string arn = make_arn(record, turn_.random.uuid());
        if (!shape || fits(*shape, arn)) record.own = arn;
        if (shape_of("arn")) keep("arn", record.own);
      }
      keep(r.own, record.own);
    }
  }
  if (r.revised) revise(record);
  const std::string name = given_text("name");
  if (r.own != "name" && !name.empty()) record.alias = name;
  if (r.own != "id" && (r.own != "arn" || record.alias.empty()) && shape_of("id")) {
    std::string id = given_text("id");
    if (id.empty()) {
      id = draw("id");
      keep("id", id);
    }
    if (record.alias.empty()) record.alias = id;
  }
  if (r.own == "arn" || shape_of("arn")) {
    record.arn = given_text("arn");
    if (record.arn.empty()) {
      std::string last = record.own.empty() ? record.alias : record.own;
      if (last.empty()) last = r.tells(Says::id) ? draw("id") : turn_.random.uuid();
      record.arn = make_arn(record, last);
      keep("arn", record.arn);
    }
    if (r.own == "arn") record.own = record.arn;
  }
}

}  // namespace understudy::derived
