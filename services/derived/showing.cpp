// Answers: a record's fields, and what AWS would say of it besides, under the output's members.
#include <algorithm>
#include <array>

#include "services/derived/play.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/format.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// A state after which nothing comes.
bool is_over(std::string_view state) {
  constexpr std::array<std::string_view, 7> over{"cancelled", "completed", "complete", "failed",
                                                 "stopped",   "succeeded", "success"};
  return std::ranges::find(over, folded(state)) != over.end();
}

// Marks that change with every change of the resource.
bool is_mark(std::string_view name) {
  return name == "etag" || name == "locktoken" || name == "revisionid" || name == "updatetoken" ||
         name == "sha256" || name == "changetoken" || name == "revision" || name == "policyrevisionid" ||
         name == "resourceversion" || name == "hash" || name == "versionid";
}
bool is_owner(std::string_view name) {
  return name == "ownerid" || name == "owner" || name == "accountid" || name == "awsaccountid" ||
         name == "owneraccountid" || name == "owneraccount" || name == "registryid" ||
         name == "ownerawsaccount" || name == "resourceowner" || name == "account" || name == "catalogid" ||
         name == "createdbyaccount";
}

}  // namespace

void Play::set(Value& structure, const Member& member, const Value& value) {
  structure.set(arena(), member.id()) = value;
}

Value& Play::out() {
  if (!call_.output) call_.output = Value::structure(arena(), 8);
  return call_.output;
}

// A text that is another one after every change.
std::string Play::mark_of(const Record& record) const {
  const std::string digest = kit::md5_hex(record.type + record.own + std::to_string(record.version) +
                                          std::to_string(record.created.time_since_epoch().count()));
  return digest.substr(0, 8) + "-" + digest.substr(8, 4) + "-4" + digest.substr(13, 3) + "-8" +
         digest.substr(17, 3) + "-" + digest.substr(20);
}

// What the service says of its own accord.
Value Play::made_value(const Record& record, std::string_view name, std::string_view folded,
                       const Member& member) {
  const Shape shape = member.shape();
  const Resource& r = resource();
  if (!r.status.empty() && name == r.status && is_text(shape)) return text_value(record.stage.state, shape);
  if (shape.type() == Type::timestamp ||
      ((shape.type() == Type::string || shape.type() == Type::long_integer) &&
       (name.ends_with("at") || name.ends_with("date") || name.ends_with("time") ||
        name.ends_with("timestamp")))) {
    const bool created = has(name, "creat") || has(name, "requested") || has(name, "registered") ||
                         has(name, "added") || has(name, "start") || has(name, "submi") || name == "date" ||
                         name == "timestamp" || has(name, "issued") || has(name, "since") ||
                         has(name, "associat");
    const bool updated = has(name, "updat") || has(name, "modif") || has(name, "lastchange") ||
                         has(name, "changed") || has(name, "lastedit");
    const bool ended = name.ends_with("endtime") || has(name, "completed") || has(name, "finished");
    if (ended && is_over(record.stage.state)) return converted(Value(record.updated), shape);
    if (!created && !updated) return {};
    return converted(Value(updated ? record.updated : record.created), shape);
  }
  if (shape.type() == Type::string) {
    if (is_owner(name)) return text_value(call_.account, shape);
    if (name == "region" || name == "awsregion" || name == "regionname")
      return text_value(call_.region == "aws-global" ? call_.client_region : call_.region, shape);
    if (folded == r.noun)
      return text_value(has(derived::folded(shape.name()), "arn") ? record.arn : record.own, shape);
    if (r.about_another && (folded == "resourcearn" || folded == "resourceid"))
      return text_value(subject(record, folded.ends_with("arn")), shape);
    if ((name == "arn" || folded == "resourcearn") && !record.arn.empty())
      return text_value(record.arn, shape);
    if (is_mark(name)) return text_value(mark_of(record), shape);
  }
  if (is_text(shape) &&
      (name == "version" || name == "versionnumber" || name == "latestversion" || name == "currentversion"))
    return resource().own.ends_with("version")
               ? text_value(record.own, shape)
               : converted(Value(static_cast<std::int64_t>(record.version)), shape);
  if (shape.type() == Type::integer && name.ends_with("count")) return Value(0);
  if (name == "enabled" && shape.type() == Type::boolean && !record.stage.state.empty())
    return Value(derived::folded(record.stage.state) == "enabled");
  // Further states: the resource's own where the enum has it, else the one that things come to rest in.
  if (shape.type() == Type::string && (name.ends_with("state") || name.ends_with("status")))
    if (const std::string_view state = state_in(shape, record.stage.state); !state.empty())
      return text_value(state, shape);
  // {"Code": ..., "Name": "running"} and the like
  if (shape.type() == Type::structure && (name == "status" || name == "state") &&
      !record.stage.state.empty()) {
    Value structure = Value::structure(arena());
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const Member inner = shape.member(i);
      const auto constraint = inner.shape().constraint();
      if (inner.shape().type() != Type::string || !constraint || constraint->enums.empty()) continue;
      set(structure, inner, text_value(record.stage.state, inner.shape()));
      return structure;
    }
  }
  return {};
}

