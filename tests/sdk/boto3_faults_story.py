"""boto3's story of faults: what its users see of the rules that they set, and of the calls as a listener sees them."""
import json
import time
import unittest
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError, ResponseStreamingError
from botocore.parsers import ResponseParserError

from stories import Story


class Faults(Story):
    def setUp(self):
        self.sqs = self.client("sqs")
        self.url = self.sqs.create_queue(QueueName="rehearsal")["QueueUrl"]
        self.addCleanup(self.rules)

    def ask(self, path, method="GET", body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server.endpoint + path, data=data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def rules(self, *rules):
        self.assertEqual(list(rules), self.ask("/_understudy/faults", "POST", list(rules)))

    def test_errors_in_every_services_form(self):
        self.rules({"error": {"statusCode": 503, "code": "ServiceUnavailable"}})
        for service, call in (("sqs", "list_queues"), ("sns", "list_topics"), ("s3", "list_buckets"),
                              ("ec2", "describe_instances"), ("dynamodb", "list_tables"), ("lambda", "list_functions"),
                              ("kms", "list_keys"), ("route53", "list_hosted_zones"), ("cloudwatch", "list_metrics")):
            with self.subTest(service):
                code = {"dynamodb": "ServiceUnavailableException", "lambda": "ServiceUnavailableException",
                        "kms": "ServiceUnavailableException"}.get(service, "ServiceUnavailable")
                self.refused(code, 503, getattr(self.client(service), call),
                             message="Operation failed due to a simulated fault")

    def test_modelled_errors_are_caught_by_their_class(self):
        self.rules({"service": "dynamodb", "operation": "GetItem", "error": {
            "statusCode": 400, "code": "ProvisionedThroughputExceededException", "message": "Slow down."}})
        dynamodb = self.client("dynamodb")
        with self.assertRaises(dynamodb.exceptions.ProvisionedThroughputExceededException):
            dynamodb.get_item(TableName="table", Key={"k": {"S": "v"}})

    def test_only_those_who_are_meant(self):
        self.rules({"region": "eu-west-1"}, {"operation": "PurgeQueue"})
        self.sqs.send_message(QueueUrl=self.url, MessageBody="through")
        self.refused("ServiceUnavailable", 503, self.client("sqs", region="eu-west-1").list_queues)
        self.refused("ServiceUnavailable", 503, self.sqs.purge_queue, QueueUrl=self.url)

    def test_retries_get_through(self):
        self.rules({"probability": 0.5})
        retrying = boto3.client("sqs", region_name="us-east-1", endpoint_url=self.server.endpoint,
                                config=Config(retries={"max_attempts": 30, "mode": "standard"}),
                                aws_access_key_id="test", aws_secret_access_key="test")
        self.addCleanup(retrying.close)
        self.assertIn(self.url, retrying.list_queues()["QueueUrls"])

    def test_delays_and_broken_connections(self):
        self.rules({"service": "sqs", "latency": 80})
        start = time.monotonic()
        self.sqs.list_queues()
        self.assertGreaterEqual(time.monotonic() - start, 0.08)
        for cut in ("reset", "truncate"):
            self.rules({"connection": cut})
            with self.assertRaises((ConnectionClosedError, ResponseStreamingError, ResponseParserError)):
                self.sqs.list_queues()

    def test_throttling(self):
        self.rules({"throttle": {"perSecond": 0.001, "burst": 2}})
        for _ in range(2):
            self.sqs.list_queues()
        self.refused("Throttling", 400, self.sqs.list_queues)

    def test_localstacks_form(self):
        rules = [{"service": "sqs", "region": "us-east-1", "error": {"statusCode": 450, "code": "TeaPotError"}}]
        self.assertEqual(rules, self.ask("/_localstack/chaos/faults", "POST", rules))
        self.refused("TeaPotError", 450, self.sqs.list_queues)
        self.assertEqual([], self.ask("/_localstack/chaos/faults", "DELETE", rules))
        self.assertEqual({"latency": 0}, self.ask("/_localstack/chaos/effects"))

    def test_a_listener_sees_the_call_and_no_secret(self):
        with urllib.request.urlopen(self.server.endpoint + "/_understudy/requests?service=sts") as stream:
            secret = self.client("sts").get_session_token()["Credentials"]["SecretAccessKey"]
            lines = [stream.readline().decode() for _ in range(3)]
        event = json.loads(lines[1].removeprefix("data: "))
        self.assertEqual(("sts", "GetSessionToken", 200), (event["service"], event["operation"], event["status"]))
        self.assertEqual("***", event["output"]["Credentials"]["SecretAccessKey"])
        self.assertNotIn(secret, lines[1])


if __name__ == "__main__":
    unittest.main()
