"""boto3's story of S3 Control: public access blocks, access points of one region and of several, Storage Lens configurations."""
import json
import unittest

from stories import ACCOUNT, Story

REGION = "eu-west-1"


class Control(Story):
    def setUp(self):
        self.endpoint = self.localhost()
        self.control = self.client("s3control", region=REGION, endpoint=self.endpoint)
        self.s3 = self.client("s3", region=REGION, endpoint=self.endpoint)

    def bucket(self, name, region=REGION):
        self.client("s3", region=region, endpoint=self.endpoint).create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})

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
        self.refused("NoSuchBucket", 404, self.control.create_access_point, **point, Bucket="photos")
        self.bucket("photos")
        self.bucket("other")
        self.refused("InvalidRequest", 400, self.control.create_access_point, AccountId=ACCOUNT, Name="under_score", Bucket="photos")
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

    def test_objects_behind_access_points(self):
        self.bucket("behind")
        made = self.control.create_access_point(AccountId=ACCOUNT, Name="door", Bucket="behind")
        self.s3.put_object(Bucket=made["AccessPointArn"], Key="a/k", Body=b"hello")
        for name in ("behind", made["AccessPointArn"], made["Alias"]):
            self.assertEqual(b"hello", self.s3.get_object(Bucket=name, Key="a/k")["Body"].read())
            self.assertEqual(["a/k"], [each["Key"] for each in self.s3.list_objects_v2(Bucket=name)["Contents"]])
        self.s3.copy_object(Bucket=made["Alias"], Key="copy", CopySource={"Bucket": made["AccessPointArn"], "Key": "a/k"})
        self.assertEqual(b"hello", self.s3.get_object(Bucket="behind", Key="copy")["Body"].read())
        self.refused("MethodNotAllowed", 405, self.s3.get_bucket_versioning, Bucket=made["Alias"])
        known = self.s3.head_bucket(Bucket=made["Alias"])["ResponseMetadata"]["HTTPHeaders"]
        self.assertEqual("true", known["x-amz-access-point-alias"])
        self.control.delete_access_point(AccountId=ACCOUNT, Name="door")
        self.refused("InvalidAccessPointAliasError", 400, self.s3.get_object, Bucket=made["Alias"], Key="a/k")

    def test_points_of_several_regions(self):
        self.bucket("near")
        self.bucket("far", "us-west-2")
        details = {"Name": "wide", "Regions": [{"Bucket": "near"}, {"Bucket": "far"}]}
        token = self.control.create_multi_region_access_point(AccountId=ACCOUNT, ClientToken="t", Details=details)["RequestTokenARN"]
        asked = self.control.describe_multi_region_access_point_operation(AccountId=ACCOUNT, RequestTokenARN=token)["AsyncOperation"]
        self.assertEqual(("CREATE_MULTI_REGION_ACCESS_POINT".replace("_", "").lower(), "SUCCEEDED"),
                         (asked["Operation"].lower(), asked["RequestStatus"]))
        shown = self.control.get_multi_region_access_point(AccountId=ACCOUNT, Name="wide")["AccessPoint"]
        self.assertEqual(["eu-west-1", "us-west-2"], [each["Region"] for each in shown["Regions"]])
        self.assertRegex(shown["Alias"], r"^m[a-z0-9]{12}\.mrap$")
        mine = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "s3:GetObject",
             "Resource": f"arn:aws:s3::{ACCOUNT}:accesspoint/{shown['Alias']}/object/*"}]})
        self.refused("NoSuchMultiRegionAccessPointPolicy", 404, self.control.get_multi_region_access_point_policy, AccountId=ACCOUNT, Name="wide")
        self.control.put_multi_region_access_point_policy(AccountId=ACCOUNT, ClientToken="p", Details={"Name": "wide", "Policy": mine})
        self.assertEqual(mine, self.control.get_multi_region_access_point_policy(AccountId=ACCOUNT, Name="wide")["Policy"]["Established"]["Policy"])
        self.assertFalse(self.control.get_multi_region_access_point_policy_status(AccountId=ACCOUNT, Name="wide")["Established"]["IsPublic"])
        self.assertEqual(["wide"], [each["Name"] for each in self.control.list_multi_region_access_points(AccountId=ACCOUNT)["AccessPoints"]])
        self.control.delete_multi_region_access_point(AccountId=ACCOUNT, ClientToken="d", Details={"Name": "wide"})
        self.refused("NoSuchMultiRegionAccessPoint", 404, self.control.get_multi_region_access_point, AccountId=ACCOUNT, Name="wide")

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
