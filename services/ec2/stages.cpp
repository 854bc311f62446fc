// Lifecycles of instances, volumes, snapshots and images.
#include "services/ec2/stages.hpp"

#include <algorithm>

#include "services/ec2/networks.hpp"

namespace understudy::ec2 {
namespace {

using kit::Move;

constexpr std::string_view launch[] = {"pending", "running"}, stop[] = {"stopping", "stopped"},
                           terminate[] = {"shutting-down", "terminated"},
                           terminate_stopped[] = {"terminated"};
constexpr Move instance_moves[] = {{"launch", launch},
                                   {"start", launch},
                                   {"stop", stop},
                                   {"terminate", terminate},
                                   {"terminate-stopped", terminate_stopped}};

constexpr std::string_view create[] = {"creating", "available"}, use[] = {"in-use"},
                           release[] = {"available"};
constexpr Move volume_moves[] = {{"create", create}, {"attach", use}, {"detach", release}};

constexpr std::string_view attaching[] = {"attaching", "attached"}, detaching[] = {"detaching", "detached"};
constexpr Move attachment_moves[] = {{"attach", attaching}, {"detach", detaching}};

constexpr std::string_view modify[] = {"modifying", "optimizing", "completed"};
constexpr Move modification_moves[] = {{"modify", modify}};

constexpr std::string_view take[] = {"pending", "completed"};
constexpr Move snapshot_moves[] = {{"create", take}};

constexpr std::string_view make[] = {"pending", "available"};
constexpr Move image_moves[] = {{"create", make}};

constexpr kit::Duration shown_after_end = kit::hours(1);  // of a terminated instance (EC2 user guide)

bool named(const In& ids, const std::string& id) {
  if (ids.empty()) return true;
  for (const In each : ids)
    if (each.text() == id) return true;
  return false;
}

Texts moving(const auto& family, const In& ids) {
  Texts all;
  for (const auto& [order, id] : family.template by<ByMoving>().tree())
    if (named(ids, id)) all.push_back(id);
  return all;
}

// A look at the whole of a plain row.
void look_at(auto& family, kit::Turn& turn, const In& ids, const kit::Lifecycle& lifecycle) {
  const kit::Progression progression = turn.progression(lifecycle.model);
  for (const std::string& id : moving(family, ids))
    if (kit::would_look(family.find(id)->stage, progression))
      kit::look(family.edit(id)->stage, lifecycle, progression);
}

// Detached attachments are gone; the volume follows.
void clean(Volume& volume) {
  std::erase_if(volume.attachments, [](const VolumeAttachment& a) { return a.stage.state == "detached"; });
  volume.instance = volume.attachments.empty() ? std::string() : volume.attachments.front().instance;
  if (volume.attachments.empty() && volume.stage.state == "in-use") volume.stage.state = "available";
}

// A volume is as it was asked to be from the state "optimizing" on (EBS user guide, "Monitor the progress of
// volume modifications").
void modified(Volume& volume, kit::Time now) {
  Modification& modification = *volume.modification;
  if (modification.stage.state == "modifying") return;
  static_cast<Performance&>(volume) = modification.after;
  if (modification.stage.state == "completed" && !modification.ended) modification.ended = now;
}

void look_at_volume(State& state, kit::Turn& turn, const std::string& id) {
  const kit::Progression of_volume = turn.progression(volume_lifecycle.model),
                         of_attachment = turn.progression(attachment_lifecycle.model),
                         of_change = turn.progression(modification_lifecycle.model);
  const Volume& before = *state.volumes.find(id);
  const bool any = kit::would_look(before.stage, of_volume) ||
                   (before.modification && kit::would_look(before.modification->stage, of_change)) ||
                   std::ranges::any_of(before.attachments, [&](const VolumeAttachment& a) {
                     return kit::would_look(a.stage, of_attachment);
                   });
  if (!any) return;
  auto volume = state.volumes.edit(id);
  kit::look(volume->stage, volume_lifecycle, of_volume);
  for (VolumeAttachment& a : volume->attachments) kit::look(a.stage, attachment_lifecycle, of_attachment);
  if (volume->modification && kit::look(volume->modification->stage, modification_lifecycle, of_change))
    modified(*volume, turn.now);
  clean(*volume);
}

void tick_volume(State& state, kit::Turn& turn, const std::string& id) {
  auto volume = state.volumes.edit(id);
  if (volume->stage.due <= turn.now)
    kit::tick(volume->stage, volume_lifecycle, turn.progression(volume_lifecycle.model));
  for (VolumeAttachment& a : volume->attachments)
    if (a.stage.due <= turn.now)
      kit::tick(a.stage, attachment_lifecycle, turn.progression(attachment_lifecycle.model));
  if (volume->modification && volume->modification->stage.due <= turn.now) {
    kit::tick(volume->modification->stage, modification_lifecycle,
              turn.progression(modification_lifecycle.model));
    modified(*volume, turn.now);
  }
  clean(*volume);
}

// A volume that was to go with its instance, or that stays behind.
void let_go(State& state, const std::string& id, const std::string& instance) {
  const Volume& volume = *state.volumes.find(id);
  const auto found = std::ranges::find(volume.attachments, instance, &VolumeAttachment::instance);
  if (found == volume.attachments.end()) return;
  if (found->delete_on_termination && found->stage.move != "detach") {
    state.volumes.erase(id);
    return;
  }
  auto edit = state.volumes.edit(id);
  std::erase_if(edit->attachments, [&](const VolumeAttachment& a) { return a.instance == instance; });
  clean(*edit);
}

void tick_instance(State& state, kit::Turn& turn, const std::string& id) {
  if (state.instances.find(id)->forget.value_or(kit::never) <= turn.now) {
    state.instances.erase(id);
    return;
  }
  kit::tick(state.instances.edit(id)->stage, instance_lifecycle, turn.progression(instance_lifecycle.model));
  arrived(state, turn, id);
}

void look_at_instance(State& state, kit::Turn& turn, const std::string& id,
                      const kit::Progression& progression) {
  if (!kit::would_look(state.instances.find(id)->stage, progression)) return;
  if (kit::look(state.instances.edit(id)->stage, instance_lifecycle, progression)) arrived(state, turn, id);
}

// The ids of what is due by now.
Texts due(const auto& family, kit::Time now) {
  Texts all;
  for (const auto& [at, id] : family.template by<ByDue>().tree()) {
    if (at.first > now) break;
    all.push_back(id);
  }
  return all;
}

kit::Time first(const auto& index) {
  return index.tree().empty() ? kit::never : index.tree().begin()->first.first;
}

}  // namespace

constinit const kit::Lifecycle instance_lifecycle{"ec2::instance", instance_moves},
    volume_lifecycle{"ec2::volume", volume_moves},
    attachment_lifecycle{"ec2::volume_attachment", attachment_moves},
    modification_lifecycle{"ec2::volume_modification", modification_moves},
    snapshot_lifecycle{"ec2::snapshot", snapshot_moves}, image_lifecycle{"ec2::image", image_moves};

bool is_moving(const Volume& row) {
  return !row.stage.move.empty() || (row.modification && !row.modification->stage.move.empty()) ||
         std::ranges::any_of(row.attachments,
                             [](const VolumeAttachment& a) { return !a.stage.move.empty(); });
}
Time due_of(const Volume& row) {
  Time due = row.stage.due;
  for (const VolumeAttachment& a : row.attachments) due = std::min(due, a.stage.due);
  return row.modification ? std::min(due, row.modification->stage.due) : due;
}

void look_at_instances(State& state, kit::Turn& turn, const In& ids) {
  const kit::Progression progression = turn.progression(instance_lifecycle.model);
  for (const std::string& id : moving(state.instances, ids)) look_at_instance(state, turn, id, progression);
}
void look_at_volumes(State& state, kit::Turn& turn, const In& ids) {
  for (const std::string& id : moving(state.volumes, ids)) look_at_volume(state, turn, id);
}
void look_at_snapshots(State& state, kit::Turn& turn, const In& ids) {
  look_at(state.snapshots, turn, ids, snapshot_lifecycle);
}
void look_at_images(State& state, kit::Turn& turn, const In& ids) {
  look_at(state.images, turn, ids, image_lifecycle);
}

void settle_instance(State& state, kit::Turn& turn, const std::string& id) {
  const kit::Progression progression = turn.progression(instance_lifecycle.model);
  if (progression.kind == kit::Progression::immediate) look_at_instance(state, turn, id, progression);
}
void settle_volume(State& state, kit::Turn& turn, const std::string& id) {
  if (turn.progression(volume_lifecycle.model).kind == kit::Progression::immediate)
    look_at_volume(state, turn, id);
}

void arrived(State& state, kit::Turn& turn, const std::string& instance) {
  const std::string& now = state.instances.find(instance)->stage.state;
  if (now == "stopped") {
    for (const std::string& id : ids_of<&Interface::instance>(state.interfaces, instance))
      if (!state.interfaces.find(id)->public_ip.empty()) state.interfaces.edit(id)->public_ip.clear();
    return;
  }
  if (now != "terminated") return;
  for (const std::string& id : ids_of<&Interface::instance>(state.interfaces, instance)) {
    const bool goes = state.interfaces.find(id)->attachment.delete_on_termination;
    detach(state, id);
    if (goes) drop_interface(state, id);
  }
  for (const std::string& id : volumes_of(state, instance)) let_go(state, id, instance);
  state.instances.edit(instance)->forget = turn.now + shown_after_end;
}

Texts volumes_of(const State& state, const std::string& instance) {
  Texts all = ids_of<&Volume::instance>(state.volumes, instance);
  for (const auto& [order, id] : state.volumes.by<ByMany>().tree()) {
    const Volume& row = *state.volumes.find(id);
    if (row.instance != instance &&
        std::ranges::count(row.attachments, instance, &VolumeAttachment::instance) > 0)
      all.push_back(id);
  }
  return all;
}

void settle_instances(State& state, kit::Turn& turn) {
  for (const std::string& id : moving(state.instances, In())) settle_instance(state, turn, id);
}

Time State::next_deadline() const {
  return std::min({first(instances.by<ByDue>()), first(volumes.by<ByDue>()), first(snapshots.by<ByDue>()),
                   first(images.by<ByDue>()), first(endpoints.by<ByDue>()), first(tokens.by<ByEnd>())});
}

void State::settle(kit::Turn& turn) {
  for (const std::string& id : due(instances, turn.now)) tick_instance(*this, turn, id);
  for (const std::string& id : due(volumes, turn.now))
    if (volumes.contains(id)) tick_volume(*this, turn, id);
  for (const std::string& id : due(snapshots, turn.now))
    kit::tick(snapshots.edit(id)->stage, snapshot_lifecycle, turn.progression(snapshot_lifecycle.model));
  for (const std::string& id : due(images, turn.now))
    kit::tick(images.edit(id)->stage, image_lifecycle, turn.progression(image_lifecycle.model));
  for (const std::string& id : due(endpoints, turn.now)) endpoints.erase(id);
  while (first(tokens.by<ByEnd>()) <= turn.now)
    tokens.erase(std::string(tokens.by<ByEnd>().tree().begin()->second));
}

}  // namespace understudy::ec2
