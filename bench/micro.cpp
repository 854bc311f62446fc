// Microbenchmarks of the ways that every request goes.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>
#include <string>

#include "bench/requests.hpp"

namespace understudy::bench {
namespace {

namespace http = boost::beast::http;

// The floor under a request's head: what Beast's parser takes for one, fields kept.
void beast_parses(benchmark::State& state, Operation operation) {
  RequestOptions options;
  options.port = 5000;
  const Requests requests(operation, options);
  const auto bytes = requests.at(0);
  for (auto _ : state) {
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error || !parser.is_done()) state.SkipWithError("not one whole request");
    benchmark::DoNotOptimize(parser.get());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes.size()));
}

// The floor under decoding a JSON body: simdjson walking all of SendMessage's members.
void simdjson_walks(benchmark::State& state) {
  RequestOptions options;
  options.port = 5000;
  const Requests requests(Operation::send, options);
  const auto bytes = requests.at(0);
  const simdjson::padded_string body(bytes.substr(bytes.find("\r\n\r\n") + 4));
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    auto document = parser.iterate(body);
    for (auto field : document.get_object()) {
      benchmark::DoNotOptimize(field.unescaped_key().value());
      benchmark::DoNotOptimize(field.value().get_string().value());
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * body.size()));
}

BENCHMARK_CAPTURE(beast_parses, SendMessage, Operation::send);
BENCHMARK_CAPTURE(beast_parses, GetCallerIdentity, Operation::identity);
BENCHMARK(simdjson_walks);

}  // namespace
}  // namespace understudy::bench
