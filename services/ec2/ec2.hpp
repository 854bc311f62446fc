// EC2 as a service.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "services/kit/service.hpp"

namespace understudy::ec2 {

extern const kit::Service service;

// Operations on native resources that nobody has written: the engine would look for them among its own. They
// are answered with 501.
inline constexpr std::array<std::string_view, 30> unwritten{"AssociateSecurityGroupVpc",
                                                            "AttachClassicLinkVpc",
                                                            "CancelImageLaunchPermission",
                                                            "DescribeImageReferences",
                                                            "DescribeInstanceImageMetadata",
                                                            "DescribeInstanceTopology",
                                                            "DescribeLockedSnapshots",
                                                            "DescribeStaleSecurityGroups",
                                                            "DetachClassicLinkVpc",
                                                            "DisableAddressTransfer",
                                                            "DisableImage",
                                                            "DisableImageDeregistrationProtection",
                                                            "DisassociateSecurityGroupVpc",
                                                            "EnableAddressTransfer",
                                                            "EnableImage",
                                                            "EnableImageDeregistrationProtection",
                                                            "GetImageAncestry",
                                                            "GetInstanceTpmEkPub",
                                                            "GetInstanceUefiData",
                                                            "GetPasswordData",
                                                            "GetVpcResourcesBlockingEncryptionEnforcement",
                                                            "ListImagesInRecycleBin",
                                                            "ListSnapshotsInRecycleBin",
                                                            "LockSnapshot",
                                                            "ModifyInstanceEventStartTime",
                                                            "ModifyInstanceNetworkPerformanceOptions",
                                                            "ModifySnapshotTier",
                                                            "RestoreImageFromRecycleBin",
                                                            "RestoreSnapshotTier",
                                                            "UnlockSnapshot"};
static_assert(std::ranges::is_sorted(unwritten));

}  // namespace understudy::ec2
