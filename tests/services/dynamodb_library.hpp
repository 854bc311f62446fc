// Items and expressions out of JSON, as tests of DynamoDB's library write them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "services/dynamodb/expression.hpp"
#include "services/dynamodb/item.hpp"
#include "services/kit/json.hpp"
#include "tests/services/harness.hpp"

namespace understudy::dynamodb {

// An operation's input in the wire's form. Single quotes stand for double ones.
class Wire {
 public:
  Wire(std::string_view operation, std::string json) {
    for (char& c : json)
      if (c == '\'') c = '"';
    text_ = std::make_unique<std::string>(std::move(json));
    const auto parsed = kit::parse_json(*text_, *arena_);
    if (!parsed) throw std::invalid_argument("no JSON: " + *text_);
    value_ = test::to_shape(*parsed, *models::find("dynamodb")->find_operation(operation)->input(), *arena_);
  }
  In in() const { return value_; }
  kit::Arena& arena() const { return *arena_; }

 private:
  std::unique_ptr<kit::Arena> arena_ = std::make_unique<kit::Arena>();
  std::unique_ptr<std::string> text_;
  kit::Value value_;
};

inline Item item(const std::string& json) {
  const Wire wire("PutItem", "{'Item': " + json + "}");
  return item_of(wire.in()["Item"].value());
}

// As it is seen in views; "none" for no item.
inline std::string shown(const Item& item) {
  kit::Arena arena;
  std::string text = item ? kit::to_json(write(item, arena)) : "none";
  for (char& c : text)
    if (c == '"') c = '\'';
  return text;
}

// The message of what is thrown; empty when nothing is.
template <class F>
std::string refusal(F&& run) {
  try {
    run();
  } catch (const kit::Failure& failure) {
    EXPECT_EQ(failure.code, "ValidationException");
    return failure.message;
  }
  return "";
}

}  // namespace understudy::dynamodb
