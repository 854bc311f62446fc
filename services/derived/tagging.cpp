// Tags, in every form in which AWS's operations carry them.
#include <algorithm>
#include <charconv>

#include "services/derived/play.hpp"
#include "services/kit/sealed.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;

void Play::set_tag(Record& record, std::string_view key, std::string_view value) {
  if (!record.tags.insert_or_assign(std::string(key), std::string(value)).second) return;
  kit::Arena scratch;
  Doc& kept = record.fields[std::string(tag_order)];
  Value keys = kept.empty() ? Value::list(scratch) : kept.value(scratch);
  keys.add(scratch) = Value::string(key);
  kept = Doc(keys);
}

void Play::remove_tag(Record& record, std::string_view key) {
  const auto kept = record.fields.find(std::string(tag_order));
  if (!record.tags.erase(std::string(key)) || kept == record.fields.end()) return;
  kit::Arena scratch;
  const Value keys = kept->second.value(scratch);
  Value rest = Value::list(scratch);
  for (const Value& one : keys.elements())
    if (one.text() != key) rest.add(scratch) = one;
  kept->second = Doc(rest);
}

// The record that a tagging operation means: any of the service, by any of its identities.
std::string Play::tagged() {
  const Given given = whole();
  const auto shape = model_.input();
  std::string what;
  if (shape) {
    std::vector<std::string> texts;
    for (std::uint16_t i = 0; i < shape->size(); ++i) {
      const Member member = shape->member(i);
      const std::string_view folded = plan_.folded(member.id());
      if (static_cast<std::int16_t>(i) == op_.tags || is_paging(model_, member, folded) || is_account(folded))
        continue;
      const Value* value = given.value->member(member.id());
      if (!value || !*value || folded.find("tag") != folded.npos) continue;
      if (value->is(Kind::list)) {
        for (const Value& element : value->elements()) texts.push_back(text_of(element));
      } else {
        texts.push_back(text_of(*value));
      }
    }
    if (texts.empty())  // Auto Scaling's tags name what they are on
      if (const Value* tags = input(op_.tags); tags && tags->is(Kind::list))
        for (const Value& one : tags->elements())
          for (const Value& inner : one.elements())
            if (plan_.folded(inner.name()) == "resourceid") texts.push_back(text_of(inner));
    std::string found;
    std::size_t best = 0;
    for (const std::string& text : texts) {
      if (text.empty()) continue;
      if (what.empty() || text.starts_with("arn:")) what = text;
      for (const std::string& row : identified({}, text)) {
        // The one that most of the input speaks of: a child, by its parent's name and its own.
        std::size_t points = 2;
        for (const std::string& other : texts)
          for (const auto& [noun, named] : record(row).parents)
            points += other != text && same_identity(named, other);
        const std::string_view type = record(row).type;
        points += !op_.name.target.empty() && folded(type) == joined(op_.name.target);
        points += !op_.name.noun.empty() && folded(type) == joined(op_.name.noun);
        if (points > best) {
          best = points;
          found = row;
        }
      }
    }
    if (!found.empty()) return found;
  }
  std::int16_t named = plan_.resource_named(joined(op_.name.target));
  if (const auto arn = kit::Arn::parse(what); arn && named == nowhere)
    named = plan_.resource_named(folded(arn->type()));
  throw refusal(Refusal::missing, named == nowhere ? nullptr : &plan_.resource(named), what);
}

kit::Outcome Play::tag() {
  const std::string key = tagged();
  const Member member = model_.input()->member(static_cast<std::uint16_t>(op_.tags));
  if (const Value* tags = input(op_.tags)) {
    auto edit = records_.edit(key);
    if (op_.name.verb == Verb::put && op_.name.noun.back() == "tagging") {
      edit->tags.clear();
      edit->fields.erase(std::string(tag_order));
    }
    store_tags(*edit, *tags, member.shape());
  }
  fill_rest(&record(key));
  answer_as_told(nullptr);
  return {};
}

