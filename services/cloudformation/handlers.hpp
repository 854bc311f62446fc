// CloudFormation's native operations, each in the file of its subject.
#pragma once

#include "services/cloudformation/state.hpp"

namespace understudy::cloudformation {

// operations.cpp: those that begin work; a client whose stacks change at once waits for its end.
kit::Task create_stack(Call& call, State& state);
kit::Task update_stack(Call& call, State& state);
kit::Task delete_stack(Call& call, State& state);
kit::Task execute_change_set(Call& call, State& state);
kit::Task create_change_set(Call& call, State& state);
kit::Task continue_update_rollback(Call& call, State& state);
kit::Task rollback_stack(Call& call, State& state);
kit::Task cancel_update_stack(Call& call, State& state);
// errands.cpp
kit::Task record_handler_progress(Call& call, State& state);
// describing.cpp
kit::Outcome describe_stacks(Call& call, State& state);
kit::Outcome list_stacks(Call& call, State& state);
kit::Outcome describe_stack_events(Call& call, State& state);
kit::Outcome describe_stack_resource(Call& call, State& state);
kit::Outcome describe_stack_resources(Call& call, State& state);
kit::Outcome list_stack_resources(Call& call, State& state);
kit::Outcome list_exports(Call& call, State& state);
kit::Outcome list_imports(Call& call, State& state);
// templates.cpp
kit::Outcome get_template(Call& call, State& state);
kit::Task get_template_summary(Call& call, State& state);
kit::Task validate_template(Call& call, State& state);
// policies.cpp
kit::Outcome get_stack_policy(Call& call, State& state);
kit::Task set_stack_policy(Call& call, State& state);
kit::Outcome update_termination_protection(Call& call, State& state);
kit::Outcome signal_resource(Call& call, State& state);
// change_sets.cpp
kit::Outcome describe_change_set(Call& call, State& state);
kit::Outcome list_change_sets(Call& call, State& state);
kit::Outcome delete_change_set(Call& call, State& state);

}  // namespace understudy::cloudformation
