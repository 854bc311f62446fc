// The wire engine's entrance: each protocol's way in and out, and where the request id goes.
#include "gateway/protocol/protocol.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "gateway/protocol/bindings.hpp"
#include "gateway/protocol/cbor.hpp"
#include "gateway/protocol/event_stream.hpp"
#include "gateway/protocol/failures.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/query.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/protocol/wrong_type.hpp"
#include "gateway/protocol/xml.hpp"
#include "services/kit/crc.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Failure;
using kit::Value;
using models::Location;
using models::Member;
using models::Operation;
using models::Protocol;
using models::Service;
using models::Shape;
using models::Type;

constexpr std::string_view request_id_header = "x-amzn-RequestId";

std::string_view json_content_type(const Service* service) {
  return service && service->json_version() == "1.1" ? "application/x-amz-json-1.1"
                                                     : "application/x-amz-json-1.0";
}

// DynamoDB's clients check the body by this header.
void add_checksum(const Service* service, kit::Arena& arena, Reply& reply) {
  if (!service || !speaks_dynamodb(*service)) return;
  const auto sum = kit::crc32(0, reply.body);
  char digits[16];
  const char* end = std::to_chars(digits, digits + sizeof digits, sum).ptr;
  reply.header(arena, "x-amz-crc32", {digits, static_cast<std::size_t>(end - digits)});
}

// ---- Streams of events

// An answer that is a stream: its first message has the other members, the events follow.
bool encode_events(Protocol protocol, const Shape& shape, const Value& output, const Context& context,
                   Reply& reply) {
  const auto stream = event_stream(shape);
  if (!stream) return false;
  if (!binds_content_type(shape)) reply.header(context.arena, "Content-Type", event_stream_type);
  if (protocol == Protocol::json || protocol == Protocol::rpc_v2_cbor)
    append_initial_response(reply.body, protocol, shape, output);
  if (const Value* events = output.member(stream->id()))
    for (const Value& event : events->elements()) append_event(reply.body, protocol, stream->shape(), event);
  return true;
}

// ---- REST

bool in_body(const Member& member) {
  return member.location() == Location::body || member.location() == Location::status_code;
}

bool has_body(const Shape& shape) {
  for (std::uint16_t i = 0; i < shape.size(); ++i)
    if (in_body(shape.member(i))) return true;
  return false;
}

// A payload that is a structure or a document.
std::optional<Failure> decode_payload(Protocol protocol, const Member& payload, const Request& request,
                                      kit::Arena& arena, Value& input) {
  const Shape shape = payload.shape();
  if (request.body.empty()) return {};
  Value value;
  std::optional<Failure> failure;
  if (protocol == Protocol::rest_json) {
    failure = decode_json_value(shape, request.body, arena, value);
  } else {
    value = Value::structure(arena);
    failure = decode_xml_body(shape, payload.wire(), request.body, arena, value);
  }
  if (failure) return failure;
  input.set(arena, payload.id()) = value;
  return {};
}

std::optional<Failure> decode_rest(Protocol protocol, const Operation& operation, const Request& request,
                                   std::span<const Label> labels, kit::Arena& arena, Value& input) {
  const Shape shape = *operation.input();
  if (auto failure = decode_head(operation, request, labels, arena, input)) return failure;
  if (const auto stream = event_stream(shape))
    return decode_events(protocol, shape, *stream, request.body, arena, input);
  if (const auto payload = shape.payload())
    return raw_payload(*payload) ? decode_raw_payload(*payload, request, arena, input)
                                 : decode_payload(protocol, *payload, request, arena, input);
  if (!has_body(shape)) return {};
  if (protocol == Protocol::rest_json)
    return decode_json_body(shape, request.body, Members::body, arena, input);
  return decode_xml_body(shape, operation.input_name(), request.body, arena, input);
}

