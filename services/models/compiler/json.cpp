// JSON that can be patched: reading, typed access and strict merge patches.
#include "services/models/compiler/json.hpp"

#include <algorithm>

namespace understudy::models::compiler {
namespace {

Json tree(simdjson::dom::element element) {
  Json json;
  switch (element.type()) {
    case simdjson::dom::element_type::NULL_VALUE: break;
    case simdjson::dom::element_type::BOOL:
      json.kind = Json::Kind::boolean;
      json.boolean = bool(element);
      break;
    case simdjson::dom::element_type::INT64:
      json.kind = Json::Kind::integer;
      json.integer = std::int64_t(element);
      break;
    case simdjson::dom::element_type::UINT64:  // above the largest int64: only a bound can be so large
    case simdjson::dom::element_type::DOUBLE:
      json.kind = Json::Kind::real;
      json.real = double(element);
      break;
    case simdjson::dom::element_type::STRING:
      json.kind = Json::Kind::text;
      json.text = std::string_view(element);
      break;
    case simdjson::dom::element_type::ARRAY:
      json.kind = Json::Kind::list;
      for (auto child : simdjson::dom::array(element)) json.elements.push_back(tree(child));
      break;
    case simdjson::dom::element_type::OBJECT:
      json.kind = Json::Kind::object;
      for (auto [key, child] : simdjson::dom::object(element)) json.members.emplace_back(key, tree(child));
      break;
  }
  return json;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

const Json* checked(const Json& object, std::string_view key, Json::Kind kind, std::string_view kind_name) {
  const Json* found = object.find(key);
  if (found && !found->is(kind)) throw Broken(quoted(key) + " is no " + std::string(kind_name));
  return found;
}

void merge_member(Json& target, std::string_view key, const Json& patch) {
  Json* present = target.find(key);
  if (patch.is(Json::Kind::null)) {
    if (!present) throw Broken("removes what is not there");
    std::erase_if(target.members, [&](const Json::Entry& entry) { return entry.first == key; });
  } else if (patch.is(Json::Kind::object)) {
    if (!present) present = &target.members.emplace_back(key, Json{}).second;
    present->merge(patch);
  } else if (!present) {
    target.members.emplace_back(key, patch);
  } else if (*present == patch) {
    throw Broken("is so already");
  } else {
    *present = patch;
  }
}

}  // namespace

Broken Broken::in(std::string_view what, std::string_view name) const {
  return Broken(std::string(what) + " " + std::string(name) + ": " + this->what());
}

const Json* Json::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const Entry& e) { return e.first == key; });
  return found == members.end() ? nullptr : &found->second;
}

std::string_view Json::text_of(std::string_view key) const {
  const Json* found = checked(*this, key, Kind::text, "string");
  if (!found) throw Broken(quoted(key) + " is missing");
  return found->text;
}

std::string_view Json::text_of(std::string_view key, std::string_view fallback) const {
  const Json* found = checked(*this, key, Kind::text, "string");
  return found ? found->text : fallback;
}

std::int64_t Json::integer_of(std::string_view key, std::int64_t low, std::int64_t high,
                              std::int64_t fallback) const {
  const Json* found = checked(*this, key, Kind::integer, "whole number");
  if (!found) return fallback;
  if (found->integer < low || found->integer > high) throw Broken(quoted(key) + " is out of range");
  return found->integer;
}

double Json::number_of(std::string_view key, double fallback) const {
  const Json* found = find(key);
  if (!found) return fallback;
  if (found->is(Kind::integer)) return static_cast<double>(found->integer);
  if (found->is(Kind::real)) return found->real;
  throw Broken(quoted(key) + " is no number");
}

bool Json::flag(std::string_view key) const {
  const Json* found = checked(*this, key, Kind::boolean, "boolean");
  return found && found->boolean;
}

const std::vector<Json>& Json::list_of(std::string_view key) const {
  static const std::vector<Json> empty;
  const Json* found = checked(*this, key, Kind::list, "list");
  return found ? found->elements : empty;
}

const std::vector<Json::Entry>& Json::object_of(std::string_view key) const {
  static const std::vector<Entry> empty;
  const Json* found = checked(*this, key, Kind::object, "object");
  return found ? found->members : empty;
}

void Json::merge(const Json& patch) {
  if (!is(Kind::object)) {
    *this = Json{};
    kind = Kind::object;
  }
  for (auto entry = patch.members.begin(); entry != patch.members.end(); ++entry) {
    const std::string_view key = entry->first;
    try {
      if (std::any_of(patch.members.begin(), entry, [&](const Entry& e) { return e.first == key; }))
        throw Broken("stands there twice");
      merge_member(*this, key, entry->second);
    } catch (const Broken& broken) {
      throw broken.in("in", key);
    }
  }
}

Document::Document(const std::filesystem::path& file) {
  simdjson::dom::element element;
  if (const auto error = parser_.load(file.string()).get(element))
    throw Broken(simdjson::error_message(error));
  root = tree(element);
  if (!root.is(Json::Kind::object)) throw Broken("is no JSON object");
}

std::string scalar_text(const Json& scalar) {
  switch (scalar.kind) {
    case Json::Kind::null: return "null";
    case Json::Kind::boolean: return scalar.boolean ? "true" : "false";
    case Json::Kind::integer: return std::to_string(scalar.integer);
    case Json::Kind::text: break;
    default: throw Broken("is neither a string nor a whole number nor a boolean");
  }
  std::string text = "\"";
  for (const char c : scalar.text) {
    if (static_cast<unsigned char>(c) < 0x20) throw Broken("holds a control character");
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

}  // namespace understudy::models::compiler
