// `understudy wire`: one JSON line in, one out.
#include "gateway/wire.hpp"

#include <simdjson.h>

#include <istream>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/body.hpp"
#include "gateway/protocol/failures.hpp"
#include "gateway/protocol/json.hpp"
#include "gateway/protocol/protocol.hpp"
#include "gateway/protocol/text.hpp"
#include "gateway/route.hpp"
#include "gateway/wire_values.hpp"

namespace understudy::gateway {
namespace {

using kit::Failure;
using kit::Value;
using models::Operation;
using models::Protocol;
using models::Service;
namespace dom = simdjson::dom;

constexpr std::size_t body_limit = std::size_t{1} << 30;
constexpr std::string_view request_id = "00000000-0000-4000-8000-000000000000";

std::string error_line(std::string_view code, std::string_view message, unsigned status) {
  std::string out = R"({"error":{"code":)";
  protocol::append_json_string(out, code);
  out += R"(,"message":)";
  protocol::append_json_string(out, message);
  return out + R"(,"status":)" + std::to_string(status) + "}}";
}

std::string_view text_at(dom::object object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text)) throw std::invalid_argument("\"" + std::string(key) + "\" is no string");
  return text;
}
std::string_view text_at(dom::object object, std::string_view key, std::string_view otherwise) {
  return object[key].error() == simdjson::NO_SUCH_FIELD ? otherwise : text_at(object, key);
}

// One line's call: its memory, and what it is about.
class Line {
 public:
  std::string decode(dom::object asked);
  std::string encode(dom::object asked);

 private:
  void read_request(dom::object asked);
  void read_headers(dom::object headers);
  void unwrap(std::string_view body);
  std::string failed(const Failure& failure);

  static const Router& router() {
    static const Router once;
    return once;
  }

  kit::Arena arena_;
  Target target_;
  std::vector<protocol::Field> fields_;
  protocol::Request request_;
  std::optional<Body> body_;
  std::optional<Buffer> inflated_;
};

void Line::read_headers(dom::object headers) {
  const auto add = [&](std::string_view name, dom::element value) {
    std::string_view text;
    if (value.get(text)) throw std::invalid_argument("a header's value is no string");
    fields_.push_back({name, text});
  };
  for (const auto [name, value] : headers) {
    if (!value.is_array()) {
      add(name, value);
      continue;
    }
    for (const dom::element one : dom::array(value)) add(name, one);
  }
  request_.fields = fields_;
}

// Takes the framing off that the server's session takes off.
void Line::unwrap(std::string_view bytes) {
  Head head;
  head.request = request_;
  head.length = bytes.size();
  Framing framing;
  if (const auto refusal = read_framing(head, framing))
    throw std::invalid_argument(std::string(refusal->reason));
  body_.emplace(framing, body_limit);
  while (!bytes.empty()) {
    const Body::Status status = body_->put(bytes);
    if (status == Body::Status::refused) throw std::invalid_argument(std::string(body_->refusal().reason));
    if (status == Body::Status::done) break;
  }
  request_.body = body_->bytes();
  const bool packed = request_.method == "POST" && request_.body.starts_with("\x1f\x8b") &&
                      protocol::equal_without_case(request_.header("content-encoding"), "gzip");
  if (!packed) return;
  inflated_ = inflate(request_.body, body_limit);
  if (!inflated_) throw std::invalid_argument("the gzip body cannot be read");
  request_.body = inflated_->view();
}

void Line::read_request(dom::object asked) {
  request_.method = text_at(asked, "method", "POST");
  const std::string_view target = text_at(asked, "target", "/");
  const std::size_t mark = target.find('?');
  request_.path = target.substr(0, mark);
  if (mark != target.npos) request_.query = target.substr(mark + 1);
  dom::object headers;
  if (!asked["headers"].get(headers)) read_headers(headers);
  const auto body = protocol::decode_base64(text_at(asked, "body_base64", ""), arena_);
  if (!body) throw std::invalid_argument("\"body_base64\" is no base64");
  unwrap(*body);
}

