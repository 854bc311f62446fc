// What volumes, snapshots, images and instances do for one another.
#pragma once

#include "services/ec2/frame.hpp"

namespace understudy::ec2 {

// A volume as an Ebs structure or CreateVolume's input describes it: size, type, performance, encryption, its
// snapshot. Throws what is wrong with it.
Volume read_volume(const Call& call, const State& state, const In& from, std::string zone);
std::string make_volume(State& state, kit::Turn& turn, Volume volume);
void attach_volume(State& state, kit::Turn& turn, const std::string& volume, const std::string& instance,
                   std::string_view device, bool delete_on_termination, bool at_once);
void show_attachment(const std::string& volume, const VolumeAttachment& attachment, const Out& out);

std::string default_kms_key(const Call& call, const State& state);

// Takes a snapshot of a volume.
std::string make_snapshot(const Call& call, State& state, const std::string& volume,
                          std::string_view description, kit::Tags tags);

// An image by its id, own or public. Throws InvalidAMIID's errors; deregistered ones are unavailable.
Image need_image(const State& state, std::string_view id);

}  // namespace understudy::ec2
