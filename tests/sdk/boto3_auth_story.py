"""boto3's story of identity: a server that checks signatures believes the right ones and refuses the others as AWS does."""
import unittest
import urllib.error
import urllib.request

import boto3

import server
from stories import ACCOUNT, Story

KEYS = """[ours]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
[theirs]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk+h3yCo8nvbEXAMPLEKEY
aws_account_id = 111122223333
"""
OURS = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
THEIRS = {"AccessKeyId": "AKIAI44QH8DHBEXAMPLE", "SecretAccessKey": "je7MtGbClwBF/2Zp9Utk+h3yCo8nvbEXAMPLEKEY"}
MISMATCH = "The request signature we calculated does not match the signature you provided."
BEHIND = ("200", "NotImplemented", "NoSuchBucket", "ResourceNotFoundException")  # the check of signatures


class Auth(Story):
    @classmethod
    def setUpClass(cls):
        cls.server = server.Server(options=["--auth", "identify", "--credentials", "keys", "--strict"], files={"keys": KEYS})

    def account(self, credentials):
        return self.client("sts", credentials=credentials).get_caller_identity()["Account"]

    def test_known_keys(self):
        self.assertEqual(ACCOUNT, self.account(OURS))
        self.assertEqual("111122223333", self.account(THEIRS))
        self.assertEqual("444455556666", self.account({"AccessKeyId": "444455556666", "SecretAccessKey": "test"}))
        for word in ("test", "testing"):
            self.assertEqual(ACCOUNT, self.account({"AccessKeyId": word, "SecretAccessKey": word}))
            self.assertEqual(ACCOUNT, self.account({"AccessKeyId": word, "SecretAccessKey": word, "SessionToken": word}))

    def test_unknown_keys_and_wrong_secrets(self):
        sts = self.client("sts", credentials={"AccessKeyId": "AKIAUNKNOWNUNKNOWN00", "SecretAccessKey": "x"})
        self.refused("InvalidClientTokenId", 403, sts.get_caller_identity,
                     message="The security token included in the request is invalid.")
        wrong = {**OURS, "SecretAccessKey": "wrong"}
        text = self.refused("SignatureDoesNotMatch", 403, self.client("sts", credentials=wrong).get_caller_identity)
        self.assertTrue(text.startswith(MISMATCH), text)
        dynamodb = self.client("dynamodb", credentials=wrong)
        text = self.refused("InvalidSignatureException", 400, dynamodb.list_tables)
        self.assertIn("The Canonical String for this request should have been\n'POST\n/\n", text)
        self.refused("UnrecognizedClientException", 400, self.client("dynamodb", credentials={
            "AccessKeyId": "AKIAUNKNOWNUNKNOWN00", "SecretAccessKey": "x"}).list_tables)
        self.refused("AuthFailure", 401, self.client("ec2", credentials=wrong).describe_instances,
                     message="AWS was not able to validate the provided access credentials")
        self.refused("InvalidSignatureException", 403, self.client("lambda", credentials=wrong).list_functions)
        self.refused("SignatureDoesNotMatch", 403, self.client("route53", credentials=wrong).list_hosted_zones)
        self.refused("InvalidAccessKeyId", 403, self.client("s3", credentials={
            "AccessKeyId": "AKIAUNKNOWNUNKNOWN00", "SecretAccessKey": "x"}).list_buckets)
        self.refused("SignatureDoesNotMatch", 403, self.client("s3", credentials=wrong).list_buckets)

    def test_right_signatures_of_every_wire_reach_the_service(self):
        """What --strict refuses, and what is not there, is refused behind the check only."""
        reached = lambda call, **kw: self.assertIn(self.code(call, **kw), BEHIND)
        s3 = self.client("s3", credentials=OURS, s3={"addressing_style": "path"})
        for key in ("plain", "a b/c+d", "é/ü//x/../y", "%41", "(')*!~"):
            reached(s3.put_object, Bucket="bucket", Key=key, Body=b"body")
            reached(s3.get_object, Bucket="bucket", Key=key)
        reached(s3.list_objects_v2, Bucket="bucket", Prefix="a b+c/é", Delimiter="/", MaxKeys=3)
        reached(s3.put_object, Bucket="bucket", Key="k", Body=b"x", Metadata={"some": "two  blanks"}, Tagging="a=b&c=d")
        reached(self.client("lambda", credentials=OURS).get_function,
                FunctionName="arn:aws:lambda:us-east-1:123456789012:function:f")
        reached(self.client("apigateway", credentials=OURS).get_rest_apis, limit=3, position="a b/+é")
        reached(self.client("dynamodb", credentials=OURS).put_item, TableName="table", Item={"k": {"S": "é"}})
        reached(self.client("ec2", credentials=OURS).describe_vpn_gateways, Filters=[{"Name": "n", "Values": ["a b", "*"]}])
        reached(self.client("route53", credentials=OURS).get_hosted_zone, Id="Z1")

    def code(self, call, **parameters):
        try:
            call(**parameters)
        except Exception as error:  # noqa: BLE001: whatever boto3 makes of it
            return error.response["Error"]["Code"]
        return "200"

    def test_worlds_are_signed_with_their_prefix(self):
        made = boto3.client("sqs", region_name="eu-west-1", endpoint_url=self.server.endpoint + "/_world/auth",
                            aws_access_key_id=OURS["AccessKeyId"], aws_secret_access_key=OURS["SecretAccessKey"])
        self.addCleanup(made.close)
        url = made.create_queue(QueueName="prefixed")["QueueUrl"]
        made.send_message(QueueUrl=url, MessageBody="x")
        self.assertEqual("x", made.receive_message(QueueUrl=url)["Messages"][0]["Body"])

    def test_issued_keys(self):
        sts = self.client("sts", credentials=OURS)
        role = sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/r", RoleSessionName="session")["Credentials"]
        self.assertTrue(self.client("sts", credentials=role).get_caller_identity()["Arn"].endswith("assumed-role/r/session"))
        self.refused("InvalidClientTokenId", 403,
                     self.client("sts", credentials={**role, "SessionToken": None}).get_caller_identity)
        self.refused("InvalidClientTokenId", 403,
                     self.client("sts", credentials={**role, "SessionToken": "forged"}).get_caller_identity)
        iam = self.client("iam", credentials=OURS)
        iam.create_user(UserName="ann")
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        self.assertTrue(self.client("sts", credentials=key).get_caller_identity()["Arn"].endswith("user/ann"))
        iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
        self.refused("InvalidClientTokenId", 403, self.client("sts", credentials=key).get_caller_identity)

    def test_unsigned_and_presigned(self):
        self.refused("MissingAuthenticationToken", 403, self.client("sts", signed=False).get_caller_identity,
                     message="Request is missing Authentication Token")
        self.refused("AccessDenied", 403, self.client("s3", signed=False).list_buckets)
        url = self.client("sts", credentials=OURS).generate_presigned_url("get_caller_identity", HttpMethod="GET")
        with urllib.request.urlopen(url) as answer:
            self.assertIn(ACCOUNT, answer.read().decode())
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url.replace("GetCallerIdentity", "GetSessionToken"))
        self.assertEqual(403, caught.exception.code)
        caught.exception.close()
        s3 = self.client("s3", credentials=OURS, signature_version="s3v4", s3={"addressing_style": "path"})
        for status, signed in ((404, s3.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k é"})),
                               (400, s3.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k"}, ExpiresIn=700000))):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(signed)
            self.assertEqual(status, caught.exception.code)
            caught.exception.close()


if __name__ == "__main__":
    unittest.main()
