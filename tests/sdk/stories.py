"""What boto3's stories share: clients of the server, and a way to say what AWS refuses."""
import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

import server

ACCOUNT = "123456789012"


class Story(server.TestCase):
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
