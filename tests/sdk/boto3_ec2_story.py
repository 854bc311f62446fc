"""boto3's story of EC2: a network, instances in it, their volumes and keys, and time that passes when it is told to."""
import json
import subprocess
import tempfile
import unittest
import urllib.request

from stories import ACCOUNT, Story

IMAGE = "ami-12c6146b"


class Ec2(Story):
    def setUp(self):
        self.ec2 = self.client("ec2")

    def run_one(self, **parameters):
        return self.ec2.run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1, **parameters)["Instances"][0]

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.server.endpoint + path, data)) as answer:
            return answer.status, answer.read()


class Networks(Ec2):
    def test_a_network_is_built_and_taken_down(self):
        vpc = self.ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=[
            {"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "story"}]}])["Vpc"]
        self.assertRegex(vpc["VpcId"], "^vpc-[0-9a-f]{17}$")
        self.assertEqual((ACCOUNT, "pending"), (vpc["OwnerId"], vpc["State"]))
        self.ec2.get_waiter("vpc_available").wait(VpcIds=[vpc["VpcId"]])
        subnet = self.ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.9.1.0/24")["Subnet"]
        self.assertEqual(251, subnet["AvailableIpAddressCount"])
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc["VpcId"])
        table = self.ec2.create_route_table(VpcId=vpc["VpcId"])["RouteTable"]["RouteTableId"]
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        association = self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet["SubnetId"])["AssociationId"]
        nat = self.ec2.create_nat_gateway(SubnetId=subnet["SubnetId"], ConnectivityType="private")["NatGateway"]
        self.assertEqual(subnet["SubnetId"], nat["SubnetId"])
        self.refused("DependencyViolation", 400, self.ec2.delete_vpc, VpcId=vpc["VpcId"],
                     message=f"The vpc '{vpc['VpcId']}' has dependencies and cannot be deleted.")
        self.ec2.disassociate_route_table(AssociationId=association)
        self.ec2.delete_route_table(RouteTableId=table)
        self.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc["VpcId"])
        self.ec2.delete_subnet(SubnetId=subnet["SubnetId"])
        self.ec2.delete_vpc(VpcId=vpc["VpcId"])
        self.refused("InvalidVpcID.NotFound", 400, self.ec2.describe_vpcs, VpcIds=[vpc["VpcId"]],
                     message=f"The vpc ID '{vpc['VpcId']}' does not exist")

    def test_dry_runs_are_refused_with_412(self):
        self.refused("DryRunOperation", 412, self.ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True,
                     message="Request would have succeeded, but DryRun flag is set.")

    def test_paginators_see_everything_once(self):
        made = {self.ec2.create_security_group(GroupName=f"page-{i}", Description="d")["GroupId"] for i in range(12)}
        pages = self.ec2.get_paginator("describe_security_groups").paginate(
            Filters=[{"Name": "group-name", "Values": ["page-*"]}], PaginationConfig={"PageSize": 5})
        found = [[group["GroupId"] for group in page["SecurityGroups"]] for page in pages]
        self.assertEqual([5, 5, 2], [len(page) for page in found])
        self.assertEqual(made, set(sum(found, [])))


class Instances(Ec2):
    def test_an_instance_lives(self):
        key = self.ec2.create_key_pair(KeyName="story")
        self.assertTrue(key["KeyMaterial"].startswith("-----BEGIN RSA PRIVATE KEY-----"))
        instance = self.run_one(InstanceType="t3.micro", KeyName="story", UserData="#!/bin/sh",
                                BlockDeviceMappings=[{"DeviceName": "/dev/sdb", "Ebs": {"VolumeSize": 7}}])
        self.assertEqual("pending", instance["State"]["Name"])
        ids = [instance["InstanceId"]]
        self.ec2.get_waiter("instance_running").wait(InstanceIds=ids)
        volumes = self.ec2.describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": ids}])["Volumes"]
        self.assertEqual([7, 30], sorted(volume["Size"] for volume in volumes))
        self.ec2.stop_instances(InstanceIds=ids)
        self.ec2.get_waiter("instance_stopped").wait(InstanceIds=ids)
        image = self.ec2.create_image(InstanceId=ids[0], Name="story")["ImageId"]
        self.ec2.get_waiter("image_available").wait(ImageIds=[image])
        self.ec2.terminate_instances(InstanceIds=ids)
        self.ec2.get_waiter("instance_terminated").wait(InstanceIds=ids)
        self.assertEqual([], self.ec2.describe_volumes(
            Filters=[{"Name": "attachment.instance-id", "Values": ids}])["Volumes"])

    def test_keys_are_what_ssh_takes(self):
        for kind in ("rsa", "ed25519"):
            made = self.ec2.create_key_pair(KeyName="ssh-" + kind, KeyType=kind)
            [seen] = self.ec2.describe_key_pairs(KeyNames=["ssh-" + kind], IncludePublicKey=True)["KeyPairs"]
            with tempfile.NamedTemporaryFile("w") as file:
                file.write(made["KeyMaterial"])
                file.flush()
                try:
                    public = subprocess.run(["ssh-keygen", "-y", "-f", file.name], capture_output=True, text=True)
                except FileNotFoundError:
                    self.skipTest("no ssh-keygen")
            self.assertEqual(seen["PublicKey"].split()[:2], public.stdout.split()[:2], public.stderr)

    def test_time_moves_them(self):
        self.ask("/moto-api/state-manager/set-transition",
                 {"model_name": "ec2::instance", "transition": {"progression": "time", "seconds": 60}})
        self.addCleanup(self.ask, "/moto-api/state-manager/unset-transition", {"model_name": "ec2::instance"})
        self.ask("/_understudy/clock", {"freeze": True})
        self.addCleanup(self.ask, "/_understudy/clock", {"resume": True})
        ids = [self.run_one()["InstanceId"]]
        state = lambda: self.ec2.describe_instances(InstanceIds=ids)["Reservations"][0]["Instances"][0]["State"]["Name"]
        self.assertEqual("pending", state())
        self.ask("/_understudy/clock", {"advance": "59s"})
        self.assertEqual("pending", state())
        self.ask("/_understudy/clock", {"advance": "1s"})
        self.assertEqual("running", state())

    def test_launches_are_idempotent(self):
        first = self.run_one(ClientToken="story")
        self.assertEqual(first["InstanceId"], self.run_one(ClientToken="story")["InstanceId"])
        self.refused("IdempotentParameterMismatch", 400, self.ec2.run_instances, ImageId=IMAGE, MinCount=1, MaxCount=2,
                     ClientToken="story")


if __name__ == "__main__":
    unittest.main()
