// EC2's networks: what a region begins with, VPCs, subnets, security groups, routes; filters, pages, tags.
#include <gmock/gmock.h>

#include "tests/services/ec2_world.hpp"

namespace understudy::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

TEST(Ec2Frame, ARegionBeginsWithADefaultVpc) {
  Ec2 world;
  const Reply vpcs = world.ec2("DescribeVpcs");
  ASSERT_EQ(vpcs.size("Vpcs"), 1u) << vpcs.json();
  EXPECT_TRUE(vpcs.flag("Vpcs.0.IsDefault"));
  EXPECT_EQ(vpcs.text("Vpcs.0.CidrBlock"), "172.31.0.0/16");
  EXPECT_THAT(vpcs.text("Vpcs.0.VpcId"), MatchesRegex("vpc-[0-9a-f]{17}"));
  const Reply subnets = world.ec2("DescribeSubnets");
  EXPECT_EQ(subnets.size("Subnets"), 6u);
  EXPECT_EQ(subnets.number("Subnets.0.AvailableIpAddressCount"), 4091);
  EXPECT_EQ(world.ec2("DescribeSecurityGroups").text("SecurityGroups.0.GroupName"), "default");
  const Reply tables = world.ec2("DescribeRouteTables");
  EXPECT_TRUE(tables.flag("RouteTables.0.Associations.0.Main"));
  EXPECT_EQ(tables.text("RouteTables.0.Routes.0.GatewayId"), "local");
  EXPECT_THAT(tables.text("RouteTables.0.Routes.1.GatewayId"), MatchesRegex("igw-[0-9a-f]{17}"));
  EXPECT_EQ(world.ec2("DescribeNetworkAcls").size("NetworkAcls.0.Associations"), 6u);
  EXPECT_EQ(world.ec2("DescribeDhcpOptions").size("DhcpOptions"), 1u);
  world.client.region = "eu-west-1";
  EXPECT_EQ(world.ec2("DescribeSubnets").size("Subnets"), 3u);
}

TEST(Ec2Frame, IdsAreSaidToBeMissingOrMalformed) {
  Ec2 world;
  EXPECT_EQ(world.of_list("DescribeVpcs", "VpcIds", "vpc-12345678").json(),
            "InvalidVpcID.NotFound: The vpc ID 'vpc-12345678' does not exist");
  EXPECT_EQ(world.of_list("DescribeInstances", "InstanceIds", "i-xyz").json(),
            "InvalidInstanceID.Malformed: Invalid id: \"i-xyz\"");
  EXPECT_EQ(world.ec2("DescribeInstances", R"("InstanceIds":["i-12345678","i-87654321"])").json(),
            "InvalidInstanceID.NotFound: The instance IDs 'i-12345678, i-87654321' do not exist");
}

TEST(Ec2Frame, ADryRunChangesNothing) {
  Ec2 world;
  const Reply dry = world.ec2("CreateVpc", R"("CidrBlock":"10.0.0.0/16","DryRun":true)");
  EXPECT_EQ(dry.json(), "DryRunOperation: Request would have succeeded, but DryRun flag is set.");
  EXPECT_EQ(dry.call().failure->status, 412);
  EXPECT_EQ(world.ec2("DescribeVpcs").size("Vpcs"), 1u);
  EXPECT_EQ(world.ec2("CreateVpc", R"("CidrBlock":"10.0.0.0/8","DryRun":true)").code(), "InvalidVpc.Range");
}

TEST(Ec2Frame, FiltersKnowWildcardsAndNothingElse) {
  Ec2 world;
  world.vpc("10.0.0.0/16");
  world.vpc("10.1.0.0/16");
  const auto found = [&](std::string_view name, std::string_view value) {
    return world.ec2("DescribeVpcs",
                     fmt::format(R"("Filters":[{{"Name":"{}","Values":["{}"]}}])", name, value));
  };
  EXPECT_EQ(found("cidr", "10.*").size("Vpcs"), 2u);
  EXPECT_EQ(found("cidr", "10.?.0.0/16").size("Vpcs"), 2u);
  EXPECT_EQ(found("cidr", "10.1.0.0/16").size("Vpcs"), 1u);
  EXPECT_EQ(found("is-default", "true").size("Vpcs"), 1u);
  EXPECT_EQ(found("colour", "blue").json(), "InvalidParameterValue: The filter 'colour' is invalid");
}

