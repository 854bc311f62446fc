// What a table may be: keys, attributes, indexes and throughput, in the order and words of AWS's refusals
// (dynalite's and moto's tests assert them against it).
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

#include "services/dynamodb/state.hpp"
#include "services/kit/json.hpp"

namespace understudy::dynamodb {
namespace {

constexpr std::int64_t most_units = 1'000'000'000'000;
constexpr std::int64_t warm_read = 12000, warm_write = 4000;
constexpr std::size_t most_global = 20, most_local = 5, most_of_a_kind = 4, most_projected = 100;
constexpr std::size_t longest_policy = 20 * 1024;

// Letters, digits and white space of any script, and these (developer guide, "Tagging restrictions").
bool is_tag_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) || std::isspace(byte) ||
         std::string_view("_.:/=+-@").find(c) != std::string_view::npos;
}

std::vector<std::string_view> names_of(const KeySchema& key) {
  std::vector<std::string_view> names;
  for (const KeyElement& element : key) names.push_back(element.name);
  return names;
}

std::vector<std::string_view> defined_names(const Table& table) {
  std::vector<std::string_view> names;
  for (const Defined& attribute : table.attributes) names.push_back(attribute.name);
  return names;
}

std::string listed(const std::vector<std::string_view>& names) {
  return fmt::format("[{}]", fmt::join(names, ", "));
}

void check_defined(const Table& table, const KeySchema& key) {
  const auto keys = names_of(key);
  const auto undefined = [&](std::string_view name) { return !table.attribute(name); };
  if (std::ranges::any_of(keys, undefined))
    throw wrong(
        fmt::format("Some index key attributes are not defined in AttributeDefinitions. Keys: {}, "
                    "AttributeDefinitions: {}",
                    listed(keys), listed(defined_names(table))));
}

