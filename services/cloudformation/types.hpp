// Types of resources: which operations of which service make, change and remove one, in a line each.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::cloudformation {

// How a type is said in the tables (resources_*.cpp):
//
// lines: one a row, "phase[?Property|@Property] [service:]Operation token...".
//   create      makes the resource; the first one's answer gives the physical id
//   put         runs when it is made, and when one of its properties has changed
//   then        likewise, after the physical id is known
//   update      runs only when one of its properties has changed
//   read        runs after the others: attributes come from its answer
//   gone        with ?Property: runs when an update has taken it away; with @Property for each element taken
//               away, and for each when the resource is removed
//   delete      removes it
//   ?Property   only if the property is there; "?Property=value" only if it is that
//   @Property   once for each element of that list
// token: "Target=Source", "Property" for "Property=Property", or "*" and "Target=*" for all properties that
// no
//   line names and that have a member there. A target is a path of member names and map keys;
//   "Target=Source?P" counts only if the property P is there. "Target=Source|Other": the second one where the
//   first is not there.
// source: parts joined by '+', each of them a property's path, 'text', "." or ".path" of the element under
//   way, "#path" into the answers so far, "$Attribute" of the resource, or one of @id @name @account @region
//   @partition @stack @stackid @logical @random @token; @elsewhere, the region unless it is us-east-1;
//   @secret and @zones, which are made of several properties (job.cpp).
//
// Whoever changes a property that no put, then, update or gone line takes replaces the resource.
struct Type {
  std::string_view name;        // "AWS::SQS::Queue"
  std::string_view service;     // folder name; empty: nothing is made
  std::string_view named;       // the property that names it; empty: it has no name of its own
  std::string_view ref;         // source of the physical id, which Ref answers
  std::string_view attributes;  // "Arn=#Path Name=@name": what Fn::GetAtt answers
  std::string_view lines;
  std::string_view renames = {};    // "Property>Member": where the model has another name, at any depth
  std::string_view reference = {};  // of Ref, where it is not the physical id: an attribute's name
};

// A type with what it refers to; an inferred one owns its texts.
class TypeRef {
 public:
  explicit TypeRef(const Type& type) : type_(type) {}
  TypeRef(std::shared_ptr<const std::vector<std::string>> texts, const Type& type)
      : texts_(std::move(texts)), type_(type) {}
  const Type* operator->() const { return &type_; }
  const Type& operator*() const { return type_; }

 private:
  std::shared_ptr<const std::vector<std::string>> texts_;
  Type type_;
};

// By its name: from the tables, else inferred from the service's model. Nothing for what no model knows.
std::optional<TypeRef> find_type(std::string_view name);
// From the model alone: the operation that makes such a noun, its identity, and what deletes and updates it.
std::optional<TypeRef> infer_type(std::string_view name);
std::vector<const Type*> known_types();

// ---- Lines

enum class Phase { create, put, then, update, read, gone, remove };

struct Token {
  std::string_view target, source, only_with;  // source "*": all that is left
};
struct Line {
  Phase phase{};
  char kind = ' ';            // ' ', '?' or '@'
  std::string_view property;  // of '?' and '@'
  std::string_view only_if;   // of "?Property=value": the value
  std::string_view service;   // empty: the type's
  std::string_view operation;
  std::vector<Token> tokens;
};
std::vector<Line> lines_of(const Type& type);
std::vector<Token> tokens_of(std::string_view text);
std::vector<std::pair<std::string_view, std::string_view>> renames_of(const Type& type);

// The property at the root of a source's part, empty when it is none.
std::string_view property_in(std::string_view part);
// Pieces of a text between separators; text in quotes holds together.
std::vector<std::string_view> pieces(std::string_view text, char separator);

}  // namespace understudy::cloudformation