std::string Line::failed(const Failure& failure) {
  const Operation* operation = target_.operation ? &*target_.operation : nullptr;
  const auto facts = protocol::facts_of(target_.protocol, target_.service, operation, failure);
  const bool by_code = target_.protocol == Protocol::query || target_.protocol == Protocol::ec2 ||
                       target_.protocol == Protocol::rest_xml;
  return error_line(by_code ? facts.code : facts.name, failure.message, facts.status);
}

std::string Line::decode(dom::object asked) {
  read_request(asked);
  if (const auto failure = router().route(Routing(), request_, arena_, target_)) return failed(*failure);
  if (target_.kind != Target::Kind::call || !target_.service || !target_.operation)
    return error_line("UnknownOperationException", "No operation has this method and target.", 404);
  request_.path = target_.path;
  request_.query = target_.query;
  Value input;
  if (const auto failure =
          protocol::decode(target_.protocol, *target_.operation, request_, target_.labels, arena_, input))
    return failed(*failure);
  std::string out = R"({"service":)";
  protocol::append_json_string(out, target_.service->name());
  out += R"(,"operation":)";
  protocol::append_json_string(out, target_.operation->name());
  out += R"(,"input":)";
  if (const auto shape = target_.operation->input()) {
    append_readable(out, *shape, input);
  } else {
    out += "{}";
  }
  return out + '}';
}

Failure read_failure(const Service& service, dom::object error, kit::Arena& arena) {
  Failure failure(text_at(error, "code"), std::string(text_at(error, "message", "")));
  dom::element fields;
  if (error["fields"].get(fields)) return failure;
  const auto shape = service.find_error(failure.code);
  if (!shape) throw std::invalid_argument("no error " + failure.code + " is modelled, so it has no fields");
  failure.fields = read_readable(*shape, fields, arena);
  return failure;
}

std::string reply_line(const protocol::Reply& reply) {
  std::string out = R"({"status":)" + std::to_string(reply.status) + R"(,"headers":{)";
  for (const protocol::Field& field : reply.headers) {
    protocol::append_json_string(out, field.name);
    out += ':';
    protocol::append_json_string(out, field.value);
    out += ',';
  }
  if (!reply.headers.empty()) out.pop_back();
  out += R"(},"body_base64":")";
  protocol::append_base64(out, reply.payload ? *reply.payload : std::string_view(reply.body));
  return out + "\"}";
}

std::string Line::encode(dom::object asked) {
  const Service* service = models::find(text_at(asked, "service"));
  if (!service) throw std::invalid_argument("no service has this name");
  const auto operation = service->find_operation(text_at(asked, "operation"));
  if (!operation) throw std::invalid_argument("the service has no such operation");
  auto protocol = service->protocols()[0];
  if (const std::string_view name = text_at(asked, "protocol", ""); !name.empty()) {
    const auto named = models::protocol_named(name);
    if (!named) throw std::invalid_argument("no protocol has this name");
    protocol = *named;
  }
  const protocol::Context context{arena_, request_id};
  protocol::Reply reply;
  dom::object error;
  if (!asked["error"].get(error)) {
    protocol::encode_error(protocol, service, &*operation, read_failure(*service, error, arena_), context,
                           reply);
    return reply_line(reply);
  }
  dom::element json;
  Value output = Value::structure(arena_);
  if (!asked["output"].get(json) && operation->output())
    output = read_readable(*operation->output(), json, arena_);
  protocol::encode(protocol, *operation, output, context, reply);
  return reply_line(reply);
}

std::string answer(dom::parser& parser, const std::string& line) {
  try {
    dom::element asked;
    dom::object detail;
    if (parser.parse(line).get(asked)) throw std::invalid_argument("the line is no JSON");
    Line call;
    if (!asked["decode"].get(detail)) return call.decode(detail);
    if (!asked["encode"].get(detail)) return call.encode(detail);
    throw std::invalid_argument("the line has neither \"decode\" nor \"encode\"");
  } catch (const std::exception& e) {
    return error_line("InvalidLine", e.what(), 400);
  }
}

}  // namespace

int wire(std::istream& in, std::ostream& out) {
  dom::parser parser;
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    out << answer(parser, line) << '\n' << std::flush;
  }
  return 0;
}

}  // namespace understudy::gateway
