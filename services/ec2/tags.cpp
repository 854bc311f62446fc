// Tags over every family, native or played: CreateTags, DeleteTags, DescribeTags and TagSpecifications.
#include <algorithm>
#include <array>
#include <functional>

#include "services/ec2/frame.hpp"
#include "services/ec2/handlers.hpp"

namespace understudy::ec2 {
namespace {

constexpr std::size_t longest_key = 128, longest_value = 256;

using Visit = const std::function<void(const std::string& id, const kit::Tags&)>&;

struct Tagging {
  const Kind* kind;
  kit::Tags* (*edit)(State&, const std::string& id);  // null: it is not there
  void (*each)(const State&, Visit);
};

// Tags are in no index: the row may stay open while they are written.
template <auto Table>
constexpr Tagging family(const Kind& kind) {
  return {&kind,
          [](State& state, const std::string& id) -> kit::Tags* {
            auto& table = state.*Table;
            return table.contains(id) ? &table.edit(id)->tags : nullptr;
          },
          [](const State& state, Visit visit) {
            for (const auto& [id, row] : (state.*Table).rows()) visit(id, row->row.tags);
          }};
}

constexpr Tagging key_pairs{&kinds::key_pair,
                            [](State& state, const std::string& id) -> kit::Tags* {
                              for (const auto& [name, row] : state.key_pairs.rows())
                                if (row->row.id == id) return &state.key_pairs.edit(std::string(name))->tags;
                              return nullptr;
                            },
                            [](const State& state, Visit visit) {
                              for (const auto& [name, row] : state.key_pairs.rows())
                                visit(row->row.id, row->row.tags);
                            }};

constexpr std::array families{
    family<&State::vpcs>(kinds::vpc),
    family<&State::subnets>(kinds::subnet),
    family<&State::groups>(kinds::group),
    family<&State::rules>(kinds::rule),
    family<&State::internet_gateways>(kinds::internet_gateway),
    family<&State::route_tables>(kinds::route_table),
    family<&State::network_acls>(kinds::network_acl),
    family<&State::dhcp_options>(kinds::dhcp_options),
    family<&State::interfaces>(kinds::interface),
    family<&State::cidr_reservations>(kinds::cidr_reservation),
    family<&State::endpoints>(kinds::endpoint),
    family<&State::addresses>(kinds::address),
    family<&State::instances>(kinds::instance),
    family<&State::volumes>(kinds::volume),
    family<&State::snapshots>(kinds::snapshot),
    family<&State::images>(kinds::image),
    key_pairs,
    family<&State::launch_templates>(kinds::launch_template),
};

// "NatGateway" is "nat-gateway".
std::string kebab(std::string_view type) {
  std::string text;
  for (const char c : type) {
    if (c >= 'A' && c <= 'Z' && !text.empty()) text += '-';
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

// The key of a played resource's record, by its id.
std::optional<std::string> record_of(const State& state, const std::string& id) {
  const auto& tree = state.records.by<derived::By<&derived::Record::own>>().tree();
  const auto found = tree.lower_bound({id, ""});
  if (found == tree.end() || found->first.first != id) return {};
  return found->second;
}

kit::Tags* tags_to_edit(State& state, const std::string& id) {
  for (const Tagging& each : families)
    if (id.starts_with(each.kind->resource.id.prefix)) {
      if (kit::Tags* tags = each.edit(state, id)) return tags;
      if (!well_formed(*each.kind, id)) break;
      throw missing(*each.kind, id);
    }
  if (const auto key = record_of(state, id)) return &state.records.edit(*key)->tags;
  throw kit::Failure("InvalidID", fmt::format("The ID '{}' is not valid", id));
}

struct Tagged {
  std::string id, type;
  std::string key, value;
};

std::vector<Tagged> all_tags(const State& state) {
  std::vector<Tagged> all;
  for (const Tagging& each : families)
    each.each(state, [&](const std::string& id, const kit::Tags& tags) {
      for (const auto& [key, value] : tags)
        all.push_back({id, std::string(each.kind->resource.name), key, value});
    });
  for (const auto& [key, record] : state.records.rows())
    for (const auto& [name, value] : record->row.tags)
      all.push_back({record->row.own, kebab(record->row.type), name, value});
  return all;
}

bool passes_filter(const Tagged& tag, const In& filter) {
  const std::string_view name = filter["Name"].text();
  if (name == "key") return matches_any({tag.key}, filter["Values"]);
  if (name == "value") return matches_any({tag.value}, filter["Values"]);
  if (name == "resource-id") return matches_any({tag.id}, filter["Values"]);
  if (name == "resource-type") return matches_any({tag.type}, filter["Values"]);
  if (name == "tag-key") return matches_any({tag.key}, filter["Values"]);
  if (name == "tag-value") return matches_any({tag.value}, filter["Values"]);
  if (name.starts_with("tag:"))
    return tag.key == name.substr(4) && matches_any({tag.value}, filter["Values"]);
  throw unknown_filter(name);
}

bool passes_all(const Tagged& tag, const In& filters) {
  for (const In filter : filters)
    if (!passes_filter(tag, filter)) return false;
  return true;
}

}  // namespace

void add_tags(const In& list, kit::Tags& tags) {
  for (const In tag : list) {
    const std::string_view key = tag["Key"].text(), value = tag["Value"].text();
    if (key.empty()) throw invalid_value(key, "tagKey", "Tag keys must not be empty.");
    if (key.starts_with("aws:"))
      throw kit::Failure(
          "InvalidParameterValue",
          fmt::format("Value ( {} ) for parameter key is invalid. Tag keys starting with 'aws:' are "
                      "reserved for internal use",
                      key));
    if (key.size() > 4 * longest_key || value.size() > 4 * longest_value)
      throw kit::Failure("InvalidParameterValue", "Tag key exceeds the maximum length of 128 characters");
    tags[std::string(key)] = value;
  }
  if (tags.size() > 50) throw kit::Failure(kinds::vpc.resource.tags.too_many);
}

void show_tags(const kit::Tags& tags, const Slot& slot) {
  kit::write_tags<Names>(tags, slot, "Key", "Value");
}

kit::Tags tags_of(const Call& call, std::span<const Kind* const> makes, const Kind& kind) {
  kit::Tags tags;
  for (const In specification : call.in["TagSpecifications"]) {
    const std::string_view type = specification["ResourceType"].text();
    if (type.empty()) throw missing_parameter("ResourceType");
    if (std::ranges::none_of(makes, [&](const Kind* k) { return k->resource.name == type; }))
      throw kit::Failure("InvalidParameterValue",
                         fmt::format("'{}' is not a valid taggable resource type for this operation.", type));
    if (specification["Tags"].empty())
      throw kit::Failure("InvalidParameterValue", "Tag specification must have at least one tag");
    if (type == kind.resource.name) add_tags(specification["Tags"], tags);
  }
  return tags;
}

kit::Tags tags_of(const Call& call, const Kind& kind) {
  const Kind* const only = &kind;
  return tags_of(call, std::span(&only, 1), kind);
}

kit::Outcome create_tags(Call& call, State& state) {
  if (call.in["Tags"].empty()) return missing_parameter("Tags");
  if (call.in["Resources"].empty()) return missing_parameter("ResourceIdSet");
  for (const In id : call.in["Resources"])
    add_tags(call.in["Tags"], *tags_to_edit(state, std::string(id.text())));
  return {};
}

kit::Outcome delete_tags(Call& call, State& state) {
  if (call.in["Resources"].empty()) return missing_parameter("ResourceIdSet");
  for (const In id : call.in["Resources"]) {
    kit::Tags& tags = *tags_to_edit(state, std::string(id.text()));
    if (call.in["Tags"].empty())
      std::erase_if(tags, [](const auto& tag) { return !tag.first.starts_with("aws:"); });
    for (const In tag : call.in["Tags"]) {
      const auto found = tags.find(std::string(tag["Key"].text()));
      // With a value, only that value goes; an empty one is a value, too.
      if (found != tags.end() && (!tag["Value"] || tag["Value"].text() == found->second)) tags.erase(found);
    }
  }
  return {};
}

kit::Outcome describe_tags(Call& call, State& state) {
  const Page page = page_of(call, "tags");
  const OutList list = call.out["Tags"].list();
  std::uint64_t place = 0;
  for (const In filter : call.in["Filters"]) passes_filter({}, filter);
  for (const Tagged& tag : all_tags(state)) {
    if (!passes_all(tag, call.in["Filters"])) continue;
    if (place++ < page.from) continue;
    if (list.size() == page.limit) {
      call.out["NextToken"] = next_token("tags", place - 1);
      return {};
    }
    const Out out = list.add().structure(4);
    out["Key"] = tag.key;
    out["ResourceId"] = tag.id;
    out["ResourceType"] = tag.type;
    out["Value"] = tag.value;
  }
  return {};
}

}  // namespace understudy::ec2
