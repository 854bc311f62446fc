// S3 Control's handlers, and what they share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "services/kit/sealed.hpp"
#include "services/models/names/s3control.hpp"
#include "services/s3/documents.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/state.hpp"

namespace understudy::s3::control {

using kit::Outcome;
using Call = s3control::Call;
using In = s3control::In;
using Key = s3control::Key;
using Out = s3control::Out;
using OutList = s3control::OutList;
using Names = s3control::Names;

// The failure with elements beside its code and message.
Failure with(const Call& call, Failure failure, Facts facts);

std::string_view account_of(const Call& call);  // that the call is about
std::string own_account(const Call& call);      // the same; throws AccessDenied unless it is the caller's
std::string region_of(const Call& call);
Place place_of(const Call& call, std::string_view name);       // in the caller's region
void check_policy(const Call& call, std::string_view policy);  // throws MalformedPolicy

kit::Tags tags_in(const Call& call, const In& list);  // throws InvalidTag
void show_tags(const kit::Slot<Names>& slot, const kit::Tags& tags);

// All four settings of a public access block; `unsaid`: what those are that it does not name.
Text keep_access_block(const Call& call, const In& given, bool unsaid);

Text keep(const kit::Value& structure);
kit::Value shown(const Text& document, kit::Arena& arena);

// Calls show(key, row) with those of the account on this page, at most `asked`, in the order of their keys.
template <class Table>
void list_page(const Call& call, const Table& table, const Place& from, std::int64_t asked, auto&& wanted,
               auto&& show) {
  constexpr std::string_view listing = "s3control";
  const std::int64_t most = std::clamp<std::int64_t>(asked, 0, 1000);
  Place first = from;
  if (const std::string_view token = call.in["NextToken"].text(); !token.empty()) {
    const auto name = kit::unseal(listing, token);
    if (!name) throw Failure("InvalidToken", "The token is not valid.", 400);
    first.name = *name;
  }
  std::int64_t count = 0;
  for (auto at = table.rows().lower_bound(first); at != table.rows().end(); ++at) {
    const Place& key = at->first;
    if (key.account != from.account || key.region != from.region) break;
    if (!wanted(at->second->row)) continue;
    if (count++ == most) {
      call.out["NextToken"] = kit::seal(listing, key.name);
      return;
    }
    show(key, at->second->row);
  }
}

// control_accounts.cpp
Outcome get_public_access_block(Call& call, State& state);
Outcome put_public_access_block(Call& call, State& state);
Outcome delete_public_access_block(Call& call, State& state);
Outcome list_tags_for_resource(Call& call, State& state);
Outcome tag_resource(Call& call, State& state);
Outcome untag_resource(Call& call, State& state);

// control_points.cpp
Outcome create_access_point(Call& call, State& state);
Outcome get_access_point(Call& call, State& state);
Outcome delete_access_point(Call& call, State& state);
Outcome list_access_points(Call& call, State& state);
Outcome put_access_point_policy(Call& call, State& state);
Outcome get_access_point_policy(Call& call, State& state);
Outcome delete_access_point_policy(Call& call, State& state);
Outcome get_access_point_policy_status(Call& call, State& state);

// control_lens.cpp
Outcome put_storage_lens_configuration(Call& call, State& state);
Outcome get_storage_lens_configuration(Call& call, State& state);
Outcome delete_storage_lens_configuration(Call& call, State& state);
Outcome list_storage_lens_configurations(Call& call, State& state);
Outcome put_storage_lens_configuration_tagging(Call& call, State& state);
Outcome get_storage_lens_configuration_tagging(Call& call, State& state);
Outcome delete_storage_lens_configuration_tagging(Call& call, State& state);

// control_regions.cpp
Outcome create_multi_region_access_point(Call& call, State& state);
Outcome delete_multi_region_access_point(Call& call, State& state);
Outcome describe_multi_region_access_point_operation(Call& call, State& state);
Outcome get_multi_region_access_point(Call& call, State& state);
Outcome get_multi_region_access_point_policy(Call& call, State& state);
Outcome get_multi_region_access_point_policy_status(Call& call, State& state);
Outcome list_multi_region_access_points(Call& call, State& state);
Outcome put_multi_region_access_point_policy(Call& call, State& state);

}  // namespace understudy::s3::control
