// Walks a document's elements and writes them as JSON.
#include "gateway/protocol/xml_json.hpp"

#include <algorithm>
#include <pugixml.hpp>
#include <vector>

#include "services/kit/json.hpp"

namespace understudy::gateway::protocol {
namespace {

constexpr unsigned options = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_ws_pcdata_single;

void append_element(std::string& out, const pugi::xml_node& node) {
  std::vector<pugi::xml_node> children;
  for (const pugi::xml_node& child : node.children())
    if (child.type() == pugi::node_element) children.push_back(child);
  if (children.empty()) {
    if (const std::string_view text = node.text().get(); !text.empty())
      return kit::append_json_string(out, text);
    out += "null";
    return;
  }
  // Stable: the members come in the order of their first elements within each name.
  std::ranges::stable_sort(children, {}, [](const pugi::xml_node& n) { return std::string_view(n.name()); });
  out += '{';
  for (auto first = children.begin(); first != children.end();) {
    const std::string_view name = first->name();
    const auto last = std::find_if(first, children.end(), [&](const auto& n) { return n.name() != name; });
    if (first != children.begin()) out += ',';
    kit::append_json_string(out, name);
    out += ':';
    const bool list = last - first > 1;
    if (list) out += '[';
    for (auto at = first; at != last; ++at) {
      if (at != first) out += ',';
      append_element(out, *at);
    }
    if (list) out += ']';
    first = last;
  }
  out += '}';
}

}  // namespace

void turn_to_json(Reply& reply) {
  pugi::xml_document document;
  if (!document.load_buffer(reply.body.data(), reply.body.size(), options, pugi::encoding_utf8)) return;
  const pugi::xml_node root = document.document_element();
  std::string json = "{";
  kit::append_json_string(json, root.name());
  json += ':';
  append_element(json, root);
  json += '}';
  reply.body = std::move(json);
  for (Field& field : reply.headers)
    if (field.name == "Content-Type") field.value = "application/json";
}

}  // namespace understudy::gateway::protocol
