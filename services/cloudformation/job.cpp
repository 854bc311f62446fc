// Jobs: lines become requests, answers become physical ids and attributes.
#include "services/cloudformation/job.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/cloudformation/convert.hpp"
#include "services/kit/arn.hpp"
#include "services/kit/json.hpp"
#include "services/models/model.hpp"

namespace understudy::cloudformation {
namespace {

using kit::Kind;

constexpr std::string_view nested_stack = "AWS::CloudFormation::Stack";

const Value& step_into(const Value& value, std::string_view key) {
  if (const Value* found = value.find(key)) return *found;
  if (!value.is(Kind::list) || key.empty() || !std::isdigit(static_cast<unsigned char>(key.front())))
    return kit::no_value;
  const auto place = static_cast<std::size_t>(key.front() - '0');
  return key.size() == 1 && place < value.size() ? value.elements()[place] : kit::no_value;
}

const Value& along(const Value& from, std::string_view path) {
  const Value* value = &from;
  while (!path.empty()) {
    const auto dot = path.find('.');
    value = &step_into(*value, path.substr(0, dot));
    path = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  }
  return *value;
}

bool names(const Line& line, std::string_view property) {
  if (line.kind != ' ' && line.property.substr(0, line.property.find('.')) == property) return true;
  return std::ranges::any_of(line.tokens, [&](const Token& token) {
    for (const std::string_view choice : pieces(token.source, '|'))
      for (const std::string_view part : pieces(choice, '+'))
        if (property_in(part) == property) return true;
    return false;
  });
}

bool at_making(Phase phase) { return phase == Phase::create || phase == Phase::put || phase == Phase::then; }

// Not among the rest: the line itself names it, another one that runs when the resource is made does, or it
// is the resource's name.
bool spoken_for(const cloudformation::Type& type, const std::vector<Line>& lines, const Line& line,
                std::string_view property) {
  if (property == type.named || names(line, property)) return true;
  return std::ranges::any_of(lines, [&](const Line& other) {
    return &other != &line && at_making(other.phase) && names(other, property);
  });
}

std::optional<models::Operation> find_operation(std::string_view service, std::string_view name) {
  const models::Service* model = models::find(service);
  return model ? model->find_operation(name) : std::nullopt;
}

// The shape at a path of members; maps end it.
std::optional<models::Shape> shape_at(models::Shape shape, std::string_view path) {
  while (!path.empty()) {
    const auto dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    if (shape.type() == models::Type::structure) {
      const auto member = shape.find(step);
      if (!member) return std::nullopt;
      shape = member->shape();
    } else if (shape.type() == models::Type::list) {
      shape = shape.element().shape();
    } else if (shape.type() == models::Type::map) {
      shape = shape.value().shape();
    } else {
      return std::nullopt;
    }
    path = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  }
  return shape;
}

}  // namespace

bool takes(const cloudformation::Type& type, const std::vector<Line>& lines, const Line& line,
           std::string_view property) {
  if (names(line, property)) return true;
  const auto rest = std::ranges::find(line.tokens, "*", &Token::source);
  if (rest == line.tokens.end() || spoken_for(type, lines, line, property)) return false;
  const auto operation = find_operation(line.service.empty() ? type.service : line.service, line.operation);
  const auto shape =
      operation && operation->input() ? shape_at(*operation->input(), rest->target) : std::nullopt;
  if (!shape) return false;
  return shape->type() != models::Type::structure ||
         member_of(*shape, property, renames_of(type)).has_value();
}

std::vector<std::string> differences(const Value& before, const Value& after) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < after.size(); ++i) {
    const auto [key, value] = after.entry(i);
    const Value* was = before.find(key);
    if (!was || !kit::same(*was, value)) names.emplace_back(key);
  }
  for (std::uint32_t i = 0; i < before.size(); ++i)
    if (!after.find(before.entry(i).key)) names.emplace_back(before.entry(i).key);
  return names;
}

