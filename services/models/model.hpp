// The API models at run time: views into the compiled tables. Copied freely, never freed, no start-up cost.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "services/models/tables.hpp"

extern "C" const char understudy_models[];  // the blob, embedded by blob.cpp

namespace understudy::models {

using tables::Location;
using tables::Protocol;
using tables::TimestampFormat;
using tables::Type;

// "query", "ec2", "json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"
std::string_view protocol_name(Protocol protocol);
std::optional<Protocol> protocol_named(std::string_view name);

class Service;
class Shape;

class Member {
 public:
  Member(const Service& service, const tables::MemberRow& row) : service_(&service), row_(&row) {}

  std::uint16_t id() const { return row_->name; }  // the name's id in kit::Value
  std::string_view name() const;
  std::string_view wire() const;   // see MemberRow::wire; empty when none
  std::string_view query() const;  // empty when none
  std::string_view xmlns() const;
  std::string_view xmlprefix() const;
  Shape shape() const;
  Location location() const { return row_->location; }
  TimestampFormat timestamp() const { return row_->timestamp; }
  bool has(tables::MemberFlag flag) const { return row_->flags & flag; }
  const Service& service() const { return *service_; }

 private:
  const Service* service_;
  const tables::MemberRow* row_;
};

struct Constraint {
  double min, max;                // infinite when absent
  std::string_view pattern;       // for PCRE2; empty when none
  std::string_view pattern_text;  // as AWS's messages print it
  std::span<const tables::Text> enums;
};

struct ErrorShape {
  std::string_view code;
  std::uint16_t status;  // 0: the model says none
  std::uint16_t flags;   // tables::ErrorFlag
};

class Shape {
 public:
  Shape(const Service& service, const tables::ShapeRow& row) : service_(&service), row_(&row) {}

  std::string_view name() const;
  Type type() const { return row_->type; }
  bool has(tables::ShapeFlag flag) const { return row_->flags & flag; }
  std::uint16_t size() const { return row_->members; }
  Member member(std::uint16_t i) const;                     // i < size()
  std::optional<Member> find(std::string_view name) const;  // by member name
  // By wire name, logarithmic; it may be a member that travels in the head (see location()). Where two share
  // one, see ShapeRow::wire_order.
  std::optional<Member> by_wire(std::string_view wire) const;
  std::optional<Member> payload() const;
  Member element() const { return member(0); }  // of a list
  Member key() const { return member(0); }      // of a map
  Member value() const { return member(1); }
  std::string_view location_name() const;  // the shape's own; empty when none
  std::optional<Constraint> constraint() const;
  std::optional<ErrorShape> error() const;
  std::uint16_t index() const;  // its number in the service
  const Service& service() const { return *service_; }

 private:
  // Up to here comparing all names is faster than halving.
  static constexpr std::uint16_t few = 16;

  std::optional<Member> by_wire_among_many(std::string_view wire) const;

  const Service* service_;
  const tables::ShapeRow* row_;
};

struct Paginator {
  std::span<const tables::Text> input_tokens, output_tokens, result_keys;
  std::string_view limit_key, more_results;
};

class Operation {
 public:
  Operation(const Service& service, const tables::OperationRow& row) : service_(&service), row_(&row) {}

  std::string_view name() const;
  std::string_view method() const;
  std::string_view uri() const;
  std::optional<Shape> input() const;
  std::optional<Shape> output() const;
  std::string_view result_wrapper() const;
  std::string_view host_prefix() const;
  std::string_view input_name() const;
  std::string_view input_xmlns() const;
  std::string_view output_name() const;  // root of the XML answer; empty when it is the output shape's name
  std::uint16_t status() const { return row_->status; }
  bool has(tables::OperationFlag flag) const { return row_->flags & flag; }
  std::uint16_t errors() const { return row_->errors; }
  Shape error(std::uint16_t i) const;  // i < errors()
  std::optional<Paginator> paginator() const;
  std::uint16_t index() const;  // its number in the service, by sorted name
  const Service& service() const { return *service_; }

