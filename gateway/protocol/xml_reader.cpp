// XML to values: a rest-xml body, parsed by pugixml and read by the model.
#include <cstring>
#include <pugixml.hpp>

#include "gateway/protocol/scalars.hpp"
#include "gateway/protocol/unique_keys.hpp"
#include "gateway/protocol/xml.hpp"

namespace understudy::gateway::protocol {
namespace {

using kit::Kind;
using kit::Value;
using models::Location;
using models::Member;
using models::Shape;
using models::Type;
namespace tables = models::tables;

// Text is taken as it stands, blanks too, and references are resolved here: pugixml lets unknown ones pass.
// Fragments are allowed so that text around the root is seen and refused.
constexpr unsigned options =
    pugi::parse_fragment | pugi::parse_cdata | pugi::parse_ws_pcdata | pugi::parse_doctype;

constexpr bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_text(const pugi::xml_node& node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

std::string_view local(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The characters of XML 1.0 that are one byte long.
bool has_forbidden_byte(std::string_view body) {
  bool found = false;
  for (const char c : body) found |= static_cast<unsigned char>(c) < 0x20 && !blank(c);
  return found;
}

bool is_character(std::uint32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c < 0xD800 || (c > 0xDFFF && c < 0xFFFE) || (c > 0xFFFF && c <= 0x10FFFF);
}

char* put_utf8(char* to, std::uint32_t c) {
  const auto tail = [&](int shift) { *to++ = static_cast<char>(0x80 | (c >> shift & 63)); };
  if (c < 0x80) {
    *to++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *to++ = static_cast<char>(0xC0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    *to++ = static_cast<char>(0xE0 | c >> 12);
    tail(6), tail(0);
  } else {
    *to++ = static_cast<char>(0xF0 | c >> 18);
    tail(12), tail(6), tail(0);
  }
  return to;
}

// What stands between '&' and ';': one of XML's five names or a character's number; 0 for all else.
std::uint32_t referred(std::string_view name) {
  constexpr std::pair<std::string_view, char> names[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, c] : names)
    if (known == name) return static_cast<std::uint32_t>(c);
  if (name.size() < 2 || name[0] != '#') return 0;
  const bool hex = name[1] == 'x';
  name.remove_prefix(hex ? 2 : 1);
  if (name.empty()) return 0;
  std::uint32_t value = 0;
  for (const char c : name) {
    const int digit = c >= '0' && c <= '9'          ? c - '0'
                      : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                    : -1;
    if (digit < 0 || value > 0x110000) return 0;
    value = value * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
  }
  return is_character(value) ? value : 0;
}

// Appends text with its references resolved (not in CDATA) and its line ends made \n; null when a reference
// is none. What is written is never longer than what is read.
char* put_text(char* to, std::string_view text, bool references) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&' && references) {
      const auto end = text.find(';', i);
      const std::uint32_t c = end == std::string_view::npos ? 0 : referred(text.substr(i + 1, end - i - 1));
      if (c == 0) return nullptr;
      to = put_utf8(to, c);
      i = end;
    } else if (text[i] == '\r') {
      *to++ = '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      *to++ = text[i];
    }
  }
  return to;
}

// Refuses document types and what is nested too deep, before anything recurses.
struct Inspector : pugi::xml_tree_walker {
  bool for_each(pugi::xml_node& node) override {
    return depth() < max_depth && node.type() != pugi::node_doctype;
  }
};

class Reader {
 public:
  Reader(const models::Service& service, kit::Arena& arena) : service_(service), arena_(arena) {}

  bool document(const Shape& shape, std::string_view root_name, std::string_view body, Value& structure);
  kit::Failure failure() const;

 private:
  bool root_of(const pugi::xml_document& document, pugi::xml_node& root);
  bool structure(const Shape& shape, const pugi::xml_node& node, Value& into);
  bool attributes(const Shape& shape, const pugi::xml_node& node, Value& into);
  bool value(const Member& member, const pugi::xml_node& node, Value& into);
  bool list(const Shape& shape, const pugi::xml_node& node, Value& into);
  bool map(const Shape& shape, const pugi::xml_node& node, Value& into);
  bool entry(const Shape& shape, const pugi::xml_node& node, std::string_view& key, pugi::xml_node& content);
  bool text(const pugi::xml_node& node, std::string_view& into);
  bool resolved(std::string_view raw, std::string_view& into);
  bool wrong(std::string_view reason) {
    reason_ = reason;
    return false;
  }

