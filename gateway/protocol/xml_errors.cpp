// Failures in XML: the forms of query, ec2, S3 and the other rest-xml services.
#include "gateway/protocol/failures.hpp"
#include "gateway/protocol/query.hpp"
#include "gateway/protocol/xml.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Protocol;

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

// Code and message, then what else the failure tells. The model's own message member has been said then.
void write_error(XmlWriter& writer, const FailureFacts& facts, const kit::Failure& failure,
                 kit::Arena& arena) {
  writer.text("Code", facts.code);
  writer.text("Message", failure.in_xml.empty() ? failure.message : failure.in_xml);
  if (failure.fields.is(Kind::map)) {
    for (std::uint32_t i = 0; i < failure.fields.size(); ++i)
      writer.text(failure.fields.entry(i).key, failure.fields.entry(i).value.text());
  }
  if (!failure.fields.is(Kind::structure) || !facts.shape) return;
  Value others = Value::structure(arena, failure.fields.size());
  for (const Value& field : failure.fields.elements()) {
    const std::string_view name = facts.shape->service().text(field.name());
    if (equal_without_case(name, "message") || equal_without_case(name, "code")) continue;
    others.set(arena, field.name()) = field;
  }
  writer.members(*facts.shape, others);
}

void open_wrapped(const models::Service* service, std::string& out) {
  out += "<ErrorResponse";
  if (service && !service->xmlns().empty()) {
    out += " xmlns=\"";
    append_xml_attribute(out, service->xmlns());
    out += '"';
  }
  out += '>';
}

// <ErrorResponse><Error><Type/><Code/><Message/>...</Error><RequestId/></ErrorResponse>
void write_wrapped(Protocol protocol, const models::Service* service, const FailureFacts& facts,
                   const kit::Failure& failure, const Context& context, std::string& out) {
  open_wrapped(service, out);
  XmlWriter writer(out, protocol);
  writer.open("Error");
  writer.text("Type", facts.sender ? "Sender" : "Receiver");
  write_error(writer, facts, failure, context.arena);
  writer.close("Error");
  writer.text("RequestId", context.request_id);
  writer.close("ErrorResponse");
}

// <Response><Errors><Error><Code/><Message/>...</Error></Errors><RequestID/></Response>. SimpleDB is the
// query service that has this form too; botocore looks for a query answer's RequestId, so that one gets both
// spellings.
void write_listed(Protocol protocol, const FailureFacts& facts, const kit::Failure& failure,
                  const Context& context, std::string& out) {
  out += declaration;
  XmlWriter writer(out, protocol);
  writer.open("Response");
  writer.open("Errors");
  writer.open("Error");
  write_error(writer, facts, failure, context.arena);
  writer.close("Error");
  writer.close("Errors");
  writer.text("RequestID", context.request_id);
  if (protocol == Protocol::query) writer.text("RequestId", context.request_id);
  writer.close("Response");
}

// S3's: the fields of the error itself (Key, BucketName, ...) or else the resource, then who was asked.
void write_bare(const FailureFacts& facts, const kit::Failure& failure, const Context& context,
                std::string& out) {
  out += declaration;
  XmlWriter writer(out, Protocol::rest_xml);
  writer.open("Error");
  write_error(writer, facts, failure, context.arena);
  if (!failure.fields && !context.resource.empty()) writer.text("Resource", context.resource);
  writer.text("RequestId", context.request_id);
  if (!context.host_id.empty()) writer.text("HostId", context.host_id);
  writer.close("Error");
}

bool has(const models::Service* service, models::tables::ServiceFlag flag) {
  return service && service->has(flag);
}

}  // namespace

void encode_query_error(const models::Service* service, const models::Operation* operation,
                        const kit::Failure& failure, const Context& context, Reply& reply) {
  const FailureFacts facts = facts_of(Protocol::query, service, operation, failure);
  reply.status = facts.status;
  reply.header(context.arena, "Content-Type", "text/xml");
  reply.header(context.arena, "x-amzn-RequestId", context.request_id);
  if (has(service, models::tables::ec2_errors))
    return write_listed(Protocol::query, facts, failure, context, reply.body);
  write_wrapped(Protocol::query, service, facts, failure, context, reply.body);
}

void encode_ec2_error(const models::Service* service, const models::Operation* operation,
                      const kit::Failure& failure, const Context& context, Reply& reply) {
  const FailureFacts facts = facts_of(Protocol::ec2, service, operation, failure);
  reply.status = facts.status;
  reply.header(context.arena, "Content-Type", "text/xml;charset=UTF-8");
  reply.header(context.arena, "x-amzn-requestid", context.request_id);
  write_listed(Protocol::ec2, facts, failure, context, reply.body);
}

void encode_rest_xml_error(const models::Service* service, const models::Operation* operation,
                           const kit::Failure& failure, const Context& context, Reply& reply) {
  const FailureFacts facts = facts_of(Protocol::rest_xml, service, operation, failure);
  const bool bare = has(service, models::tables::bare_errors);
  reply.status = facts.status;
  reply.header(context.arena, "Content-Type", bare ? "application/xml" : "text/xml");
  if (!bare) {
    reply.header(context.arena, "x-amzn-RequestId", context.request_id);
    reply.body += "<?xml version=\"1.0\"?>\n";
    return write_wrapped(Protocol::rest_xml, service, facts, failure, context, reply.body);
  }
  reply.header(context.arena, "x-amz-request-id", context.request_id);
  if (!context.host_id.empty()) reply.header(context.arena, "x-amz-id-2", context.host_id);
  write_bare(facts, failure, context, reply.body);
}

}  // namespace understudy::gateway::protocol
