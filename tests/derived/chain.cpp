// The steps of a resource's life and what each must show.
#include "tests/derived/chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "services/derived/text.hpp"
#include "services/kit/json.hpp"
#include "tests/contract/shapes.hpp"

namespace understudy::derived {

using kit::Kind;
using kit::Value;
using models::Member;
using models::Shape;
using models::Type;
using test::Reply;
using test::World;

Chains::Chains(const models::Service& service) : service_(service), plan_(plan_of(service)) {}

bool Chains::fault(std::string_view step, std::uint16_t operation, std::string what) {
  faults.push_back({std::string(step),
                    fmt::format("{} {}", service_.name(), service_.operation(operation).name()),
                    std::move(what)});
  return false;
}

namespace {

std::string scalar(const Value& value) {
  if (value.is(Kind::string)) return std::string(value.text());
  if (value.is(Kind::integer)) return std::to_string(value.integer());
  if (value.is(Kind::boolean)) return value.boolean() ? "true" : "false";
  return {};
}

}  // namespace

// The texts that an answer gives, under the names that they have for the resource.
void Chains::gather(std::map<std::string, std::string>& texts, const Resource& resource, const Value& value,
                    const Shape& shape, int depth) const {
  if (depth > 4) return;
  if (value.is(Kind::structure)) {
    for (const Value& one : value.elements()) {
      const auto member = shape.find(service_.text(one.name()));
      if (!member || !one) continue;
      const std::string_view folded = plan_.folded(one.name());
      if (const std::string text = scalar(one); !text.empty()) {
        texts.emplace(std::string(plan_.canonical(resource, one.name())), text);
        texts.emplace(std::string(folded), text);
      } else if (one.is(Kind::list) && one.size() == 1 && one.elements()[0].is(Kind::string)) {
        texts.emplace(std::string(plan_.canonical(resource, singular(folded))),
                      std::string(one.elements()[0].text()));
      } else {
        gather(texts, resource, one, member->shape(), depth + 1);
      }
    }
  } else if (value.is(Kind::list) && value.size() == 1 && shape.type() == Type::list) {
    gather(texts, resource, value.elements()[0], shape.element().shape(), depth + 1);
  }
}

void Chains::learn(Made& made, const Reply& reply, std::uint16_t operation) const {
  const models::Operation model = service_.operation(operation);
  const Resource& resource = plan_.resource(made.resource);
  if (const auto output = model.output(); output && reply.call().output)
    gather(made.texts, resource, reply.call().output, *output, 0);
  if (const auto input = model.input()) gather(made.texts, resource, reply.call().input, *input, 0);
}

std::string Chains::text_for_key(const Key& key, const Resource& resource, const Made* made,
                                 const std::map<std::int16_t, Made>& others, std::string_view folded,
                                 const Shape& shape) const {
  const auto of = [&shape](const Made& one, const Resource& r, std::string_view as) -> std::string {
    for (const std::string_view name : {as, std::string_view(r.own), std::string_view("name"),
                                        std::string_view("id"), std::string_view("arn")})
      if (const auto found = one.texts.find(std::string(name));
          !name.empty() && found != one.texts.end() && fits(shape, found->second))
        return found->second;
    return {};
  };
  if (key.of == Key::Of::parent) {
    if (made)  // as it was named at the creation
      if (const auto used = made->sent.find(std::string(folded)); used != made->sent.end())
        return used->second;
    const auto parent = others.find(key.parent);
    if (parent == others.end()) return {};
    const auto names = plan_.names_resource(folded);
    return of(parent->second, plan_.resource(key.parent), names.as);
  }
  if (!made) return {};
  if (key.of == Key::Of::own) return of(*made, resource, key.field);
  const auto found = made->texts.find(key.field);
  return found == made->texts.end() ? std::string() : found->second;
}

Value Chains::known(std::uint16_t operation, std::uint16_t member, const Made* made,
                    const std::map<std::int16_t, Made>& others, kit::Arena& arena) const {
  const OperationPlan& op = plan_.operation(operation);
  const Shape input = *service_.operation(operation).input();
  const Shape shape = input.member(member).shape();
  for (const Key& key : op.keys) {
    if (key.member != static_cast<std::int16_t>(member)) continue;
    if (op.role == Role::create && key.of == Key::Of::own) continue;
    const std::string text =
        text_for_key(key, plan_.resource(op.resource), made, others, plan_.folded(input.member(member).id()),
                     shape.type() == Type::list ? shape.element().shape() : shape);
    if (text.empty()) return {};
    if (shape.type() == Type::list) {
      Value list = Value::list(arena);
      list.add(arena) = Value::string(arena.copy(text));
      return list;
    }
    // A member may be called as a resource is and mean something else.
    if (key.of == Key::Of::parent && shape.type() == Type::string && !fits(shape, text)) return {};
    if (shape.type() == Type::string) return Value::string(arena.copy(text));
    return Value(static_cast<std::int64_t>(std::strtoll(text.c_str(), nullptr, 10)));
  }
  return {};
}

// The marks of its present state that a change of it must name, as a read tells them.
std::map<std::string, std::string> Chains::marks(World& world, std::uint16_t operation, const Made* made,
                                                 std::map<std::int16_t, Made>& others) {
  std::map<std::string, std::string> told;
  const auto input = service_.operation(operation).input();
  if (!made || !input) return told;
  const std::int16_t read = plan_.resource(made->resource).get;
  if (read == nowhere || read == static_cast<std::int16_t>(operation)) return told;
  for (std::uint16_t m = 0; m < input->size(); ++m) {
    const std::string_view name = plan_.folded(input->member(m).id());
    if (name != "locktoken" && name != "updatetoken" && name != "ifmatch") continue;
    const auto number = static_cast<std::uint16_t>(read);
    const auto reply = call(world, "look", number, made, others, false, true);
    const auto output = service_.operation(number).output();
    if (!reply || !reply->ok() || !output) continue;
    const std::string_view shown = name == "ifmatch" ? std::string_view("etag") : name;
    for (std::uint16_t o = 0; o < output->size(); ++o)
      if (const Value* value = reply->call().output.member(output->member(o).id());
          value && plan_.folded(output->member(o).id()) == shown)
        told[std::string(name)] = value->text();
  }
  return told;
}

std::optional<Reply> Chains::call(World& world, std::string_view step, std::uint16_t operation,
                                  const Made* made, std::map<std::int16_t, Made>& others, bool much,
                                  bool quiet) {
  for (const Key& key : plan_.operation(operation).keys)  // what else it names must be there
    if (key.of == Key::Of::parent && key.required && !others.contains(key.parent) && made &&
        step != "create parent" && step != "look" && key.parent != made->resource &&
        plan_.resource(key.parent).creatable)
      if (auto other = create(world, key.parent, 1, others)) others[key.parent] = std::move(*other);
  const models::Operation model = service_.operation(operation);
  const OperationPlan& op = plan_.operation(operation);
  const auto marks = this->marks(world, operation, made, others);
  std::optional<kit::Failure> forbidden;
  const auto skip = [&](std::uint16_t member) {
    const Member one = model.input()->member(member);
    const std::string_view folded = plan_.folded(one.id());
    if (is_paging(model, one, folded) || is_account(folded) || folded.starts_with("new")) return true;
    if (folded == "name" || folded == "path") return op.role == Role::update;
    const auto constraint = one.shape().constraint();
    const bool names_another =
        op.resource != nowhere && plan_.names_resource(folded).resource != nowhere &&
        plan_.canonical(plan_.resource(op.resource), one.id()) != plan_.resource(op.resource).own;
    if (op.role == Role::create) return names_another;
    if (names_another && (op.role == Role::put || op.role == Role::update)) return true;
    return op.role == Role::list || (constraint && !constraint->enums.empty());
  };
  std::optional<Reply> reply = world.call(service_.name(), model.name(), [&](kit::Arena& arena) {
    const Value input = making_.input(
        model, arena, much,
        [&](std::uint16_t m) {
          if (op.resource == nowhere) return Value();
          const Member member = model.input()->member(m);
          if (const auto mark = marks.find(std::string(plan_.folded(member.id()))); mark != marks.end())
            return Value::string(arena.copy(mark->second));
          const bool describes = (op.role == Role::create || op.role == Role::put) &&
                                 member.shape().type() == Type::structure && member.shape().size() > 0;
          for (std::uint16_t i = 0; describes && i < member.shape().size();
               ++i)  // what it is called stands within
            if (plan_.canonical(plan_.resource(op.resource), member.shape().member(i).id()) ==
                plan_.resource(op.resource).own)
              return making_.value(member.shape(), arena);
          return known(operation, m, made, others, arena);
        },
        skip);
    forbidden = validator_.check(model, service_.protocols()[0], input);
    return input;
  });
  if (std::getenv("DERIVED_TRACE"))
    fmt::print("{} {} {} -> {}\n", step, model.name(),
               model.input()
                   ? kit::to_json(test::to_names(reply->call().input, *model.input(), reply->call().arena))
                   : "",
               reply->json());
  if (forbidden && !quiet) {
    fault(step, operation, "the model forbids the input: " + forbidden->message.substr(0, 300));
    return std::nullopt;
  }
  if (lived) steps_.push_back({std::string(step), *reply});
  if (!reply->done()) {
    fault(step, operation, "no answer");
    return std::nullopt;
  }
  if (reply->ok()) {
    if (const auto output = model.output())
      if (const std::string wrong = contract::misfit(reply->call().output, *output); !wrong.empty()) {
        fault(step, operation, "the answer does not fit its shape: " + wrong);
        return std::nullopt;
      }
  } else if (!quiet) {
    fault(step, operation, reply->json().substr(0, 300));
  }
  return reply;
}

std::optional<Chains::Made> Chains::create(World& world, std::int16_t number, int depth,
                                           std::map<std::int16_t, Made>& others) {
  const Resource& resource = plan_.resource(number);
  if (resource.create == nowhere || depth > 5) return std::nullopt;
  const auto operation = static_cast<std::uint16_t>(resource.create);
  std::set<std::int16_t> parents(resource.parents.begin(), resource.parents.end());
  for (const Key& key : plan_.operation(operation).keys)
    if (key.of == Key::Of::parent) parents.insert(key.parent);
  for (const std::int16_t parent : parents)
    if (parent != number && !others.contains(parent) && plan_.resource(parent).creatable)
      if (auto made = create(world, parent, depth + 1, others)) others[parent] = std::move(*made);
  const auto reply =
      call(world, depth == 0 ? "create" : "create parent", operation, nullptr, others, depth == 0);
  if (!reply || !reply->ok()) return std::nullopt;
  Made made;
  made.resource = number;
  learn(made, *reply, operation);
  if (depth > 0)  // what only reads tell
    for (const std::int16_t read : {resource.get, resource.list})
      if (read != nowhere)
        if (const auto told =
                call(world, "look", static_cast<std::uint16_t>(read), &made, others, false, true);
            told && told->ok())
          learn(made, *told, static_cast<std::uint16_t>(read));
  if (const auto input = service_.operation(operation).input())
    for (const Value& value : reply->call().input.elements())
      if (const std::string text = scalar(value); !text.empty() && input)
        made.sent[std::string(plan_.canonical(resource, value.name()))] = text;
  return made;
}

// Every scalar that was sent and that the answer has a place for comes back.
bool Chains::same(std::string_view step, std::uint16_t operation, const Made& made, const Reply& reply,
                  const std::map<std::string, std::string>& wanted) {
  const models::Operation model = service_.operation(operation);
  if (!model.output()) return true;
  std::map<std::string, std::string> told;
  const Resource& resource = plan_.resource(made.resource);
  const OperationPlan& op = plan_.operation(operation);
  Shape shape = *model.output();
  const Value* value = &reply.call().output;
  if (op.wrapper != nowhere) {
    const Member member = shape.member(static_cast<std::uint16_t>(op.wrapper));
    if (const Value* inner = value->member(member.id())) {
      value = inner;
      shape = member.shape();
    }
  }
  if (!value->is(Kind::structure)) return true;
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    const auto sent = wanted.find(std::string(plan_.canonical(resource, member.id())));
    if (sent == wanted.end() || member.shape().type() == Type::structure ||
        member.shape().type() == Type::list || member.shape().type() == Type::map ||
        member.shape().type() == Type::timestamp)
      continue;
    const auto constraint = member.shape().constraint();
    if (constraint && !constraint->enums.empty() && std::ranges::none_of(constraint->enums, [&](auto text) {
          return service_.text(text) == sent->second;
        }))
      continue;
    const Value* found = value->member(member.id());
    const std::string text = found ? scalar(*found) : std::string();
    if (text != sent->second)
      return fault(step, operation, fmt::format("{} is {}, not {}", member.name(), text, sent->second));
  }
  return true;
}