Value Play::value_for(const Record& record, const Shape& shape, const Member& member, int depth) {
  const std::string_view folded = plan_.folded(member.id());
  const Shape below = member.shape();
  if (is_tags(member, folded) && (folded.starts_with("tag") || folded.ends_with("tags"))) {
    if (record.tags.empty() && depth > 0 && !member.has(models::tables::required)) return {};
    return tags_value(record, below);
  }
  const std::string_view name = name_in(shape, member);
  for (const auto& [hint, field, exact] : resource().told) {
    if (field != folded && field != name) continue;
    if (hint->says == Says::hides) return {};
    if (hint->says == Says::shows) return converted(told_value(hint->two, &record), below);
  }
  if (!resource().status.empty() && name == resource().status && below.type() == Type::string) {
    const std::string_view state = state_in(below, record.stage.state);  // of the change, where that is shown
    return text_value(state.empty() ? std::string_view(record.stage.state) : state, below);
  }
  for (const std::string_view candidate : {name, folded, plan_.canonical(resource(), member.id())}) {
    const auto found = record.fields.find(std::string(candidate));
    if (found == record.fields.end()) continue;
    if (Value value = converted(found->second.value(arena()), below)) return value;
  }
  for (const std::string_view text : {joined_text(record, folded), by_another_name(record, folded)})
    if (!text.empty() && is_text(below)) return text_value(text, below);
  if (Value value = named_list(record, folded, below)) return value;
  if (Value value = parent_value(record, folded, below)) return value;
  if (Value value = linked_value(record, folded, below)) return value;
  if (Value value = made_value(record, name, folded, member)) return value;
  // A structure within that says part of it, when it says it in the resource's own words.
  if (below.type() == Type::structure && depth < 3 && !below.has(models::tables::union_shape) &&
      !below.has(models::tables::event_stream)) {
    std::uint32_t known = 0;
    for (std::uint16_t i = 0; i < below.size() && known == 0; ++i)
      known += record.fields.contains(std::string(name_in(below, below.member(i))));
    const bool of_it = has(folded, resource().noun) || (has(resource().noun, folded) && folded.size() > 2) ||
                       member.has(models::tables::required) || folded == "properties" || folded == "metadata";
    if (known > 0 && of_it) return show(record, below, depth + 1);
  }
  return {};
}

// "ReturnData" and "IncludeTags": a list shows some members only on demand.
bool Play::is_asked_for(const Member& member) const {
  const auto input = model_.input();
  if (op_.role != Role::list || !input || member.has(models::tables::required)) return true;
  const std::string_view name = plan_.folded(member.id());
  for (std::uint16_t i = 0; i < input->size(); ++i) {
    const Member flag = input->member(i);
    if (flag.shape().type() != Type::boolean) continue;
    const std::string_view asks = plan_.folded(flag.id());
    if (!(asks.starts_with("return") && asks.substr(6) == name) &&
        !(asks.starts_with("include") && asks.substr(7) == name))
      continue;
    const Value* wanted = call_.input.member(flag.id());
    return wanted && wanted->is(Kind::boolean) && wanted->boolean();
  }
  return true;
}

Value Play::show(const Record& record, const Shape& shape, int depth) {
  if (shape.type() != Type::structure) return text_value(record.own, shape);
  Value structure = Value::structure(arena(), shape.size());
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    if (depth == 0 && !is_asked_for(member)) continue;
    Value value = value_for(record, shape, member, depth);
    const Type type = member.shape().type();
    if (!value && member.has(models::tables::required)) value = nothing(member.shape());
    if (!value && depth <= 1 && (type == Type::list || type == Type::boolean) &&
        !shape.has(models::tables::union_shape))
      value = nothing(member.shape());
    if (!value) continue;
    set(structure, member, value);
    if (shape.has(models::tables::union_shape)) break;
  }
  return structure;
}

// An element of a list: the resource, or only what it is called.
Value Play::element(const Record& record, const Shape& shape, std::string_view list_name) {
  if (shape.type() == Type::structure) {
    // {"Cluster": {...}} around each
    if (shape.size() == 1 && shape.member(0).shape().type() == Type::structure &&
        has(plan_.folded(shape.member(0).id()), resource().noun)) {
      Value structure = Value::structure(arena());
      set(structure, shape.member(0), show(record, shape.member(0).shape(), 0));
      return structure;
    }
    return show(record, shape, 0);
  }
  const std::string one = singular(list_name);
  const std::string_view word = identity_word(Plan::canonical(resource(), one));
  const std::string shape_name = folded(shape.name());
  std::string_view text = record.own;
  if (has(one, "arn") || shape_name.ends_with("arn"))
    text = record.arn.empty() ? record.own : record.arn;
  else if (!word.empty())
    if (const std::string_view field = record.text(word); !field.empty()) text = field;
  return text_value(text, shape);
}

