// What the model does not say of Amazon OpenSearch Ingestion's resources.
#include "services/derived/hint.hpp"

namespace understudy::osis {
namespace {

using namespace derived::hint;

constexpr derived::Hint all[] = {
    missing("*", "ResourceNotFoundException", "{type} {} could not be found."),
    exists("*", "ResourceAlreadyExistsException", "{type} with given name {} already exists"),
    states("Pipeline", "create", "ACTIVE"),
    value("Pipeline", "StatusReason", R"({"Description":"The pipeline is ready to ingest data."})"),
    rejects("UpdatePipeline", ".Status !~ ACTIVE|UPDATE_FAILED|STOPPED|START_FAILED", "ConflictException",
            "Only pipelines with one of the following statuses are eligible for updates: ['UPDATE_FAILED', "
            "'ACTIVE', 'START_FAILED', 'STOPPED']. The current status is {Status}."),
    rejects("StopPipeline", ".Status !~ ACTIVE|UPDATE_FAILED", "ConflictException",
            "Only pipelines with one of the following statuses are eligible for stopping: ['UPDATE_FAILED', "
            "'ACTIVE']. The current status is {Status}."),
    rejects("StartPipeline", ".Status !~ STOPPED|START_FAILED", "ConflictException",
            "Only pipelines with one of the following statuses are eligible for starting: ['START_FAILED', "
            "'STOPPED']. The current status is {Status}."),
    value("Pipeline", "IngestEndpointUrls", R"(["{PipelineName}-{hex24}.{region}.osis.amazonaws.com"])"),
    value("Pipeline", "ServiceVpcEndpoints", R"([{"ServiceName":"OPENSEARCH_SERVERLESS"}])"),
};

}  // namespace

derived::Hints hints() { return all; }

}  // namespace understudy::osis
