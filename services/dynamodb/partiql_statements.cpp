// The statements of PartiQL, around their conditions and values.
#include <fmt/format.h>

#include <algorithm>

#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/partiql_parser.hpp"

namespace understudy::dynamodb {

void PartiqlParser::malformed(std::string_view why) {
  throw invalid.says(fmt::format("Statement wasn't well formed, can't be processed: {}", why));
}

void PartiqlParser::unexpected() const {
  malformed(lex_.now().keyword() ? "Unexpected keyword" : "Unexpected token");
}

bool PartiqlParser::take(std::string_view symbol) {
  if (!lex_.now().is(symbol)) return false;
  lex_.next();
  return true;
}

void PartiqlParser::expect(std::string_view symbol) {
  if (!take(symbol)) unexpected();
}

bool PartiqlParser::take_word(std::string_view word) {
  if (!lex_.now().is_word(word)) return false;
  lex_.next();
  return true;
}

void PartiqlParser::expect_word(std::string_view word) {
  if (!take_word(word)) unexpected();
}

std::string PartiqlParser::place(const PartiqlToken& token) const {
  const auto characters = [](std::string_view text) {
    return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  };
  const std::string_view before = text_.substr(0, token.begin);
  const std::size_t line_end = before.rfind('\n');
  const std::string_view line = line_end == before.npos ? before : before.substr(line_end + 1);
  return fmt::format(" at {}:{}:{}", 1 + std::ranges::count(before, '\n'), 1 + characters(line),
                     characters(text_.substr(token.begin, token.end - token.begin)));
}

Statement PartiqlParser::parse() {
  if (take_word("SELECT")) {
    select();
  } else if (take_word("INSERT")) {
    insert();
  } else if (take_word("UPDATE")) {
    update();
  } else if (take_word("DELETE")) {
    remove();
  } else if (take_word("EXISTS")) {
    exists();
  } else {
    malformed("Expected data manipulation");
  }
  take(";");
  if (lex_.now().kind != Piece::end)
    malformed(lex_.now().keyword() ? "Unexpected keyword" : "Unexpected token after expression");
  if (used_ != parameters_.size())
    throw invalid.says("Number of parameters in request and statement don't match.");
  return std::move(statement_);
}

void PartiqlParser::select() {
  statement_.kind = Statement::Kind::select;
  if (!take("*")) projection();
  expect_word("FROM");
  table();
  if (take_word("WHERE")) where();
  if (take_word("ORDER")) order_by();
}

void PartiqlParser::exists() {
  expect("(");
  expect_word("SELECT");
  select();
  statement_.kind = Statement::Kind::exists;
  expect(")");
}

void PartiqlParser::insert() {
  statement_.kind = Statement::Kind::insert;
  expect_word("INTO");
  table();
  expect_word("VALUE");
  if (lex_.now().is("?")) {
    const Attribute whole = value();
    if (!whole.is(Type::map))
      throw invalid.says(
          "Unsupported format in item expression. Please use struct format {...} to express item values for "
          "insert "
          "statement.");
    Writer writer;
    writer.append(whole.entries().encoded());
    statement_.item = Item(writer, whole.size());
  } else {
    expect("{");
    Writer writer;
    const std::uint32_t size = tuple_entries(writer);
    statement_.item = Item(writer, size);
  }
  check_depth(statement_.item);
  if (lex_.now().is_word("RETURNING")) throw invalid.says("RETURNING is not supported in INSERT");
}

void PartiqlParser::update() {
  statement_.kind = Statement::Kind::update;
  table();
  Form form;
  const auto sections = [&] {
    const bool sets = lex_.now().is_word("SET");
    if (!sets && !lex_.now().is_word("REMOVE")) return false;
    lex_.next();
    do {
      if (sets) {
        assignment(form);
      } else {
        const std::uint16_t node = path(form);
        form.made->actions.push_back({Do::remove, form.made->nodes[node].a, 0});
      }
    } while (take(","));
    return true;
  };
  if (!sections()) unexpected();
  while (sections()) {
  }
  if (take_word("WHERE")) where();
  if (take_word("RETURNING")) returning();
  check_touching(*form.made);
  lay_branches(*form.made);
  auto* values = arena_.array<Attribute>(form.values.size());
  std::ranges::copy(form.values, values);
  statement_.update = Update(kit::Ref<const Compiled>(form.made.get()), values);
}

void PartiqlParser::assignment(Form& form) {
  const std::uint16_t target = form.made->nodes[path(form)].a;
  expect("=");
  if (lex_.ahead().is("(") && (lex_.now().is_word("SET_ADD") || lex_.now().is_word("SET_DELETE")))
    return set_operation(form, target);
  const std::uint16_t value = data(form);
  form.made->actions.push_back({Do::set, target, value});
}

void PartiqlParser::set_operation(Form& form, std::uint16_t target) {
  const PartiqlToken name = lex_.now();
  const bool adds = name.is_word("SET_ADD");
  const auto refuse = [&](std::string_view message, const PartiqlToken& at) {
    throw invalid.says(fmt::format(fmt::runtime(message), adds ? "ADD" : "DELETE") + place(at));
  };
  lex_.next();
  lex_.next();
  const PartiqlToken first = lex_.now();
  constexpr std::string_view wrong_first = "The first argument to SET_{} must equal the assignment value";
  if (at_literal()) refuse(wrong_first, name);
  const std::uint16_t source = form.made->nodes[path(form)].a;
  if (!take(",")) refuse("SET_{} must have exactly two arguments", name);
  if (!std::ranges::equal(form.made->steps_of(source), form.made->steps_of(target)))
    refuse(wrong_first, name);
  if (!at_literal()) refuse("The second argument to SET_{} must be a value with type SET", first);
  const Attribute elements = value();
  if (!is_set(elements.type())) refuse("The second argument to SET_{} must be a value with type SET", first);
  if (!take(")")) refuse("SET_{} must have exactly two arguments", name);
  form.made->actions.push_back({adds ? Do::add : Do::take, target, value_node(form, elements)});
}

void PartiqlParser::check_touching(const Compiled& compiled) const {
  for (std::size_t two = 1; two < compiled.actions.size(); ++two)
    for (std::size_t one = 0; one < two; ++one)
      if (const Touch found = touch(compiled, compiled.actions[one].path, compiled.actions[two].path);
          !found.message.empty())
        throw invalid.says(fmt::format("Invalid UpdateExpression: {}", found.message));
}

void PartiqlParser::remove() {
  statement_.kind = Statement::Kind::remove;
  expect_word("FROM");
  table();
  if (take_word("WHERE")) where();
  if (take_word("RETURNING")) {
    const std::size_t begin = lex_.now().begin;
    returning();
    if (statement_.returning != Returning::all_old)
      throw invalid.says(fmt::format(
          "Invalid returning clause: RETURNING {}. Only RETURNING ALL OLD * is allowed in DELETE statements.",
          text_.substr(begin, text_.find('*', begin) + 1 - begin)));
  }
}

// A table and perhaps its index: "Music"."by-year". A name without quotes may hold hyphens and dots are its
// index's; AWS wants quotes there, scripts in the wild leave them out.
void PartiqlParser::table() {
  statement_.table = bare_name();
  if (take(".")) statement_.index = bare_name();
}

std::string PartiqlParser::bare_name() {
  const PartiqlToken first = lex_.now();
  if (first.kind == Piece::quoted) {
    lex_.next();
    return first.unquoted();
  }
  if (first.kind != Piece::word || first.keyword()) unexpected();
  std::size_t end = first.end;
  lex_.next();
  while (lex_.now().begin == end && (lex_.now().is("-") || lex_.now().kind == Piece::number ||
                                     (lex_.now().kind == Piece::word && end > first.end))) {
    end = lex_.now().end;
    lex_.next();
  }
  return std::string(text_.substr(first.begin, end - first.begin));
}

void PartiqlParser::projection() {
  Form form;
  do {
    path(form);
  } while (take(","));
  // A column is called by the last name on its path and the indexes behind it.
  for (std::uint16_t path = 0; path < form.made->paths.size(); ++path) {
    std::string label;
    for (const Step& step : form.made->steps_of(path))
      label = step.named ? step.name : label + fmt::format("[{}]", step.index);
    if (std::ranges::find(form.made->labels, label) != form.made->labels.end())
      throw invalid.says(fmt::format("Duplicate identifiers in select clause: {}", label));
    form.made->labels.push_back(std::move(label));
  }
  lay_branches(*form.made);
  statement_.projection = Projection(kit::Ref<const Compiled>(form.made.get()));
}

void PartiqlParser::where() {
  const std::uint16_t root = condition(either());
  where_.made->root = root;
  auto* values = arena_.array<Attribute>(where_.values.size());
  std::ranges::copy(where_.values, values);
  statement_.condition = Condition(kit::Ref<const Compiled>(where_.made.get()), values);
  collect_terms(root);
}

void PartiqlParser::order_by() {
  expect_word("BY");
  do {
    if (lex_.now().kind != Piece::quoted && (lex_.now().kind != Piece::word || lex_.now().keyword()))
      unexpected();
    Statement::Order order{lex_.now().kind == Piece::quoted ? lex_.now().unquoted()
                                                            : std::string(lex_.now().text)};
    lex_.next();
    order.descending = take_word("DESC");
    if (!order.descending) take_word("ASC");
    statement_.order.push_back(std::move(order));
  } while (take(","));
}

void PartiqlParser::returning() {
  const bool all = take_word("ALL");
  if (!all) expect_word("MODIFIED");
  const bool old = take_word("OLD");
  if (!old) expect_word("NEW");
  if (!take("*"))
    throw invalid.says("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
  statement_.returning = all ? (old ? Returning::all_old : Returning::all_new)
                             : (old ? Returning::modified_old : Returning::modified_new);
}

Statement parse_statement(std::string_view text, In parameters, kit::Arena& arena) {
  return PartiqlParser(text, parameters, arena).parse();
}

}  // namespace understudy::dynamodb
