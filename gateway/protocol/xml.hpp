// XML by the models: rest-xml bodies both ways, and the writer that the answers of query and ec2 share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/protocol/protocol.hpp"
#include "gateway/protocol/text.hpp"

namespace understudy::gateway::protocol {

// Reads a body into the body members of an existing structure of `shape`: an operation's input or its payload
// member. An empty body adds nothing. Elements stand in any order and with any namespace prefix; unknown ones
// are skipped. The root must be called `root_name`, unless that is empty. There is no DTD processing: a
// document type is malformed. Fails as AWS does: S3 with MalformedXML, the others with MalformedInput and its
// reason.
std::optional<kit::Failure> decode_xml_body(const models::Shape& shape, std::string_view root_name,
                                            std::string_view body, kit::Arena& arena, kit::Value& structure);

// Appends a document: declaration, root element with its namespace (none when empty), body members.
void encode_xml_body(const models::Shape& shape, std::string_view root, std::string_view xmlns,
                     const kit::Value& structure, std::string& out);

// Appends the body of a rest-xml answer as a whole: of the payload structure if the output has one, else of
// its body members, else nothing; root and namespace as the model and its overlay say. Payloads of strings
// and blobs are not XML and not for this.
void encode_xml_output(const models::Operation& operation, const kit::Value& output, std::string& out);

// S3: `<Error>` alone, further fields inside; the others: `<ErrorResponse><Error>`. See query.hpp about
// `fields`.
void encode_rest_xml_error(const models::Service* service, const models::Operation* operation,
                           const kit::Failure& failure, const Context& context, Reply& reply);

// What may not stand in text or between quotes becomes a reference: markup, quotes, carriage returns and,
// though XML 1.0 has no place for them, other control characters, as S3 writes them in listings.
void append_xml_text(std::string& out, std::string_view text);
void append_xml_attribute(std::string& out, std::string_view text);  // line feeds and tabs too

// Writes values as elements, straight into the body. Which of the models' names it uses depends on the
// protocol: rest-xml and ec2 the wire names, query a query name where the overlay has one; elements of lists
// are `item` in ec2, else `member`, unless the model names them.
class XmlWriter {
 public:
  XmlWriter(std::string& out, models::Protocol protocol, std::string_view xmlns = {});

  void open(std::string_view tag);                      // <tag>
  void close(std::string_view tag);                     // </tag>
  void text(std::string_view tag, std::string_view s);  // <tag>s</tag>
  // <tag>...</tag> of a structure's attributes and body members; `attributes` is written as it is.
  void structure(std::string_view tag, std::string_view attributes, const models::Shape& shape,
                 const kit::Value& structure);
  void members(const models::Shape& shape, const kit::Value& structure);  // of the body, without attributes
  void scalar(const models::Member& member, const kit::Value& value);     // its text alone

 private:
  std::string_view name(const models::Member& member) const;
  std::string_view name(const models::Member& member, std::string_view otherwise) const;
  void member(const models::Member& member, const kit::Value& value);
  void element(std::string_view tag, const models::Member& member, const kit::Value& value);
  void list(std::string_view tag, const models::Member& member, const kit::Value& value);
  void map(std::string_view tag, const models::Member& member, const kit::Value& value);
  void end(std::string_view tag, std::size_t empty);

  std::string& out_;
  std::string_view xmlns_;
  bool query_;
  bool ec2_;
  Fraction fraction_;
};

}  // namespace understudy::gateway::protocol
