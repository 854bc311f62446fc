// Values to XML: elements appended to the body, without a document in between.
#include <array>

#include "gateway/protocol/member_cursor.hpp"
#include "gateway/protocol/xml.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Location;
using models::Member;
using models::Shape;
using models::Type;

constexpr std::array<bool, 256> escaped(bool attribute) {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = attribute || (c != '\t' && c != '\n');
  for (const char c : {'<', '>', '&', '"'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto escaped_in_text = escaped(false);
constexpr auto escaped_in_attribute = escaped(true);

void append_reference(std::string& out, unsigned char c) {
  constexpr char hex[] = "0123456789ABCDEF";
  switch (c) {
    case '<': out += "&lt;"; return;
    case '>': out += "&gt;"; return;
    case '&': out += "&amp;"; return;
    case '"': out += "&quot;"; return;
    default:
      out += "&#x";
      if (c >= 16) out += hex[c >> 4];
      out += hex[c & 15];
      out += ';';
  }
}

void append_escaped(std::string& out, std::string_view text, const std::array<bool, 256>& table) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!table[c]) continue;
    out.append(text, from, i - from);
    append_reference(out, c);
    from = i + 1;
  }
  out.append(text, from);
}

bool has_body(const Shape& shape) {
  for (std::uint16_t i = 0; i < shape.size(); ++i)
    if (shape.member(i).location() == Location::body) return true;
  return false;
}

void append_xmlns(std::string& out, std::string_view prefix, std::string_view uri) {
  out += " xmlns";
  if (!prefix.empty()) {
    out += ':';
    out += prefix;
  }
  out += "=\"";
  append_xml_attribute(out, uri);
  out += '"';
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) { append_escaped(out, text, escaped_in_text); }
void append_xml_attribute(std::string& out, std::string_view text) {
  append_escaped(out, text, escaped_in_attribute);
}

// EC2 and the rest-xml services always show milliseconds (2010-08-31T20:00:00.000Z); query services write
// whole seconds without.
XmlWriter::XmlWriter(std::string& out, models::Protocol protocol, std::string_view xmlns)
    : out_(out),
      xmlns_(xmlns),
      query_(protocol == models::Protocol::query),
      ec2_(protocol == models::Protocol::ec2),
      fraction_(query_ ? Fraction::brief : Fraction::millis) {}

void XmlWriter::open(std::string_view tag) {
  out_ += '<';
  out_ += tag;
  out_ += '>';
}

void XmlWriter::close(std::string_view tag) {
  out_ += "</";
  out_ += tag;
  out_ += '>';
}

void XmlWriter::text(std::string_view tag, std::string_view s) {
  open(tag);
  append_xml_text(out_, s);
  close(tag);
}

// Closes an element that was opened up to `empty`: <tag></tag> becomes <tag/>.
void XmlWriter::end(std::string_view tag, std::size_t empty) {
  if (out_.size() > empty) return close(tag);
  out_.back() = '/';
  out_ += '>';
}

std::string_view XmlWriter::name(const Member& member) const { return name(member, member.name()); }

std::string_view XmlWriter::name(const Member& member, std::string_view otherwise) const {
  std::string_view given = query_ ? member.query() : std::string_view();
  if (given.empty()) given = member.wire();
  return given.empty() ? otherwise : given;
}

void XmlWriter::structure(std::string_view tag, std::string_view attributes, const Shape& shape,
                          const Value& structure) {
  out_ += '<';
  out_ += tag;
  out_ += attributes;
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    if (!member.has(models::tables::xml_attribute)) continue;
    const Value* value = structure.member(member.id());
    if (!value || !*value) continue;
    out_ += ' ';
    out_ += name(member);
    out_ += "=\"";
    append_xml_attribute(out_, value->text());
    out_ += '"';
  }
  out_ += '>';
  const std::size_t empty = out_.size();
  members(shape, structure);
  end(tag, empty);
}

void XmlWriter::members(const Shape& shape, const Value& structure) {
  MemberCursor cursor(shape);
  for (const Value& value : structure.elements()) {
    if (!value) continue;
    const auto found = cursor.find(value.name());
    if (found && found->location() == Location::body && !found->has(models::tables::xml_attribute))
      member(*found, value);
  }
}

