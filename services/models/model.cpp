// The API models at run time: the parts that are not on every call's way.
#include "services/models/model.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace understudy::models {
namespace {

constexpr std::pair<Protocol, std::string_view> protocols[] = {
    {Protocol::json, "json"},         {Protocol::query, "query"},
    {Protocol::ec2, "ec2"},           {Protocol::rest_json, "rest-json"},
    {Protocol::rest_xml, "rest-xml"}, {Protocol::rpc_v2_cbor, "smithy-rpc-v2-cbor"},
};

// Binary search by a name that each of `count` things has.
template <class NameOf>
std::optional<std::uint32_t> place(std::uint32_t count, std::string_view name, NameOf name_of) {
  std::uint32_t low = 0, high = count;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (name_of(middle) < name) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == count || name_of(low) != name) return {};
  return low;
}

const tables::Header& header() {
  static const tables::Header& checked = [&]() -> const tables::Header& {
    const auto& found = *reinterpret_cast<const tables::Header*>(understudy_models);
    if (std::string_view(found.magic, sizeof found.magic) != tables::magic)
      throw std::logic_error("the embedded models have another layout than their reader");
    return found;
  }();
  return checked;
}

}  // namespace

std::string_view protocol_name(Protocol protocol) {
  return std::find_if(std::begin(protocols), std::end(protocols),
                      [&](const auto& p) { return p.first == protocol; })
      ->second;
}

std::optional<Protocol> protocol_named(std::string_view name) {
  for (const auto& [protocol, known] : protocols)
    if (known == name) return protocol;
  return {};
}

std::optional<Member> Shape::find(std::string_view name) const {
  for (std::uint16_t i = 0; i < size(); ++i)
    if (const Member candidate = member(i); candidate.name() == name) return candidate;
  return {};
}

std::optional<Member> Shape::by_wire_among_many(std::string_view wire) const {
  const auto* order = service_->rows<std::uint16_t>(service_->row().wire_orders) + row_->wire_order;
  const auto found = place(size(), wire, [&](std::uint32_t i) { return member(order[i]).wire(); });
  if (!found) return {};
  return member(order[*found]);
}

std::optional<Constraint> Shape::constraint() const {
  if (row_->constraint == tables::none) return {};
  const auto& row = service_->rows<tables::ConstraintRow>(service_->row().constraints)[row_->constraint];
  const auto* enums = service_->rows<tables::Text>(service_->row().enum_texts) + row.first_enum;
  return Constraint{
      row.min, row.max, service_->text(row.pattern), service_->text(row.pattern_text), {enums, row.enums}};
}

std::optional<ErrorShape> Shape::error() const {
  if (row_->error == tables::none) return {};
  const auto& row = service_->rows<tables::ErrorRow>(service_->row().errors)[row_->error];
  return ErrorShape{service_->text(row.code), row.status, row.flags};
}

std::uint16_t Shape::index() const {
  return static_cast<std::uint16_t>(row_ - service_->rows<tables::ShapeRow>(service_->row().shapes));
}

std::string_view Operation::method() const { return service_->text(row_->method); }
std::string_view Operation::uri() const { return service_->text(row_->uri); }
std::string_view Operation::result_wrapper() const { return service_->text(row_->result_wrapper); }
std::string_view Operation::host_prefix() const { return service_->text(row_->host_prefix); }
std::string_view Operation::input_name() const { return service_->text(row_->input_name); }
std::string_view Operation::input_xmlns() const { return service_->text(row_->input_xmlns); }
std::string_view Operation::output_name() const { return service_->text(row_->output_name); }

Shape Operation::error(std::uint16_t i) const {
  const tables::ServiceRow& tables = service_->row();
  const tables::Index error = service_->rows<tables::Index>(tables.error_lists)[row_->first_error + i];
  return service_->shape(service_->rows<tables::ErrorRow>(tables.errors)[error].shape);
}

std::optional<Paginator> Operation::paginator() const {
  if (row_->paginator == tables::none) return {};
  const auto& row = service_->rows<tables::PaginatorRow>(service_->row().paginators)[row_->paginator];
  const auto* texts = service_->rows<tables::Text>(service_->row().text_lists) + row.first_text;
  return Paginator{{texts, row.input_tokens},
                   {texts + row.input_tokens, row.output_tokens},
                   {texts + row.input_tokens + row.output_tokens, row.result_keys},
                   service_->text(row.limit_key),
                   service_->text(row.more_results)};
}

std::uint16_t Operation::index() const {
  return static_cast<std::uint16_t>(row_ - service_->rows<tables::OperationRow>(service_->row().operations));
}

bool Service::speaks(Protocol protocol) const {
  const auto spoken = protocols();
  return std::find(spoken.begin(), spoken.end(), protocol) != spoken.end();
}

std::optional<Operation> Service::find_operation(std::string_view name) const {
  const auto* rows = this->rows<tables::OperationRow>(row_.operations);
  const auto found = place(row_.operations.count, name, [&](std::uint32_t i) { return text(rows[i].name); });
  if (!found) return {};
  return operation(static_cast<std::uint16_t>(*found));
}

std::optional<Shape> Service::find_shape(std::string_view name) const {
  for (std::uint16_t i = 0; i < shapes(); ++i)
    if (const Shape candidate = shape(i); candidate.name() == name) return candidate;
  return {};
}

// A shape's name comes before a code: CloudWatch has a shape ResourceNotFound and another one with that code.
std::optional<Shape> Service::find_error(std::string_view code) const {
  const std::span errors(rows<tables::ErrorRow>(row_.errors), row_.errors.count);
  for (const tables::ErrorRow& row : errors)
    if (const Shape candidate = shape(row.shape); candidate.name() == code) return candidate;
  for (const tables::ErrorRow& row : errors)
    if (text(row.code) == code) return shape(row.shape);
  return {};
}

std::uint16_t Service::index() const { return static_cast<std::uint16_t>(this - all().data()); }

std::span<const Service> all() {
  return {reinterpret_cast<const Service*>(&header() + 1), header().services};
}

const Service* find(std::string_view name) {
  const auto services = all();
  const auto found = place(static_cast<std::uint32_t>(services.size()), name,
                           [&](std::uint32_t i) { return services[i].name(); });
  return found ? &services[*found] : nullptr;
}

}  // namespace understudy::models
