// The layout of the compiled models: plain rows that the model compiler writes and the server reads in place.
//
// One blob holds all services. It needs no relocation and no start-up: every reference is an offset or an
// index.
//   Header | ServiceRow[services] | per service: its rows and its strings | the services' own texts
// What routing reads of every service lies together at both ends, so that an idle server has no other page of
// it in memory.
// Offsets are in bytes from the start of the blob, 8-byte aligned. A service's strings are numbered; its
// member names come first, sorted bytewise, so that a member name's number is its id in the generated Names
// list and in kit::Value.
#pragma once

#include <cstdint>
#include <string_view>

namespace understudy::models::tables {

using Text = std::uint16_t;   // number of a string of the service; string 0xFFFF is "none"
using Index = std::uint16_t;  // number of a row of the service
inline constexpr std::uint16_t none = 0xFFFF;

struct Span {  // rows [offset, offset + count) of the type that the field's name says
  std::uint32_t offset;
  std::uint32_t count;
};

inline constexpr std::string_view magic = "USMODEL2";

struct Fact {  // a text of a service itself
  std::uint32_t offset;
  std::uint32_t size;  // 0: none
};

struct Header {
  char magic[8];
  std::uint32_t services;
  std::uint32_t size;  // of the blob
};

enum class Protocol : std::uint8_t {
  json,  // 1.0 or 1.1
  query,
  ec2,
  rest_json,
  rest_xml,
  rpc_v2_cbor,
};

enum class Type : std::uint8_t {
  structure,
  list,
  map,
  string,
  blob,
  boolean,
  integer,
  long_integer,
  float_number,
  double_number,
  timestamp,
  document,
};

enum class TimestampFormat : std::uint8_t { unset, iso8601, rfc822, unix_timestamp };

enum class Location : std::uint8_t { body, uri, query_string, header, headers, status_code };

// Bits of MemberRow::flags. `flattened` and `streaming` stand here too when the model says them of the
// member's shape, so that one look suffices.
enum MemberFlag : std::uint16_t {
  required = 1,
  idempotency_token = 2,
  json_value = 4,
  xml_attribute = 8,
  flattened = 16,
  streaming = 32,
  host_label = 64,
  event_header = 128,
  event_payload = 256,
};

// A member of a structure; also a list's element (1 row) and a map's key and value (2 rows).
struct MemberRow {
  Text name;  // the member's name; "member", "key", "value" for lists and maps
  Index shape;
  // locationName, else the shape's own, else the name (json, rest-json, rest-xml, cbor and headers, query
  // strings, labels); for elements, keys and values: locationName, else the shape's own, else none
  Text wire;
  Text query;      // queryName (ec2, and our overlays' query names), else none
  Text xmlns;      // xmlNamespace.uri, else its shape's, else none
  Text xmlprefix;  // xmlNamespace.prefix, else none
  std::uint16_t flags;
  Location location;
  TimestampFormat timestamp;  // the member's, else its shape's, else unset
};
static_assert(sizeof(MemberRow) == 16);

enum ShapeFlag : std::uint16_t {
  sensitive = 1,
  union_shape = 2,
  event_stream = 4,
  event = 8,
  exception = 16,
  sparse = 32,
  wrapper = 64,
  box = 128,
  shape_flattened = 256,
  shape_streaming = 512,
  requires_length = 1024,
  is_document = 2048,
};

struct ShapeRow {
  Text name;
  Type type;
  std::uint8_t unused;
  std::uint16_t flags;
  Index constraint;       // row in constraints, else none
  std::uint32_t first;    // first row in members
  std::uint16_t members;  // structure: its members; list 1; map 2; scalar 0
  Index payload;          // structure: the payload member's number within the structure, else none
  // structure: first row in wire_orders: its members' numbers sorted bytewise by wire name; where two share
  // one (S3's `Event` and `Events`), body before head and flattened before single
  std::uint32_t wire_order;
  Text location_name;  // structure: the shape's own locationName (XML root), else none
  Index error;         // structure: row in errors, else none
};
static_assert(sizeof(ShapeRow) == 24);

struct ConstraintRow {  // bounds that are absent hold the type's limits
  double min;           // of length, size or value; -infinity when absent
  double max;           // +infinity when absent
  Text pattern;         // for PCRE2, else none
  Text pattern_text;    // the pattern as AWS's messages print it, else none
  std::uint16_t enums;  // how many, in enum_texts
  std::uint16_t first_enum;
};
static_assert(sizeof(ConstraintRow) == 24);

enum ErrorFlag : std::uint16_t { sender_fault = 1, fault = 2, retryable = 4, throttling = 8 };

struct ErrorRow {
  Text code;             // error.code, else the shape's name
  std::uint16_t status;  // error.httpStatusCode; 0 when the model says none
  Index shape;
  std::uint16_t flags;
};

enum OperationFlag : std::uint16_t {
  unsigned_payload = 1,
  no_auth = 2,
  checksum_required = 4,
  http_checksum = 8,
  endpoint_operation = 16,
  readonly = 32,
  idempotent = 64,
  deprecated = 128,
  unwrapped = 256,  // rest-xml: the answer's root holds the only member's text, of our overlays
  form = 512,       // clients also send the query string as a form, by POST; of our overlays
};

struct OperationRow {  // sorted bytewise by name
  Text name;
  Text method;
  Text uri;              // requestUri as in the model, with its "?constant" part
  Index input;           // shape, else none
  Index output;          // shape, else none
  Text result_wrapper;   // query, else none
  Text host_prefix;      // endpoint.hostPrefix with its {labels}, else none
  Text input_name;       // input.locationName (rest-xml root), else none
  Text input_xmlns;      // input.xmlNamespace.uri, else none
  std::uint16_t status;  // http.responseCode, else 200
  std::uint16_t flags;
  Index paginator;            // row in paginators, else none
  std::uint32_t first_error;  // in error_lists: rows in errors
  std::uint16_t errors;
  Text output_name;  // output.locationName (rest-xml answer's root, of our overlays), else none
};
static_assert(sizeof(OperationRow) == 32);

struct PaginatorRow {        // expressions as botocore writes them; several of a kind stand in text_lists
  std::uint32_t first_text;  // input tokens, then output tokens, then result keys
  std::uint8_t input_tokens, output_tokens, result_keys, unused;
  Text limit_key;
  Text more_results;
};

// The compiled waiters: success states and what they look at, as text (botocore's own words).
struct WaiterRow {
  Text name;
  Text operation;
  std::uint32_t first_acceptor;
  std::uint16_t acceptors;
  std::uint16_t delay;  // seconds
  std::uint16_t max_attempts;
  std::uint16_t unused;
};
struct AcceptorRow {
  Text state, matcher, argument, expected;  // expected: a scalar's JSON text
};

enum ServiceFlag : std::uint16_t {
  global = 1,
  query_compatible = 2,
  rip_service_name = 4,
  http2 = 8,
  bare_errors = 16,  // errorForm of our overlays: <Error> is the root (S3)
  ec2_errors = 32,   // errorForm: <Response><Errors><Error>, as the ec2 protocol has it (SimpleDB)
};

struct ServiceRow {  // sorted bytewise by name
  Fact name;         // the folder under services/models
  Fact service_id;   // metadata.serviceId
  Fact api_version;
  Fact endpoint_prefix;
  Fact signing_name;   // metadata.signingName, else the endpoint prefix
  Fact target_prefix;  // else none
  Fact xmlns;          // metadata.xmlNamespace, else none
  Fact json_version;   // "1.0" or "1.1", else none
  Fact full_name;
  Fact abbreviation;   // metadata.serviceAbbreviation, else none
  Fact global_region;  // credential-scope region of a global service ("us-east-1"), else none
  std::uint16_t flags;
  Protocol protocols[4];
  std::uint8_t protocol_count;
  std::uint8_t unused[3];
  std::uint32_t names;  // how many of the strings are member names (the first ones)
  Span strings;         // count + 1 std::uint32_t: where each string starts in chars
  std::uint32_t chars;  // offset of the characters
  Span shapes, members, wire_orders, constraints, enum_texts, errors, error_lists, operations, paginators,
      text_lists, waiters, acceptors;
};

}  // namespace understudy::models::tables