void encode_rest_json_body(const Shape& shape, const Value& output, const Context& context, Reply& reply) {
  const auto payload = shape.payload();
  if (!payload) {
    if (shape.size() > 0 && !has_body(shape)) return;
    append_json_structure(reply.body, shape, output, Members::body);
  } else {
    const Value* value = output.member(payload->id());
    if (!value || !*value) return;
    if (raw_payload(*payload)) return encode_raw_payload(shape, *payload, *value, context, reply);
    if (payload->shape().type() == Type::document) {
      append_json_document(reply.body, *value);
    } else {
      append_json_structure(reply.body, payload->shape(), *value, Members::all);
    }
  }
  if (!has_header(reply, "Content-Type")) reply.header(context.arena, "Content-Type", "application/json");
}

void encode_rest_xml_body(const Operation& operation, const Shape& shape, const Value& output,
                          const Context& context, Reply& reply) {
  const auto payload = shape.payload();
  if (payload && raw_payload(*payload)) {
    const Value* value = output.member(payload->id());
    if (value && *value) encode_raw_payload(shape, *payload, *value, context, reply);
    return;
  }
  encode_xml_output(operation, output, reply.body);
  if (!reply.body.empty() && !has_header(reply, "Content-Type"))
    reply.header(context.arena, "Content-Type",
                 operation.service().has(models::tables::bare_errors) ? "application/xml" : "text/xml");
}

void encode_rest(Protocol protocol, const Operation& operation, const Value& output, const Context& context,
                 Reply& reply) {
  const Service& service = operation.service();
  if (protocol == Protocol::rest_xml && service.has(models::tables::bare_errors)) {
    reply.header(context.arena, "x-amz-request-id", context.request_id);
    if (!context.host_id.empty()) reply.header(context.arena, "x-amz-id-2", context.host_id);
  } else {
    reply.headers.push_back({request_id_header, context.request_id});
  }
  const auto shape = operation.output();
  if (!shape) return;
  encode_head(*shape, output, context.arena, reply);
  if (reply.status == 204) {
    // Nothing follows a 204. Four operations have a body all the same by their models, and answer 200 with
    // it.
    const bool body = std::ranges::any_of(output.elements(), [&](const Value& v) {
      const auto member = shape->find(service.text(v.name()));
      return v && member && in_body(*member);
    });
    if (!body) return;
    reply.status = 200;
  }
  if (encode_events(protocol, *shape, output, context, reply)) return;
  if (protocol == Protocol::rest_json) {
    encode_rest_json_body(*shape, output, context, reply);
  } else {
    encode_rest_xml_body(operation, *shape, output, context, reply);
  }
}

// ---- RPC

void encode_json(const Operation& operation, const Value& output, const Context& context, Reply& reply) {
  reply.headers.push_back({request_id_header, context.request_id});
  const auto shape = operation.output();
  if (shape && encode_events(Protocol::json, *shape, output, context, reply)) return;
  reply.headers.push_back({"Content-Type", json_content_type(&operation.service())});
  if (shape) append_json_structure(reply.body, *shape, output, Members::all);
  add_checksum(&operation.service(), context.arena, reply);
}

void encode_cbor(const Operation& operation, const Value& output, const Context& context, Reply& reply) {
  reply.headers.push_back({request_id_header, context.request_id});
  reply.header(context.arena, "smithy-protocol", "rpc-v2-cbor");
  const auto shape = operation.output();
  if (!shape || encode_events(Protocol::rpc_v2_cbor, *shape, output, context, reply)) return;
  reply.header(context.arena, "Content-Type", "application/cbor");
  append_cbor_structure(reply.body, *shape, output);
}

// ---- Errors

struct Message {
  std::string_view name;  // the member's wire name
  bool said = false;      // the failure's fields hold it
};

// The modelled member is called message or Message. DynamoDB capitalizes it where an error says more (the
// item of a failed condition, a transaction's reasons; moto's tests, recorded from AWS). Of the errors that
// no model knows, AWS capitalizes that of SerializationException and AccessDeniedException in awsJson
// (DynamoDB, Athena, SQS).
Message message_of(Protocol protocol, const FailureFacts& facts, const Failure& failure) {
  if (facts.shape) {
    for (std::uint16_t i = 0; i < facts.shape->size(); ++i) {
      const Member member = facts.shape->member(i);
      if (!equal_without_case(member.wire(), "message")) continue;
      const Value* said = failure.fields.member(member.id());
      const bool more = failure.fields.size() > 0 && speaks_dynamodb(facts.shape->service());
      return {more ? "Message" : member.wire(), said && *said};
    }
  }
  const bool capital = protocol == Protocol::json && !facts.shape &&
                       (facts.name == "SerializationException" || facts.name == "AccessDeniedException");
  return {capital ? "Message" : "message"};
}

