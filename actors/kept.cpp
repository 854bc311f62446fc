// Effects on their way as rows, and back.
#include "actors/kept.hpp"

#include "services/kit/cbor.hpp"

namespace understudy::actors {

Posted posted(const kit::Request& request, const kit::Call* because) {
  Posted row;
  row.account = request.to.account;
  row.region = request.to.region;
  row.service = request.to.service;
  row.operation = request.operation;
  kit::append_cbor(row.input, request.input);
  if (!because) return row;
  const kit::Endpoint& from = because->endpoint;
  row.request_id = because->request_id;
  row.dialect = static_cast<std::uint8_t>(from.dialect);
  row.scheme = from.scheme;
  row.host = from.host;
  row.prefix = from.prefix;
  row.public_host = from.public_host;
  row.queue_url_strategy = from.queue_url_strategy;
  row.wait_after_delete = from.wait_after_delete;
  row.wait_after_purge = from.wait_after_purge;
  return row;
}

kit::Request request_of(const Posted& row, kit::Arena& arena) {
  const auto input = kit::parse_cbor(row.input, arena);
  return {{row.account, row.region, row.service}, row.operation, input ? *input : kit::Value::map(arena)};
}

void endpoint_of(const Posted& row, kit::Call& call) {
  kit::Endpoint& to = call.endpoint;
  call.request_id = call.arena.copy(row.request_id);
  to.dialect = static_cast<kit::Dialect>(row.dialect);
  if (!row.scheme.empty()) to.scheme = call.arena.copy(row.scheme);
  to.host = call.arena.copy(row.host);
  to.prefix = call.arena.copy(row.prefix);
  to.public_host = call.arena.copy(row.public_host);
  to.queue_url_strategy = call.arena.copy(row.queue_url_strategy);
  to.wait_after_delete = row.wait_after_delete;
  to.wait_after_purge = row.wait_after_purge;
}

}  // namespace understudy::actors
