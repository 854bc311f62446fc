// The names and values that come with a request's expressions.
#pragma once

#include <span>
#include <string_view>

#include "services/dynamodb/item.hpp"
#include "services/models/names/dynamodb.hpp"

namespace understudy::dynamodb {

class Placeholders {
 public:
  Placeholders() = default;
  // ExpressionAttributeNames and ExpressionAttributeValues. Throws ValidationException: of none at all, of a
  // wrong key, of a wrong value.
  Placeholders(In names, In values, kit::Arena& arena);

  // What "#n" and ":v" stand for, which are then used; null and absent when they are not defined.
  const std::string_view* name(std::string_view placeholder);
  Attribute value(std::string_view placeholder);
  // Throws for those that no expression has used.
  void check_used() const;
  // Appends what names stand for, so that equal texts with other names are told apart.
  void append_names(std::string& key) const;

 private:
  struct Name {
    std::string_view key, text;
    bool used = false;
  };
  struct Given {
    std::string_view key;
    Attribute value;
    bool used = false;
  };
  std::size_t read_names(In names, kit::Arena& arena);  // gives their bytes
  void take_values(Entries entries, kit::Arena& arena);
  void read_values(In values, kit::Arena& arena);

  std::span<Name> names_;
  std::span<Given> values_;
};

}  // namespace understudy::dynamodb