void Play::look(const Rows& rows) {
  for (const std::string& row : rows)
    if (record(row).stage.move != leaving && kit::would_look(record(row).stage, progression()))
      kit::look(records_.edit(row)->stage, resource().lifecycle, progression());
}

// Of settings that are a list by themselves ("EventSelectors"): the list, not the settings as its one
// element.
Value Play::kept_list(const Record* record, const Member& member) {
  if (!record || !resource().own.empty() || resource().is_link) return {};
  const auto kept = record->fields.find(std::string(plan_.folded(member.id())));
  return kept == record->fields.end() ? Value() : converted(kept->second.value(arena()), member.shape());
}

void Play::answer(const Rows& rows) {
  const auto output = model_.output();
  if (op_.role == Role::get || op_.role == Role::list) look(rows);
  if (!rows.empty() && op_.role != Role::get && op_.role != Role::list) make_as_told(rows.front());
  if (!output) return;
  const Record* first = rows.empty() ? nullptr : records_.find(rows.front());
  if (op_.list != nowhere) {
    Member holder = output->member(static_cast<std::uint16_t>(op_.list));
    Member member = holder;
    if (op_.inner_list != nowhere) member = holder.shape().member(static_cast<std::uint16_t>(op_.inner_list));
    const Shape shape = member.shape();
    Value many = kept_list(first, member);
    if (many) {
      // as it was given
    } else if (shape.type() == Type::map) {
      many = Value::map(arena());
      for (const std::string& row : rows) {
        const Record& one = record(row);
        const Shape below = shape.value().shape();
        const std::string_view text = one.text(singular(plan_.folded(member.id())));
        many.set(arena(), arena().copy(one.own)) = below.type() == Type::structure ? show(one, below, 1)
                                                   : text.empty()                  ? nothing(below)
                                                                                   : text_value(text, below);
      }
    } else {
      many = Value::list(arena(), static_cast<std::uint32_t>(rows.size()));
      for (const std::string& row : rows)
        many.add(arena()) = element(record(row), shape.element().shape(), plan_.folded(member.id()));
    }
    if (op_.inner_list != nowhere) {
      Value structure = Value::structure(arena());
      for (std::uint16_t i = 0; i < holder.shape().size(); ++i) {
        const Member inner = holder.shape().member(i);
        const std::string_view name = plan_.folded(inner.id());
        if (inner.id() == member.id()) {
          if (!rows.empty() || inner.has(models::tables::required) || !holder.shape().find("Quantity"))
            set(structure, inner, many);
        } else if (name == "maxitems" && inner.shape().type() == Type::integer) {
          set(structure, inner, Value(std::int64_t{paging().limit.value_or(100)}));
        } else if (name == "quantity")
          set(structure, inner, Value(static_cast<std::int64_t>(rows.size())));
        else if (inner.has(models::tables::required))
          set(structure, inner, nothing(inner.shape()));
      }
      many = structure;
    }
    set(out(), holder, many);
  }
  if (op_.wrapper != nowhere && first) {
    const Member member = output->member(static_cast<std::uint16_t>(op_.wrapper));
    set(out(), member, show(*first, member.shape(), 0));
  }
  if (op_.role == Role::list) count(rows.size());
  // A list's other members speak of the list, not of its first element.
  fill_rest(op_.role == Role::list ? nullptr : first);
  answer_as_told(first);
}

// "TotalCount", "MaxResults": how many there are, and how many were asked for.
void Play::count(std::size_t rows) {
  const auto output = model_.output();
  const auto in = model_.input();
  for (std::uint16_t i = 0; i < output->size(); ++i) {
    const Member member = output->member(i);
    const Type type = member.shape().type();
    if (type != Type::integer && type != Type::long_integer) continue;
    const std::string_view name = plan_.folded(member.id());
    if (has(name, "count") || has(name, "total")) {
      set(out(), member, Value(static_cast<std::int64_t>(rows)));
    } else if (const auto same = in ? in->find(member.name()) : std::nullopt) {
      if (const Value* given = call_.input.member(same->id()); given && given->is(Kind::integer))
        set(out(), member, *given);
    }
  }
}

