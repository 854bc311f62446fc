// The blob: laying the rows out.
#include "services/models/compiler/blob.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "services/models/compiler/json.hpp"

namespace understudy::models::compiler {
namespace {

constexpr std::size_t alignment = 8;

template <class F>
void each_fact(tables::ServiceRow& row, F&& f) {
  for (tables::Fact* fact : {&row.name, &row.service_id, &row.api_version, &row.endpoint_prefix,
                             &row.signing_name, &row.target_prefix, &row.xmlns, &row.json_version,
                             &row.full_name, &row.abbreviation, &row.global_region})
    f(*fact);
}

void pad(std::string& bytes) { bytes.resize((bytes.size() + alignment - 1) / alignment * alignment); }

}  // namespace

Blob::Blob(std::size_t services) : services_(services) {
  bytes_.resize(sizeof(tables::Header) + services * sizeof(tables::ServiceRow));
  count("services", bytes_.size());
}

void Blob::count(std::string_view section, std::size_t bytes) {
  const auto found =
      std::find_if(sections_.begin(), sections_.end(), [&](const auto& s) { return s.name == section; });
  (found == sections_.end() ? sections_.emplace_back(Section{section}) : *found).bytes += bytes;
}

template <class Row>
tables::Span Blob::put(std::string_view section, const std::vector<Row>& rows) {
  pad(bytes_);
  const tables::Span span{static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(rows.size())};
  const std::size_t size = rows.size() * sizeof(Row);
  if (size) bytes_.append(reinterpret_cast<const char*>(rows.data()), size);
  count(section, size);
  return span;
}

void Blob::put_strings(const Strings& strings, tables::ServiceRow& row) {
  std::vector<std::uint32_t> starts;
  std::string chars;
  for (const std::string& text : strings.all()) {
    starts.push_back(static_cast<std::uint32_t>(chars.size()));
    chars += text;
  }
  starts.push_back(static_cast<std::uint32_t>(chars.size()));
  row.names = static_cast<std::uint32_t>(strings.names());
  row.strings = put("string starts", starts);
  row.strings.count = static_cast<std::uint32_t>(strings.all().size());
  row.chars = static_cast<std::uint32_t>(bytes_.size());
  bytes_ += chars;
  count("characters", chars.size());
}

void Blob::add(const Rows& rows) {
  tables::ServiceRow row = rows.service;
  each_fact(row, [&](tables::Fact& fact) { fact.offset += static_cast<std::uint32_t>(facts_.size()); });
  facts_ += rows.facts;
  put_strings(rows.strings, row);
  row.shapes = put("shapes", rows.shapes);
  row.members = put("members", rows.members);
  row.wire_orders = put("wire orders", rows.wire_orders);
  row.constraints = put("constraints", rows.constraints);
  row.enum_texts = put("enums", rows.enum_texts);
  row.errors = put("errors", rows.errors);
  row.error_lists = put("errors of operations", rows.error_lists);
  row.operations = put("operations", rows.operations);
  row.paginators = put("paginators", rows.paginators);
  row.text_lists = put("texts of paginators", rows.text_lists);
  row.waiters = put("waiters", rows.waiters);
  row.acceptors = put("acceptors", rows.acceptors);
  rows_.push_back(row);
}

const std::string& Blob::bytes() {
  pad(bytes_);
  for (tables::ServiceRow& row : rows_)
    each_fact(row, [&](tables::Fact& fact) { fact.offset += static_cast<std::uint32_t>(bytes_.size()); });
  count("services", facts_.size());
  bytes_ += std::exchange(facts_, {});
  pad(bytes_);
  if (rows_.size() != services_) throw Broken("the blob holds another number of services than announced");
  if (bytes_.size() > std::numeric_limits<std::uint32_t>::max()) throw Broken("the blob is beyond 4 GiB");
  tables::Header header{{}, static_cast<std::uint32_t>(services_), static_cast<std::uint32_t>(bytes_.size())};
  std::memcpy(header.magic, tables::magic.data(), sizeof header.magic);
  std::memcpy(bytes_.data(), &header, sizeof header);
  std::memcpy(bytes_.data() + sizeof header, rows_.data(), rows_.size() * sizeof(tables::ServiceRow));
  return bytes_;
}

}  // namespace understudy::models::compiler
