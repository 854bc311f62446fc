"""boto3's story of S3: objects, versions, uploads in parts by the transfer manager, presigned URLs and forms."""
import hashlib
import io
import json
import os
import pathlib
import tempfile
import unittest
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig

from stories import ACCOUNT, Story


class S3(Story):
    def s3(self, **options):
        return self.client("s3", s3={"addressing_style": "path"}, **options)

    def bucket(self, name, **options):
        client = self.s3()
        client.create_bucket(Bucket=name, **options)
        return client

    def test_objects(self):
        s3 = self.bucket("objects")
        put = s3.put_object(Bucket="objects", Key="a/b c+d é", Body=b"hello", ContentType="text/plain",
                            Metadata={"Colour": "red"})
        self.assertEqual(f'"{hashlib.md5(b"hello").hexdigest()}"', put["ETag"])
        got = s3.get_object(Bucket="objects", Key="a/b c+d é")
        self.assertEqual(b"hello", got["Body"].read())
        self.assertEqual({"colour": "red"}, got["Metadata"])
        self.assertEqual("text/plain", got["ContentType"])
        part = s3.get_object(Bucket="objects", Key="a/b c+d é", Range="bytes=1-3")
        self.assertEqual((206, b"ell", "bytes 1-3/5"), (part["ResponseMetadata"]["HTTPStatusCode"], part["Body"].read(),
                                                        part["ContentRange"]))
        self.assertEqual(5, s3.head_object(Bucket="objects", Key="a/b c+d é")["ContentLength"])
        self.refused("NoSuchKey", 404, s3.get_object, Bucket="objects", Key="none")
        self.refused("404", 404, s3.head_object, Bucket="objects", Key="none")
        self.refused("NoSuchBucket", 404, s3.get_object, Bucket="nobodys", Key="none")
        self.refused("BucketNotEmpty", 409, s3.delete_bucket, Bucket="objects")
        s3.delete_object(Bucket="objects", Key="a/b c+d é")
        s3.delete_bucket(Bucket="objects")

    def test_listing(self):
        s3 = self.bucket("listing")
        for name in ("a", "b/1", "b/2", "c d", "é"):
            s3.put_object(Bucket="listing", Key=name, Body=b"")
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket="listing", PaginationConfig={"PageSize": 2})
        self.assertEqual(["a", "b/1", "b/2", "c d", "é"], [o["Key"] for page in pages for o in page["Contents"]])
        top = s3.list_objects_v2(Bucket="listing", Delimiter="/")
        self.assertEqual(["b/"], [p["Prefix"] for p in top["CommonPrefixes"]])
        self.assertEqual(["a", "c d", "é"], [o["Key"] for o in top["Contents"]])

    def test_versions(self):
        s3 = self.bucket("versions")
        s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
        one = s3.put_object(Bucket="versions", Key="k", Body=b"one")["VersionId"]
        s3.put_object(Bucket="versions", Key="k", Body=b"two")
        marker = s3.delete_object(Bucket="versions", Key="k")
        self.assertTrue(marker["DeleteMarker"])
        self.refused("NoSuchKey", 404, s3.get_object, Bucket="versions", Key="k")
        self.assertEqual(b"one", s3.get_object(Bucket="versions", Key="k", VersionId=one)["Body"].read())
        listed = s3.list_object_versions(Bucket="versions")
        self.assertEqual((2, 1), (len(listed["Versions"]), len(listed["DeleteMarkers"])))

    def test_transfer_manager(self):
        s3 = self.bucket("transfers")
        content = os.urandom(1 << 20) * 20 + b"tail"
        config = TransferConfig(multipart_threshold=6 << 20, multipart_chunksize=5 << 20, max_concurrency=4)
        s3.upload_fileobj(io.BytesIO(content), "transfers", "large", Config=config)
        head = s3.head_object(Bucket="transfers", Key="large")
        self.assertEqual(len(content), head["ContentLength"])
        self.assertTrue(head["ETag"].endswith('-5"'), head["ETag"])
        back = io.BytesIO()
        s3.download_fileobj("transfers", "large", back, Config=config)
        self.assertTrue(content == back.getvalue())
        s3.copy({"Bucket": "transfers", "Key": "large"}, "transfers", "copy", Config=config)
        self.assertTrue(content == s3.get_object(Bucket="transfers", Key="copy")["Body"].read())

    def test_resource(self):
        self.bucket("resources")
        resource = boto3.resource("s3", endpoint_url=self.server.endpoint, region_name="us-east-1",
                                  aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="rehearsal")
        self.addCleanup(resource.meta.client.close)
        bucket = resource.Bucket("resources")
        for number in range(3):
            bucket.put_object(Key=f"k{number}", Body=str(number).encode())
        self.assertEqual(["k0", "k1", "k2"], [o.key for o in bucket.objects.all()])
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "k1")
            bucket.download_file("k1", str(file))
            self.assertEqual(b"1", file.read_bytes())
        bucket.objects.all().delete()
        self.assertEqual([], list(bucket.objects.all()))

    def test_presigned(self):
        s3 = self.bucket("presigned")
        url = s3.generate_presigned_url("put_object", {"Bucket": "presigned", "Key": "k"})
        with urllib.request.urlopen(urllib.request.Request(url, data=b"hello", method="PUT")) as answer:
            self.assertEqual(200, answer.status)
        url = s3.generate_presigned_url("get_object", {"Bucket": "presigned", "Key": "k",
                                                       "ResponseContentType": "text/x-rehearsed"})
        with urllib.request.urlopen(url) as answer:
            self.assertEqual((b"hello", "text/x-rehearsed"), (answer.read(), answer.headers["Content-Type"]))
        post = s3.generate_presigned_post("presigned", "form/${filename}", Conditions=[["content-length-range", 1, 9]])
        self.assertEqual(204, self.post(post, b"hello"))
        self.assertEqual(b"hello", s3.get_object(Bucket="presigned", Key="form/a.txt")["Body"].read())
        self.assertEqual(400, self.post(post, b"much too long"))

    @staticmethod
    def post(form, content):
        parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in form["fields"].items()]
        parts.append(b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + content)
        request = urllib.request.Request(form["url"], data=b"".join(parts) + b"\r\n--x--\r\n", method="POST",
                                         headers={"Content-Type": "multipart/form-data; boundary=x"})
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    def test_other_accounts_read(self):
        self.bucket("shared").put_object(Bucket="shared", Key="k", Body=b"hello")
        other = self.client("s3", credentials={"AccessKeyId": "222233334444", "SecretAccessKey": "x"})
        self.assertEqual(b"hello", other.get_object(Bucket="shared", Key="k")["Body"].read())
        self.refused("BucketAlreadyExists", 409, other.create_bucket, Bucket="shared")
        self.refused("AccessDenied", 403, other.get_object, Bucket="shared", Key="k", ExpectedBucketOwner="222233334444")
        self.assertEqual(200, other.head_bucket(Bucket="shared", ExpectedBucketOwner=ACCOUNT)
                         ["ResponseMetadata"]["HTTPStatusCode"])

    def test_customer_keys(self):
        s3 = self.bucket("sealed")
        key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32}
        s3.put_object(Bucket="sealed", Key="k", Body=b"hello", **key)
        self.assertEqual(b"hello", s3.get_object(Bucket="sealed", Key="k", **key)["Body"].read())
        self.refused("InvalidRequest", 400, s3.get_object, Bucket="sealed", Key="k")
        self.refused("AccessDenied", 403, s3.get_object, Bucket="sealed", Key="k", SSECustomerAlgorithm="AES256",
                     SSECustomerKey="x" * 32)

    def test_malformed_policies(self):
        s3 = self.client("s3")
        s3.create_bucket(Bucket="policies")
        allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::policies/*"}

        def refused(message, text):
            self.refused("MalformedPolicy", 400, s3.put_bucket_policy, message=message, Bucket="policies",
                         Policy=text if isinstance(text, str) else json.dumps({"Version": "2012-10-17", "Statement": [text]}))

        refused("Policies must be valid JSON and the first byte must be '{'", "true")
        refused("Policies must be valid JSON and the first byte must be '{'", "{")
        refused("The policy must contain a valid version string", '{"Version": "1", "Statement": []}')
        refused("Could not parse the policy: Statement is empty!", '{"Version": "2012-10-17", "Statement": []}')
        for field in ("Effect", "Principal", "Action", "Resource"):
            refused(f"Missing required field {field}", {name: value for name, value in allow.items() if name != field})
        refused("Invalid effect : allow", {**allow, "Effect": "allow"})
        refused("Unknown field Extra", {**allow, "Extra": 1})
        refused("Policy has invalid action", {**allow, "Action": "sqs:SendMessage"})
        refused("Policy has invalid resource", {**allow, "Resource": "arn:aws:s3:::other/*"})
        refused("Invalid principal in policy", {**allow, "Principal": {"AWS": "me"}})
        refused("Action does not apply to any resource(s) in statement", {**allow, "Resource": "arn:aws:s3:::policies"})
        refused("Invalid Condition type : StringIs", {**allow, "Condition": {"StringIs": {"a": "b"}}})
        s3.put_bucket_policy(Bucket="policies", Policy=json.dumps({"Version": "2012-10-17", "Statement": allow}))


if __name__ == "__main__":
    unittest.main()
