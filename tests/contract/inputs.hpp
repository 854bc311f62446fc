// Inputs made from the models: the least that an operation takes, and random ones that use what earlier
// answers said.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/validate.hpp"
#include "services/kit/random.hpp"
#include "services/kit/value.hpp"
#include "services/models/model.hpp"

namespace understudy::contract {

class Inputs {
 public:
  explicit Inputs(std::uint64_t seed) : random_(seed, "inputs") {}

  // Required members only, each with a value that its constraints allow (patterns: as far as a few usual
  // texts fit).
  kit::Value least(const models::Operation& operation, kit::Arena& arena);
  // Required members and some others; `hostility` is the chance of each value to be one that nobody expects.
  kit::Value some(const models::Operation& operation, kit::Arena& arena, double hostility);
  // A call that went well, both as maps by member names: their texts are used for members of these names from
  // now on, and mostly those of one call together.
  void learn(const kit::Value& input, const kit::Value& output);

  // The last input, as a map, names what is no more.
  void forget(const kit::Value& input);

  kit::Generator& random() { return random_; }

 private:
  kit::Value structure(const models::Shape& shape, int depth);
  kit::Value any(const models::Shape& shape, std::string_view name, int depth);
  kit::Value list(const models::Shape& shape, std::string_view name, int depth);
  kit::Value map(const models::Shape& shape, int depth);
  std::string text(const models::Shape& shape, std::string_view name);
  std::string usual_text(const models::Shape& shape);
  std::string hostile_text(const models::Shape& shape);
  std::int64_t number(const models::Shape& shape);
  std::uint32_t size(const models::Shape& shape);
  bool hostile() { return random_.chance(hostility_); }
  const std::string* known(std::string_view name);
  void follow(std::string_view example);
  std::string filled(std::string_view example);  // with what is known
  void take_in(const kit::Value& value, std::string_view name, std::string_view above);

  kit::Generator random_;
  kit::Arena* arena_ = nullptr;
  double hostility_ = 0;
  bool least_ = false;
  bool by_kin_ = false;  // texts of members whose names are alike may do
  using Texts = std::map<std::string, std::vector<std::string>, std::less<>>;  // by name in lower case
  Texts known_;
  std::vector<Texts> calls_;     // each what one call knew
  const Texts* call_ = nullptr;  // of these, the one to follow this time
  const gateway::Validator validator_;
};

}  // namespace understudy::contract