TEST(Ec2Frame, PagesFollowOneAnother) {
  Ec2 world;
  for (int i = 0; i < 7; ++i) world.vpc(fmt::format("10.{}.0.0/16", i));
  const Reply first = world.ec2("DescribeVpcs", R"("MaxResults":5)");
  EXPECT_EQ(first.size("Vpcs"), 5u);
  const Reply rest =
      world.ec2("DescribeVpcs", fmt::format(R"("MaxResults":5,"NextToken":"{}")", first.text("NextToken")));
  EXPECT_EQ(rest.size("Vpcs"), 3u);
  EXPECT_FALSE(rest.has("NextToken"));
  EXPECT_EQ(world.ec2("DescribeVpcs", R"("NextToken":"x")").code(), "InvalidNextToken");
}

TEST(Ec2Frame, TagsAreSetFoundAndTakenAway) {
  Ec2 world;
  const std::string id =
      world
          .ec2("CreateVpc", R"("CidrBlock":"10.0.0.0/16","TagSpecifications":[{"ResourceType":"vpc",)"
                            R"("Tags":[{"Key":"Name","Value":"one"}]}])")
          .text("Vpc.VpcId");
  EXPECT_TRUE(
      world.of_list("CreateTags", "Resources", id, R"(,"Tags":[{"Key":"stage","Value":"test"}])").ok());
  EXPECT_EQ(
      world.ec2("DescribeVpcs", R"("Filters":[{"Name":"tag:stage","Values":["t*"]}])").text("Vpcs.0.VpcId"),
      id);
  const Reply tags =
      world.ec2("DescribeTags", fmt::format(R"("Filters":[{{"Name":"resource-id","Values":["{}"]}}])", id));
  EXPECT_EQ(tags.size("Tags"), 2u);
  EXPECT_EQ(tags.text("Tags.0.ResourceType"), "vpc");
  EXPECT_TRUE(
      world.of_list("DeleteTags", "Resources", id, R"(,"Tags":[{"Key":"stage","Value":"other"}])").ok());
  EXPECT_EQ(world.ec2("DescribeTags").size("Tags"), 2u);
  EXPECT_TRUE(world.of_list("DeleteTags", "Resources", id, R"(,"Tags":[{"Key":"stage"}])").ok());
  EXPECT_EQ(world.ec2("DescribeTags").size("Tags"), 1u);
  EXPECT_EQ(
      world.of_list("CreateTags", "Resources", "vpc-12345678", R"(,"Tags":[{"Key":"a","Value":""}])").code(),
      "InvalidVpcID.NotFound");
  EXPECT_EQ(world.of_list("CreateTags", "Resources", id, R"(,"Tags":[{"Key":"aws:a","Value":""}])").code(),
            "InvalidParameterValue");
}

TEST(Ec2Frame, PlayedResourcesLieInNativeOnes) {
  Ec2 world;
  const std::string subnet = world.subnet(world.vpc(), "10.0.1.0/24");
  const Reply made = world.of("CreateNatGateway", "SubnetId", subnet);
  ASSERT_TRUE(made.ok()) << made.json();
  const std::string nat = made.text("NatGateway.NatGatewayId");
  EXPECT_TRUE(world.of_list("CreateTags", "Resources", nat, R"(,"Tags":[{"Key":"a","Value":"b"}])").ok());
  EXPECT_EQ(world.ec2("DescribeTags").text("Tags.0.ResourceId"), nat);
  EXPECT_EQ(world.of("CreateNatGateway", "SubnetId", "subnet-12345678").code(), "InvalidSubnetID.NotFound");
  // What would look for a native resource among the played ones says that it is not there.
  EXPECT_EQ(world.of("GetInstanceUefiData", "InstanceId", world.instance()).code(), "NotImplemented");
}

TEST(Ec2Networks, SubnetsLieWithinTheirVpc) {
  Ec2 world;
  const std::string vpc = world.vpc();
  const std::string subnet = world.subnet(vpc, "10.0.1.0/24");
  EXPECT_EQ(world.of("CreateSubnet", "VpcId", vpc, R"(,"CidrBlock":"10.0.1.128/25")").json(),
            "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet");
  EXPECT_EQ(world.of("CreateSubnet", "VpcId", vpc, R"(,"CidrBlock":"10.1.0.0/24")").json(),
            "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.");
  EXPECT_EQ(world.of("DeleteVpc", "VpcId", vpc).json(),
            fmt::format("DependencyViolation: The vpc '{}' has dependencies and cannot be deleted.", vpc));
  EXPECT_TRUE(world.of("DeleteSubnet", "SubnetId", subnet).ok());
  EXPECT_TRUE(world.of("DeleteVpc", "VpcId", vpc).ok());
  EXPECT_EQ(world.ec2("DescribeSecurityGroups").size("SecurityGroups"), 1u);
}