// One partition key and perhaps a sort key behind it: of tables and local indexes.
void check_pair(const KeySchema& key) {
  if (key.size() > 1 && key[0].name == key[1].name)
    throw refused("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  if (key[0].range) throw refused("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (key.size() > 1 && !key[1].range)
    throw refused("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
}

// Up to four of each kind, the partition's first (developer guide, "Multi-attribute keys").
void check_many(const KeySchema& key) {
  if (key.size() <= 2 && (key.size() == 1 || key[1].range || key[0].range)) return check_pair(key);
  std::set<std::string_view> seen;
  for (const KeyElement& element : key)
    if (!seen.insert(element.name).second)
      throw refused("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  if (key[0].range) throw refused("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (!std::ranges::is_sorted(key, {}, &KeyElement::range))
    throw refused("Invalid KeySchema: All HASH key types must come before RANGE key types");
  const auto ranges = static_cast<std::size_t>(std::ranges::count(key, true, &KeyElement::range));
  if (ranges > most_of_a_kind || key.size() - ranges > most_of_a_kind)
    throw refused("Invalid KeySchema: at most 4 HASH and 4 RANGE key types can be specified");
}

std::string key_count_text(const KeySchema& key, std::string_view member) {
  std::string all;
  for (const KeyElement& element : key)
    all += fmt::format("{}KeySchemaElement(attributeName={}, keyType={})", all.empty() ? "" : ", ",
                       element.name, element.range ? "RANGE" : "HASH");
  return fmt::format(
      "1 validation error detected: Value '[{}]' at '{}' failed to satisfy constraint: Member must "
      "have length less than or equal to 2",
      all, member);
}

void check_projection(const Index& index) {
  if (index.projection.empty()) throw wrong("Unknown ProjectionType: null");
  if (!index.included.empty() && index.projection != "INCLUDE")
    throw wrong(fmt::format("ProjectionType is {}, but NonKeyAttributes is specified", index.projection));
  if (index.included.empty() && index.projection == "INCLUDE")
    throw wrong("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  std::set<std::string_view> names;
  for (const std::string& name : index.included)
    if (!names.insert(name).second) throw wrong("Duplicate value in attribute name: " + name);
}

void check_local(const Table& table, const Index& index) {
  if (index.key.size() > 2)
    throw refused(key_count_text(index.key, "localSecondaryIndexes.1.member.keySchema"));
  check_pair(index.key);
  if (index.key.size() != 2)
    throw wrong("Index KeySchema does not have a range key for index: " + index.name);
  if (index.key[0].name != table.key[0].name)
    throw wrong(
        fmt::format("Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                    "{}. index hash key: {}, table hash key: {}",
                    index.name, index.key[0].name, table.key[0].name));
}

void check_index_throughput(const Table& table, const Index& index) {
  if (!index.global) return;
  if (table.on_demand && index.throughput.read > 0)
    throw wrong(
        fmt::format("ProvisionedThroughput should not be specified for index: {} when BillingMode is "
                    "PAY_PER_REQUEST",
                    index.name));
  if (!table.on_demand && index.throughput.read == 0)
    throw wrong("ProvisionedThroughput is not specified for index: " + index.name);
}

void check_warm(const Warm& warm, const Throughput& throughput, bool on_demand, std::string_view of) {
  const auto check = [&](const std::optional<std::int64_t>& asked, std::int64_t least,
                         std::string_view kind) {
    if (!asked || *asked >= least) return;
    const std::string than = on_demand ? "initial throughput for OnDemand"
                                       : fmt::format("{}CapacityUnits of ProvisionedThroughput", kind);
    throw wrong(
        fmt::format("Requested {}UnitsPerSecond for WarmThroughput for {} is lower than {}", kind, of, than));
  };
  check(warm.read, on_demand ? warm_read : throughput.read, "Read");
  check(warm.write, on_demand ? warm_write : throughput.write, "Write");
}

}  // namespace

KeySchema read_keys(const In& list) {
  KeySchema key;
  for (const In& element : list)
    key.push_back({std::string(element["AttributeName"].text()), element["KeyType"].text() == "RANGE"});
  return key;
}

void read_throughput(const In& in, Throughput& to) {
  const auto read = in["ReadCapacityUnits"].integer(), write = in["WriteCapacityUnits"].integer();
  if (read > most_units)
    throw refused(fmt::format("Given value {} for ReadCapacityUnits is out of bounds", read));
  if (write > most_units)
    throw refused(fmt::format("Given value {} for WriteCapacityUnits is out of bounds", write));
  to.read = read;
  to.write = write;
}

void read_on_demand(const In& in, OnDemand& to) {
  const auto read = [&](const In& units, std::optional<std::int64_t>& limit, std::string_view name) {
    if (!units) return;
    if (units.integer() == 0 || units.integer() < -1)
      throw wrong(fmt::format("{} must be greater than 0, or -1 for no limit", name));
    limit = units.integer();
  };
  read(in["MaxReadRequestUnits"], to.read, "MaxReadRequestUnits");
  read(in["MaxWriteRequestUnits"], to.write, "MaxWriteRequestUnits");
}

void read_warm(const In& in, Warm& to) {
  if (in["ReadUnitsPerSecond"]) to.read = in["ReadUnitsPerSecond"].integer();
  if (in["WriteUnitsPerSecond"]) to.write = in["WriteUnitsPerSecond"].integer();
}

Index read_index(const In& in, bool global) {
  Index index;
  index.name = in["IndexName"].text();
  index.global = global;
  index.key = read_keys(in["KeySchema"]);
  index.projection = in["Projection"]["ProjectionType"].text();
  for (const In& name : in["Projection"]["NonKeyAttributes"]) index.included.emplace_back(name.text());
  if (!global) return index;
  if (in["ProvisionedThroughput"]) read_throughput(in["ProvisionedThroughput"], index.throughput);
  read_on_demand(in["OnDemandThroughput"], index.on_demand);
  read_warm(in["WarmThroughput"], index.warm);
  return index;
}

void check_index(const Table& table, const Index& index) {
  if (index.key.empty())
    throw refused("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  check_defined(table, index.key);
  index.global ? check_many(index.key) : check_local(table, index);
  check_projection(index);
  check_index_throughput(table, index);
  check_warm(index.warm, index.throughput, table.on_demand, "index " + index.name);
}

void check_warm(const Table& table) { check_warm(table.warm, table.throughput, table.on_demand, "table"); }

// Every defined attribute is a key of something.
void check_attributes(const Table& table) {
  std::vector<std::string_view> used = names_of(table.key);
  for (const Index& index : table.indexes)
    for (const std::string_view name : names_of(index.key)) used.push_back(name);
  std::ranges::sort(used);
  used.erase(std::unique(used.begin(), used.end()), used.end());
  auto defined = defined_names(table);
  std::ranges::sort(defined);
  if (used == defined) return;
  if (table.indexes.empty())
    throw wrong(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  throw wrong(fmt::format("Some AttributeDefinitions are not used. AttributeDefinitions: {}, keys used: {}",
                          listed(defined), listed(used)));
}

void check_definition(const Table& table, const In& in) {
  if (table.key.size() > 2) throw refused(key_count_text(table.key, "keySchema"));
  std::set<std::string_view> defined;
  for (const Defined& attribute : table.attributes)
    if (!defined.insert(attribute.name).second)
      throw wrong("Duplicate value in attribute name: " + attribute.name);
  if (table.key.size() > table.attributes.size())
    throw refused("Invalid KeySchema: Some index key attribute have no definition");
  check_defined(table, table.key);
  check_pair(table.key);
  const In local = in["LocalSecondaryIndexes"], global = in["GlobalSecondaryIndexes"];
  if (!local && !global) check_attributes(table);
  if (local && local.empty()) throw wrong("List of LocalSecondaryIndexes is empty");
  if (!local.empty() && table.key.size() != 2)
    throw wrong(
        "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
  if (global && global.empty()) throw wrong("List of GlobalSecondaryIndexes is empty");
  std::set<std::string_view> names;
  for (const Index& index : table.indexes) {
    check_index(table, index);
    if (!names.insert(index.name).second) throw wrong("Duplicate index name: " + index.name);
  }
  if (local.size() > most_local) throw wrong("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
  if (global.size() > most_global)
    throw wrong("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  std::size_t projected = 0;
  for (const Index& index : table.indexes) projected += index.included.size();
  if (projected > most_projected)
    throw wrong(
        fmt::format("Number of projected attributes across all indexes exceeds the per-table limit of {}",
                    most_projected));
  check_attributes(table);
  check_warm(table);
}

void set_encryption(const Call& call, const In& in, Table& table) {
  const bool enabled = in["Enabled"].boolean();
  const std::string_view type = in["SSEType"].text(), key = in["KMSMasterKeyId"].text();
  if (type == "AES256") throw wrong("SSEType AES256 is not supported");
  if (!enabled && (!key.empty() || !type.empty()))
    throw wrong("KMSMasterKeyId and SSEType must not be specified when SSE is not enabled");
  table.encryption = {};
  if (!enabled) return;
  table.encryption.kms = true;
  table.encryption.key = key;
  if (key.empty())  // aws/dynamodb, which AWS makes at its first use
    table.encryption.key = fmt::format("arn:{}:kms:{}:{}:key/{}", kit::partition_of(call.region()),
                                       call.region(), call.account(), call.random().uuid());
}

void read_tags(const In& list, kit::Tags& tags) {
  for (const In& tag : list)
    for (const std::string_view text : {tag["Key"].text(), tag["Value"].text()})
      if (!std::ranges::all_of(text, is_tag_character))
        throw wrong(fmt::format(
            "Tags may only contain Unicode letters, digits, white space and _ . : / = + - @: {}", text));
  static constexpr kit::TagRules rules{
      50,
      {"ValidationException",
       "One or more parameter values were invalid: Too many tags: a resource can have at most 50"},
      {"ValidationException",
       "One or more parameter values were invalid: Tag keys starting with the 'aws:' prefix are reserved: "
       "{}"}};
  kit::add_tags<Names>(list, "Key", "Value", rules, tags);
}

void check_stream(const In& in) {
  if (!in) return;
  if (in["StreamEnabled"].boolean() && in["StreamViewType"].text().empty())
    throw wrong("StreamViewType must be specified when StreamEnabled is true");
  if (!in["StreamEnabled"].boolean() && !in["StreamViewType"].text().empty())
    throw wrong("StreamViewType must not be specified when StreamEnabled is false");
}

std::string revision_after(Time now, const std::optional<Policy>& policy) {
  std::int64_t last = 0;
  if (policy)
    std::from_chars(policy->revision.data(), policy->revision.data() + policy->revision.size(), last);
  return std::to_string(std::max(kit::epoch_millis(now), last + 1));
}

void check_arn(std::string_view arn) {
  if (!arn.starts_with("arn:")) throw wrong(fmt::format("ARNs must start with 'arn:': {}", arn));
}

std::string policy_of(std::string_view text) {
  kit::Arena arena;
  const auto parsed = kit::parse_json(text, arena);
  if (!parsed || !parsed->is(kit::Kind::map))
    throw refused("Invalid policy document: Syntax errors in policy.");
  if (text.size() > longest_policy)
    throw refused("Invalid policy document: The policy exceeds the maximum size of 20 KB.");
  return std::string(text);
}

}  // namespace understudy::dynamodb