// Clients that spoke query once know SQS's and CloudWatch's errors by the words of that time.
void add_query_error(const Service* service, const FailureFacts& facts, const Context& context,
                     Reply& reply) {
  if (!service || !service->has(models::tables::query_compatible)) return;
  std::string text(facts.code);
  text += facts.sender ? ";Sender" : ";Receiver";
  reply.header(context.arena, "x-amzn-query-error", text);
}

void append_error_members(Protocol protocol, const FailureFacts& facts, const Failure& failure,
                          Reply& reply) {
  std::string& out = reply.body;
  const Message message = message_of(protocol, facts, failure);
  if (!message.said && !failure.message.empty()) {
    append_json_string(out, message.name);
    out += ':';
    append_json_string(out, failure.message);
    out += ',';
  }
  if (failure.fields.is(kit::Kind::map)) {
    for (std::uint32_t i = 0; i < failure.fields.size(); ++i) {
      append_json_string(out, failure.fields.entry(i).key);
      out += ':';
      append_json_document(out, failure.fields.entry(i).value);
      out += ',';
    }
  } else if (facts.shape) {
    append_json_members(out, *facts.shape, failure.fields,
                        protocol == Protocol::json ? Members::all : Members::body);
  }
  if (out.back() == ',') out.pop_back();
  out += '}';
}

void encode_json_error(const Service* service, const FailureFacts& facts, const Failure& failure,
                       const Context& context, Reply& reply) {
  std::string buffer;
  reply.headers.push_back({request_id_header, context.request_id});
  reply.headers.push_back({"Content-Type", json_content_type(service)});
  add_query_error(service, facts, context, reply);
  std::string type(type_namespace(Protocol::json, service, facts, buffer));
  type += facts.name;
  reply.body += "{\"__type\":";
  append_json_string(reply.body, type);
  reply.body += ',';
  append_error_members(Protocol::json, facts, failure, reply);
  add_checksum(service, context.arena, reply);
}

void encode_rest_json_error(const FailureFacts& facts, const Failure& failure, const Context& context,
                            Reply& reply) {
  const unsigned status = reply.status;
  reply.headers.push_back({request_id_header, context.request_id});
  if (facts.shape) encode_head(*facts.shape, failure.fields, context.arena, reply);
  reply.status = status;
  if (!has_header(reply, "x-amzn-ErrorType")) reply.header(context.arena, "x-amzn-ErrorType", facts.name);
  reply.header(context.arena, "Content-Type", "application/json");
  reply.body += '{';
  append_error_members(Protocol::rest_json, facts, failure, reply);
}

void encode_cbor_error(const Service* service, const FailureFacts& facts, const Failure& failure,
                       const Context& context, Reply& reply) {
  std::string buffer;
  reply.headers.push_back({request_id_header, context.request_id});
  reply.header(context.arena, "smithy-protocol", "rpc-v2-cbor");
  reply.header(context.arena, "Content-Type", "application/cbor");
  add_query_error(service, facts, context, reply);
  const Message message = message_of(Protocol::rpc_v2_cbor, facts, failure);
  const bool says = !message.said && !failure.message.empty();
  const std::uint64_t fields = facts.shape ? cbor_members(*facts.shape, failure.fields) : 0;
  std::string type(type_namespace(Protocol::rpc_v2_cbor, service, facts, buffer));
  type += facts.name;
  append_cbor_map_head(reply.body, 1 + says + fields);
  append_cbor_text(reply.body, "__type");
  append_cbor_text(reply.body, type);
  if (says) {
    append_cbor_text(reply.body, message.name);
    append_cbor_text(reply.body, failure.message);
  }
  if (fields) append_cbor_members(reply.body, *facts.shape, failure.fields);
}

}  // namespace

