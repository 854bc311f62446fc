// Choosing among the errors that the model knows.
#include <algorithm>
#include <array>
#include <span>

#include "services/derived/play.hpp"

namespace understudy::derived {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view missing_words[] = {"notfound",        "doesnotexist",   "nosuch",
                                              "notexist",        "nonexist",       "unknown",
                                              "resourcemissing", "missingresource"};
constexpr std::string_view exists_words[] = {"alreadyexists", "alreadyexist",      "exists", "conflict",
                                             "duplicate",     "alreadyregistered", "inuse",  "namecollision",
                                             "resourceinuse", "alreadycreated"};
constexpr std::string_view invalid_words[] = {"validation", "invalidparameter", "invalidrequest",
                                              "badrequest", "invalidinput",     "invalidargument",
                                              "malformed",  "clientexception",  "invalid"};
constexpr std::string_view use_words[] = {"inuse", "notempty", "deleteconflict", "dependencyviolation"};
constexpr std::string_view stale_words[] = {"optimisticlock", "preconditionfailed", "invalidtoken",
                                            "staleobject"};
constexpr std::string_view token_words[] = {"nexttoken", "token", "pagination", "marker"};

Words words_for(Refusal why) {
  switch (why) {
    case Refusal::missing: return missing_words;
    case Refusal::exists: return exists_words;
    case Refusal::invalid: return invalid_words;
    case Refusal::bad_token: return token_words;
    case Refusal::in_use: return use_words;
    case Refusal::stale: return stale_words;
  }
  return {};
}

constexpr std::array<std::string_view, 9> generic_stems{
    "", "resource", "entity", "item", "object", "record", "service", "theresource", "requested"};

}  // namespace

// 0: it says something else. The more it says that this resource is meant, the higher.
static double score(const Plan& plan, const Resource* resource, const OperationPlan& op,
                    std::string_view name, Words words) {
  std::string_view stem = name;
  for (const std::string_view end : {"exception", "error", "fault"})
    if (stem.ends_with(end) && stem.size() > end.size()) stem.remove_suffix(end.size());
  double base = 0;
  std::string subject;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto at = stem.find(words[i]);
    if (at == stem.npos) continue;
    base = 1 - 0.05 * static_cast<double>(i);
    subject = std::string(stem.substr(0, at)) + std::string(stem.substr(at + words[i].size()));
    break;
  }
  if (base == 0) return 0;
  if (std::ranges::find(generic_stems, subject) != generic_stems.end()) return base + 2.5;
  if (!resource) return base;
  for (const std::string& own : resource->stems)
    if (subject == own) return base + 3;
  for (const Key& key : op.keys)
    if (subject.size() > 2 && key.field.find(subject) != key.field.npos) return base + 2;
  if (const auto named = plan.resource_named(subject); named != nowhere && &plan.resource(named) != resource)
    return 0;
  for (const std::string& own : resource->stems)
    if (subject.find(own) != subject.npos || own.find(subject) != own.npos) return base + 1;
  return base * 0.5;
}

std::optional<models::Shape> Play::modelled(Refusal why, const Resource* resource, bool own_only) const {
  const Words words = words_for(why);
  std::optional<models::Shape> best;
  double best_score = 0;
  const auto consider = [&](const models::Shape& shape) {
    const double points = score(plan_, resource, op_, folded(shape.name()), words);
    if (points <= best_score) return;
    best_score = points;
    best = shape;
  };
  for (std::uint16_t i = 0; i < model_.errors(); ++i) consider(model_.error(i));
  if (resource && best_score < 1) best.reset();  // it speaks of something else
  if (best || own_only) return best;
  best_score = 0;
  if (resource)
    for (const std::int16_t sibling : {resource->get, resource->remove, resource->update, resource->create}) {
      if (sibling == nowhere) continue;
      const models::Operation other = plan_.service().operation(static_cast<std::uint16_t>(sibling));
      for (std::uint16_t i = 0; i < other.errors(); ++i) consider(other.error(i));
    }
  if (best) return best;
  const auto& errors = plan_.service().row().errors;
  const auto* rows = plan_.service().rows<models::tables::ErrorRow>(errors);
  for (std::uint32_t i = 0; i < errors.count; ++i) consider(plan_.service().shape(rows[i].shape));
  return best_score >= 2 ? best : std::nullopt;
}

// Whether the operation has an error for just that: "FileSystemNotFound" of a FileSystem.
bool Play::knows_missing(const Resource& kind) const {
  constexpr double generic = 3.5;  // what a plain "NotFound" scores
  return knows_missing(model_, kind, generic);
}

bool Play::knows_missing(const models::Operation& operation, const Resource& kind, double more_than) const {
  for (std::uint16_t i = 0; i < operation.errors(); ++i)
    if (score(plan_, &kind, op_, folded(operation.error(i).name()), missing_words) > more_than) return true;
  return false;
}