bool replaces(const cloudformation::Type& type, const Value& before, const Value& after) {
  const auto lines = lines_of(type);
  return std::ranges::any_of(differences(before, after), [&](const std::string& property) {
    if (property == type.named) return true;
    return std::ranges::none_of(lines, [&](const Line& line) {
      return (line.phase == Phase::put || line.phase == Phase::then || line.phase == Phase::update) &&
             takes(type, lines, line, property);
    });
  });
}

Job::Job(TypeRef type, Action action, Subject subject, kit::Arena& arena)
    : type_(std::move(type)),
      action_(action),
      subject_(std::move(subject)),
      arena_(arena),
      lines_(lines_of(*type_)),
      renames_(renames_of(*type_)),
      answers_(Value::map(arena, 8)) {
  if (const Value* own = type_->named.empty() ? nullptr : subject_.properties.find(type_->named))
    subject_.name = text_of(*own);
  if (action_ == Action::make && type_->ref.find('#') == std::string_view::npos) settle_physical();
  plan();
}

void Job::plan() {
  if (action_ == Action::remove) {
    for (const Line& line : lines_)
      if (line.phase == Phase::gone && line.kind == '@') plan_line(line);
    for (const Line& line : lines_)
      if (line.phase == Phase::remove) plan_line(line);
    return;
  }
  for (const Line& line : lines_) {
    if (line.phase == Phase::remove || line.phase == Phase::read) continue;
    if (action_ == Action::make ? at_making(line.phase) : line.phase != Phase::create && changed(line))
      plan_line(line);
  }
  for (const Line& line : lines_)
    if (line.phase == Phase::read) plan_line(line);
}

bool Job::changed(const Line& line) const {
  return std::ranges::any_of(
      differences(subject_.before, subject_.properties),
      [&](const std::string& property) { return takes(*type_, lines_, line, property); });
}

void Job::plan_line(const Line& line) {
  const Value& now = along(subject_.properties, line.property);
  if (line.kind == ' ') return calls_.push_back({&line, {}});
  if (line.kind == '?') {
    const bool there = now && (line.only_if.empty() || text_of(now) == line.only_if);
    if (line.phase == Phase::gone ? !there && along(subject_.before, line.property) : there)
      calls_.push_back({&line, {}});
    return;
  }
  const bool changing = action_ == Action::change;
  const Value& was = along(subject_.before, line.property);
  const Value& each_of = line.phase == Phase::gone && changing ? was : now;
  const Value& other = line.phase == Phase::gone ? now : was;
  const auto elements = each_of.is(Kind::list) ? each_of.elements() : std::span(&each_of, each_of ? 1 : 0);
  for (const Value& element : elements) {
    const auto others = other.is(Kind::list) ? other.elements() : std::span(&other, other ? 1 : 0);
    if (changing && std::ranges::any_of(others, [&](const Value& o) { return kit::same(o, element); }))
      continue;
    calls_.push_back({&line, element});
  }
}

std::optional<models::Operation> Job::operation_of(const Line& line) const {
  return find_operation(line.service.empty() ? type_->service : line.service, line.operation);
}

std::string Job::problem() {
  for (std::uint32_t i = 0; i < subject_.properties.size(); ++i) {
    const std::string_view property = subject_.properties.entry(i).key;
    if (property == type_->named) continue;
    if (std::ranges::none_of(lines_, [&](const Line& line) { return takes(*type_, lines_, line, property); }))
      return fmt::format("#: extraneous key [{}] is not permitted", property);
  }
  return {};
}

std::optional<kit::Request> Job::next() {
  while (!failure_ && !calls_.empty()) {
    const Call call = calls_.front();
    calls_.pop_front();
    const auto operation = operation_of(*call.line);
    if (!operation) {
      failure_ =
          kit::Failure("InternalFailure", fmt::format("{} is no operation.", call.line->operation), 500);
      break;
    }
    const Value input = input_of(*call.line, call.element, *operation);
    if (failure_) break;
    asked_ = call.line;
    return kit::Request({subject_.account, subject_.region,
                         std::string(call.line->service.empty() ? type_->service : call.line->service)},
                        std::string(call.line->operation), input);
  }
  return std::nullopt;
}

