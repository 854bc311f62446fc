// CloudFormation as the registry sees it: stacks by hand, the rest from its model.
#include "services/cloudformation/cloudformation.hpp"

#include "services/cloudformation/handlers.hpp"
#include "services/derived/engine.hpp"

namespace understudy::cloudformation {
namespace {

kit::Outcome play_rest(kit::Call& call, kit::Turn& turn, kit::AnyState& state) {
  return derived::play_on(call, turn, kit::state_of<State>(state).records, &service);
}

constexpr kit::Operation operations[] = {
    {"", play_rest},  // stack sets, types, drift, generated templates
    {"CancelUpdateStack", kit::on<cancel_update_stack>},
    {"ContinueUpdateRollback", kit::on<continue_update_rollback>},
    {"CreateChangeSet", kit::on<create_change_set>},
    {"CreateStack", kit::on<create_stack>},
    {"DeleteChangeSet", kit::on<delete_change_set>},
    {"DeleteStack", kit::on<delete_stack>},
    {"DescribeChangeSet", kit::on<describe_change_set>},
    {"DescribeStackEvents", kit::on<describe_stack_events>},
    {"DescribeStackResource", kit::on<describe_stack_resource>},
    {"DescribeStackResources", kit::on<describe_stack_resources>},
    {"DescribeStacks", kit::on<describe_stacks>},
    {"ExecuteChangeSet", kit::on<execute_change_set>},
    {"GetStackPolicy", kit::on<get_stack_policy>},
    {"GetTemplate", kit::on<get_template>},
    {"GetTemplateSummary", kit::on<get_template_summary>},
    {"ListChangeSets", kit::on<list_change_sets>},
    {"ListExports", kit::on<list_exports>},
    {"ListImports", kit::on<list_imports>},
    {"ListStackResources", kit::on<list_stack_resources>},
    {"ListStacks", kit::on<list_stacks>},
    {"RecordHandlerProgress", kit::on<record_handler_progress>},
    {"RollbackStack", kit::on<rollback_stack>},
    {"SetStackPolicy", kit::on<set_stack_policy>},
    {"SignalResource", kit::on<signal_resource>},
    {"UpdateStack", kit::on<update_stack>},
    {"UpdateTerminationProtection", kit::on<update_termination_protection>},
    {"ValidateTemplate", kit::on<validate_template>},
};

constexpr const kit::Lifecycle* lifecycles[] = {&lifecycle};

}  // namespace

constinit const kit::Service service{
    "cloudformation", kit::Scope::regional, operations, kit::make_state<State>, nullptr, {}, lifecycles};

}  // namespace understudy::cloudformation