kit::Outcome Play::untag() {
  const std::string key = tagged();
  auto edit = records_.edit(key);
  const Value* keys = op_.tags == nowhere ? nullptr : input(op_.tags);
  if (op_.tags == nowhere) {
    {
      edit->tags.clear();
      edit->fields.erase(std::string(tag_order));
    }  // DeleteBucketTagging takes them all
  } else if (keys && keys->is(Kind::list)) {
    Record named;
    const Shape shape = model_.input()->member(static_cast<std::uint16_t>(op_.tags)).shape();
    for (const Value& one : keys->elements()) {
      if (one.is(Kind::string)) remove_tag(*edit, one.text());
    }
    store_tags(named, *keys, shape);
    for (const auto& [name, value] : named.tags) remove_tag(*edit, name);
  } else if (keys && keys->is(Kind::structure) && keys->size() == 1 && keys->elements()[0].is(Kind::list) &&
             std::ranges::all_of(keys->elements()[0].elements(),
                                 [](const Value& one) { return one.is(Kind::string); })) {
    for (const Value& one : keys->elements()[0].elements()) remove_tag(*edit, one.text());
  } else if (keys) {
    Record named;
    store_tags(named, *keys, model_.input()->member(static_cast<std::uint16_t>(op_.tags)).shape());
    for (const auto& [name, value] : named.tags) remove_tag(*edit, name);
  }
  fill_rest(&*edit);
  return {};
}

// All tags of all resources, each with the resource that it is on.
void Play::list_all_tags(const Member& member) {
  const Shape element = member.shape().element().shape();
  Value list = Value::list(arena());
  for (const auto& [key, row] : records_.rows())
    for (const auto& [name, value] : row->row.tags) {
      Value one = Value::structure(arena());
      for (std::uint16_t i = 0; i < element.size(); ++i) {
        const Member inner = element.member(i);
        const std::string_view what = plan_.folded(inner.id());
        std::string_view text;
        std::string type;
        if (what == "key" || what == "tagkey") {
          text = name;
        } else if (what == "value" || what == "tagvalue") {
          text = value;
        } else if (what == "resourceid" || what == "resourcename") {
          text = row->row.own;
        } else if (what == "resourcearn") {
          text = row->row.arn;
        } else if (what == "resourcetype") {
          type = joined(split_words(row->row.type), "-");
          text = type;
        } else {
          continue;
        }
        if (const Value shown = text_value(text, inner.shape())) set(one, inner, shown);
      }
      list.add(arena()) = one;
    }
  set(out(), member, list);
}

// {"ResourceId": ..., "TagsList": [...]}, or a list of one
Value Play::tags_of_one(const Record& record, const Shape& shape) {
  const Shape element = shape.type() == Type::list ? shape.element().shape() : shape;
  Value one = Value::structure(arena());
  for (std::uint16_t i = 0; i < element.size(); ++i) {
    const Member member = element.member(i);
    const std::string_view name = plan_.folded(member.id());
    if (is_tags(member, name))
      set(one, member, tags_value(record, member.shape()));
    else if (name.ends_with("arn"))
      set(one, member, text_value(record.arn, member.shape()));
    else if (name.starts_with("resource") && member.shape().type() == Type::string)
      set(one, member, text_value(record.arn.empty() ? record.own : record.arn, member.shape()));
  }
  if (shape.type() != Type::list) return one;
  Value list = Value::list(arena());
  list.add(arena()) = one;
  return list;
}

