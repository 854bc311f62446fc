// Finding types, and reading their lines.
#include "services/cloudformation/types.hpp"

#include <algorithm>
#include <array>

#include "services/cloudformation/tables.hpp"

namespace understudy::cloudformation {
namespace {

struct Word {
  std::string_view text;
  Phase phase;
};
constexpr std::array<Word, 7> phases{{{"create", Phase::create},
                                      {"put", Phase::put},
                                      {"then", Phase::then},
                                      {"update", Phase::update},
                                      {"read", Phase::read},
                                      {"gone", Phase::gone},
                                      {"delete", Phase::remove}}};

Token token_of(std::string_view text) {
  if (text == "*") return {{}, "*", {}};
  Token token;
  const auto equals = text.find('=');
  if (equals == text.npos) return {text, text, {}};
  token.target = text.substr(0, equals);
  token.source = text.substr(equals + 1);
  if (const auto question = token.source.rfind('?');
      question != token.source.npos && !token.source.ends_with('\'')) {
    token.only_with = token.source.substr(question + 1);
    token.source = token.source.substr(0, question);
  }
  return token;
}

std::optional<Line> line_of(std::string_view text) {
  const auto words = pieces(text, ' ');
  if (words.size() < 2) return std::nullopt;
  Line line;
  std::string_view first = words[0];
  if (const auto mark = first.find_first_of("?@"); mark != first.npos) {
    line.kind = first[mark];
    line.property = first.substr(mark + 1);
    if (const auto equals = line.property.find('='); equals != line.property.npos) {
      line.only_if = line.property.substr(equals + 1);
      line.property = line.property.substr(0, equals);
    }
    first = first.substr(0, mark);
  }
  const auto phase = std::ranges::find(phases, first, &Word::text);
  if (phase == phases.end()) return std::nullopt;
  line.phase = phase->phase;
  line.operation = words[1];
  if (const auto colon = line.operation.find(':'); colon != line.operation.npos) {
    line.service = line.operation.substr(0, colon);
    line.operation = line.operation.substr(colon + 1);
  }
  for (std::size_t i = 2; i < words.size(); ++i) line.tokens.push_back(token_of(words[i]));
  return line;
}

}  // namespace

std::vector<const Type*> known_types() {
  std::vector<const Type*> all;
  for (const auto table :
       {compute_types, data_types, identity_types, messaging_types, network_types, web_types})
    for (const Type& type : table) all.push_back(&type);
  return all;
}

std::optional<TypeRef> find_type(std::string_view name) {
  for (const Type* type : known_types())
    if (type->name == name) return TypeRef(*type);
  return infer_type(name);
}

std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> all;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\'') quoted = !quoted;
    if (i < text.size() && (text[i] != separator || quoted)) continue;
    if (i > from) all.push_back(text.substr(from, i - from));
    from = i + 1;
  }
  return all;
}

std::vector<Line> lines_of(const Type& type) {
  std::vector<Line> lines;
  for (const std::string_view text : pieces(type.lines, '\n'))
    if (auto line = line_of(text)) lines.push_back(std::move(*line));
  return lines;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (const std::string_view word : pieces(text, ' ')) tokens.push_back(token_of(word));
  return tokens;
}

std::vector<std::pair<std::string_view, std::string_view>> renames_of(const Type& type) {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  for (const std::string_view word : pieces(type.renames, ' ')) {
    const auto mark = word.find('>');
    all.emplace_back(word.substr(0, mark), word.substr(mark + 1));
  }
  return all;
}

std::string_view property_in(std::string_view part) {
  if (part.empty() || part == "*" || std::string_view("'.#$@").find(part.front()) != std::string_view::npos)
    return {};
  return part.substr(0, part.find('.'));
}

}  // namespace understudy::cloudformation