namespace {

// The bit 0x20 makes letters small and leaves all else apart that a name may hold (RFC 9110 5.6.2): so eight
// characters are compared at once.
bool same_name(std::string_view a, std::string_view b) {
  constexpr std::uint64_t small = 0x2020202020202020;
  if (a.size() != b.size()) return false;
  std::size_t left = a.size();
  for (; left >= 8; left -= 8) {
    std::uint64_t x, y;
    std::memcpy(&x, a.data() + left - 8, 8);
    std::memcpy(&y, b.data() + left - 8, 8);
    if ((x | small) != (y | small)) return false;
  }
  for (; left > 0; --left)
    if ((a[left - 1] | 0x20) != (b[left - 1] | 0x20)) return false;
  return true;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  if (!(may_have & field_bit(name))) return {};
  for (const Field& field : fields)
    if (same_name(field.name, name)) return field.value;
  return {};
}

bool Request::has_header(std::string_view name) const {
  return (may_have & field_bit(name)) &&
         std::ranges::any_of(fields, [&](const Field& field) { return same_name(field.name, name); });
}

void Reply::clear() {
  status = 200;
  headers.clear();
  body.clear();
  payload.reset();
}

void Reply::header(kit::Arena& arena, std::string_view name, std::string_view value) {
  auto* const copy = arena.array<char>(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    copy[i] = c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  }
  headers.push_back({name, {copy, value.size()}});
}

std::optional<Failure> decode(Protocol protocol, const Operation& operation, const Request& request,
                              std::span<const Label> labels, kit::Arena& arena, Value& input,
                              const kit::Packing* packing) {
  const auto shape = operation.input();
  input = Value::structure(arena, shape ? std::min<std::uint32_t>(shape->size(), 8) : 0);
  if (!shape) return {};
  if (protocol == Protocol::json || protocol == Protocol::rpc_v2_cbor)
    if (const auto stream = event_stream(*shape))
      return decode_events(protocol, *shape, *stream, request.body, arena, input);
  switch (protocol) {
    case Protocol::json: return decode_json_body(*shape, request.body, Members::all, arena, input, packing);
    case Protocol::rpc_v2_cbor: return decode_cbor_body(*shape, request.body, arena, input);
    case Protocol::query:
    case Protocol::ec2: return decode_query(operation, protocol, request, arena, input);
    case Protocol::rest_json:
    case Protocol::rest_xml: return decode_rest(protocol, operation, request, labels, arena, input);
  }
  return {};
}

void encode(Protocol protocol, const Operation& operation, const Value& output, const Context& context,
            Reply& reply) {
  reply.clear();
  reply.status = operation.status();
  switch (protocol) {
    case Protocol::json: return encode_json(operation, output, context, reply);
    case Protocol::rpc_v2_cbor: return encode_cbor(operation, output, context, reply);
    case Protocol::query:
    case Protocol::ec2: return encode_query(operation, protocol, output, context, reply);
    case Protocol::rest_json:
    case Protocol::rest_xml: return encode_rest(protocol, operation, output, context, reply);
  }
}

void encode_error(Protocol protocol, const Service* service, const Operation* operation,
                  const Failure& failure, const Context& context, Reply& reply) {
  reply.clear();
  switch (protocol) {
    case Protocol::query: return encode_query_error(service, operation, failure, context, reply);
    case Protocol::ec2: return encode_ec2_error(service, operation, failure, context, reply);
    case Protocol::rest_xml: return encode_rest_xml_error(service, operation, failure, context, reply);
    default: break;
  }
  const FailureFacts facts = facts_of(protocol, service, operation, failure);
  reply.status = facts.status;
  switch (protocol) {
    case Protocol::json: return encode_json_error(service, facts, failure, context, reply);
    case Protocol::rest_json: return encode_rest_json_error(facts, failure, context, reply);
    default: return encode_cbor_error(service, facts, failure, context, reply);
  }
}

}  // namespace understudy::gateway::protocol
