// Storage Lens configurations: kept, shown and tagged. Nothing is measured.
#include <fmt/format.h>

#include "services/kit/arn.hpp"
#include "services/s3/control_calls.hpp"

namespace understudy::s3::control {
namespace {

struct FoundLens {
  Place key;
  const StorageLens* lens;  // good until it changes
};

FoundLens need_lens(const Call& call, const State& state) {
  own_account(call);
  FoundLens found{place_of(call, call.in["ConfigId"].text()), nullptr};
  found.lens = state.lenses.find(found.key);
  if (!found.lens) throw Failure("NoSuchConfiguration", "The specified configuration does not exist.", 404);
  return found;
}

std::string arn_of(const Place& key) {
  return fmt::format("arn:{}:s3:{}:{}:storage-lens/{}", kit::partition_of(key.region), key.region,
                     key.account, key.name);
}

}  // namespace

Outcome put_storage_lens_configuration(Call& call, State& state) {
  own_account(call);
  const Place key = place_of(call, call.in["ConfigId"].text());
  kit::Value given = kit::copy(call.in["StorageLensConfiguration"].value(), call.arena());
  Out(given, call.arena())["StorageLensArn"] = arn_of(key);
  const Text kept = keep(given);
  if (state.lenses.contains(key)) {
    auto lens = state.lenses.edit(key);
    lens->configuration = kept;
    if (call.in["Tags"]) lens->tags = tags_in(call, call.in["Tags"]);
  } else {
    state.lenses.insert(key, {kept, tags_in(call, call.in["Tags"])});
  }
  return {};
}

Outcome get_storage_lens_configuration(Call& call, State& state) {
  call.out["StorageLensConfiguration"] = shown(need_lens(call, state).lens->configuration, call.arena());
  return {};
}

Outcome delete_storage_lens_configuration(Call& call, State& state) {
  const Place key = need_lens(call, state).key;
  state.lenses.erase(key);
  return {};
}

Outcome list_storage_lens_configurations(Call& call, State& state) {
  own_account(call);
  const OutList list = call.out["StorageLensConfigurationList"].list();
  list_page(
      call, state.lenses, place_of(call, ""), 1000, [](const StorageLens&) { return true; },
      [&](const Place& key, const StorageLens& lens) {
        const kit::Value kept = shown(lens.configuration, call.arena());
        const Out one = list.add().structure(4);
        one["Id"] = call.arena().copy(In(kept)["Id"].text());
        one["StorageLensArn"] = arn_of(key);
        one["HomeRegion"] = key.region;
        one["IsEnabled"] = In(kept)["IsEnabled"].boolean();
      });
  return {};
}

Outcome put_storage_lens_configuration_tagging(Call& call, State& state) {
  const Place key = need_lens(call, state).key;
  state.lenses.edit(key)->tags = tags_in(call, call.in["Tags"]);
  return {};
}

Outcome get_storage_lens_configuration_tagging(Call& call, State& state) {
  show_tags(call.out["Tags"], need_lens(call, state).lens->tags);
  return {};
}

Outcome delete_storage_lens_configuration_tagging(Call& call, State& state) {
  const Place key = need_lens(call, state).key;
  state.lenses.edit(key)->tags.clear();
  return {};
}

}  // namespace understudy::s3::control
