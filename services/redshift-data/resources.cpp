// What the model does not say of Amazon Redshift Data API's resources.
#include "services/derived/hint.hpp"

namespace understudy::redshift_data {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("Statement|StatementResult", "ResourceNotFoundException", "Query does not exist."),
    rejects("CancelStatement|DescribeStatement|GetStatementResult",
            "Id !~ [a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d+)?", "ValidationException",
            "id must satisfy regex pattern: ^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d+)?$"),
    plays("ExecuteStatement", "create", "Statement"),
    plays("DescribeStatement", "get", "Statement"),
    plays("CancelStatement", "state", "Statement"),
    plays("ListStatements", "list", "Statement"),
    states("Statement", "create", "STARTED"),
    leads("CancelStatement", "ABORTED"),
    answers("CancelStatement", "Status", "true"),
    id("Statement", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"),
    value("Statement", "QueryString", "{Sql}"),
    value("Statement", "RedshiftPid", "{digits9}"),
    value("Statement", "RedshiftQueryId", "{digits9}"),
    value("Statement", "ResultRows", "-1"),
    value("Statement", "ResultSize", "-1"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::redshift_data