// The model's, else what REST services answer.
std::uint16_t Play::status_of(std::string_view code, Refusal why) const {
  const models::Service& service = plan_.service();
  const auto& errors = service.row().errors;
  const auto* rows = service.rows<models::tables::ErrorRow>(errors);
  for (std::uint32_t i = 0; i < errors.count; ++i)
    if (service.shape(rows[i].shape).name() == code) return 0;
  if (!service.speaks(models::Protocol::rest_json) && !service.speaks(models::Protocol::rest_xml)) return 0;
  return why == Refusal::missing ? 404 : why == Refusal::exists ? 409 : 400;
}

kit::Failure Play::plain_refusal(Refusal why, const Resource* resource, std::string_view what) const {
  const std::string type = resource ? resource->type : std::string("Resource");
  if (resource && resource->hint) {
    const kit::Error& declared = why == Refusal::exists ? resource->hint->exists : resource->hint->missing;
    if ((why == Refusal::exists || why == Refusal::missing) && !declared.code.empty())
      return declared.says(what);
  }
  std::string message;
  const Hint* told = nullptr;
  if (why == Refusal::missing) told = this->told(Says::missing, resource);
  if (why == Refusal::exists) told = this->told(Says::exists, resource);
  switch (why) {
    case Refusal::missing:
      message = type + (what.empty() ? "" : " " + std::string(what)) + " not found.";
      break;
    case Refusal::exists: message = type + " " + std::string(what) + " already exists."; break;
    case Refusal::invalid: message = std::string(what); break;
    case Refusal::bad_token: message = "The pagination token is invalid."; break;
    case Refusal::stale: message = type + " " + std::string(what) + " has changed since it was read."; break;
    case Refusal::in_use: message = type + " " + std::string(what) + " is in use."; break;
  }
  if (told) {
    message = fill(told->two, resource, nullptr, what);
    if (!told->one.empty()) return {told->one, std::move(message), status_of(told->one, why)};
  }
  auto shape = modelled(why, resource, why == Refusal::bad_token);
  // Services that know no such error call the input wrong.
  if (!shape && why != Refusal::invalid) shape = modelled(Refusal::invalid, nullptr, true);
  if (shape) return {shape->name(), std::move(message)};
  const bool ec2 = plan_.service().speaks(models::Protocol::ec2);
  switch (why) {
    case Refusal::missing:
      if (ec2) return {"Invalid" + type + "ID.NotFound", std::move(message), 400};
      return {"ResourceNotFoundException", std::move(message), 404};
    case Refusal::exists:
      if (ec2) return {"Invalid" + type + ".Duplicate", std::move(message), 400};
      return {"ConflictException", std::move(message), 409};
    default: return {ec2 ? "InvalidParameterValue" : "ValidationException", std::move(message), 400};
  }
}

// With the further members that the model gives the error, as far as it is plain what they say.
kit::Failure Play::detailed(kit::Failure failure, const Resource* resource, std::string_view what) const {
  const models::Service& service = plan_.service();
  const auto& errors = service.row().errors;
  const auto* rows = service.rows<models::tables::ErrorRow>(errors);
  for (std::uint32_t i = 0; i < errors.count; ++i) {
    const models::Shape shape = service.shape(rows[i].shape);
    if (shape.name() != failure.code) continue;
    kit::Value fields = kit::Value::structure(arena());
    for (std::uint16_t m = 0; m < shape.size(); ++m) {
      const models::Member member = shape.member(m);
      const std::string_view name = plan_.folded(member.id());
      const bool text = member.shape().type() == models::Type::string;
      kit::Value value;
      if (name == "boxusage") value = kit::Value(0.0000219907);  // what SimpleDB charges for a refusal
      if (const auto choice = member.shape().constraint(); text && name == "reason" && choice)
        for (const auto one : choice->enums)  // of those that the identity store gives
          if (service.text(one) == "UNIQUENESS_CONSTRAINT_VIOLATION")
            value = kit::Value::string(service.text(one));
      if (text && name == "requestid") value = kit::Value::string(arena().copy(turn_.random.uuid()));
      if (text && name == "resourcetype" && resource) value = kind_in(member.shape(), *resource);
      if (text && (name == "resourceid" || name == "resourcename") && !what.empty())
        value = kit::Value::string(arena().copy(what));
      if (value) fields.set(arena(), member.id()) = value;
    }
    if (fields.size() > 0) failure.fields = fields;
    break;
  }
  return failure;
}

// "GROUP" of a Group, as the error's enum writes it.
kit::Value Play::kind_in(const models::Shape& shape, const Resource& resource) const {
  const auto constraint = shape.constraint();
  if (!constraint || constraint->enums.empty()) return kit::Value::string(resource.type);
  for (const auto one : constraint->enums)
    if (folded(plan_.service().text(one)) == resource.noun)
      return kit::Value::string(plan_.service().text(one));
  return {};
}

kit::Failure Play::refusal(Refusal why, const Resource* resource, std::string_view what) const {
  return detailed(plain_refusal(why, resource, what), resource, what);
}

}  // namespace understudy::derived
