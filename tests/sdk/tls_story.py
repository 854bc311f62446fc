"""boto3's and the AWS CLI's story of TLS: a server that checks signatures, behind the certificate that it made."""
import json
import pathlib
import subprocess
import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import SSLError

import server
from stories import ACCOUNT

KEY = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}


class Tls(server.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = server.Server(options=["--ssl", "--auth", "identify"])
        cls.certificate = pathlib.Path(cls.server.home.name, "certificate.pem")
        cls.certificate.write_text(cls.server.certificate(), encoding="ascii")
        cls.secure = cls.server.endpoint.replace("http://", "https://")

    def client(self, service, endpoint=None, verify=None):
        made = boto3.client(service, endpoint_url=endpoint or self.secure, verify=verify or str(self.certificate),
                            config=Config(retries={"max_attempts": 0}), **KEY)
        self.addCleanup(made.close)
        return made

    def test_boto3(self):
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName="secure")["QueueUrl"]
        self.assertEqual(f"{self.secure}/{ACCOUNT}/secure", url)
        body = "x" * 200_000
        sqs.send_message(QueueUrl=url, MessageBody=body)
        self.assertEqual(body, sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])
        self.assertEqual(ACCOUNT, self.client("sts").get_caller_identity()["Account"])

    def test_boto3_without_the_certificate(self):
        with self.assertRaises(SSLError):
            self.client("sts", verify=True).get_caller_identity()

    def test_the_same_port_is_plain_too(self):
        sqs = self.client("sqs", endpoint=self.server.endpoint)
        self.assertEqual(f"{self.server.endpoint}/{ACCOUNT}/plain", sqs.create_queue(QueueName="plain")["QueueUrl"])

    def test_cli(self):
        told = subprocess.run(
            ["/usr/bin/aws", "--endpoint-url", self.secure, "sts", "get-caller-identity"], check=True,
            capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "HOME": self.server.home.name, "LANG": "C.UTF-8",
                 "AWS_CA_BUNDLE": str(self.certificate), "AWS_DEFAULT_REGION": "us-east-1",
                 "AWS_EC2_METADATA_DISABLED": "true", "AWS_ACCESS_KEY_ID": "test",
                 "AWS_SECRET_ACCESS_KEY": "test"})
        self.assertEqual(ACCOUNT, json.loads(told.stdout)["Account"])


if __name__ == "__main__":
    unittest.main()