// Of a list whose operation has pages, the one that is asked for.
Value Play::page_of(const Value& all) {
  const Paging paging = this->paging();
  if (!all.is(Kind::list) || paging.out == nowhere) return all;
  std::size_t from = 0;
  if (paging.token) {
    const auto text = kit::unseal(model_.name(), paging.token->text());
    if (!text || std::from_chars(text->data(), text->data() + text->size(), from).ec != std::errc())
      throw refusal(Refusal::bad_token, nullptr, "");
  }
  const std::size_t limit =
      paging.limit && *paging.limit > 0 ? static_cast<std::size_t>(*paging.limit) : all.size();
  Value page = Value::list(arena());
  for (std::size_t i = from; i < all.size() && page.size() < limit; ++i)
    page.add(arena()) = all.elements()[i];
  if (from + page.size() < all.size()) {
    const Member member = model_.output()->member(static_cast<std::uint16_t>(paging.out));
    if (member.shape().type() == Type::string)
      set(out(), member,
          Value::string(arena().copy(kit::seal(model_.name(), std::to_string(from + page.size())))));
  }
  return page;
}

kit::Outcome Play::list_tags() {
  const auto output = model_.output();
  const auto shape = model_.input();
  const bool asked = shape && std::ranges::any_of(call_.input.elements(), [&](const Value& value) {
                       const auto member = shape->find(plan_.service().text(value.name()));
                       return value && member && !is_paging(model_, *member, plan_.folded(value.name())) &&
                              (value.is(Kind::string) || is_text_list(member->shape()));
                     });
  if (!asked && output)
    for (std::uint16_t i = 0; i < output->size(); ++i)
      if (const Member member = output->member(i);
          member.shape().type() == Type::list && is_tags(member, plan_.folded(member.id()))) {
        list_all_tags(member);
        fill_rest(nullptr);
        return {};
      }
  const std::string key = tagged();
  for (std::uint16_t i = 0; output && i < output->size(); ++i)
    if (const Member member = output->member(i); is_tags(member, plan_.folded(member.id())))
      set(out(), member, page_of(tags_value(record(key), member.shape())));
    else if (member.shape().type() == Type::structure ||
             (member.shape().type() == Type::list &&
              member.shape().element().shape().type() == Type::structure))
      set(out(), member, tags_of_one(record(key), member.shape()));
  fill_rest(nullptr);
  return {};
}

Value Play::tags_value(const Record& record, const Shape& shape) {
  const kit::Tags& tags = record.tags;
  if (shape.type() == Type::map) {
    Value map = Value::map(arena(), static_cast<std::uint32_t>(tags.size()));
    for (const auto& [key, value] : tags)
      map.set(arena(), arena().copy(key)) = Value::string(arena().copy(value));
    return map;
  }
  if (shape.type() == Type::structure) {
    Value structure = Value::structure(arena());
    for (std::uint16_t i = 0; i < shape.size(); ++i) {
      const Member member = shape.member(i);
      if (member.shape().type() == Type::list || member.shape().type() == Type::map) {
        set(structure, member, tags_value(record, member.shape()));
        break;
      }
    }
    return structure;
  }
  Value list = Value::list(arena(), static_cast<std::uint32_t>(tags.size()));
  if (shape.type() != Type::list || shape.element().shape().type() != Type::structure) return list;
  const Shape element = shape.element().shape();
  std::vector<std::string_view> keys;
  const auto kept = record.fields.find(std::string(tag_order));
  const Value order = kept == record.fields.end() ? Value() : kept->second.value(arena());
  for (const Value& key : order.elements())
    if (tags.contains(std::string(key.text()))) keys.push_back(key.text());
  for (const auto& [key, value] : tags)  // of states that knew no order
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  for (const std::string_view key : keys) {
    const std::string& value = tags.find(std::string(key))->second;
    Value one = Value::structure(arena());
    for (std::uint16_t i = 0; i < element.size(); ++i) {
      const Member member = element.member(i);
      const std::string_view name = plan_.folded(member.id());
      if (name == "key" || name == "tagkey" || name == "name")
        set(one, member, Value::string(arena().copy(key)));
      if (name == "value" || name == "tagvalue") set(one, member, Value::string(arena().copy(value)));
      if (name == "resourcearn" && !record.arn.empty())
        set(one, member, Value::string(arena().copy(record.arn)));
    }
    list.add(arena()) = one;
  }
  return list;
}

}  // namespace understudy::derived
