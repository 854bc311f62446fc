// One line of what a service tells the resource engine where its model does not say enough.
//
// A service's lines stand in services/<service>/resources.cpp and say one thing each: of a kind of resources
// by its type as AWS writes it ("Cluster"), of an operation by its name, of several ("Create*|Update*"), or
// of all ("*"). The exact name wins over the pattern, the operation over the kind, the first line over
// others.
//
// Texts may have holes. {} is what the client named; {type}, {words}, {Words} and {First} are "NodeGroup",
// "node group", "Node group" and "Node"; {account}, {region}, {partition}, {uuid}, {hex8}, {digits12}, {now},
// {epoch+60} are what they say; {own}, {arn} and {parent} are the resource's identity, ARN and parents; any
// other is a field of the resource or a member of the input by its name, {tag:Name} one of its tags, {#Name}
// how many there are of it or, for a kind, within it, {Name:lower} in lower case, {=x} is {x}. A text that is
// one hole alone takes the value as it is. A text that begins like JSON is a document.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace understudy::derived {

enum class Says : std::uint8_t {
  missing,
  exists,
  id,
  arn,
  value,
  completes,
  sets,
  shows,
  hides,
  answers,
  states,
  leads,
  own,
  plays,
  seeds,
  makes,
  needs,
  lax,
  strict,
  forgives,
  ignores,
  sorted,
  rejects,
  binds,
};

struct Hint {
  Says says;
  std::string_view of;
  std::string_view one = {}, two = {}, three = {};
};
using Hints = std::span<const Hint>;

// What hint files are written with; a `using namespace` away.
namespace hint {

// The error when a resource is not there, or is there already. An empty code is the one that is inferred.
constexpr Hint missing(std::string_view of, std::string_view code, std::string_view message) {
  return {Says::missing, of, code, message};
}
constexpr Hint exists(std::string_view of, std::string_view code, std::string_view message) {
  return {Says::exists, of, code, message};
}
// The form of ids that the service draws, as a regular expression: "fs-[0-9a-f]{17}".
constexpr Hint id(std::string_view kind, std::string_view pattern) { return {Says::id, kind, pattern}; }
constexpr Hint arn(std::string_view kind, std::string_view text) { return {Says::arn, kind, text}; }
// A field that a creation fills when the client has not; documents fill what theirs lack.
constexpr Hint value(std::string_view of, std::string_view field, std::string_view text) {
  return {Says::value, of, field, text};
}
// A document that a creation completes where the client has given one at all.
constexpr Hint completes(std::string_view of, std::string_view field, std::string_view document) {
  return {Says::completes, of, field, document};
}
// A field that a creation or a change gives whatever the client says.
constexpr Hint sets(std::string_view of, std::string_view field, std::string_view text) {
  return {Says::sets, of, field, text};
}
// A field that follows from others whenever it is shown.
constexpr Hint shows(std::string_view kind, std::string_view field, std::string_view text) {
  return {Says::shows, kind, field, text};
}
constexpr Hint hides(std::string_view kind, std::string_view field) { return {Says::hides, kind, field}; }
// A member of an operation's answer, beside the resource.
constexpr Hint answers(std::string_view operation, std::string_view member, std::string_view text) {
  return {Says::answers, operation, member, text};
}
// What a move ("create" or "delete") goes through: "CREATING ACTIVE". None: it is gone at once.
constexpr Hint states(std::string_view kind, std::string_view move, std::string_view through) {
  return {Says::states, kind, move, through};
}
// The state to which an operation brings its resource; `when` as in rejects().
constexpr Hint leads(std::string_view operation, std::string_view state, std::string_view when = {}) {
  return {Says::leads, operation, state, {}, when};
}
// The field that identifies.
constexpr Hint own(std::string_view kind, std::string_view field) { return {Says::own, kind, field}; }
// What an operation does to which kind: role_name() of it, as "create"; "unplayed" when nobody can say.
constexpr Hint plays(std::string_view operation, std::string_view role, std::string_view kind = {}) {
  return {Says::plays, operation, role, kind};
}
// A resource that AWS has made before anybody asks: an object of its fields.
constexpr Hint seeds(std::string_view kind, std::string_view fields) {
  return {Says::seeds, kind, {}, fields};
}
// An operation makes another resource within its own: an object of its fields. Where the answer has a member
// for its id or ARN, it tells them.
constexpr Hint makes(std::string_view operation, std::string_view kind, std::string_view fields,
                     std::string_view when = {}) {
  return {Says::makes, operation, kind, fields, when};
}
// The member names a resource of that kind that must be there; lax: none of an operation's parents must.
constexpr Hint needs(std::string_view operation, std::string_view member, std::string_view kind) {
  return {Says::needs, operation, member, kind};
}
constexpr Hint lax(std::string_view of) { return {Says::lax, of}; }
// All of the operation's parents must be there, though the model has no error for it.
constexpr Hint strict(std::string_view operation) { return {Says::strict, operation}; }
// Removing what is not there is no error.
constexpr Hint forgives(std::string_view operation) { return {Says::forgives, operation}; }
// An input member that asks for nothing that records know.
constexpr Hint ignores(std::string_view operation, std::string_view member) {
  return {Says::ignores, operation, member};
}
// Lists come in the order of that field.
constexpr Hint sorted(std::string_view kind, std::string_view field) { return {Says::sorted, kind, field}; }
// Refuses a call when all of the terms hold. Terms are joined by " & ", each a place and a test: "Name
// absent", "Name given", "Type = A", "Type != A", "Size < 3", "Size > 9", "Name ~ pattern", "Name !~ pattern"
// (of all of it). A place is a path of input members, through lists ("Tags.Key"); "#Name" is its size;
// ".field" is the resource's own; "has Kind" alone asks whether such resources lie within it, "taken Name"
// whether another one has it already, "unknown Kind Name" whether the member names no such resource ("*":
// none of any kind).
constexpr Hint rejects(std::string_view operation, std::string_view when, std::string_view code,
                       std::string_view message) {
  return {Says::rejects, operation, when, code, message};
}

// The model's enum binds that member, as few do: services mostly take more than their models tell.
constexpr Hint binds(std::string_view operation, std::string_view member) {
  return {Says::binds, operation, member};
}

}  // namespace hint
}  // namespace understudy::derived
