// Images that AWS and others publish (DescribeImages, public): the same ones in every region.
#pragma once

#include <span>
#include <string_view>

namespace understudy::ec2 {

struct PublicImage {
  std::string_view id, name, description, owner, location, platform, architecture, root_device, root_type,
      virtualization, sriov;
};

std::span<const PublicImage> public_images();  // in order of their ids
const PublicImage* find_public_image(std::string_view id);

}  // namespace understudy::ec2
