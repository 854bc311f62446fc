// JSON that can be patched: the models as simdjson read them, in a tree that overlays change.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::models::compiler {

// A model that cannot be compiled. What it says grows on the way out: "shape Queue: member Url: ...".
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
  Broken in(std::string_view what, std::string_view name) const;
};

// Texts belong to the Document that they were read with.
struct Json {
  enum class Kind : std::uint8_t { null, boolean, integer, real, text, list, object };
  using Entry = std::pair<std::string_view, Json>;

  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;
  std::vector<Json> elements;
  std::vector<Entry> members;  // in the file's order

  bool is(Kind k) const { return kind == k; }
  bool operator==(const Json&) const = default;

  const Json* find(std::string_view key) const;  // null when absent or when this is no object
  Json* find(std::string_view key) { return const_cast<Json*>(std::as_const(*this).find(key)); }

  // Members by the kind that the model format gives them. Another kind is Broken.
  std::string_view text_of(std::string_view key) const;  // Broken when absent
  std::string_view text_of(std::string_view key, std::string_view fallback) const;
  std::int64_t integer_of(std::string_view key, std::int64_t low, std::int64_t high,
                          std::int64_t fallback) const;
  double number_of(std::string_view key, double fallback) const;
  bool flag(std::string_view key) const;                            // false when absent
  const std::vector<Json>& list_of(std::string_view key) const;     // empty when absent
  const std::vector<Entry>& object_of(std::string_view key) const;  // empty when absent

  // RFC 7396, but strict: removing what is not there and setting what is so already are Broken, because both
  // mean that the patch was written for another model.
  void merge(const Json& patch);
};

// One file, for as long as its texts are needed.
class Document {
 public:
  explicit Document(const std::filesystem::path& file);

  Json root;

 private:
  simdjson::dom::parser parser_;
};

std::string scalar_text(const Json& scalar);  // as JSON

}  // namespace understudy::models::compiler