void Job::take(const kit::Answer& answer) {
  if (answer.failure) {
    const std::string& code = answer.failure->code;
    const bool missing = code.find("NotFound") != code.npos || code.find("NoSuch") != code.npos ||
                         code.find("NonExistent") != code.npos || code.find("DoesNotExist") != code.npos ||
                         code.find("notfound") != code.npos;
    const bool removing = asked_->phase == Phase::remove || asked_->phase == Phase::gone;
    if (type_->name == nested_stack && answer.failure->message == "No updates are to be performed.") return;
    if (!(removing && missing) && asked_->phase != Phase::read) failure_ = *answer.failure;
    return;
  }
  made_ |= at_making(asked_->phase);
  for (std::uint32_t i = 0; i < answer.output.size(); ++i) {
    const auto [key, value] = answer.output.entry(i);
    if (const Value* there = answers_.find(key)) {
      const_cast<Value&>(*there) = value;
    } else {
      answers_.set(arena_, arena_.copy(key)) = value;
    }
  }
  if (action_ == Action::make && asked_->phase == Phase::create && subject_.physical.empty())
    settle_physical();
  if (type_->name == nested_stack && asked_->phase == Phase::read) judge_nested();
}

// A nested stack's operation has ended when it answers; how, its description says.
void Job::judge_nested() {
  const Value& nested = along(answers_, "Stacks.0");
  const std::string_view status = along(nested, "StackStatus").text();
  if (status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE") return;
  failure_ = invalid(fmt::format("Embedded stack {} was not successfully {}: {}", subject_.physical,
                                 action_ == Action::make ? "created" : "updated",
                                 along(nested, "StackStatusReason").text(status)));
}

// Not yet, when the answers so far do not tell it.
void Job::settle_physical() {
  if (const Value id = source(type_->ref, {})) subject_.physical = text_of(id);
}

Value Job::attributes() {
  Value map = Value::map(arena_, 8);
  for (const Token& token : tokens_of(type_->attributes)) {
    Value value = source(token.source, {});
    if (!value && action_ != Action::make) value = along(subject_.attributes, token.target);
    if (value) map.set(arena_, token.target) = value;
  }
  if (type_->name == nested_stack)
    for (const Value& output : along(answers_, "Stacks.0.Outputs").elements())
      map.set(arena_, arena_.copy("Outputs." + text_of(at(output, "OutputKey")))) = at(output, "OutputValue");
  return map;
}

Value Job::source(std::string_view text, const Value& element) const {
  Value found;
  for (const std::string_view choice : pieces(text, '|')) {
    const auto parts = pieces(choice, '+');
    if (parts.size() == 1) {
      found = part(parts[0], element);
    } else {
      std::string joined;
      for (const std::string_view each : parts) joined += text_of(part(each, element));
      found = Value::string(arena_.copy(joined));
    }
    if (found) return found;
  }
  return found;
}

Value Job::part(std::string_view text, const Value& element) const {
  const auto string = [&](std::string_view s) { return Value::string(arena_.copy(s)); };
  switch (text.front()) {
    case '\'': return string(text.substr(1, text.size() - 2));
    case '.': return along(element, text.substr(1));
    case '#': return along(answers_, text.substr(1));
    case '$': {
      const Value& known = along(subject_.attributes, text.substr(1));
      if (known) return known;
      for (const Token& token : tokens_of(type_->attributes))
        if (token.target == text.substr(1)) return source(token.source, {});
      return {};
    }
    case '@': break;
    default: return along(subject_.properties, text);
  }
  const std::pair<std::string_view, std::string_view> known[] = {
      {"@id", subject_.physical},
      {"@name", subject_.name},
      {"@account", subject_.account},
      {"@region", subject_.region},
      {"@partition", kit::partition_of(subject_.region)},
      {"@stack", subject_.stack},
      {"@stackid", subject_.stack_id},
      {"@logical", subject_.logical},
      {"@random", subject_.random}};
  for (const auto& [name, value] : known)
    if (name == text) return string(value);
  if (text == "@token") return string(subject_.token);
  if (text == "@elsewhere") return subject_.region == "us-east-1" ? Value() : string(subject_.region);
  if (text == "@secret") return secret();
  if (text == "@zones") return zones();
  return {};
}

// A generated password, alone or in its template.
Value Job::secret() const {
  const Value& password = along(answers_, "RandomPassword");
  const std::string_view form =
                             along(subject_.properties, "GenerateSecretString.SecretStringTemplate").text(),
                         key = along(subject_.properties, "GenerateSecretString.GenerateStringKey").text();
  if (!password || form.empty() || key.empty()) return password;
  auto document = kit::parse_json(form, arena_);
  if (!document || !document->is(Kind::map)) return password;
  document->set(arena_, key) = password;
  return Value::string(arena_.copy(kit::to_json(*document)));
}

// A list of subnets, where the API wants one text.
Value Job::zones() const {
  const Value& subnets = along(subject_.properties, "VPCZoneIdentifier");
  if (!subnets.is(Kind::list)) return subnets;
  std::string all;
  for (const Value& each : subnets.elements()) all.append(all.empty() ? "" : ",").append(text_of(each));
  return Value::string(arena_.copy(all));
}

Value Job::input_of(const Line& line, const Value& element, const models::Operation& operation) {
  Value input = Value::map(arena_, 8);
  const auto shape = operation.input();
  if (!shape) return input;
  for (const Token& token : line.tokens) {
    if (!token.only_with.empty() && !along(element, token.only_with) &&
        !along(subject_.properties, token.only_with))
      continue;
    if (token.source == "*") {
      put_rest(input, *shape, line, token.target);
    } else if (const Value value = source(token.source, element)) {
      put(input, *shape, token.target, value);
    }
    if (failure_) return input;
  }
  std::string problem;
  check_shape(input, *shape, "", problem);
  if (!problem.empty()) failure_ = kit::Failure(bad_properties, std::move(problem));
  return input;
}

void Job::put_rest(Value& input, const models::Shape& shape, const Line& line, std::string_view target) {
  const auto of = shape_at(shape, target);
  if (!of) return;
  for (std::uint32_t i = 0; i < subject_.properties.size(); ++i) {
    const auto [property, value] = subject_.properties.entry(i);
    if (spoken_for(*type_, lines_, line, property)) continue;
    std::string path(target);
    if (!path.empty()) path += '.';
    if (of->type() == models::Type::structure) {
      const auto member = member_of(*of, property, renames_);
      if (!member) continue;
      path += member->name();
    } else {
      path += property;
    }
    put(input, shape, path, value);
  }
}

void Job::put(Value& into, const models::Shape& shape, std::string_view path, const Value& value) {
  const auto dot = path.find('.');
  const std::string_view step = path.substr(0, dot);
  const std::string_view rest = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  std::optional<models::Shape> inner;
  if (shape.type() == models::Type::structure) {
    if (const auto member = shape.find(step)) inner = member->shape();
  } else if (shape.type() == models::Type::map) {
    inner = shape.value().shape();
  } else if (shape.type() == models::Type::list) {
    inner = shape.element().shape();
  }
  if (!inner) {
    failure_ = kit::Failure("InternalFailure", fmt::format("{} has no member {}.", shape.name(), step), 500);
    return;
  }
  Value made;
  Value* place = nullptr;
  if (into.is(Kind::list)) {
    if (into.size() == 0) into.add(arena_);
    place = into.items()->data;
  } else {
    const Value* there = into.find(step);
    place = there ? const_cast<Value*>(there) : &into.set(arena_, arena_.copy(step));
  }
  if (rest.empty()) {
    std::string problem;
    *place = convert(value, *inner, renames_, arena_, problem);
    if (!problem.empty()) failure_ = kit::Failure(bad_properties, "#/" + std::string(path) + ": " + problem);
    return;
  }
  if (!*place) *place = inner->type() == models::Type::list ? Value::list(arena_, 1) : Value::map(arena_, 4);
  put(*place, *inner, rest, value);
}

}  // namespace understudy::cloudformation
