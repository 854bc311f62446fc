// Shapes, members, constraints and errors of a service.
#pragma once

#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "services/models/compiler/json.hpp"
#include "services/models/compiler/rows.hpp"

namespace understudy::models::compiler {

std::vector<std::string_view> member_names(const Json& model);

class Shapes {
 public:
  // Fills the shape tables of `rows`. Broken names the shape.
  Shapes(const Json& model, Rows& rows);

  tables::Index number(std::string_view shape) const;  // Broken when the model has no such shape
  tables::Index error(std::string_view shape);  // its row in errors, made when it is no declared exception

 private:
  void structure(const Json& json, tables::ShapeRow& row);
  void order_by_wire(tables::ShapeRow& row);
  void member(std::string_view name, const Json& ref, bool element);
  tables::ShapeRow scalar_traits(std::string_view name, const Json& json);
  tables::Index constraint(const Json& json);
  void narrow();

  using Bounds = std::tuple<double, double, tables::Text, tables::Text, std::vector<tables::Text>>;

  const Json& model_;
  Rows& rows_;
  std::unordered_map<std::string_view, tables::Index> numbers_;
  std::unordered_map<std::string_view, const Json*> jsons_;
  std::map<Bounds, tables::Index> constraints_;
  std::vector<std::pair<std::size_t, const Json*>>
      narrowed_;  // members whose reference bounds its shape further
};

}  // namespace understudy::models::compiler
