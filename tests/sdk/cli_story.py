"""The AWS CLI's story: SQS, STS and S3 as a shell sees them, with Debian's aws 2.9 against the real binary."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import urllib.request

import md5
import server

ACCOUNT = "123456789012"
AWS = "/usr/bin/aws"  # Debian's: another in the path may speak another protocol


class Story(server.TestCase):
    def start(self, *words, credentials=None):
        credentials = credentials or {}
        environment = {
            "PATH": "/usr/bin:/bin", "HOME": self.server.home.name, "LANG": "C.UTF-8", "AWS_PAGER": "",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": credentials.get("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
            "AWS_SECRET_ACCESS_KEY": credentials.get("SecretAccessKey", "rehearsal")}
        if "SessionToken" in credentials:
            environment["AWS_SESSION_TOKEN"] = credentials["SessionToken"]
        return subprocess.Popen(
            [AWS, "--endpoint-url", self.server.endpoint, "--output", "json", *map(self._word, words)],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    @staticmethod
    def _word(word):
        return word if isinstance(word, str) else json.dumps(word)

    def finish(self, process):
        out, err = process.communicate()
        self.assertEqual((0, ""), (process.returncode, err))
        return json.loads(out) if out.strip() else {}

    def aws(self, *words, credentials=None):
        return self.finish(self.start(*words, credentials=credentials))

    def refused(self, code, *words, message=None):
        process = self.start(*words)
        _, err = process.communicate()
        self.assertEqual(254, process.returncode, err)  # the CLI's exit code for an answer that is an error
        self.assertIn(f"An error occurred ({code}) when calling the ", err)
        if message:
            self.assertTrue(err.strip().endswith(f"operation: {message}"), err)


class Sqs(Story):
    def sqs(self, *words):
        return self.aws("sqs", *words)

    def queue(self, name, **attributes):
        fifo = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        return self.sqs("create-queue", "--queue-name", name, "--attributes", {**fifo, **attributes})["QueueUrl"]

    def attribute(self, url, name):
        found = self.sqs("get-queue-attributes", "--queue-url", url, "--attribute-names", name)
        return found["Attributes"][name]

    def receive(self, url, *words):
        return self.sqs("receive-message", "--queue-url", url, *words).get("Messages", [])

    def test_the_life_of_a_queue(self):
        created = ("create-queue", "--queue-name", "cli-life", "--tags", "team=red", "--attributes")
        url = self.sqs(*created, "VisibilityTimeout=45")["QueueUrl"]
        self.assertTrue(url.endswith(f"/{ACCOUNT}/cli-life"), url)
        self.assertEqual(url, self.sqs(*created, "VisibilityTimeout=45")["QueueUrl"])
        self.refused("QueueAlreadyExists", "sqs", *created, "VisibilityTimeout=46")
        self.assertEqual(url, self.sqs("get-queue-url", "--queue-name", "cli-life")["QueueUrl"])
        self.sqs("tag-queue", "--queue-url", url, "--tags", "stage=test")
        self.sqs("untag-queue", "--queue-url", url, "--tag-keys", "team")
        self.assertEqual({"stage": "test"}, self.sqs("list-queue-tags", "--queue-url", url)["Tags"])
        self.sqs("add-permission", "--queue-url", url, "--label", "door", "--aws-account-ids", "222233334444",
                 "--actions", "ReceiveMessage")
        self.assertEqual("door", json.loads(self.attribute(url, "Policy"))["Statement"][0]["Sid"])
        self.sqs("remove-permission", "--queue-url", url, "--label", "door")
        self.sqs("send-message", "--queue-url", url, "--message-body", "x")
        self.sqs("purge-queue", "--queue-url", url)
        self.refused("AWS.SimpleQueueService.PurgeQueueInProgress", "sqs", "purge-queue", "--queue-url", url,
                     message="Only one PurgeQueue operation on cli-life is allowed every 60 seconds.")
        self.sqs("delete-queue", "--queue-url", url)
        self.refused("AWS.SimpleQueueService.NonExistentQueue", "sqs", "get-queue-url", "--queue-name", "cli-life",
                     message="The specified queue does not exist for this wsdl version.")

    def test_the_cli_pages_by_itself(self):
        urls = [self.queue(f"cli-page-{letter}") for letter in "abc"]
        found = self.sqs("list-queues", "--queue-name-prefix", "cli-page-", "--page-size", "2")
        self.assertEqual(urls, sorted(found["QueueUrls"]))
        first = self.sqs("list-queues", "--queue-name-prefix", "cli-page-", "--max-items", "2")
        self.assertEqual(2, len(first["QueueUrls"]))
        self.assertIn("NextToken", first)

    def test_messages(self):
        url = self.queue("cli-messages")
        body = "<héllo> & \"wörld\"\n"
        sent = self.sqs(
            "send-message", "--queue-url", url, "--message-body", body, "--message-attributes",
            {"text": {"DataType": "String", "StringValue": "välue"}, "bytes": {"DataType": "Binary", "BinaryValue": "AP88"}})
        attributes = {"text": {"DataType": "String", "StringValue": "välue"},
                      "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff<"}}
        self.assertEqual((md5.of_body(body), md5.of_attributes(attributes)),
                         (sent["MD5OfMessageBody"], sent["MD5OfMessageAttributes"]))
        [got] = self.receive(url, "--attribute-names", "All", "--message-attribute-names", "All")
        self.assertEqual((sent["MessageId"], body), (got["MessageId"], got["Body"]))
        self.assertEqual("AP88", got["MessageAttributes"]["bytes"]["BinaryValue"])
        self.assertEqual("1", got["Attributes"]["ApproximateReceiveCount"])
        self.assertEqual([], self.receive(url))
        handle = ("--queue-url", url, "--receipt-handle", got["ReceiptHandle"])
        self.sqs("change-message-visibility", *handle, "--visibility-timeout", "0")
        self.assertEqual(1, len(self.receive(url)))
        self.sqs("delete-message", *handle)
        self.assertEqual("0", self.attribute(url, "ApproximateNumberOfMessagesNotVisible"))
        self.refused("ReceiptHandleIsInvalid", "sqs", "delete-message", "--queue-url", url, "--receipt-handle", "x")

    def test_batches(self):
        url = self.queue("cli-batch")
        sent = self.sqs("send-message-batch", "--queue-url", url, "--entries",
                        "Id=good,MessageBody=one", "Id=late,MessageBody=two,DelaySeconds=901")
        self.assertEqual((["good"], [("late", "InvalidParameterValue", True)]), (
            [entry["Id"] for entry in sent["Successful"]],
            [(entry["Id"], entry["Code"], entry["SenderFault"]) for entry in sent["Failed"]]))
        self.refused("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "sqs", "send-message-batch", "--queue-url",
                     url, "--entries", "Id=a,MessageBody=x", "Id=a,MessageBody=y", message="Id a repeated.")

    def test_a_long_poll_is_woken(self):
        url = self.queue("cli-poll")
        parked = self.start("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "20")
        self.sqs("send-message", "--queue-url", url, "--message-body", "wake")
        self.assertEqual(["wake"], [message["Body"] for message in self.finish(parked)["Messages"]])

    def test_fifo(self):
        url = self.queue("cli-order.fifo", ContentBasedDeduplication="true")
        send = ("send-message", "--queue-url", url, "--message-group-id", "g", "--message-body")
        numbers = [int(self.sqs(*send, body)["SequenceNumber"]) for body in ("1", "2", "1")]
        self.assertEqual((numbers[0], True), (numbers[2], numbers[0] < numbers[1]))
        [first] = self.receive(url)
        self.assertEqual("1", first["Body"])
        self.assertEqual([], self.receive(url, "--max-number-of-messages", "10"))
        self.sqs("delete-message", "--queue-url", url, "--receipt-handle", first["ReceiptHandle"])
        self.assertEqual(["2"], [message["Body"] for message in self.receive(url)])

    def test_dead_letters(self):
        dead = self.queue("cli-dead")
        policy = {"deadLetterTargetArn": self.attribute(dead, "QueueArn"), "maxReceiveCount": "1"}
        url = self.queue("cli-source", VisibilityTimeout="0", RedrivePolicy=json.dumps(policy))
        self.assertEqual([url], self.sqs("list-dead-letter-source-queues", "--queue-url", dead)["queueUrls"])
        self.sqs("send-message", "--queue-url", url, "--message-body", "poison")
        self.assertEqual([1, 0, 1], [len(self.receive(queue)) for queue in (url, url, dead)])


class Sts(Story):
    def test_who_am_i(self):
        me = self.aws("sts", "get-caller-identity")
        self.assertEqual(ACCOUNT, me["Account"])
        for words, arn in (
                (("assume-role", "--role-arn", "arn:aws:iam::222233334444:role/hand", "--role-session-name", "act-1"),
                 "arn:aws:sts::222233334444:assumed-role/hand/act-1"),
                (("get-federation-token", "--name", "ada"), f"arn:aws:sts::{ACCOUNT}:federated-user/ada"),
                (("get-session-token",), me["Arn"])):
            credentials = self.aws("sts", *words)["Credentials"]
            self.assertEqual(arn, self.aws("sts", "get-caller-identity", credentials=credentials)["Arn"])

    def test_errors(self):
        self.refused("ValidationError", "sts", "assume-role", "--role-arn", "arn:aws:iam::222233334444:role/hand",
                     "--role-session-name", "a:b")
        self.refused("InvalidAuthorizationMessageException", "sts", "decode-authorization-message",
                     "--encoded-message", "never encoded by anybody")

    def test_unsigned(self):
        token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEiLCJhdWQiOiJ0aGVhdHJlIiwiaXNzIjoiaHR0cHM6Ly9pZHAifQ.c2ln"
        answer = self.aws("sts", "assume-role-with-web-identity", "--role-arn", "arn:aws:iam::222233334444:role/hand",
                          "--role-session-name", "act-3", "--web-identity-token", token, "--no-sign-request")
        self.assertEqual("arn:aws:sts::222233334444:assumed-role/hand/act-3", answer["AssumedRoleUser"]["Arn"])



class Dynamo(Story):
    def test_a_table_is_filled_and_queried(self):
        keys = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
        self.aws("dynamodb", "create-table", "--table-name", "assets", "--billing-mode", "PAY_PER_REQUEST",
                 "--attribute-definitions", keys, "--key-schema",
                 [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}])
        self.aws("dynamodb", "wait", "table-exists", "--table-name", "assets")
        for sk in "bac":
            self.aws("dynamodb", "put-item", "--table-name", "assets", "--item",
                     {"pk": {"S": "p"}, "sk": {"S": sk}, "n": {"N": "1.50"}})
        found = self.aws("dynamodb", "query", "--table-name", "assets", "--key-condition-expression", "pk = :p",
                         "--expression-attribute-values", {":p": {"S": "p"}})
        self.assertEqual([("a", "1.5"), ("b", "1.5"), ("c", "1.5")],
                         [(item["sk"]["S"], item["n"]["N"]) for item in found["Items"]])
        selected = self.aws("dynamodb", "execute-statement", "--statement",
                            "SELECT sk FROM assets WHERE pk = 'p' AND sk > 'a'")
        self.assertEqual(2, len(selected["Items"]))
        self.refused("ResourceNotFoundException", "dynamodb", "describe-table", "--table-name", "gone",
                     message="Requested resource not found: Table: gone not found")


class S3(Story):
    def s3(self, *words):
        process = self.start("s3", *words)
        out, err = process.communicate()
        self.assertEqual((0, ""), (process.returncode, err))
        return out

    def test_copy_and_sync(self):
        self.s3("mb", "s3://cli-copies")
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder, "here")
            (here / "sub").mkdir(parents=True)
            large = os.urandom(1 << 20) * 12  # goes in parts
            (here / "large").write_bytes(large)
            (here / "sub" / "a b.txt").write_text("hello", encoding="utf-8")
            self.s3("sync", str(here), "s3://cli-copies/in", "--only-show-errors")
            self.assertEqual("", self.s3("sync", str(here), "s3://cli-copies/in"))
            listed = self.s3("ls", "--recursive", "s3://cli-copies")
            self.assertEqual(["in/large", "in/sub/a b.txt"], [line[31:] for line in listed.splitlines()])
            back = pathlib.Path(folder, "back")
            self.s3("sync", "s3://cli-copies/in", str(back), "--only-show-errors")
            self.assertTrue(large == (back / "large").read_bytes())
            self.assertEqual("hello", (back / "sub" / "a b.txt").read_text(encoding="utf-8"))
            self.s3("cp", "s3://cli-copies/in/sub/a b.txt", "s3://cli-copies/copy", "--only-show-errors")
        url = self.s3("presign", "s3://cli-copies/copy").strip()
        with urllib.request.urlopen(url) as answer:
            self.assertEqual(b"hello", answer.read())
        self.s3("rb", "--force", "s3://cli-copies")
        self.refused("404", "s3api", "head-bucket", "--bucket", "cli-copies")


if __name__ == "__main__":
    unittest.main()