  const models::Service& service_;
  kit::Arena& arena_;
  std::string reason_;
};

constexpr std::string_view not_xml = "Could not parse XML";
constexpr std::string_view no_scalar = "Start of structure or map found where not expected";
constexpr std::string_view no_structure = "Unexpected complex element termination";
constexpr std::string_view no_list = "Unexpected list element termination";

// S3 has one message for all; the reasons are those that Route 53 and CloudFront give.
kit::Failure Reader::failure() const {
  if (!service_.has(tables::bare_errors)) return {"MalformedInput", reason_, 400};
  return {"MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema", 400};
}

bool Reader::document(const Shape& shape, std::string_view root_name, std::string_view body, Value& into) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  if (!valid_utf8(body) || has_forbidden_byte(body)) return wrong(not_xml);
  char* const bytes =
      arena_.array<char>(body.size());  // parsed in place: texts stay there as long as the call
  std::memcpy(bytes, body.data(), body.size());
  pugi::xml_document parsed;
  if (!parsed.load_buffer_inplace(bytes, body.size(), options, pugi::encoding_utf8)) return wrong(not_xml);
  pugi::xml_node root;
  if (!root_of(parsed, root)) return wrong(not_xml);
  if (const std::string_view name = local(root.name()); !root_name.empty() && name != root_name) {
    reason_.assign(name).append(" is not valid, expected ").append(root_name);
    return false;
  }
  return attributes(shape, root, into) && structure(shape, root, into);
}

bool Reader::root_of(const pugi::xml_document& document, pugi::xml_node& root) {
  for (const pugi::xml_node& node : document) {
    if (node.type() == pugi::node_element && !root) {
      root = node;
    } else if (!is_text(node) || node.type() == pugi::node_cdata || !trimmed(node.value()).empty()) {
      return false;
    }
  }
  Inspector inspector;
  return root && root.traverse(inspector);
}

bool Reader::structure(const Shape& shape, const pugi::xml_node& node, Value& into) {
  for (const pugi::xml_node& child : node) {
    if (child.type() != pugi::node_element) {
      if (is_text(child) && !trimmed(child.value()).empty()) return wrong(no_structure);
      continue;
    }
    const auto member = shape.by_wire(local(child.name()));
    if (!member || member->location() != Location::body || member->has(tables::xml_attribute)) continue;
    if (!value(*member, child, into.set(arena_, member->id()))) return false;
  }
  return true;
}

// By local name: whoever writes them may choose the prefix.
bool Reader::attributes(const Shape& shape, const pugi::xml_node& node, Value& into) {
  if (!node.first_attribute()) return true;
  for (std::uint16_t i = 0; i < shape.size(); ++i) {
    const Member member = shape.member(i);
    if (!member.has(tables::xml_attribute)) continue;
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      if (local(attribute.name()) != local(member.wire())) continue;
      std::string_view raw;
      if (!resolved(attribute.value(), raw)) return false;
      const Scalar scalar = parse_scalar(member, raw, arena_);
      if (!scalar.wrong.empty()) return wrong(scalar.wrong);
      into.set(arena_, member.id()) = scalar.value;
    }
  }
  return true;
}