 private:
  const Service* service_;
  const tables::OperationRow* row_;
};

// A service lives as long as the program; hold it by pointer or reference.
class Service {
 public:
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  std::string_view name() const { return fact(row_.name); }
  std::string_view service_id() const { return fact(row_.service_id); }
  std::string_view api_version() const { return fact(row_.api_version); }
  std::string_view endpoint_prefix() const { return fact(row_.endpoint_prefix); }
  std::string_view signing_name() const { return fact(row_.signing_name); }
  std::string_view target_prefix() const { return fact(row_.target_prefix); }
  std::string_view xmlns() const { return fact(row_.xmlns); }
  std::string_view json_version() const { return fact(row_.json_version); }
  std::string_view full_name() const { return fact(row_.full_name); }
  std::string_view abbreviation() const { return fact(row_.abbreviation); }
  std::string_view global_region() const { return fact(row_.global_region); }
  bool has(tables::ServiceFlag flag) const { return row_.flags & flag; }
  std::span<const Protocol> protocols() const { return {row_.protocols, row_.protocol_count}; }
  bool speaks(Protocol protocol) const;

  std::uint16_t operations() const { return static_cast<std::uint16_t>(row_.operations.count); }
  Operation operation(std::uint16_t i) const;
  std::optional<Operation> find_operation(std::string_view name) const;  // logarithmic
  std::uint16_t shapes() const { return static_cast<std::uint16_t>(row_.shapes.count); }
  Shape shape(std::uint16_t i) const;
  std::optional<Shape> find_shape(std::string_view name) const;  // linear
  // The error shape that has this code or this shape name, else none (linear).
  std::optional<Shape> find_error(std::string_view code) const;
  std::uint32_t names() const { return row_.names; }  // member names are texts [0, names())

  std::string_view text(tables::Text t) const {
    if (t == tables::none) return {};
    const auto* starts = rows<std::uint32_t>(row_.strings);
    return {base() + row_.chars + starts[t], starts[t + 1] - starts[t]};
  }
  template <class Row>
  const Row* rows(tables::Span span) const {
    return reinterpret_cast<const Row*>(base() + span.offset);
  }
  const tables::ServiceRow& row() const { return row_; }
  std::uint16_t index() const;  // its number among all()

 private:
  static const char* base() { return understudy_models; }
  static std::string_view fact(tables::Fact f) { return {base() + f.offset, f.size}; }

  tables::ServiceRow row_;  // the object is its row in the blob
};
static_assert(sizeof(Service) == sizeof(tables::ServiceRow));

std::span<const Service> all();              // sorted by name
const Service* find(std::string_view name);  // by folder name; null when unknown

// ---- What the wire engine asks for every member of every call ----

inline std::string_view Member::name() const { return service_->text(row_->name); }
inline std::string_view Member::wire() const { return service_->text(row_->wire); }
inline std::string_view Member::query() const { return service_->text(row_->query); }
inline std::string_view Member::xmlns() const { return service_->text(row_->xmlns); }
inline std::string_view Member::xmlprefix() const { return service_->text(row_->xmlprefix); }
inline Shape Member::shape() const { return service_->shape(row_->shape); }

inline Shape Service::shape(std::uint16_t i) const { return {*this, rows<tables::ShapeRow>(row_.shapes)[i]}; }
inline Operation Service::operation(std::uint16_t i) const {
  return {*this, rows<tables::OperationRow>(row_.operations)[i]};
}

inline std::string_view Shape::name() const { return service_->text(row_->name); }
inline std::string_view Shape::location_name() const { return service_->text(row_->location_name); }
inline Member Shape::member(std::uint16_t i) const {
  return {*service_, service_->rows<tables::MemberRow>(service_->row().members)[row_->first + i]};
}
inline std::optional<Member> Shape::payload() const {
  if (row_->payload == tables::none) return {};
  return member(row_->payload);
}
inline std::optional<Member> Shape::by_wire(std::string_view wire) const {
  if (row_->members > few) return by_wire_among_many(wire);
  const auto* order = service_->rows<std::uint16_t>(service_->row().wire_orders) + row_->wire_order;
  for (std::uint16_t i = 0; i < row_->members; ++i) {
    const Member candidate = member(order[i]);
    const std::string_view name = candidate.wire();
    if (name.size() == wire.size() && std::memcmp(name.data(), wire.data(), wire.size()) == 0)
      return candidate;
  }
  return {};
}

inline std::string_view Operation::name() const { return service_->text(row_->name); }
inline std::optional<Shape> Operation::input() const {
  if (row_->input == tables::none) return {};
  return service_->shape(row_->input);
}
inline std::optional<Shape> Operation::output() const {
  if (row_->output == tables::none) return {};
  return service_->shape(row_->output);
}

}  // namespace understudy::models
