// Work on stacks: begun by an operation, driven one resource at a time by errands that the service sends to
// itself, so that each step is a turn of its own: what is made is kept, and goes on wherever it was left.
#pragma once

#include <string>
#include <string_view>

#include "services/cloudformation/definition.hpp"
#include "services/cloudformation/job.hpp"
#include "services/cloudformation/state.hpp"

namespace understudy::cloudformation {

// ---- Beginning (within the turn of an errand; the driver follows it)

void begin_creation(const Call& call, State& state, const std::string& id, const std::string& token);
void begin_update(const Call& call, State& state, const std::string& id, Definition next,
                  const std::string& token);
void begin_deletion(const Call& call, State& state, const std::string& id, std::vector<std::string> retain,
                    const std::string& token);
// A stack in UPDATE_ROLLBACK_FAILED, UPDATE_FAILED or CREATE_FAILED goes back to where it was.
void begin_rollback(const Call& call, State& state, const std::string& id, std::vector<std::string> skip,
                    const std::string& token);

// ---- Steps (steps.cpp)

// What the present step of the stack's work is.
enum class Next { nothing, open, act, end };
Next next_of(const Stack& stack);
// The resource at hand says that it is in progress, or is passed over.
void open(const Call& call, State& state, const std::string& id);
// What acts on it; nothing when it turned out that there is nothing to do. Throws kit::Failure.
Job job_for(const Call& call, const State& state, const std::string& id);
void close(const Call& call, State& state, const std::string& id, Job& job);
// What a failed job has made all the same: a rollback removes it.
void keep_half_made(State& state, const std::string& id, Job& job);
void close_failed(const Call& call, State& state, const std::string& id, const kit::Failure& failure);
// The phase is over: the next one, or the end of the work.
void end_phase(const Call& call, State& state, const std::string& id);
void stop_update(const Call& call, State& state, const std::string& id);  // CancelUpdateStack

// ---- What steps are made of (events.cpp)

void tell(const Call& call, State& state, const std::string& id, std::string_view logical,
          const Resource& resource);
// Of the stack itself, whose status and reason these become.
void set_status(kit::Turn& turn, State& state, const std::string& id, std::string_view status,
                std::string_view reason = {});
// The stack's status follows its lifecycle from here to the move's last state.
void finish(kit::Turn& turn, State& state, const std::string& id, std::string_view move);
// Somebody looks, or the clock has come.
void look(kit::Turn& turn, State& state, const std::string& id);

// Stack tags go to every resource that has tags (steps.cpp).
Value with_tags(const Type& type, const kit::Tags& tags, Value properties, kit::Arena& arena);
Where where_of(const Call& call, const Stack& stack, const std::string& id);
// The name that CloudFormation gives to what has none.
std::string name_for(const Call& call, const Type& type, std::string_view stack, std::string_view logical,
                     std::string_view random, const Value& properties);
// A failure as a resource handler's words.
std::string reason_of(const Call& call, const kit::Failure& failure, std::string_view service);
// How long a driver may be silent before another takes over.
inline constexpr kit::Duration patience = kit::minutes(20);
void moved_on(const Call& call, Work& work);

}  // namespace understudy::cloudformation
