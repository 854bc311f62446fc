"""What boto3's stories share: clients of the server, and a way to say what AWS refuses."""
import socket

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

import server

ACCOUNT = "123456789012"
resolve = socket.getaddrinfo


def resolve_localhost(host, *more, **named):
    return resolve("127.0.0.1" if str(host).endswith("localhost") else host, *more, **named)


class Story(server.TestCase):
    def localhost(self):
        """The endpoint by its name: some clients put an account, a bucket or an access point before it, and not every
        machine knows what lies below localhost."""
        socket.getaddrinfo = resolve_localhost
        self.addCleanup(setattr, socket, "getaddrinfo", resolve)
        return self.server.endpoint.replace("127.0.0.1", "localhost")

    def client(self, service, region="us-east-1", credentials=None, signed=True, endpoint=None, **config):
        """Credentials as STS answers them; without any, an access key that the server never issued."""
        credentials = credentials or {}
        options = Config(retries={"max_attempts": 0}, **({} if signed else {"signature_version": UNSIGNED}), **config)
        made = boto3.client(service, region_name=region, endpoint_url=endpoint or self.server.endpoint, config=options,
                            aws_access_key_id=credentials.get("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
                            aws_secret_access_key=credentials.get("SecretAccessKey", "rehearsal"),
                            aws_session_token=credentials.get("SessionToken"))
        self.addCleanup(made.close)
        return made

    def refused(self, code, status, call, message=None, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        answer = caught.exception.response
        self.assertEqual(code, answer["Error"]["Code"])
        self.assertEqual(status, answer["ResponseMetadata"]["HTTPStatusCode"])
        self.assertTrue(answer["ResponseMetadata"]["RequestId"])
        if message is not None:
            self.assertEqual(message, answer["Error"]["Message"])
        return answer["Error"]["Message"]
