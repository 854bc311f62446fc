// Operations, paginators and waiters of a service: from botocore's JSON to rows.
#include <algorithm>

#include "services/models/compiler/service.hpp"
#include "services/models/compiler/traits.hpp"

namespace understudy::models::compiler {
namespace {

struct Flag {
  std::string_view key;
  std::uint16_t flag;
};
constexpr Flag flags[] = {
    {"unsignedPayload", tables::unsigned_payload},
    {"httpChecksumRequired", tables::checksum_required},
    {"endpointoperation", tables::endpoint_operation},
    {"readonly", tables::readonly},
    {"idempotent", tables::idempotent},
    {"deprecated", tables::deprecated},
};

const Json nothing;

const Json& part(const Json& json, std::string_view key) {
  const Json* found = json.find(key);
  return found ? *found : nothing;
}

std::uint16_t operation_flags(const Json& json) {
  std::uint16_t result = 0;
  for (const auto& [key, flag] : flags)
    if (json.flag(key)) result |= flag;
  const std::string_view authentication = json.text_of("authtype", "");
  if (authentication == "none") result |= tables::no_auth;
  if (authentication == "v4-unsigned-body") result |= tables::unsigned_payload;
  for (const Json& scheme : json.list_of("auth"))
    if (scheme.text == "smithy.api#noAuth") result |= tables::no_auth;
  if (const Json* checksum = json.find("httpChecksum")) {
    result |= tables::http_checksum;
    if (checksum->flag("requestChecksumRequired")) result |= tables::checksum_required;
  }
  return result;
}

tables::OperationRow operation(std::string_view name, const Json& json, Shapes& shapes, Rows& rows) {
  const auto text = [&](const Json& from, std::string_view key) {
    return from.find(key) ? rows.strings.of(from.text_of(key)) : tables::none;
  };
  const auto shape = [&](std::string_view key) {
    const Json* found = json.find(key);
    return found ? shapes.number(found->text_of("shape")) : tables::none;
  };
  const Json& http = part(json, "http");
  const Json& input = part(json, "input");
  const Json& output = part(json, "output");
  check_traits(Bearer::operation, json);
  check_traits(Bearer::http, http);
  check_traits(Bearer::input, input);
  check_traits(Bearer::output, output);
  const Json* xml = input.find("xmlNamespace");

  tables::OperationRow row{};
  row.name = rows.strings.of(name);
  row.method = rows.strings.of(http.text_of("method"));
  row.uri = rows.strings.of(http.text_of("requestUri"));
  row.input = shape("input");
  row.output = shape("output");
  row.result_wrapper = text(output, "resultWrapper");
  row.output_name = text(output, "locationName");
  row.host_prefix = text(part(json, "endpoint"), "hostPrefix");
  row.input_name = text(input, "locationName");
  row.input_xmlns =
      xml ? rows.strings.of(xml->is(Json::Kind::text) ? xml->text : xml->text_of("uri")) : tables::none;
  row.status = static_cast<std::uint16_t>(http.integer_of("responseCode", 100, 599, 200));
  row.flags = operation_flags(json);
  if (output.flag("unwrapped")) row.flags |= tables::unwrapped;
  if (http.flag("form")) row.flags |= tables::form;
  row.paginator = tables::none;
  row.first_error = static_cast<std::uint32_t>(rows.error_lists.size());
  for (const Json& error : json.list_of("errors")) {
    check_traits(Bearer::error_reference, error);
    rows.error_lists.push_back(shapes.error(error.text_of("shape")));
  }
  row.errors = static_cast<std::uint16_t>(rows.error_lists.size() - row.first_error);
  return row;
}

tables::OperationRow& operation_named(std::string_view name, Rows& rows) {
  const auto text = [&](const tables::OperationRow& row) -> std::string_view {
    return rows.strings.all()[row.name];
  };
  const auto found = std::lower_bound(rows.operations.begin(), rows.operations.end(), name,
                                      [&](const auto& row, std::string_view n) { return text(row) < n; });
  if (found == rows.operations.end() || text(*found) != name) throw Broken("the model has no such operation");
  return *found;
}

// Expressions stand alone or in a list.
std::uint8_t expressions(const Json& json, std::string_view key, Rows& rows) {
  const Json& found = part(json, key);
  if (found.is(Json::Kind::text)) {
    rows.text_lists.push_back(rows.strings.of(found.text));
    return 1;
  }
  const auto& list = json.list_of(key);
  for (const Json& one : list) rows.text_lists.push_back(rows.strings.of(one.text));
  if (list.size() > 255) throw Broken("more than 255 expressions");
  return static_cast<std::uint8_t>(list.size());
}

tables::AcceptorRow acceptor(const Json& json, Rows& rows) {
  tables::AcceptorRow row{};
  row.state = rows.strings.of(json.text_of("state"));
  row.matcher = rows.strings.of(json.text_of("matcher"));
  row.argument = json.find("argument") ? rows.strings.of(json.text_of("argument")) : tables::none;
  row.expected = rows.strings.of(scalar_text(part(json, "expected")));
  return row;
}

}  // namespace

void compile_operations(const Json& model, Shapes& shapes, Rows& rows) {
  for (const auto& [name, json] : model.object_of("operations")) {
    try {
      rows.operations.push_back(operation(name, json, shapes, rows));
    } catch (const Broken& broken) {
      throw broken.in("operation", name);
    }
  }
  if (rows.operations.size() >= tables::none) throw Broken("more than 65,534 operations");
  const auto& strings = rows.strings.all();
  std::sort(rows.operations.begin(), rows.operations.end(),
            [&](const auto& a, const auto& b) { return strings[a.name] < strings[b.name]; });
}

void compile_paginators(const Json& paginators, Rows& rows) {
  for (const auto& [name, json] : paginators.object_of("pagination")) {
    try {
      tables::PaginatorRow row{};
      row.first_text = static_cast<std::uint32_t>(rows.text_lists.size());
      row.input_tokens = expressions(json, "input_token", rows);
      row.output_tokens = expressions(json, "output_token", rows);
      row.result_keys = expressions(json, "result_key", rows);
      row.limit_key = json.find("limit_key") ? rows.strings.of(json.text_of("limit_key")) : tables::none;
      row.more_results =
          json.find("more_results") ? rows.strings.of(json.text_of("more_results")) : tables::none;
      operation_named(name, rows).paginator = static_cast<tables::Index>(rows.paginators.size());
      rows.paginators.push_back(row);
    } catch (const Broken& broken) {
      throw broken.in("paginator", name);
    }
  }
}

void compile_waiters(const Json& waiters, Rows& rows) {
  for (const auto& [name, json] : waiters.object_of("waiters")) {
    try {
      tables::WaiterRow row{};
      row.name = rows.strings.of(name);
      row.operation = operation_named(json.text_of("operation"), rows).name;
      row.first_acceptor = static_cast<std::uint32_t>(rows.acceptors.size());
      row.delay = static_cast<std::uint16_t>(json.integer_of("delay", 0, 65535, 0));
      row.max_attempts = static_cast<std::uint16_t>(json.integer_of("maxAttempts", 0, 65535, 0));
      for (const Json& one : json.list_of("acceptors")) rows.acceptors.push_back(acceptor(one, rows));
      row.acceptors = static_cast<std::uint16_t>(rows.acceptors.size() - row.first_acceptor);
      rows.waiters.push_back(row);
    } catch (const Broken& broken) {
      throw broken.in("waiter", name);
    }
  }
}

}  // namespace understudy::models::compiler
