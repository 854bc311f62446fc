"""boto3's story of S3 Control: public access blocks, access points with their policies, Storage Lens configurations."""
import json
import socket
import unittest

from stories import ACCOUNT, Story

REGION = "eu-west-1"
resolve = socket.getaddrinfo


def resolve_localhost(host, *more, **named):
    """The SDK puts the account before the host, and not every machine knows what lies below localhost."""
    return resolve("127.0.0.1" if str(host).endswith("localhost") else host, *more, **named)


class Control(Story):
    def setUp(self):
        socket.getaddrinfo = resolve_localhost
        self.addCleanup(setattr, socket, "getaddrinfo", resolve)
        self.control = self.client("s3control", region=REGION, endpoint=self.server.endpoint.replace("127.0.0.1", "localhost"))

    def test_public_access_blocks(self):
        block = {"BlockPublicAcls": True}
        self.refused("NoSuchPublicAccessBlockConfiguration", 404, self.control.get_public_access_block, AccountId=ACCOUNT)
        self.refused("AccessDenied", 403, self.control.get_public_access_block, AccountId="111122223333")
        self.refused("InvalidRequest", 400, self.control.put_public_access_block, AccountId=ACCOUNT, PublicAccessBlockConfiguration={},
                     message="Must specify at least one configuration.")
        self.control.put_public_access_block(AccountId=ACCOUNT, PublicAccessBlockConfiguration=block)
        self.assertEqual({"BlockPublicAcls": True, "IgnorePublicAcls": False, "BlockPublicPolicy": False, "RestrictPublicBuckets": False},
                         self.control.get_public_access_block(AccountId=ACCOUNT)["PublicAccessBlockConfiguration"])
        self.control.delete_public_access_block(AccountId=ACCOUNT)
        self.refused("NoSuchPublicAccessBlockConfiguration", 404, self.control.get_public_access_block, AccountId=ACCOUNT)

    def test_access_points(self):
        point = {"AccountId": ACCOUNT, "Name": "point"}
        self.refused("NoSuchAccessPoint", 404, self.control.get_access_point, **point, message="The specified accesspoint does not exist")
        made = self.control.create_access_point(**point, Bucket="photos", VpcConfiguration={"VpcId": "vpc-1"})
        arn = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/point"
        self.assertEqual(arn, made["AccessPointArn"])
        self.assertRegex(made["Alias"], "^point-[a-z0-9]{34}-s3alias$")
        self.refused("AccessPointAlreadyOwnedByYou", 409, self.control.create_access_point, **point, Bucket="photos")
        shown = self.control.get_access_point(**point)
        self.assertEqual(("VPC", "photos", "s3-accesspoint.eu-west-1.amazonaws.com"),
                         (shown["NetworkOrigin"], shown["Bucket"], shown["Endpoints"]["ipv4"]))
        self.assertTrue(all(shown["PublicAccessBlockConfiguration"].values()))
        for name in ("q", "r", "s"):
            self.control.create_access_point(AccountId=ACCOUNT, Name=name * 3, Bucket="other")
        pages = self.client_pages("list_access_points", "AccessPointList", MaxResults=2)
        self.assertEqual(["point", "qqq", "rrr", "sss"], [each["Name"] for each in pages])
        self.assertEqual(1, len(self.control.list_access_points(AccountId=ACCOUNT, Bucket="photos")["AccessPointList"]))
        self.policies(point, arn)
        self.control.delete_access_point(**point)
        self.refused("NoSuchAccessPoint", 404, self.control.delete_access_point, **point)

    def client_pages(self, call, member, **parameters):
        found, token = [], {}
        while True:
            answer = getattr(self.control, call)(AccountId=ACCOUNT, **parameters, **token)
            self.assertLessEqual(len(answer[member]), parameters["MaxResults"])
            found += answer[member]
            if "NextToken" not in answer:
                return found
            token = {"NextToken": answer["NextToken"]}

    def policies(self, point, arn):
        def policy(who):
            return json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": who, "Action": "s3:GetObject", "Resource": f"{arn}/object/*"}]})

        self.refused("NoSuchAccessPointPolicy", 404, self.control.get_access_point_policy, **point)
        self.refused("MalformedPolicy", 400, self.control.put_access_point_policy, **point, Policy="some policy")
        self.refused("AccessDenied", 403, self.control.put_access_point_policy, **point, Policy=policy("*"))
        mine = policy({"AWS": ACCOUNT})
        self.control.put_access_point_policy(**point, Policy=mine)
        self.assertEqual(mine, self.control.get_access_point_policy(**point)["Policy"])
        self.assertFalse(self.control.get_access_point_policy_status(**point)["PolicyStatus"]["IsPublic"])
        self.control.delete_access_point_policy(**point)
        self.refused("NoSuchAccessPointPolicy", 404, self.control.get_access_point_policy_status, **point)

    def test_storage_lens(self):
        lens = {"AccountId": ACCOUNT, "ConfigId": "lens"}
        given = {"Id": "lens", "IsEnabled": True, "AccountLevel": {"BucketLevel": {}}}
        self.control.put_storage_lens_configuration(**lens, StorageLensConfiguration=given, Tags=[{"Key": "a", "Value": "b"}])
        arn = f"arn:aws:s3:{REGION}:{ACCOUNT}:storage-lens/lens"
        self.assertEqual({**given, "StorageLensArn": arn}, self.control.get_storage_lens_configuration(**lens)["StorageLensConfiguration"])
        listed = self.control.list_storage_lens_configurations(AccountId=ACCOUNT)["StorageLensConfigurationList"]
        self.assertEqual([{"Id": "lens", "StorageLensArn": arn, "HomeRegion": REGION, "IsEnabled": True}], listed)
        self.control.put_storage_lens_configuration_tagging(**lens, Tags=[{"Key": "c", "Value": "d"}])
        self.assertEqual([{"Key": "c", "Value": "d"}], self.control.get_storage_lens_configuration_tagging(**lens)["Tags"])
        self.control.delete_storage_lens_configuration_tagging(**lens)
        self.assertEqual([], self.control.get_storage_lens_configuration_tagging(**lens)["Tags"])
        self.control.delete_storage_lens_configuration(**lens)
        self.refused("NoSuchConfiguration", 404, self.control.get_storage_lens_configuration, **lens)


if __name__ == "__main__":
    unittest.main()