// A change that takes its time is a resource that clients can look at: it is done at once, and kept.
std::string Play::aside(std::string_view noun) {
  const std::int16_t number = plan_.resource_named(noun);
  std::string id = turn_.random.uuid();
  if (number == nowhere || plan_.resource(number).creatable) return id;
  const Resource& kind = plan_.resource(number);
  Record record;
  record.type = kind.type;
  record.own = id;
  record.created = record.updated = turn_.now;
  if (!kind.creating.empty()) record.stage.state = kind.creating.back();
  record.fields["id"] = Doc::text(id);
  record.fields["type"] = Doc::text(joined(split_words(model_.name()), "_"));
  const auto& others = records_.by<InOrder>().tree(record.type);
  record.order = others.empty() ? 1 : others.rbegin()->first + 1;
  records_.insert(record.type + "/" + id, std::move(record));
  return id;
}

// Where what was created is from now on: "https://cloudfront.amazonaws.com/2020-05-31/distribution/E1A2".
std::string Play::address(const Record& record) const {
  const models::Service& service = plan_.service();
  std::string host(service.endpoint_prefix());
  if (call_.region != "aws-global") host += "." + std::string(call_.region);
  std::string path;
  std::string_view rest = model_.uri();
  rest = rest.substr(0, rest.find('?'));
  for (;;) {
    const auto open = rest.find('{');
    path += rest.substr(0, open);
    if (open == rest.npos) break;
    const auto close = rest.find('}', open);
    const auto member = model_.input()->find(rest.substr(open + 1, close - open - 1));
    const Value* label = member ? call_.input.member(member->id()) : nullptr;
    if (label) path += text_of(*label);
    rest.remove_prefix(close + 1);
  }
  return "https://" + host + ".amazonaws.com" + path + (path.ends_with('/') ? "" : "/") + record.own;
}

void Play::fill_rest(const Record* record) {
  const auto output = model_.output();
  if (!output) return;
  const auto in = model_.input();
  for (std::uint16_t i = 0; i < output->size(); ++i) {
    const Member member = output->member(i);
    if (out().member(member.id())) continue;
    Value value;
    const std::string_view folded = plan_.folded(member.id());
    const bool wrapped = op_.wrapper != nowhere;
    if (op_.entries != nowhere && folded.starts_with("success") && folded.ends_with("count"))
      value = converted(Value(static_cast<std::int64_t>(entries().size())), member.shape());
    if (!value && record && op_.resource != nowhere && !(wrapped && member.shape().type() == Type::timestamp))
      value = value_for(*record, *output, member, wrapped ? 1 : 0);
    if (!record && op_.role == Role::list && !is_token(model_, member, folded)) {  // a list's owner
      Record around;
      take_parents(around, whole());
      value = parent_value(around, folded, member.shape());
    }
    const bool made = op_.role == Role::create || op_.role == Role::put;
    if (!value && record && made && member.location() == models::Location::header && folded == "location")
      value = text_value(address(*record), member.shape());
    if (record && op_.resource == nowhere && is_tags(member, folded))
      value = tags_value(*record, member.shape());
    if (!value && in && !is_paging(model_, member, folded) &&
        op_.role != Role::list)  // what was said comes back
      if (const auto same = in->find(member.name()))
        if (const Value* given = call_.input.member(same->id());
            given && *given && same->shape().index() == member.shape().index())
          value = *given;
    const Type type = member.shape().type();
    if (!value && type == Type::string && (folded == "operationid" || folded == "updateid") &&
        op_.role != Role::get && op_.role != Role::list && op_.role != Role::list_tags)
      value = Value::string(arena().copy(aside(folded.substr(0, folded.size() - 2))));
    if (!value && member.has(models::tables::required)) value = nothing(member.shape());
    if (!value && type == Type::list && !output->has(models::tables::union_shape))
      value = nothing(member.shape());
    if (!value && type == Type::boolean && record && !wrapped) value = Value(false);
    if (!value && member.location() == models::Location::status_code)
      value = Value(std::int64_t{model_.status()});
    if (value) set(out(), member, value);
  }
}

kit::Outcome Play::get() {
  const Given given = whole();
  if (model_.input()) need_parents(given, true);
  const Rows rows = find(given);
  if (rows.empty()) {
    // Settings of which there is one are there before anybody sets them.
    const bool settings = resource().own.empty() && !op_.attribute && op_.keys.empty();
    if (settings && resource().create != nowhere &&
        plan_.operation(static_cast<std::uint16_t>(resource().create)).name.verb == Verb::update) {
      Record fresh;
      fresh.type = resource().type;
      fresh.created = fresh.updated = turn_.now;
      const auto output = model_.output();
      if (output && op_.wrapper != nowhere) {
        const Member member = output->member(static_cast<std::uint16_t>(op_.wrapper));
        set(out(), member, show(fresh, member.shape(), 0));
      }
      fill_rest(&fresh);
      return {};
    }
    need(given);
  }
  answer({rows.front()});
  return {};
}

}  // namespace understudy::derived
