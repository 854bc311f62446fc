// The blob: every service's rows, laid out as tables.hpp says.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "services/models/compiler/rows.hpp"

namespace understudy::models::compiler {

class Blob {
 public:
  explicit Blob(std::size_t services);

  void add(const Rows& rows);  // services in bytewise order of their names, as many as announced
  const std::string& bytes();  // the finished blob

  struct Section {
    std::string_view name;
    std::size_t bytes = 0;
  };
  const std::vector<Section>& sections() const { return sections_; }

 private:
  template <class Row>
  tables::Span put(std::string_view section, const std::vector<Row>& rows);
  void put_strings(const Strings& strings, tables::ServiceRow& row);
  void count(std::string_view section, std::size_t bytes);

  std::size_t services_;
  std::vector<tables::ServiceRow> rows_;
  std::vector<Section> sections_;
  std::string bytes_;
  std::string facts_;  // of all services; their rows' offsets are within it until the blob is finished
};

}  // namespace understudy::models::compiler
