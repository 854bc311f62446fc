// What the service asks of itself, and what its operations ask of others before they begin.
#pragma once

#include <string>
#include <string_view>

#include "services/cloudformation/definition.hpp"
#include "services/cloudformation/state.hpp"

namespace understudy::cloudformation {

// Errands travel as RecordHandlerProgress, which AWS keeps to its own tools: what is to be done in the token,
// its arguments as JSON in the model.
kit::Request errand(const Call& call, std::string_view what, const Value& arguments);
// Sends a driver after the work, which counts its steps from `turn` on.
kit::Request drive_errand(const kit::Place& place, const std::string& id, std::uint64_t turn,
                          kit::Arena& arena);
// Another piece of work, or another driver, counts from far away: so a driver knows what is not its own.
inline constexpr std::uint64_t apart = 1000;

bool from_peer(const Call& call);

// The object that a TemplateURL or StackPolicyURL names, as GetObject's input. Throws ValidationError for a
// URL that is none of S3's.
kit::Request ask_for_object(const Call& call, std::string_view url);
std::string object_in(const kit::Answer& answer, std::string_view url);

// Beginnings, by the operation's name, in the errand's turn. `key` tells the operation that waits for it.
void begin(const Call& call, State& state, std::string_view operation, const In& in, const std::string& key,
           const Stored& stored);
// change_sets.cpp
void make_change_set(const Call& call, State& state, const In& in, const std::string& key,
                     const Stored& stored);
void execute(const Call& call, State& state, const In& in, const std::string& key);

std::string new_stack_id(const Call& call, std::string_view name);
void check_stack_name(const Call& call, std::string_view name);
// A new stack's row; the name is free.
std::string insert_stack(const Call& call, State& state, const In& in, Definition definition,
                         std::string_view status);
std::string description_of(const Definition& definition, kit::Arena& arena);

// A change set by name and stack, or by id. Throws ChangeSetNotFound.
std::string change_set_of(const State& state, std::string_view name_or_id, std::string_view stack);

}  // namespace understudy::cloudformation
