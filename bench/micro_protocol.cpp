// Microbenchmarks of the wire engine: a body to values, values to an answer, a failure to an answer.
#include <benchmark/benchmark.h>

#include "bench/micro_sample.hpp"
#include "gateway/protocol/protocol.hpp"

namespace understudy::bench {
namespace {

using models::Protocol;
namespace protocol = gateway::protocol;

struct Case {
  std::string_view service, operation;
  Protocol wire;
  Operation request;
};
constexpr Case send_message{"sqs", "SendMessage", Protocol::json, Operation::send};
constexpr Case caller_identity{"sts", "GetCallerIdentity", Protocol::query, Operation::identity};

void decodes(benchmark::State& state, const Case& what) {
  const auto operation = modelled(what.service, what.operation);
  const Sample sample(what.request);
  for (auto _ : state) {
    kit::Arena arena;
    kit::Value input;
    if (protocol::decode(what.wire, operation, sample.request(), {}, arena, input)) {
      state.SkipWithError("the request was refused");
    }
    benchmark::DoNotOptimize(input);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * sample.request().body.size()));
}

// An output with every string member filled: what both operations answer is strings.
kit::Value output_of(const models::Operation& operation, kit::Arena& arena) {
  kit::Value output = kit::Value::structure(arena);
  const auto shape = operation.output();
  for (std::uint16_t i = 0; shape && i < shape->size(); ++i) {
    const models::Member member = shape->member(i);
    if (member.shape().type() != models::Type::string) continue;
    output.set(arena, member.id()) = kit::Value::string("arn:aws:sts::123456789012:user/someone");
  }
  return output;
}

void encodes(benchmark::State& state, const Case& what) {
  const auto operation = modelled(what.service, what.operation);
  kit::Arena values;
  const kit::Value output = output_of(operation, values);
  protocol::Reply reply;
  for (auto _ : state) {
    kit::Arena arena;
    reply.clear();
    protocol::encode(what.wire, operation, output, {arena, "7a62c49f-347e-4fc4-9331-6e8e7a96aa73"}, reply);
    benchmark::DoNotOptimize(reply.body.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * reply.body.size()));
}

void encodes_failure(benchmark::State& state, const Case& what) {
  const auto operation = modelled(what.service, what.operation);
  const kit::Failure failure("InvalidParameterValue", "Value for parameter is invalid.");
  protocol::Reply reply;
  for (auto _ : state) {
    kit::Arena arena;
    reply.clear();
    protocol::encode_error(what.wire, &operation.service(), &operation, failure,
                           {arena, "7a62c49f-347e-4fc4-9331-6e8e7a96aa73"}, reply);
    benchmark::DoNotOptimize(reply.body.data());
  }
}

BENCHMARK_CAPTURE(decodes, SendMessage, send_message);
BENCHMARK_CAPTURE(decodes, GetCallerIdentity, caller_identity);
BENCHMARK_CAPTURE(encodes, SendMessage, send_message);
BENCHMARK_CAPTURE(encodes, GetCallerIdentity, caller_identity);
BENCHMARK_CAPTURE(encodes_failure, SendMessage, send_message);
BENCHMARK_CAPTURE(encodes_failure, GetCallerIdentity, caller_identity);

}  // namespace
}  // namespace understudy::bench