void XmlWriter::member(const Member& member, const Value& value) { element(name(member), member, value); }

void XmlWriter::element(std::string_view tag, const Member& member, const Value& value) {
  const Shape shape = member.shape();
  if (value.is(Kind::list)) return list(tag, member, value);
  if (value.is(Kind::map)) return map(tag, member, value);
  if (value.is(Kind::structure)) {
    std::string attributes;  // seldom used: no allocation when empty
    if (!member.xmlns().empty() && (!member.xmlprefix().empty() || member.xmlns() != xmlns_))
      append_xmlns(attributes, member.xmlprefix(), member.xmlns());
    return structure(tag, attributes, shape, value);
  }
  open(tag);
  const std::size_t empty = out_.size();
  scalar(member, value);
  end(tag, empty);
}

void XmlWriter::list(std::string_view tag, const Member& member, const Value& value) {
  const Shape shape = member.shape();
  if (shape.type() != Type::list) return;
  const Member element = shape.element();
  if (member.has(models::tables::flattened)) {
    const std::string_view each = name(element, tag);
    for (const Value& v : value.elements()) this->element(each, element, v);
    return;
  }
  open(tag);
  const std::size_t empty = out_.size();
  const std::string_view each = name(element, ec2_ ? "item" : "member");
  for (const Value& v : value.elements()) this->element(each, element, v);
  end(tag, empty);
}

void XmlWriter::map(std::string_view tag, const Member& member, const Value& value) {
  const Shape shape = member.shape();
  if (shape.type() != Type::map) return;
  const Member key_member = shape.key(), value_member = shape.value();
  const std::string_view key_tag = name(key_member, "key"), value_tag = name(value_member, "value");
  const bool flattened = member.has(models::tables::flattened);
  const std::string_view entry_tag = flattened ? tag : ec2_ ? "item" : "entry";
  if (!flattened) open(tag);
  const std::size_t empty = out_.size();
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const auto entry = value.entry(i);
    open(entry_tag);
    text(key_tag, entry.key);
    element(value_tag, value_member, entry.value);
    close(entry_tag);
  }
  if (!flattened) end(tag, empty);
}

void XmlWriter::scalar(const Member& member, const Value& value) {
  const Type type = member.shape().type();
  switch (value.kind()) {
    case Kind::boolean: out_ += value.boolean() ? "true" : "false"; break;
    case Kind::integer:
      if (type != Type::double_number && type != Type::float_number)
        return append_integer(out_, value.integer());
      [[fallthrough]];
    case Kind::real: return append_double(out_, value.real());
    case Kind::string:
    case Kind::blob:
      if (type == Type::blob) return append_base64(out_, value.text());
      return append_xml_text(out_, value.text());
    case Kind::time: return append_time(out_, value.time(), member.timestamp(), fraction_);
    default: break;
  }
}

void encode_xml_body(const Shape& shape, std::string_view root, std::string_view xmlns,
                     const Value& structure, std::string& out) {
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  std::string attributes;
  if (!xmlns.empty()) append_xmlns(attributes, {}, xmlns);
  XmlWriter(out, models::Protocol::rest_xml, xmlns).structure(root, attributes, shape, structure);
}

void encode_xml_output(const models::Operation& operation, const Value& output, std::string& out) {
  const auto shape = operation.output();
  if (!shape) return;
  const std::string_view xmlns = operation.service().xmlns();
  if (const auto payload = shape->payload()) {
    const Value* value = output.member(payload->id());
    if (!value || !value->is(Kind::structure)) return;
    const std::string_view ns = payload->xmlns().empty() ? xmlns : payload->xmlns();
    return encode_xml_body(payload->shape(), payload->wire(), ns, *value, out);
  }
  if (!has_body(*shape)) return;
  std::string_view root = operation.output_name();
  if (root.empty()) root = shape->location_name();
  if (root.empty()) root = shape->name();
  if (!operation.has(models::tables::unwrapped)) return encode_xml_body(*shape, root, xmlns, output, out);
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<";
  out += root;
  append_xmlns(out, {}, xmlns);
  out += '>';
  XmlWriter writer(out, models::Protocol::rest_xml, xmlns);
  for (const Value& value : output.elements()) writer.scalar(shape->member(0), value);
  writer.close(root);
}

}  // namespace understudy::gateway::protocol