bool Chains::gone(std::string_view step, std::uint16_t operation, const Reply& reply) {
  if (!reply.done()) return fault(step, operation, "no answer");
  if (reply.ok()) return fault(step, operation, "it is still there: " + reply.json().substr(0, 200));
  const std::string code = reply.code();
  if (code == "NotImplemented" || code == "InternalFailure") return fault(step, operation, reply.json());
  const bool any = service_.row().errors.count > 0;
  if (any && !service_.find_error(code) && code != "ResourceNotFoundException" &&
      code != "ValidationException")
    return fault(step, operation, "an error that the model does not know: " + code);
  return true;
}

bool Chains::tags(World& world, const Made& made, const std::map<std::int16_t, Made>& others) {
  const Resource& resource = plan_.resource(made.resource);
  if (resource.is_link || made.sent.contains("arn")) return true;  // its ARN is another's
  const auto arn = made.texts.find("arn");
  const auto find = [&](Role role) -> std::int16_t {
    std::int16_t general = nowhere;
    for (std::uint16_t i = 0; i < plan_.operations(); ++i) {
      const OperationPlan& op = plan_.operation(i);
      if (op.role != role) continue;
      const std::string noun = joined(op.name.noun), target = joined(op.name.target);
      if (noun == resource.noun || noun == resource.noun + "tag" || target == resource.noun)
        return static_cast<std::int16_t>(i);
      const bool for_all =
          noun == "resource" || noun.empty() || target == "resource" || (noun == "tag" && target.empty());
      if (for_all && general == nowhere) general = static_cast<std::int16_t>(i);
    }
    const bool own = arn != made.texts.end() &&
                     arn->second.find(":" + std::string(service_.signing_name()) + ":") != std::string::npos;
    return own ? general : nowhere;
  };
  const std::int16_t tag = find(Role::tag), untag = find(Role::untag), list = find(Role::list_tags);
  if (tag == nowhere) return true;
  const auto play = [&](std::int16_t number, std::string_view step, bool adds) -> std::optional<Reply> {
    const auto operation = static_cast<std::uint16_t>(number);
    const models::Operation model = service_.operation(operation);
    const OperationPlan& op = plan_.operation(operation);
    const Shape input = *model.input();
    std::optional<Reply> reply = world.call(service_.name(), model.name(), [&](kit::Arena& arena) {
      return making_.input(
          model, arena, false,
          [&](std::uint16_t m) -> Value {
            const Member member = input.member(m);
            const std::string_view folded = plan_.folded(member.id());
            const Shape shape = member.shape();
            if (static_cast<std::int16_t>(m) == op.tags && op.role == Role::untag &&
                shape.type() == Type::list && shape.element().shape().type() == Type::string) {
              Value list = Value::list(arena);
              list.add(arena) = Value::string("color");
              return list;
            }
            if (static_cast<std::int16_t>(m) == op.tags && op.role == Role::untag &&
                shape.type() == Type::structure && shape.size() == 1 &&
                is_text_list(shape.member(0).shape())) {
              Value keys = Value::structure(arena);
              Value& list = keys.set(arena, shape.member(0).id());
              list = Value::list(arena);
              list.add(arena) = Value::string("color");
              return keys;
            }
            if (static_cast<std::int16_t>(m) == op.tags) {
              kit::Arena* at = &arena;
              const auto pair = [&](const Shape& element) {
                Value one = Value::structure(*at);
                for (std::uint16_t e = 0; e < element.size(); ++e) {
                  const std::string_view name = plan_.folded(element.member(e).id());
                  if (name == "key" || name == "tagkey" || name == "name")
                    one.set(*at, element.member(e).id()) = Value::string("color");
                  if ((name == "value" || name == "tagvalue") && adds)
                    one.set(*at, element.member(e).id()) = Value::string("green");
                }
                return one;
              };
              if (shape.type() == Type::map) {
                Value map = Value::map(arena);
                map.set(arena, "color") = Value::string("green");
                return map;
              }
              const auto list_of = [&](const Shape& list_shape) {
                Value made_list = Value::list(*at);
                made_list.add(*at) = pair(list_shape.element().shape());
                return made_list;
              };
              if (shape.type() == Type::list) return list_of(shape);
              for (std::uint16_t e = 0; e < shape.size(); ++e)
                if (shape.member(e).shape().type() == Type::list &&
                    shape.member(e).shape().element().shape().type() == Type::structure) {
                  Value one = Value::structure(arena);
                  one.set(arena, shape.member(e).id()) = list_of(shape.member(e).shape());
                  return one;
                }
              return {};
            }
            if (shape.type() != Type::string && !is_text_list(shape)) return {};
            std::string text;
            const auto own = made.texts.find(std::string(plan_.canonical(resource, member.id())));
            const auto names = plan_.names_resource(folded);
            if (folded.ends_with("arn") || folded.starts_with("resource") || folded.ends_with("arns")) {
              if (arn != made.texts.end())
                text = arn->second;
              else if (const auto id = made.texts.find(resource.own); id != made.texts.end())
                text = id->second;
            } else if (names.resource == made.resource || own != made.texts.end()) {
              const auto as = made.texts.find(names.as.empty() ? resource.own : std::string(names.as));
              text = own != made.texts.end() ? own->second : as != made.texts.end() ? as->second : "";
            } else if (const auto parent = others.find(names.resource); parent != others.end()) {
              const auto as = parent->second.texts.find(names.as.empty() ? plan_.resource(names.resource).own
                                                                         : std::string(names.as));
              if (as != parent->second.texts.end()) text = as->second;
            }
            if (text.empty()) return {};
            if (shape.type() == Type::string) return Value::string(arena.copy(text));
            Value list = Value::list(arena);
            list.add(arena) = Value::string(arena.copy(text));
            return list;
          },
          [](std::uint16_t) { return true; });
    });
    if (!reply->ok()) {
      fault(step, operation, fmt::format("{}: {}", resource.type, reply->json().substr(0, 200)));
      return std::nullopt;
    }
    return reply;
  };
  if (!play(tag, "tag", true)) return false;
  touched.insert(std::string(service_.operation(static_cast<std::uint16_t>(tag)).name()));
  if (list != nowhere) {
    const auto listed = play(list, "list tags", true);
    if (!listed) return false;
    if (listed->json().find("green") == std::string::npos)
      return fault("list tags", static_cast<std::uint16_t>(list),
                   "the tag is not there: " + listed->json().substr(0, 200));
    touched.insert(std::string(service_.operation(static_cast<std::uint16_t>(list)).name()));
  }
  if (untag == nowhere) return true;
  if (!play(untag, "untag", false)) return false;
  touched.insert(std::string(service_.operation(static_cast<std::uint16_t>(untag)).name()));
  if (list != nowhere) {
    const auto listed = play(list, "list tags", true);
    if (!listed) return false;
    if (listed->json().find("green") != std::string::npos)
      return fault("untag", static_cast<std::uint16_t>(untag), "the tag is still there");
  }
  return true;
}

