// The inference as text, so that a person can judge it.
#include <fmt/format.h>

#include "services/derived/engine.hpp"
#include "services/derived/hints.hpp"
#include "services/derived/plan.hpp"

namespace understudy::derived {
namespace {

std::string keys_text(const Plan& plan, const OperationPlan& op, const models::Operation& operation) {
  std::string text;
  for (const Key& key : op.keys) {
    if (!text.empty()) text += ", ";
    text += operation.input()->member(static_cast<std::uint16_t>(key.member)).name();
    if (key.of == Key::Of::parent) text += fmt::format(" of {}", plan.resource(key.parent).type);
    if (key.of == Key::Of::own) text += fmt::format(" = {}", key.field);
    if (key.many) text += "...";
  }
  return text;
}

std::string about(const Plan& plan, const Resource& resource) {
  std::string text = fmt::format("{}", resource.type);
  if (resource.own.empty())
    text += resource.is_link ? ", a relation" : ", one for each of what it belongs to";
  else
    text += fmt::format(", by its {}{}", resource.own, resource.given ? " as given" : "");
  for (const std::int16_t parent : resource.parents)
    text += fmt::format(", of a {}", plan.resource(parent).type);
  if (!resource.creatable) text += ", which no operation creates";
  if (resource.has_status()) {
    text += ", ";
    text += fmt::format("{}", fmt::join(resource.creating, " -> "));
    if (!resource.deleting.empty()) text += fmt::format(", {} -> gone", resource.deleting.front());
  }
  if (resource.hint) text += ", with a hint";
  return text + "\n";
}

}  // namespace

std::string explain(const models::Service& model) {
  const Plan plan(model, hints_of(model.name()));
  std::string text = fmt::format("{}: {} operations, {} kinds of resources\n", model.name(),
                                 model.operations(), plan.resources().size());
  const auto operations_of = [&](std::int16_t number) {
    for (std::uint16_t i = 0; i < plan.operations(); ++i) {
      const OperationPlan& op = plan.operation(i);
      if (op.role == Role::unplayed || op.resource != number) continue;
      const models::Operation operation = model.operation(i);
      text += fmt::format("  {:<10}{}({}){}\n", role_name(op.role), operation.name(),
                          keys_text(plan, op, operation), op.attribute ? " part of it" : "");
    }
  };
  for (const Resource& resource : plan.resources()) {
    text += "\n" + about(plan, resource);
    operations_of(plan.number_of(resource));
  }
  text += "\nAny resource\n";
  operations_of(nowhere);
  text += "\nNot played\n";
  for (std::uint16_t i = 0; i < plan.operations(); ++i)
    if (plan.operation(i).role == Role::unplayed) text += fmt::format("  {}\n", model.operation(i).name());
  return text;
}

}  // namespace understudy::derived
