// Types of networks, load balancers and names.
#include "services/cloudformation/tables.hpp"

namespace understudy::cloudformation {
namespace {

constexpr Type types[] = {
    {"AWS::EC2::VPC", "ec2", "", "#Vpc.VpcId",
     "VpcId=@id CidrBlock=CidrBlock DefaultSecurityGroup=#SecurityGroups.0.GroupId "
     "DefaultNetworkAcl=#NetworkAcls.0.NetworkAclId",
     R"(create CreateVpc CidrBlock InstanceTenancy Ipv4IpamPoolId Ipv4NetmaskLength
        then?EnableDnsSupport ModifyVpcAttribute VpcId=@id EnableDnsSupport.Value=EnableDnsSupport
        then?EnableDnsHostnames ModifyVpcAttribute VpcId=@id EnableDnsHostnames.Value=EnableDnsHostnames
        then?Tags CreateTags Resources=@id Tags
        read DescribeSecurityGroups Filters.0.Name='vpc-id' Filters.0.Values=@id
        read DescribeNetworkAcls Filters.0.Name='vpc-id' Filters.0.Values=@id
        delete DeleteVpc VpcId=@id)"},
    {"AWS::EC2::Subnet", "ec2", "", "#Subnet.SubnetId",
     "SubnetId=@id AvailabilityZone=#Subnet.AvailabilityZone VpcId=VpcId CidrBlock=CidrBlock "
     "NetworkAclAssociationId=#NetworkAcls.0.Associations.0.NetworkAclAssociationId",
     R"(create CreateSubnet VpcId CidrBlock AvailabilityZone AvailabilityZoneId Ipv6CidrBlock OutpostArn
        then?MapPublicIpOnLaunch ModifySubnetAttribute SubnetId=@id MapPublicIpOnLaunch.Value=MapPublicIpOnLaunch
        then?AssignIpv6AddressOnCreation ModifySubnetAttribute SubnetId=@id AssignIpv6AddressOnCreation.Value=AssignIpv6AddressOnCreation
        then?Tags CreateTags Resources=@id Tags
        delete DeleteSubnet SubnetId=@id)"},
    {"AWS::EC2::InternetGateway", "ec2", "", "#InternetGateway.InternetGatewayId", "InternetGatewayId=@id",
     R"(create CreateInternetGateway
        then?Tags CreateTags Resources=@id Tags
        delete DeleteInternetGateway InternetGatewayId=@id)"},
    {"AWS::EC2::VPCGatewayAttachment", "ec2", "", "@stack+'-'+@logical+'-'+@random", "AttachmentType='IGW'",
     R"(then?InternetGatewayId AttachInternetGateway VpcId InternetGatewayId
        then?VpnGatewayId AttachVpnGateway VpcId VpnGatewayId
        gone@InternetGatewayId DetachInternetGateway VpcId InternetGatewayId=.
        gone@VpnGatewayId DetachVpnGateway VpcId VpnGatewayId=.)"},
    {"AWS::EC2::RouteTable", "ec2", "", "#RouteTable.RouteTableId", "RouteTableId=@id",
     R"(create CreateRouteTable VpcId
        then?Tags CreateTags Resources=@id Tags
        delete DeleteRouteTable RouteTableId=@id)"},
    {"AWS::EC2::Route", "ec2", "",
     "RouteTableId+'|'+DestinationCidrBlock+DestinationIpv6CidrBlock+DestinationPrefixListId", "",
     R"(create CreateRoute *
        update ReplaceRoute RouteTableId DestinationCidrBlock DestinationIpv6CidrBlock DestinationPrefixListId GatewayId NatGatewayId InstanceId NetworkInterfaceId VpcPeeringConnectionId TransitGatewayId EgressOnlyInternetGatewayId
        delete DeleteRoute RouteTableId DestinationCidrBlock DestinationIpv6CidrBlock DestinationPrefixListId)",
     "VpcEndpointId>VpcEndpointId"},
    {"AWS::EC2::SubnetRouteTableAssociation", "ec2", "", "#AssociationId", "Id=@id",
     R"(create AssociateRouteTable SubnetId RouteTableId
        delete DisassociateRouteTable AssociationId=@id)"},
    {"AWS::EC2::SecurityGroup", "ec2", "GroupName", "#GroupId", "GroupId=@id VpcId=VpcId GroupName=@name",
     R"(create CreateSecurityGroup GroupName=@name Description=GroupDescription VpcId
        gone@SecurityGroupIngress RevokeSecurityGroupIngress GroupId=@id IpPermissions.0.IpProtocol=.IpProtocol IpPermissions.0.FromPort=.FromPort IpPermissions.0.ToPort=.ToPort IpPermissions.0.IpRanges.0.CidrIp=.CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=.CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=.SourceSecurityGroupId
        gone@SecurityGroupEgress RevokeSecurityGroupEgress GroupId=@id IpPermissions.0.IpProtocol=.IpProtocol IpPermissions.0.FromPort=.FromPort IpPermissions.0.ToPort=.ToPort IpPermissions.0.IpRanges.0.CidrIp=.CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=.CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=.DestinationSecurityGroupId
        create?SecurityGroupEgress RevokeSecurityGroupEgress GroupId=@id IpPermissions.0.IpProtocol='-1' IpPermissions.0.IpRanges.0.CidrIp='0.0.0.0/0'
        then@SecurityGroupIngress AuthorizeSecurityGroupIngress GroupId=@id IpPermissions.0.IpProtocol=.IpProtocol IpPermissions.0.FromPort=.FromPort IpPermissions.0.ToPort=.ToPort IpPermissions.0.IpRanges.0.CidrIp=.CidrIp IpPermissions.0.IpRanges.0.Description=.Description?.CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=.CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=.SourceSecurityGroupId IpPermissions.0.UserIdGroupPairs.0.GroupName=.SourceSecurityGroupName IpPermissions.0.UserIdGroupPairs.0.UserId=.SourceSecurityGroupOwnerId IpPermissions.0.PrefixListIds.0.PrefixListId=.SourcePrefixListId
        then@SecurityGroupEgress AuthorizeSecurityGroupEgress GroupId=@id IpPermissions.0.IpProtocol=.IpProtocol IpPermissions.0.FromPort=.FromPort IpPermissions.0.ToPort=.ToPort IpPermissions.0.IpRanges.0.CidrIp=.CidrIp IpPermissions.0.IpRanges.0.Description=.Description?.CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=.CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=.DestinationSecurityGroupId IpPermissions.0.PrefixListIds.0.PrefixListId=.DestinationPrefixListId
        then?Tags CreateTags Resources=@id Tags
        delete DeleteSecurityGroup GroupId=@id)"},
    {"AWS::EC2::SecurityGroupIngress", "ec2", "", "#SecurityGroupRules.0.SecurityGroupRuleId|@logical",
     "Id=@id",
     R"(create AuthorizeSecurityGroupIngress GroupId GroupName IpPermissions.0.IpProtocol=IpProtocol IpPermissions.0.FromPort=FromPort IpPermissions.0.ToPort=ToPort IpPermissions.0.IpRanges.0.CidrIp=CidrIp IpPermissions.0.IpRanges.0.Description=Description?CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=SourceSecurityGroupId IpPermissions.0.UserIdGroupPairs.0.GroupName=SourceSecurityGroupName IpPermissions.0.UserIdGroupPairs.0.UserId=SourceSecurityGroupOwnerId
        delete RevokeSecurityGroupIngress GroupId GroupName IpPermissions.0.IpProtocol=IpProtocol IpPermissions.0.FromPort=FromPort IpPermissions.0.ToPort=ToPort IpPermissions.0.IpRanges.0.CidrIp=CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=SourceSecurityGroupId)"},
    {"AWS::EC2::SecurityGroupEgress", "ec2", "", "#SecurityGroupRules.0.SecurityGroupRuleId|@logical",
     "Id=@id",
     R"(create AuthorizeSecurityGroupEgress GroupId IpPermissions.0.IpProtocol=IpProtocol IpPermissions.0.FromPort=FromPort IpPermissions.0.ToPort=ToPort IpPermissions.0.IpRanges.0.CidrIp=CidrIp IpPermissions.0.IpRanges.0.Description=Description?CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=DestinationSecurityGroupId
        delete RevokeSecurityGroupEgress GroupId IpPermissions.0.IpProtocol=IpProtocol IpPermissions.0.FromPort=FromPort IpPermissions.0.ToPort=ToPort IpPermissions.0.IpRanges.0.CidrIp=CidrIp IpPermissions.0.Ipv6Ranges.0.CidrIpv6=CidrIpv6 IpPermissions.0.UserIdGroupPairs.0.GroupId=DestinationSecurityGroupId)"},
    {"AWS::EC2::EIP", "ec2", "", "#PublicIp", "AllocationId=#AllocationId PublicIp=@id",
     R"(create AllocateAddress Domain=Domain|'vpc' PublicIpv4Pool
        then?InstanceId AssociateAddress AllocationId=$AllocationId InstanceId
        then?Tags CreateTags Resources=$AllocationId Tags
        delete ReleaseAddress AllocationId=$AllocationId)"},
    {"AWS::EC2::EIPAssociation", "ec2", "", "#AssociationId", "Id=@id",
     R"(create AssociateAddress AllocationId InstanceId NetworkInterfaceId PublicIp=EIP PrivateIpAddress
        delete DisassociateAddress AssociationId=@id)"},
    {"AWS::EC2::NatGateway", "ec2", "", "#NatGateway.NatGatewayId", "NatGatewayId=@id",
     R"(create CreateNatGateway AllocationId SubnetId ConnectivityType PrivateIpAddress
        then?Tags CreateTags Resources=@id Tags
        delete DeleteNatGateway NatGatewayId=@id)"},
    {"AWS::EC2::NetworkInterface", "ec2", "", "#NetworkInterface.NetworkInterfaceId",
     "Id=@id PrimaryPrivateIpAddress=#NetworkInterface.PrivateIpAddress",
     R"(create CreateNetworkInterface SubnetId Description Groups=GroupSet PrivateIpAddress PrivateIpAddresses
        then?Tags CreateTags Resources=@id Tags
        delete DeleteNetworkInterface NetworkInterfaceId=@id)"},
    {"AWS::EC2::NetworkAcl", "ec2", "", "#NetworkAcl.NetworkAclId", "Id=@id",
     R"(create CreateNetworkAcl VpcId
        then?Tags CreateTags Resources=@id Tags
        delete DeleteNetworkAcl NetworkAclId=@id)"},
    {"AWS::EC2::NetworkAclEntry", "ec2", "", "@stack+'-'+@logical+'-'+@random", "Id=@id",
     R"(create CreateNetworkAclEntry NetworkAclId RuleNumber Protocol RuleAction Egress=Egress|'false' CidrBlock Ipv6CidrBlock PortRange IcmpTypeCode=Icmp
        delete DeleteNetworkAclEntry NetworkAclId RuleNumber Egress=Egress|'false')"},
    {"AWS::EC2::DHCPOptions", "ec2", "", "#DhcpOptions.DhcpOptionsId", "DhcpOptionsId=@id",
     R"(create CreateDhcpOptions DhcpConfigurations.0.Key='domain-name' DhcpConfigurations.0.Values=DomainName
        then?Tags CreateTags Resources=@id Tags
        delete DeleteDhcpOptions DhcpOptionsId=@id)"},
    {"AWS::EC2::VPCDHCPOptionsAssociation", "ec2", "", "@stack+'-'+@logical+'-'+@random", "",
     R"(put AssociateDhcpOptions VpcId DhcpOptionsId)"},
    {"AWS::EC2::VPCEndpoint", "ec2", "", "#VpcEndpoint.VpcEndpointId", "Id=@id",
     R"(create CreateVpcEndpoint *
        delete DeleteVpcEndpoints VpcEndpointIds=@id)"},
    {"AWS::EC2::VPCPeeringConnection", "ec2", "", "#VpcPeeringConnection.VpcPeeringConnectionId", "Id=@id",
     R"(create CreateVpcPeeringConnection VpcId PeerVpcId PeerOwnerId PeerRegion
        then?Tags CreateTags Resources=@id Tags
        delete DeleteVpcPeeringConnection VpcPeeringConnectionId=@id)"},
    {"AWS::EC2::VPCCidrBlock", "ec2", "", "#CidrBlockAssociation.AssociationId", "Id=@id",
     R"(create AssociateVpcCidrBlock VpcId CidrBlock AmazonProvidedIpv6CidrBlock
        delete DisassociateVpcCidrBlock AssociationId=@id)"},
    {"AWS::EC2::TransitGateway", "ec2", "", "#TransitGateway.TransitGatewayId", "Id=@id",
     R"(create CreateTransitGateway Description Options.AmazonSideAsn=AmazonSideAsn Options.AutoAcceptSharedAttachments=AutoAcceptSharedAttachments Options.DefaultRouteTableAssociation=DefaultRouteTableAssociation Options.DefaultRouteTablePropagation=DefaultRouteTablePropagation Options.DnsSupport=DnsSupport Options.VpnEcmpSupport=VpnEcmpSupport
        then?Tags CreateTags Resources=@id Tags
        delete DeleteTransitGateway TransitGatewayId=@id)"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "elbv2", "Name", "#LoadBalancers.0.LoadBalancerArn",
     "DNSName=#LoadBalancers.0.DNSName CanonicalHostedZoneID=#LoadBalancers.0.CanonicalHostedZoneId "
     "LoadBalancerArn=@id LoadBalancerName=@name",
     R"(create CreateLoadBalancer Name=@name *
        then?LoadBalancerAttributes ModifyLoadBalancerAttributes LoadBalancerArn=@id Attributes=LoadBalancerAttributes
        update?SecurityGroups SetSecurityGroups LoadBalancerArn=@id SecurityGroups
        update?Subnets SetSubnets LoadBalancerArn=@id Subnets
        update?Tags AddTags ResourceArns=@id Tags
        delete DeleteLoadBalancer LoadBalancerArn=@id)"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "elbv2", "Name", "#TargetGroups.0.TargetGroupArn",
     "TargetGroupArn=@id TargetGroupName=@name",
     R"(create CreateTargetGroup Name=@name *
        then?Targets RegisterTargets TargetGroupArn=@id Targets
        then?TargetGroupAttributes ModifyTargetGroupAttributes TargetGroupArn=@id Attributes=TargetGroupAttributes
        update ModifyTargetGroup TargetGroupArn=@id HealthCheckProtocol HealthCheckPort HealthCheckPath HealthCheckEnabled HealthCheckIntervalSeconds HealthCheckTimeoutSeconds HealthyThresholdCount UnhealthyThresholdCount Matcher
        update?Tags AddTags ResourceArns=@id Tags
        delete DeleteTargetGroup TargetGroupArn=@id)"},
    {"AWS::ElasticLoadBalancingV2::Listener", "elbv2", "", "#Listeners.0.ListenerArn", "ListenerArn=@id",
     R"(create CreateListener *
        update ModifyListener ListenerArn=@id Port Protocol SslPolicy Certificates DefaultActions AlpnPolicy
        delete DeleteListener ListenerArn=@id)"},
    {"AWS::ElasticLoadBalancingV2::ListenerRule", "elbv2", "", "#Rules.0.RuleArn", "RuleArn=@id",
     R"(create CreateRule *
        update ModifyRule RuleArn=@id Conditions Actions
        delete DeleteRule RuleArn=@id)"},
    {"AWS::ElasticLoadBalancing::LoadBalancer", "elb", "LoadBalancerName", "@name", "DNSName=#DNSName",
     R"(create CreateLoadBalancer LoadBalancerName=@name *
        then?HealthCheck ConfigureHealthCheck LoadBalancerName=@id HealthCheck
        then?Instances RegisterInstancesWithLoadBalancer LoadBalancerName=@id Instances
        delete DeleteLoadBalancer LoadBalancerName=@id)"},
    {"AWS::Route53::HostedZone", "route53", "", "#HostedZone.Id",
     "Id=@id NameServers=#DelegationSet.NameServers",
     R"(create CreateHostedZone Name CallerReference=@logical+'-'+@random HostedZoneConfig.Comment=HostedZoneConfig.Comment VPC=VPCs.0
        delete DeleteHostedZone Id=@id)"},
    {"AWS::Route53::RecordSet", "route53", "", "Name", "",
     R"(put ChangeResourceRecordSets HostedZoneId=HostedZoneId ChangeBatch.Changes.0.Action='UPSERT' ChangeBatch.Changes.0.ResourceRecordSet.Name=Name ChangeBatch.Changes.0.ResourceRecordSet.Type=Type ChangeBatch.Changes.0.ResourceRecordSet.TTL=TTL ChangeBatch.Changes.0.ResourceRecordSet.ResourceRecords=ResourceRecords ChangeBatch.Changes.0.ResourceRecordSet.AliasTarget=AliasTarget ChangeBatch.Changes.0.ResourceRecordSet.SetIdentifier=SetIdentifier ChangeBatch.Changes.0.ResourceRecordSet.Weight=Weight ChangeBatch.Changes.0.ResourceRecordSet.Region=Region ChangeBatch.Changes.0.ResourceRecordSet.Failover=Failover ChangeBatch.Changes.0.ResourceRecordSet.HealthCheckId=HealthCheckId ChangeBatch.Comment=Comment
        delete ChangeResourceRecordSets HostedZoneId=HostedZoneId ChangeBatch.Changes.0.Action='DELETE' ChangeBatch.Changes.0.ResourceRecordSet.Name=Name ChangeBatch.Changes.0.ResourceRecordSet.Type=Type ChangeBatch.Changes.0.ResourceRecordSet.TTL=TTL ChangeBatch.Changes.0.ResourceRecordSet.ResourceRecords=ResourceRecords ChangeBatch.Changes.0.ResourceRecordSet.AliasTarget=AliasTarget ChangeBatch.Changes.0.ResourceRecordSet.SetIdentifier=SetIdentifier ChangeBatch.Changes.0.ResourceRecordSet.Weight=Weight)"},
    {"AWS::Route53::HealthCheck", "route53", "", "#HealthCheck.Id", "HealthCheckId=@id",
     R"(create CreateHealthCheck CallerReference=@logical+'-'+@random HealthCheckConfig
        delete DeleteHealthCheck HealthCheckId=@id)"},
    {"AWS::CertificateManager::Certificate", "acm", "", "#CertificateArn", "",
     R"(create RequestCertificate *
        delete DeleteCertificate CertificateArn=@id)"},
};

}  // namespace

constinit const std::span<const Type> network_types(types);

}  // namespace understudy::cloudformation
