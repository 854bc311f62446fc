// EC2's networks, further: endpoints, reservations, ClassicLink, interfaces' options, views by hand; copies
// from other regions and modifications of volumes.
#include <gmock/gmock.h>

#include "services/kit/json.hpp"
#include "services/kit/lifecycle.hpp"
#include "tests/services/ec2_world.hpp"

namespace understudy::test {
namespace {

using testing::HasSubstr;

TEST(Ec2Endpoints, GatewaysStandInRouteTables) {
  Ec2 world;
  const std::string vpc = world.vpc();
  const std::string table = world.of("CreateRouteTable", "VpcId", vpc).text("RouteTable.RouteTableId");
  const Reply made =
      world.of("CreateVpcEndpoint", "VpcId", vpc,
               fmt::format(R"(,"ServiceName":"com.amazonaws.us-east-1.s3","RouteTableIds":["{}"])", table));
  ASSERT_TRUE(made.ok()) << made.json();
  const std::string id = made.text("VpcEndpoint.VpcEndpointId");
  const auto routes = [&] { return world.of_list("DescribeRouteTables", "RouteTableIds", table).json(); };
  EXPECT_THAT(routes(), HasSubstr(R"("DestinationPrefixListId":"pl-63a5400a")"));
  EXPECT_EQ(world.of("DeleteVpc", "VpcId", vpc).code(), "DependencyViolation");
  EXPECT_EQ(world.of_list("DeleteVpcEndpoints", "VpcEndpointIds", id).size("Unsuccessful"), 0u);
  EXPECT_THAT(routes(), testing::Not(HasSubstr(id)));
  EXPECT_EQ(world.of_list("DeleteVpcEndpoints", "VpcEndpointIds", id).text("Unsuccessful.0.Error.Code"),
            "InvalidVpcEndpoint.NotFound");
  const auto look = [&] { return world.of_list("DescribeVpcEndpoints", "VpcEndpointIds", id); };
  EXPECT_EQ(look().text("VpcEndpoints.0.State"), "deleted");
  world.advance(kit::hours(1));
  EXPECT_EQ(look().code(), "InvalidVpcEndpointId.NotFound");
}

TEST(Ec2Endpoints, InterfacesLieInSubnets) {
  Ec2 world;
  const std::string vpc = world.vpc();
  const std::string one = world.subnet(vpc, "10.0.1.0/24"), two = world.subnet(vpc, "10.0.2.0/24");
  const Reply made =
      world.of("CreateVpcEndpoint", "VpcId", vpc,
               fmt::format(R"(,"ServiceName":"com.amazonaws.us-east-1.sqs","SubnetIds":["{}"],)"
                           R"("VpcEndpointType":"Interface")",
                           one));
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_EQ(made.size("VpcEndpoint.NetworkInterfaceIds"), 1u);
  EXPECT_EQ(world.of("DeleteSubnet", "SubnetId", one).code(), "DependencyViolation");
  const std::string id = made.text("VpcEndpoint.VpcEndpointId");
  ASSERT_TRUE(world
                  .of("ModifyVpcEndpoint", "VpcEndpointId", id,
                      fmt::format(R"(,"AddSubnetIds":["{}"],"RemoveSubnetIds":["{}"])", two, one))
                  .ok());
  EXPECT_TRUE(world.of("DeleteSubnet", "SubnetId", one).ok());
  EXPECT_EQ(world.of_list("DescribeVpcEndpoints", "VpcEndpointIds", id).text("VpcEndpoints.0.SubnetIds.0"),
            two);
  EXPECT_EQ(world.ec2("DescribePrefixLists").size("PrefixLists"), 2u);
}

TEST(Ec2Reservations, KeepAddressesFromBeingLent) {
  Ec2 world;
  const std::string subnet = world.subnet(world.vpc(), "10.0.1.0/28");
  const std::string in = fmt::format(R"("SubnetId":"{}","ReservationType":"explicit","Cidr":)", subnet);
  const Reply made = world.ec2("CreateSubnetCidrReservation", in + R"("10.0.1.8/29")");
  ASSERT_TRUE(made.ok()) << made.json();
  EXPECT_THAT(world.ec2("CreateSubnetCidrReservation", in + R"("10.0.1.12/30")").json(),
              HasSubstr("overlap"));
  EXPECT_THAT(world.ec2("CreateSubnetCidrReservation", in + R"("10.1.0.0/30")").json(),
              HasSubstr("within subnet CIDR block (10.0.1.0/28)"));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(world.of("CreateNetworkInterface", "SubnetId", subnet).ok());
  EXPECT_EQ(world.of("CreateNetworkInterface", "SubnetId", subnet).code(),
            "InsufficientFreeAddressesInSubnet");
  EXPECT_TRUE(
      world.of("CreateNetworkInterface", "SubnetId", subnet, R"(,"PrivateIpAddress":"10.0.1.9")").ok());
  EXPECT_EQ(world.of("GetSubnetCidrReservations", "SubnetId", subnet).size("SubnetIpv4CidrReservations"), 1u);
  const std::string id = made.text("SubnetCidrReservation.SubnetCidrReservationId");
  EXPECT_TRUE(world.of("DeleteSubnetCidrReservation", "SubnetCidrReservationId", id).ok());
  EXPECT_EQ(world.of("DeleteSubnetCidrReservation", "SubnetCidrReservationId", id).code(),
            "InvalidSubnetCidrReservationID.NotFound");
}

TEST(Ec2ClassicLinks, AreFlags) {
  Ec2 world;
  const std::string vpc = world.vpc("10.1.0.0/16"), other = world.vpc("10.90.0.0/16");
  EXPECT_EQ(world.of("EnableVpcClassicLink", "VpcId", vpc).json(), R"({"Return":true})");
  EXPECT_EQ(world.of("EnableVpcClassicLink", "VpcId", other).json(), R"({"Return":false})");
  EXPECT_THAT(world.of_list("DescribeVpcClassicLink", "VpcIds", vpc).json(),
              HasSubstr(R"("ClassicLinkEnabled":true)"));
}

TEST(Ec2Interfaces, OptionsAreKeptAndShown) {
  Ec2 world;
  const std::string subnet = world.subnet(world.vpc(), "10.0.1.0/24");
  EXPECT_EQ(world
                .of("CreateNetworkInterface", "SubnetId", subnet,
                    R"(,"ConnectionTrackingSpecification":{"UdpTimeout":5})")
                .code(),
            "InvalidParameterValue");
  EXPECT_EQ(world.of("CreateNetworkInterface", "SubnetId", subnet, R"(,"InterfaceType":"odd")").code(),
            "InvalidParameterValue");
  EXPECT_EQ(world.of("CreateNetworkInterface", "SubnetId", subnet, R"(,"EnablePrimaryIpv6":true)").code(),
            "InvalidParameterValue");
  const Reply made =
      world.of("CreateNetworkInterface", "SubnetId", subnet,
               R"(,"InterfaceType":"efa","ConnectionTrackingSpecification":{"UdpTimeout":45})");
  EXPECT_EQ(made.number("NetworkInterface.ConnectionTrackingConfiguration.UdpTimeout"), 45);
  EXPECT_EQ(made.text("NetworkInterface.InterfaceType"), "efa");
}

TEST(Ec2Views, RefuseWhatIsNoBlock) {
  Ec2 world;
  world.subnet(world.vpc(), "10.0.1.0/24");
  kit::AnyState& state = world.state(kit::Place("123456789012", "us-east-1", "ec2"));
  kit::Arena arena;
  const std::string view = kit::to_json(state.view(arena));
  const auto path_of = [&](std::string_view good, std::string_view bad) -> std::string {
    std::string changed = view;
    changed.replace(changed.find(good), good.size(), bad);
    try {
      state.restore(kit::parse_json(arena.copy(changed), arena).value());
    } catch (const kit::ViewError& error) {
      return error.path;
    }
    return "taken";
  };
  EXPECT_THAT(path_of(R"("cidr":"10.0.1.0/24")", R"("cidr":"10.0.1/24")"),
              testing::MatchesRegex("\\$\\.subnets\\.subnet-[0-9a-f]+\\.cidr"));
  EXPECT_THAT(path_of(R"("cidr":"10.0.0.0/16")", R"("cidr":"x")"),
              testing::MatchesRegex("\\$\\.vpcs\\.vpc-[0-9a-f]+\\.blocks.0.\\.cidr"));
  EXPECT_EQ(kit::to_json(state.view(arena)), view);
}

TEST(Ec2Views, RefuseWhatNamesMissingRows) {
  Ec2 world;
  world.subnet(world.vpc(), "10.0.1.0/24");
  kit::AnyState& state = world.state(kit::Place("123456789012", "us-east-1", "ec2"));
  const auto why = [&](std::string_view json) -> std::string {
    kit::Arena arena;
    try {
      state.restore(kit::parse_json(json, arena).value());
    } catch (const kit::ViewError& error) {
      return error.what();
    }
    return "taken";
  };
  EXPECT_EQ(why(R"({"subnets":{"subnet-1":{"vpc":"vpc-1","cidr":"10.0.0.0/24"}}})"),
            "$.subnets.subnet-1.vpc: there is no vpc-1");
  EXPECT_EQ(why(R"({"rules":{"sgr-1":{"group":"sg-1"}}})"), "$.rules.sgr-1.group: there is no sg-1");
  EXPECT_EQ(why(R"({"launch_templates":{"lt-1":{}}})"),
            "$.launch_templates.lt-1.default_version: there is no version 1");
  EXPECT_EQ(why(R"({"endpoints":{"vpce-1":{"subnets":["subnet-1"]}}})"),
            "$.endpoints.vpce-1.subnets[0]: there is no subnet-1");
  EXPECT_EQ(why("{}"), "taken");
}

TEST(Ec2Storage, CopiesComeFromOtherRegions) {
  Ec2 world;
  const std::string image =
      world.of("CreateImage", "InstanceId", world.instance(), R"(,"Name":"mine")").text("ImageId");
  const Reply seen = world.of_list("DescribeImages", "ImageIds", image);
  const std::string snapshot = seen.text("Images.0.BlockDeviceMappings.0.Ebs.SnapshotId");
  world.client.region = "eu-west-1";
  const std::string from = R"(,"SourceRegion":"us-east-1")";
  const Reply copied = world.of("CopyImage", "SourceImageId", image, from + R"(,"Name":"copy")");
  ASSERT_TRUE(copied.ok()) << copied.json();
  EXPECT_EQ(
      world.of_list("DescribeImages", "ImageIds", copied.text("ImageId")).text("Images.0.SourceImageRegion"),
      "us-east-1");
  const Reply second = world.of("CopySnapshot", "SourceSnapshotId", snapshot, from);
  ASSERT_TRUE(second.ok()) << second.json();
  EXPECT_EQ(world.of_list("DescribeSnapshots", "SnapshotIds", second.text("SnapshotId"))
                .number("Snapshots.0.VolumeSize"),
            seen.number("Images.0.BlockDeviceMappings.0.Ebs.VolumeSize"));
  EXPECT_EQ(world.of("CopyImage", "SourceImageId", "ami-1234567890abcdef0", from + R"(,"Name":"n")").code(),
            "InvalidAMIID.NotFound");
}

TEST(Ec2Storage, ModificationsTakeTheirTime) {
  Ec2 world;
  world.progressions.set("ec2::volume_modification", "", {kit::Progression::timed, 1, kit::minutes(10)});
  const std::string id =
      world.ec2("CreateVolume", R"("AvailabilityZone":"us-east-1a","Size":8)").text("VolumeId");
  world.ec2("DescribeVolumes");
  EXPECT_EQ(
      world.of("ModifyVolume", "VolumeId", id, R"(,"Size":20)").text("VolumeModification.ModificationState"),
      "modifying");
  const auto size = [&] {
    return world.of_list("DescribeVolumes", "VolumeIds", id).number("Volumes.0.Size");
  };
  const auto state = [&] {
    return world.of_list("DescribeVolumesModifications", "VolumeIds", id)
        .text("VolumesModifications.0.ModificationState");
  };
  EXPECT_EQ(size(), 8);
  EXPECT_EQ(world.of("ModifyVolume", "VolumeId", id, R"(,"Size":30)").code(), "IncorrectModificationState");
  world.advance(kit::minutes(10));
  EXPECT_EQ(state(), "optimizing");
  EXPECT_EQ(size(), 20);
  world.advance(kit::minutes(10));
  EXPECT_EQ(state(), "completed");
  const auto again = [&] { return world.of("ModifyVolume", "VolumeId", id, R"(,"Size":30)").code(); };
  EXPECT_EQ(again(), "VolumeModificationRateExceeded");
  world.advance(kit::hours(6) - kit::minutes(21));
  EXPECT_EQ(again(), "VolumeModificationRateExceeded");
  world.advance(kit::minutes(1));
  EXPECT_EQ(again(), "");
}

TEST(Ec2Endpoints, LeadToServicesThatThereAre) {
  Ec2 world;
  const std::string vpc = world.vpc();
  const auto code = [&](std::string_view service, std::string_view more = "") {
    return world.of("CreateVpcEndpoint", "VpcId", vpc, fmt::format(R"(,"ServiceName":"{}"{})", service, more))
        .code();
  };
  constexpr std::string_view interface = R"(,"VpcEndpointType":"Interface")";
  EXPECT_EQ(code("com.amazonaws.us-east-1.nonsense"), "InvalidServiceName");
  EXPECT_EQ(code("com.amazonaws.eu-west-1.s3"), "InvalidServiceName");
  EXPECT_EQ(code("com.tester.own"), "InvalidServiceName");
  EXPECT_EQ(code("com.amazonaws.us-east-1.sqs"), "InvalidParameter");  // no gateway
  EXPECT_EQ(code("com.amazonaws.us-east-1.s3express", interface), "InvalidParameter");
  EXPECT_EQ(code("com.amazonaws.us-east-1.s3"), "");
  EXPECT_EQ(code("com.amazonaws.us-east-1.sqs", interface), "");
  EXPECT_EQ(code("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0", interface), "");
}

TEST(Ec2Endpoints, HavePoliciesThatCanBeRead) {
  Ec2 world;
  const std::string vpc = world.vpc();
  const auto make = [&](std::string_view policy) {
    return world.of(
        "CreateVpcEndpoint", "VpcId", vpc,
        fmt::format(R"(,"ServiceName":"com.amazonaws.us-east-1.s3","PolicyDocument":"{}")", policy));
  };
  for (
      const std::string_view bad :
      {"nonsense", "[]", "{}", R"({\"Statement\":[]})", R"({\"Statement\":[{\"Effect\":\"Maybe\"}]})",
       R"({\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}})",
       R"({\"Version\":\"2020-01-01\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}})"})
    EXPECT_EQ(make(bad).code(), "InvalidPolicyDocument") << bad;
  constexpr std::string_view good =
      R"({\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}})";
  const std::string id = make(good).text("VpcEndpoint.VpcEndpointId");
  EXPECT_EQ(world.of("ModifyVpcEndpoint", "VpcEndpointId", id, R"(,"PolicyDocument":"x")").code(),
            "InvalidPolicyDocument");
  EXPECT_EQ(world.of_list("DescribeVpcEndpointAssociations", "VpcEndpointIds", id).code(), "");
}

TEST(Ec2Endpoints, ServicesAreListed) {
  Ec2 world;
  const auto found =
      world.of_list("DescribeVpcEndpointServices", "ServiceNames", "com.amazonaws.us-east-1.s3");
  EXPECT_EQ(found.text("ServiceNames.0"), "com.amazonaws.us-east-1.s3");
  EXPECT_EQ(found.text("ServiceDetails.0.ServiceType.0.ServiceType"), "Gateway");
  EXPECT_EQ(found.text("ServiceDetails.1.ServiceType.0.ServiceType"), "Interface");
  EXPECT_EQ(
      world.of_list("DescribeVpcEndpointServices", "ServiceNames", "com.amazonaws.us-east-1.none").code(),
      "InvalidServiceName");
  const auto gateways =
      world.ec2("DescribeVpcEndpointServices", R"("Filters":[{"Name":"service-type","Values":["Gateway"]}])");
  EXPECT_EQ(gateways.text("ServiceNames.0"), "com.amazonaws.us-east-1.dynamodb");
  EXPECT_EQ(gateways.text("ServiceNames.2"), "com.amazonaws.us-east-1.s3express");
  const auto page = world.ec2("DescribeVpcEndpointServices", R"("MaxResults":5)");
  EXPECT_NE(page.text("NextToken"), "");
  const auto next = world.of("DescribeVpcEndpointServices", "NextToken", page.text("NextToken"));
  EXPECT_NE(next.text("ServiceNames.0"), page.text("ServiceNames.4"));
}

}  // namespace
}  // namespace understudy::test