// A flattened list or map comes as one element per call and grows; anything else is replaced.
bool Reader::value(const Member& member, const pugi::xml_node& node, Value& into) {
  const Shape shape = member.shape();
  const bool flattened = member.has(tables::flattened);
  const auto start = [&](const Value& fresh) { return into = fresh; };
  switch (shape.type()) {
    case Type::structure: {
      Value grown = start(Value::structure(arena_, 4));
      return attributes(shape, node, grown) && structure(shape, node, grown);
    }
    case Type::list: {
      Value grown = flattened && into.is(Kind::list) ? into : start(Value::list(arena_));
      return flattened ? value(shape.element(), node, grown.add(arena_)) : list(shape, node, grown);
    }
    case Type::map: {
      Value grown = flattened && into.is(Kind::map) ? into : start(Value::map(arena_));
      if (!flattened) return map(shape, node, grown);
      std::string_view key;
      pugi::xml_node content;
      return entry(shape, node, key, content) && value(shape.value(), content, grown.set(arena_, key));
    }
    default: {
      std::string_view content;
      if (!text(node, content)) return false;
      const Type type = shape.type();
      const Scalar scalar = parse_scalar(member, type == Type::string ? content : trimmed(content), arena_);
      if (!scalar.wrong.empty()) return wrong(scalar.wrong);
      into = scalar.value;
      return true;
    }
  }
}

bool Reader::list(const Shape& shape, const pugi::xml_node& node, Value& into) {
  const Member element = shape.element();
  const std::string_view tag = element.wire().empty() ? std::string_view("member") : element.wire();
  for (const pugi::xml_node& child : node) {
    if (child.type() == pugi::node_element) {
      if (local(child.name()) == tag && !value(element, child, into.add(arena_))) return false;
    } else if (is_text(child) && !trimmed(child.value()).empty()) {
      return wrong(no_list);
    }
  }
  return true;
}

bool Reader::map(const Shape& shape, const pugi::xml_node& node, Value& into) {
  UniqueKeys keys(into);
  for (const pugi::xml_node& child : node) {
    if (child.type() == pugi::node_element) {
      std::string_view key;
      pugi::xml_node content;
      if (local(child.name()) != "entry") continue;
      if (!entry(shape, child, key, content)) return false;
      if (!value(shape.value(), content, keys.set(arena_, key))) return false;
    } else if (is_text(child) && !trimmed(child.value()).empty()) {
      return wrong(no_structure);
    }
  }
  return true;
}

bool Reader::entry(const Shape& shape, const pugi::xml_node& node, std::string_view& key,
                   pugi::xml_node& content) {
  const Member key_member = shape.key(), value_member = shape.value();
  const std::string_view key_tag = key_member.wire().empty() ? "key" : key_member.wire();
  const std::string_view value_tag = value_member.wire().empty() ? "value" : value_member.wire();
  pugi::xml_node key_node;
  for (const pugi::xml_node& child : node) {
    if (local(child.name()) == key_tag) key_node = child;
    if (local(child.name()) == value_tag) content = child;
  }
  if (!key_node || !content) return wrong(no_structure);
  return text(key_node, key);
}

// A scalar element's content: text and CDATA sections in turn, comments left out.
bool Reader::text(const pugi::xml_node& node, std::string_view& into) {
  const pugi::xml_node first = node.first_child();
  if (!first) {
    into = {};
    return true;
  }
  if (first.type() == pugi::node_pcdata && !first.next_sibling()) return resolved(first.value(), into);
  std::size_t size = 0;
  for (const pugi::xml_node& child : node) {
    if (child.type() == pugi::node_element) return wrong(no_scalar);
    if (is_text(child)) size += std::strlen(child.value());
  }
  char* const start = arena_.array<char>(size);
  char* to = start;
  for (const pugi::xml_node& child : node) {
    if (is_text(child)) to = put_text(to, child.value(), child.type() == pugi::node_pcdata);
    if (!to) return wrong(not_xml);
  }
  into = {start, static_cast<std::size_t>(to - start)};
  return true;
}

bool Reader::resolved(std::string_view raw, std::string_view& into) {
  into = raw;
  if (raw.find_first_of("&\r") == std::string_view::npos) return true;
  char* const start = arena_.array<char>(raw.size());
  const char* const end = put_text(start, raw, true);
  if (!end) return wrong(not_xml);
  into = {start, static_cast<std::size_t>(end - start)};
  return true;
}

}  // namespace

std::optional<kit::Failure> decode_xml_body(const Shape& shape, std::string_view root_name,
                                            std::string_view body, kit::Arena& arena, Value& structure) {
  if (body.empty()) return {};
  Reader reader(shape.service(), arena);
  if (reader.document(shape, root_name, body, structure)) return {};
  return reader.failure();
}

}  // namespace understudy::gateway::protocol
