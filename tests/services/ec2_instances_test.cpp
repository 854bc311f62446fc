// EC2's instances: launches, lifecycles by looks and by the clock, protections, volumes, images, keys,
// templates.
#include <gmock/gmock.h>

#include "services/kit/format.hpp"
#include "services/kit/lifecycle.hpp"
#include "tests/services/ec2_world.hpp"

namespace understudy::test {
namespace {

using testing::MatchesRegex;
using testing::StartsWith;

TEST(Ec2Instances, ALaunchMakesItsInterfaceAndVolume) {
  Ec2 world;
  const Reply made = world.run(R"(,"InstanceType":"t3.micro")", 2);
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(made.size("Instances"), 2u);
  EXPECT_THAT(made.text("ReservationId"), MatchesRegex("r-[0-9a-f]{17}"));
  EXPECT_EQ(made.text("Instances.1.State.Name"), "pending");
  EXPECT_EQ(made.number("Instances.1.AmiLaunchIndex"), 1);
  const std::string id = made.text("Instances.0.InstanceId");
  const Reply seen = world.look(id);
  const std::string at = "Reservations.0.Instances.0.";
  EXPECT_EQ(seen.text(at + "State.Name"), "running");
  EXPECT_THAT(seen.text(at + "PrivateIpAddress"), StartsWith("172.31."));
  EXPECT_THAT(seen.text(at + "PublicDnsName"), MatchesRegex("ec2-54-.*\\.compute-1\\.amazonaws\\.com"));
  EXPECT_EQ(seen.text(at + "BlockDeviceMappings.0.DeviceName"), "/dev/sda1");
  EXPECT_EQ(seen.text(at + "NetworkInterfaces.0.Attachment.Status"), "attached");
  EXPECT_EQ(seen.text(at + "Placement.AvailabilityZone"), "us-east-1a");
  EXPECT_EQ(world.ec2("DescribeVolumes").text("Volumes.0.State"), "in-use");
}

TEST(Ec2Instances, MovesEndAtTheNextLook) {
  Ec2 world;
  const std::string id = world.instance();
  const Reply stopped = world.of_list("StopInstances", "InstanceIds", id);
  EXPECT_EQ(stopped.text("StoppingInstances.0.PreviousState.Name"), "running");
  EXPECT_EQ(stopped.text("StoppingInstances.0.CurrentState.Name"), "stopping");
  const Reply seen = world.look(id);
  EXPECT_EQ(seen.text("Reservations.0.Instances.0.State.Name"), "stopped");
  EXPECT_THAT(seen.text("Reservations.0.Instances.0.StateTransitionReason"),
              StartsWith("User initiated (20"));
  EXPECT_EQ(seen.text("Reservations.0.Instances.0.StateReason.Code"), "Client.UserInitiatedShutdown");
  EXPECT_EQ(world.of_list("StartInstances", "InstanceIds", id).text("StartingInstances.0.CurrentState.Name"),
            "pending");
  EXPECT_EQ(world.of_list("TerminateInstances", "InstanceIds", id)
                .text("TerminatingInstances.0.PreviousState.Name"),
            "running");
  EXPECT_EQ(world.state_of(id), "terminated");
  EXPECT_EQ(world.of_list("StartInstances", "InstanceIds", id).code(), "IncorrectInstanceState");
  EXPECT_EQ(world.ec2("DescribeVolumes").size("Volumes"), 0u);
  EXPECT_EQ(world.ec2("DescribeNetworkInterfaces").size("NetworkInterfaces"), 0u);
  world.advance(kit::hours(1));
  EXPECT_EQ(world.look(id).code(), "InvalidInstanceID.NotFound");
}

TEST(Ec2Instances, TheClockMovesThemWhenItIsToldTo) {
  Ec2 world;
  world.progressions.set("ec2::instance", "", {kit::Progression::timed, 1, kit::seconds(30)});
  const std::string id = world.instance();
  EXPECT_EQ(world.state_of(id), "pending");
  world.advance(kit::seconds(29));
  EXPECT_EQ(world.state_of(id), "pending");
  EXPECT_EQ(world.of_list("StopInstances", "InstanceIds", id).code(), "IncorrectInstanceState");
  world.advance(kit::seconds(1));
  EXPECT_EQ(world.state_of(id), "running");
  world.of_list("TerminateInstances", "InstanceIds", id);
  EXPECT_EQ(world.state_of(id), "shutting-down");
  EXPECT_EQ(world.ec2("DescribeVolumes").size("Volumes"), 1u);
  world.advance(kit::seconds(30));
  EXPECT_EQ(world.ec2("DescribeVolumes").size("Volumes"), 0u);
  EXPECT_EQ(world.state_of(id), "terminated");
}

TEST(Ec2Instances, LooksMoveThemWhenTheyAreCounted) {
  Ec2 world;
  world.progressions.set("ec2::instance", "", {kit::Progression::manual, 2, {}});
  const std::string id = world.instance();
  EXPECT_EQ(world.state_of(id), "pending");
  EXPECT_EQ(world.state_of(id), "running");
}

TEST(Ec2Instances, OneJumpIsAThousandSteps) {
  const auto live = [](int steps) {
    Ec2 world;
    world.progressions.set("ec2::instance", "", {kit::Progression::timed, 1, kit::seconds(7)});
    world.progressions.set("ec2::volume", "", {kit::Progression::timed, 1, kit::seconds(3)});
    const std::string id = world.instance();
    world.instance();
    world.ec2("CreateVolume", R"("AvailabilityZone":"us-east-1a","Size":1)");
    world.of_list("TerminateInstances", "InstanceIds", id);
    for (int i = 0; i < steps; ++i) world.advance(kit::seconds(4000) / steps);
    return world.view({"123456789012", "us-east-1", "ec2"});
  };
  EXPECT_EQ(live(1), live(1000));
}

TEST(Ec2Instances, ProtectionsHold) {
  Ec2 world;
  const std::string id = world.instance(R"(,"DisableApiTermination":true,"DisableApiStop":true)");
  EXPECT_EQ(world.of_list("TerminateInstances", "InstanceIds", id).code(), "OperationNotPermitted");
  EXPECT_EQ(world.of_list("StopInstances", "InstanceIds", id).code(), "OperationNotPermitted");
  ASSERT_TRUE(
      world.of("ModifyInstanceAttribute", "InstanceId", id, R"(,"DisableApiTermination":{"Value":false})")
          .ok());
  EXPECT_TRUE(world.of_list("TerminateInstances", "InstanceIds", id).ok());
}

TEST(Ec2Instances, AttributesAreChangedWhileStopped) {
  Ec2 world;
  const std::string id = world.instance();
  constexpr std::string_view type = R"(,"InstanceType":{"Value":"t3.large"})";
  EXPECT_EQ(world.of("ModifyInstanceAttribute", "InstanceId", id, type).code(), "IncorrectInstanceState");
  world.of_list("StopInstances", "InstanceIds", id);
  ASSERT_TRUE(world.of("ModifyInstanceAttribute", "InstanceId", id, type).ok());
  EXPECT_EQ(world.of("DescribeInstanceAttribute", "InstanceId", id, R"(,"Attribute":"instanceType")")
                .text("InstanceType.Value"),
            "t3.large");
  EXPECT_EQ(world.of("DescribeInstanceAttribute", "InstanceId", id, R"(,"Attribute":"colour")").code(),
            "InvalidParameterValue");
}

TEST(Ec2Instances, ATokenMakesALaunchOnce) {
  Ec2 world;
  const Reply first = world.run(R"(,"ClientToken":"t1")"), again = world.run(R"(,"ClientToken":"t1")");
  EXPECT_EQ(first.text("Instances.0.InstanceId"), again.text("Instances.0.InstanceId"));
  EXPECT_EQ(world.run(R"(,"ClientToken":"t1","InstanceType":"t3.large")").code(),
            "IdempotentParameterMismatch");
  world.advance(kit::hours(25));
  EXPECT_NE(first.text("Instances.0.InstanceId"),
            world.run(R"(,"ClientToken":"t1")").text("Instances.0.InstanceId"));
}

TEST(Ec2Instances, WhatALaunchRefuses) {
  Ec2 world;
  EXPECT_EQ(
      world.ec2("RunInstances", R"("ImageId":"ami-1234567890abcdef0","MinCount":1,"MaxCount":1)").json(),
      "InvalidAMIID.NotFound: The image id '[ami-1234567890abcdef0]' does not exist");
  EXPECT_EQ(world.run(R"(,"InstanceType":"t9.huge")").json(),
            "InvalidParameterValue: Invalid value 't9.huge' for InstanceType.");
  EXPECT_EQ(world.run(R"(,"KeyName":"none")").json(),
            "InvalidKeyPair.NotFound: The key pair 'none' does not exist");
  EXPECT_EQ(world.run(R"(,"UserData":"!")").code(), "InvalidUserData.Malformed");
  EXPECT_EQ(world.run(R"(,"InstanceType":"m6g.large")").code(), "InvalidParameterValue");
  EXPECT_EQ(world.ec2("DescribeInstances").size("Reservations"), 0u);
}

TEST(Ec2Instances, TemplatesLieUnderRequests) {
  Ec2 world;
  const Reply made = world.ec2(
      "CreateLaunchTemplate", R"("LaunchTemplateName":"base","LaunchTemplateData":{"ImageId":"ami-12c6146b",)"
                              R"("InstanceType":"t3.small","TagSpecifications":[{"ResourceType":"instance",)"
                              R"("Tags":[{"Key":"from","Value":"template"}]}]})");
  ASSERT_TRUE(made.ok()) << made.json();
  const Reply run = world.ec2("RunInstances",
                              R"("MinCount":1,"MaxCount":1,"LaunchTemplate":{"LaunchTemplateName":"base"})");
  ASSERT_TRUE(run.ok()) << run.json();
  EXPECT_EQ(run.text("Instances.0.InstanceType"), "t3.small");
  EXPECT_EQ(run.text("Instances.0.Tags.0.Key"), "aws:ec2launchtemplate:id");
  EXPECT_EQ(run.text("Instances.0.Tags.1.Value"), "1");
  EXPECT_EQ(run.text("Instances.0.Tags.2.Value"), "template");
  EXPECT_EQ(world
                .ec2("RunInstances", R"("MinCount":1,"MaxCount":1,"InstanceType":"t3.nano",)"
                                     R"("LaunchTemplate":{"LaunchTemplateName":"base"})")
                .text("Instances.0.InstanceType"),
            "t3.nano");
}

TEST(Ec2Storage, VolumesAreAttachedAndLetGo) {
  Ec2 world;
  const std::string id = world.instance();
  const Reply made = world.ec2("CreateVolume", R"("AvailabilityZone":"us-east-1a","Size":80)");
  EXPECT_EQ(made.text("State"), "creating");
  EXPECT_EQ(made.number("Iops"), 240);
  const std::string volume = made.text("VolumeId");
  const std::string to = fmt::format(R"(,"InstanceId":"{}","Device":"/dev/sdf")", id);
  EXPECT_EQ(world.of("AttachVolume", "VolumeId", volume, to).text("State"), "attaching");
  EXPECT_EQ(world.of("DeleteVolume", "VolumeId", volume).code(), "VolumeInUse");
  EXPECT_EQ(world.of_list("DescribeVolumes", "VolumeIds", volume).text("Volumes.0.Attachments.0.State"),
            "attached");
  EXPECT_EQ(world.of("DetachVolume", "VolumeId", volume).text("State"), "detaching");
  EXPECT_EQ(world.of_list("DescribeVolumes", "VolumeIds", volume).text("Volumes.0.State"), "available");
  EXPECT_TRUE(world.of("DeleteVolume", "VolumeId", volume).ok());
}

TEST(Ec2Storage, AnImageOfAnInstanceStartsOthers) {
  Ec2 world;
  const std::string id = world.instance();
  const std::string image = world.of("CreateImage", "InstanceId", id, R"(,"Name":"mine")").text("ImageId");
  const Reply seen = world.of_list("DescribeImages", "ImageIds", image);
  EXPECT_EQ(seen.text("Images.0.State"), "available");
  const std::string snapshot = seen.text("Images.0.BlockDeviceMappings.0.Ebs.SnapshotId");
  EXPECT_EQ(world.of("DeleteSnapshot", "SnapshotId", snapshot).code(), "InvalidSnapshot.InUse");
  EXPECT_TRUE(
      world.ec2("RunInstances", fmt::format(R"("ImageId":"{}","MinCount":1,"MaxCount":1)", image)).ok());
  EXPECT_TRUE(world.of("DeregisterImage", "ImageId", image).ok());
  EXPECT_EQ(world.of("DeregisterImage", "ImageId", image).code(), "InvalidAMIID.Unavailable");
}

TEST(Ec2Keys, AreReal) {
  Ec2 world;
  const Reply made = world.ec2("CreateKeyPair", R"("KeyName":"k","KeyType":"ed25519")");
  EXPECT_THAT(made.text("KeyMaterial"), StartsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
  const Reply seen = world.ec2("DescribeKeyPairs", R"("KeyNames":["k"],"IncludePublicKey":true)");
  const Reply taken = world.ec2("ImportKeyPair", fmt::format(R"("KeyName":"again","PublicKeyMaterial":"{}")",
                                                             kit::base64(seen.text("KeyPairs.0.PublicKey"))));
  ASSERT_TRUE(taken.ok()) << taken.json();
  EXPECT_EQ(taken.text("KeyFingerprint"), made.text("KeyFingerprint"));
  EXPECT_EQ(world.ec2("CreateKeyPair", R"("KeyName":"k")").code(), "InvalidKeyPair.Duplicate");
  EXPECT_EQ(world.ec2("ImportKeyPair", R"("KeyName":"x","PublicKeyMaterial":"Z2FyYmFnZQ==")").code(),
            "InvalidKey.Format");
}

TEST(Ec2Types, AreDescribedAndOffered) {
  Ec2 world;
  const Reply type = world.of_list("DescribeInstanceTypes", "InstanceTypes", "t3.micro");
  EXPECT_EQ(type.number("InstanceTypes.0.MemoryInfo.SizeInMiB"), 1024);
  EXPECT_EQ(type.number("InstanceTypes.0.VCpuInfo.DefaultVCpus"), 2);
  EXPECT_EQ(world.of_list("DescribeInstanceTypes", "InstanceTypes", "t9.huge").json(),
            "InvalidInstanceType: The following supplied instance types do not exist: [t9.huge]");
  EXPECT_GT(world.ec2("DescribeInstanceTypeOfferings", R"("LocationType":"availability-zone")")
                .size("InstanceTypeOfferings"),
            1000u);
}

}  // namespace
}  // namespace understudy::test
