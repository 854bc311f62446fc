// Values to the XML answers of query and ec2.
#include "gateway/protocol/query.hpp"
#include "gateway/protocol/xml.hpp"

namespace understudy::gateway::protocol {
namespace {

using models::Protocol;

void open_response(std::string_view operation, std::string_view xmlns, std::string& out) {
  out += '<';
  out += operation;
  out += "Response xmlns=\"";
  append_xml_attribute(out, xmlns);
}

void close_response(std::string_view operation, std::string& out) {
  out += "</";
  out += operation;
  out += "Response>";
}

void encode_ec2(const models::Operation& operation, const kit::Value& output, const Context& context,
                Reply& reply) {
  std::string& out = reply.body;
  reply.header(context.arena, "Content-Type", "text/xml;charset=UTF-8");
  reply.header(context.arena, "x-amzn-requestid", context.request_id);
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  const std::string_view xmlns = operation.service().xmlns();
  open_response(operation.name(), xmlns, out);
  out += xmlns.ends_with('/') ? "\">" : "/\">";  // the model leaves out the slash that EC2 writes
  XmlWriter writer(out, Protocol::ec2);
  writer.text("requestId", context.request_id);
  if (const auto shape = operation.output()) {
    writer.members(*shape, output);
  } else {
    writer.text("return", "true");
  }
  close_response(operation.name(), out);
}

}  // namespace

// SQS and the other query services write no declaration, or one without an encoding: it is UTF-8 in any case.
void encode_query(const models::Operation& operation, Protocol protocol, const kit::Value& output,
                  const Context& context, Reply& reply) {
  reply.status = operation.status();
  if (protocol == Protocol::ec2) return encode_ec2(operation, output, context, reply);
  std::string& out = reply.body;
  reply.header(context.arena, "Content-Type", "text/xml");
  reply.header(context.arena, "x-amzn-RequestId", context.request_id);
  open_response(operation.name(), operation.service().xmlns(), out);
  out += "\">";
  XmlWriter writer(out, protocol);
  if (const auto shape = operation.output()) {
    const std::string_view wrapper = operation.result_wrapper();
    if (wrapper.empty()) {
      writer.members(*shape, output);
    } else {
      writer.structure(wrapper, {}, *shape, output);
    }
  }
  writer.open("ResponseMetadata");
  writer.text("RequestId", context.request_id);
  writer.close("ResponseMetadata");
  close_response(operation.name(), out);
}

}  // namespace understudy::gateway::protocol
