// One service's rows and strings, before they have a place in the blob.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/models/tables.hpp"

namespace understudy::models::compiler {

// A service's strings, each once. Member names come first, so that their numbers are their places in the
// sorted list.
class Strings {
 public:
  explicit Strings(std::vector<std::string_view> names);  // in any order, repeated or not

  tables::Text of(std::string_view text);  // adds it when it is new; Broken when there are too many
  std::size_t names() const { return names_; }
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
  std::unordered_map<std::string, tables::Text> numbers_;
  std::size_t names_ = 0;
};

struct Rows {
  explicit Rows(Strings strings) : strings(std::move(strings)) {}

  Strings strings;
  std::vector<tables::ShapeRow> shapes;
  std::vector<tables::MemberRow> members;
  std::vector<tables::Index> wire_orders;
  std::vector<tables::ConstraintRow> constraints;
  std::vector<tables::Text> enum_texts;
  std::vector<tables::ErrorRow> errors;
  std::vector<tables::Index> error_lists;
  std::vector<tables::OperationRow> operations;
  std::vector<tables::PaginatorRow> paginators;
  std::vector<tables::Text> text_lists;
  std::vector<tables::WaiterRow> waiters;
  std::vector<tables::AcceptorRow> acceptors;
  tables::ServiceRow service{};  // without the spans; its facts' offsets are within `facts`
  std::string facts;
};

}  // namespace understudy::models::compiler