void Chains::live(std::int16_t number) {
  const Resource& resource = plan_.resource(number);
  ++resources;
  steps_.clear();
  World world;
  std::map<std::int16_t, Made> others;
  std::optional<Made> made = create(world, number, 0, others);
  if (!made) return;
  const auto touch = [&](std::uint16_t i) { touched.insert(std::string(service_.operation(i).name())); };
  touch(static_cast<std::uint16_t>(resource.create));
  bool whole = true;
  const auto contains = [&](const Reply& reply, std::uint16_t list) {
    const std::string text = reply.json();
    for (const std::string_view name : {std::string_view(resource.own), std::string_view("name"),
                                        std::string_view("id"), std::string_view("arn")})
      if (const auto known = made->texts.find(std::string(name)); !name.empty() && known != made->texts.end())
        if (text.find(known->second) != text.npos) return true;
    const OperationPlan& op = plan_.operation(list);
    if (op.list == nowhere || !reply.call().output) return resource.own.empty();
    const Value* value = reply.call().output.member(
        service_.operation(list).output()->member(static_cast<std::uint16_t>(op.list)).id());
    if (value && op.inner_list != nowhere)
      value = value->member(service_.operation(list)
                                .output()
                                ->member(static_cast<std::uint16_t>(op.list))
                                .shape()
                                .member(static_cast<std::uint16_t>(op.inner_list))
                                .id());
    return value && value->size() > 0;
  };
  if (resource.list != nowhere) {
    const auto list = static_cast<std::uint16_t>(resource.list);
    const auto reply = call(world, "list", list, &*made, others, false);
    if (!reply || !reply->ok())
      whole = false;
    else if (!contains(*reply, list))
      whole = fault("list", list, "it is not in the list: " + reply->json().substr(0, 300));
    else {
      learn(*made, *reply, list);
      touch(list);
    }
  }
  if (resource.get != nowhere) {
    const auto get = static_cast<std::uint16_t>(resource.get);
    const auto reply = call(world, "read", get, &*made, others, false);
    if (!reply || !reply->ok() || !same("read", get, *made, *reply, made->sent))
      whole = false;
    else
      touch(get);
  }
  if (resource.update != nowhere && resource.update != resource.create) {
    const auto update = static_cast<std::uint16_t>(resource.update);
    const auto reply = call(world, "update", update, &*made, others, true);
    if (!reply || !reply->ok()) {
      whole = false;
    } else {
      touch(update);
      std::map<std::string, std::string> sent;
      for (const Value& value : reply->call().input.elements())
        if (const std::string text = scalar(value); !text.empty())
          sent[std::string(plan_.canonical(resource, value.name()))] = text;
      for (const Key& key : plan_.operation(update).keys) sent.erase(key.field);
      sent.erase("arn");
      sent.erase("id");
      if (resource.get != nowhere) {
        const auto get = static_cast<std::uint16_t>(resource.get);
        const auto read = call(world, "read after update", get, &*made, others, false);
        if (!read || !read->ok() || !same("read after update", get, *made, *read, sent)) whole = false;
      }
    }
  }
  if (!tags(world, *made, others)) whole = false;
  // Whatever else there is of it.
  for (std::uint16_t i = 0; i < plan_.operations(); ++i) {
    const OperationPlan& op = plan_.operation(i);
    const std::string name(service_.operation(i).name());
    if (op.resource != number || touched.contains(name)) continue;
    bool renames = false;
    if (const auto input = service_.operation(i).input())
      for (std::uint16_t m = 0; m < input->size(); ++m)
        renames |= input->member(m).has(models::tables::required) &&
                   plan_.folded(input->member(m).id()).starts_with("new");
    if (renames) continue;  // it would have another name from then on
    if (op.role == Role::unplayed || op.role == Role::remove || op.role == Role::unlink ||
        op.role == Role::create || op.role == Role::tag)
      continue;
    if (const auto reply = call(world, "further", i, &*made, others, false, false); reply && reply->ok())
      touch(i);
  }
  if (resource.remove != nowhere) {
    const auto remove = static_cast<std::uint16_t>(resource.remove);
    const auto reply = call(world, "delete", remove, &*made, others, false);
    if (!reply || !reply->ok()) {
      whole = false;
    } else {
      touch(remove);
      if (resource.get != nowhere && !resource.own.empty()) {
        const auto get = static_cast<std::uint16_t>(resource.get);
        const auto read = call(world, "read when gone", get, &*made, others, false, true);
        if (!read || !gone("read when gone", get, *read)) whole = false;
      } else if (resource.list != nowhere && !resource.own.empty()) {
        const auto list = static_cast<std::uint16_t>(resource.list);
        const auto read = call(world, "list when gone", list, &*made, others, false, true);
        if (read && read->ok() && contains(*read, list) && plan_.operation(list).list != nowhere &&
            read->call()
                    .output
                    .member(service_.operation(list)
                                .output()
                                ->member(static_cast<std::uint16_t>(plan_.operation(list).list))
                                .id())
                    ->size() > 0)
          whole = fault("list when gone", list, "it is still listed");
      }
    }
  }
  complete += whole;
  if (lived && whole) lived(resource, steps_);
}

void Chains::observe(std::int16_t number) {
  World world;
  std::map<std::int16_t, Made> others;
  const Resource& resource = plan_.resource(number);
  for (const std::int16_t parent : resource.parents)
    if (parent != number && plan_.resource(parent).creatable)
      if (auto made = create(world, parent, 1, others)) others[parent] = std::move(*made);
  for (std::uint16_t i = 0; i < plan_.operations(); ++i) {
    const OperationPlan& op = plan_.operation(i);
    if (op.resource != number) continue;
    const auto reply = call(world, "observe", i, nullptr, others, false, true);
    if (!reply) continue;
    if (reply->ok() || gone("observe", i, *reply)) observed.insert(std::string(service_.operation(i).name()));
  }
}

void Chains::run() {
  for (std::size_t r = 0; r < plan_.resources().size(); ++r) {
    const auto number = static_cast<std::int16_t>(r);
    if (plan_.resource(number).creatable && plan_.resource(number).create != nowhere)
      live(number);
    else
      observe(number);
  }
}

}  // namespace understudy::derived