TEST(Ec2Networks, RulesAreAuthorizedOnceAndRevoked) {
  Ec2 world;
  const Reply made = world.ec2("CreateSecurityGroup", R"("GroupName":"web","Description":"the web")");
  const std::string group = made.text("GroupId");
  constexpr std::string_view rule =
      R"(,"IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"10.0.0.1/8"}]}])";
  const Reply authorized = world.of("AuthorizeSecurityGroupIngress", "GroupId", group, rule);
  ASSERT_TRUE(authorized.ok()) << authorized.json();
  EXPECT_EQ(authorized.text("SecurityGroupRules.0.CidrIpv4"), "10.0.0.0/8");
  EXPECT_EQ(
      world.of("AuthorizeSecurityGroupIngress", "GroupId", group, rule).json(),
      "InvalidPermission.Duplicate: the specified rule \"peer: 10.0.0.0/8, TCP, from port: 22, to port: 22, "
      "ALLOW\" already exists");
  EXPECT_EQ(world.of("RevokeSecurityGroupEgress", "GroupId", group, rule).code(),
            "InvalidPermission.NotFound");
  EXPECT_TRUE(world.of("RevokeSecurityGroupIngress", "GroupId", group, rule).ok());
  EXPECT_EQ(world.of_list("DescribeSecurityGroups", "GroupIds", group).size("SecurityGroups.0.IpPermissions"),
            0u);
  EXPECT_EQ(world.ec2("CreateSecurityGroup", R"("GroupName":"web","Description":"x")").code(),
            "InvalidGroup.Duplicate");
  EXPECT_EQ(world.ec2("DeleteSecurityGroup", R"("GroupName":"default")").code(), "CannotDelete");
}

TEST(Ec2Networks, RoutesGoBlackWhenTheirTargetIsGone) {
  Ec2 world;
  const std::string vpc = world.vpc();
  const std::string table = world.of("CreateRouteTable", "VpcId", vpc).text("RouteTable.RouteTableId");
  const std::string gateway = world.ec2("CreateInternetGateway").text("InternetGateway.InternetGatewayId");
  const std::string route = fmt::format(R"(,"DestinationCidrBlock":"0.0.0.0/0","GatewayId":"{}")", gateway);
  EXPECT_THAT(world.of("CreateRoute", "RouteTableId", table, route).message(),
              HasSubstr("belong to different networks"));
  const std::string to_vpc = fmt::format(R"(,"VpcId":"{}")", vpc);
  ASSERT_TRUE(world.of("AttachInternetGateway", "InternetGatewayId", gateway, to_vpc).ok());
  ASSERT_TRUE(world.of("CreateRoute", "RouteTableId", table, route).ok());
  EXPECT_EQ(world.of("CreateRoute", "RouteTableId", table, route).code(), "RouteAlreadyExists");
  const auto state = [&] {
    return world.of_list("DescribeRouteTables", "RouteTableIds", table).text("RouteTables.0.Routes.1.State");
  };
  EXPECT_EQ(state(), "active");
  ASSERT_TRUE(world.of("DetachInternetGateway", "InternetGatewayId", gateway, to_vpc).ok());
  EXPECT_EQ(state(), "blackhole");
}

TEST(Ec2Networks, ElasticAddressesMoveBetweenInterfaces) {
  Ec2 world;
  const std::string subnet = world.subnet(world.vpc(), "10.0.1.0/24");
  const auto interface = [&] {
    return world.of("CreateNetworkInterface", "SubnetId", subnet).text("NetworkInterface.NetworkInterfaceId");
  };
  const std::string first = interface(), second = interface();
  const Reply address = world.ec2("AllocateAddress");
  const std::string allocation = address.text("AllocationId");
  const auto associate = [&](const std::string& to, std::string_view more = "") {
    return world.of("AssociateAddress", "AllocationId", allocation,
                    fmt::format(R"(,"NetworkInterfaceId":"{}"{})", to, more));
  };
  ASSERT_TRUE(associate(first).ok());
  EXPECT_EQ(associate(second, R"(,"AllowReassociation":false)").code(), "Resource.AlreadyAssociated");
  ASSERT_TRUE(associate(second).ok());
  EXPECT_EQ(world.of_list("DescribeNetworkInterfaces", "NetworkInterfaceIds", second)
                .text("NetworkInterfaces.0.Association.PublicIp"),
            address.text("PublicIp"));
  EXPECT_EQ(world.of("ReleaseAddress", "AllocationId", allocation).code(), "InvalidIPAddress.InUse");
  EXPECT_TRUE(world.of("DisassociateAddress", "PublicIp", address.text("PublicIp")).ok());
  EXPECT_TRUE(world.of("ReleaseAddress", "AllocationId", allocation).ok());
}

}  // namespace
}  // namespace understudy::test
