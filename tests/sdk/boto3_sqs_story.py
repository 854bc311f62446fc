"""boto3's story of SQS, over the query protocol: boto3 1.26 knows no other."""
import concurrent.futures
import json
import re
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import md5
from stories import ACCOUNT, Story


class Sqs(Story):
    def setUp(self):
        self.sqs = self.client("sqs")

    def queue(self, suffix="", **attributes):
        fifo = {"FifoQueue": "true"} if suffix == ".fifo" else {}
        name = "boto3-" + self.id().rsplit(".", 1)[1].replace("_", "-") + suffix
        return self.sqs.create_queue(QueueName=name, Attributes={**fifo, **attributes})["QueueUrl"]

    def attribute(self, url, name):
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]

    def receive(self, url, **parameters):
        return self.sqs.receive_message(QueueUrl=url, **parameters).get("Messages", [])

    def bodies(self, url, **parameters):
        return [message["Body"] for message in self.receive(url, **parameters)]


class Queues(Sqs):
    def test_create_is_idempotent_and_remembers(self):
        attributes = {"DelaySeconds": "0", "VisibilityTimeout": "45", "MessageRetentionPeriod": "600"}
        first = self.sqs.create_queue(QueueName="boto3-create", Attributes=attributes, tags={"team": "red"})
        self.assertTrue(first["QueueUrl"].endswith(f"/{ACCOUNT}/boto3-create"), first["QueueUrl"])
        for same in (attributes, {}):  # attributes that are left out do not conflict
            again = self.sqs.create_queue(QueueName="boto3-create", Attributes=same)
            self.assertEqual(first["QueueUrl"], again["QueueUrl"])
        self.refused("QueueAlreadyExists", 400, self.sqs.create_queue, QueueName="boto3-create",
                     Attributes={"VisibilityTimeout": "46"},
                     message="A queue already exists with the same name and a different value for attribute "
                             "VisibilityTimeout")
        url = self.sqs.get_queue_url(QueueName="boto3-create")["QueueUrl"]
        self.assertEqual(first["QueueUrl"], url)
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        expected = {**attributes, "QueueArn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:boto3-create",
                    "MaximumMessageSize": "1048576", "ReceiveMessageWaitTimeSeconds": "0",
                    "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0",
                    "ApproximateNumberOfMessagesDelayed": "0", "SqsManagedSseEnabled": "true"}
        self.assertEqual(expected, {name: found.get(name) for name in expected})
        self.assertEqual(expected.keys() | {"CreatedTimestamp", "LastModifiedTimestamp"}, found.keys())
        self.assertEqual({"team": "red"}, self.sqs.list_queue_tags(QueueUrl=url)["Tags"])

    def test_attributes_are_checked_and_changed(self):
        url = self.queue()
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "7", "DelaySeconds": "0"})
        self.assertEqual("7", self.attribute(url, "VisibilityTimeout"))
        self.refused("InvalidAttributeName", 400, self.sqs.set_queue_attributes, QueueUrl=url,
                     Attributes={"Colour": "blue"}, message="Unknown Attribute Colour.")
        self.refused("InvalidAttributeValue", 400, self.sqs.set_queue_attributes, QueueUrl=url,
                     Attributes={"VisibilityTimeout": "43201"},
                     message="Invalid value for the parameter VisibilityTimeout.")
        self.refused("InvalidAttributeName", 400, self.sqs.create_queue, QueueName="boto3-not-fifo",
                     Attributes={"FifoQueue": "false"}, message="Unknown Attribute FifoQueue.")
        self.refused("InvalidParameterValue", 400, self.sqs.create_queue, QueueName="no spaces",
                     message="Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
        self.assertEqual("7", self.attribute(url, "VisibilityTimeout"))

    def test_list_with_prefix_and_pages(self):
        urls = [self.sqs.create_queue(QueueName=f"page-{letter}")["QueueUrl"] for letter in "abcde"]
        self.assertEqual(urls, sorted(self.sqs.list_queues(QueueNamePrefix="page-")["QueueUrls"]))
        self.assertNotIn("QueueUrls", self.sqs.list_queues(QueueNamePrefix="page-z"))
        pages = self.sqs.get_paginator("list_queues").paginate(
            QueueNamePrefix="page-", PaginationConfig={"PageSize": 2})
        found = [page["QueueUrls"] for page in pages]
        self.assertEqual([2, 2, 1], [len(page) for page in found])
        self.assertEqual(urls, sorted(sum(found, [])))

    def test_tags(self):
        url = self.queue()
        self.assertNotIn("Tags", self.sqs.list_queue_tags(QueueUrl=url))
        self.sqs.tag_queue(QueueUrl=url, Tags={"team": "red", "stage": "test"})
        self.sqs.tag_queue(QueueUrl=url, Tags={"stage": "last"})
        self.sqs.untag_queue(QueueUrl=url, TagKeys=["team", "never-there"])
        self.assertEqual({"stage": "last"}, self.sqs.list_queue_tags(QueueUrl=url)["Tags"])

    def test_permissions(self):
        url = self.queue()
        grant = dict(QueueUrl=url, Label="door", AWSAccountIds=["222233334444"], Actions=["ReceiveMessage"])
        self.sqs.add_permission(**grant)
        policy = json.loads(self.attribute(url, "Policy"))
        arn = self.attribute(url, "QueueArn")
        self.assertEqual({"Version": "2008-10-17", "Id": arn + "/SQSDefaultPolicy", "Statement": [
            {"Sid": "door", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::222233334444:root"},
             "Action": "SQS:ReceiveMessage", "Resource": arn}]}, policy)
        self.refused("InvalidParameterValue", 400, self.sqs.add_permission, **grant,
                     message="Value door for parameter Label is invalid. Reason: Already exists.")
        self.sqs.remove_permission(QueueUrl=url, Label="door")
        self.assertNotIn("Attributes", self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]))
        self.refused("InvalidParameterValue", 400, self.sqs.remove_permission, QueueUrl=url, Label="door",
                     message="Value door for parameter Label is invalid. Reason: can't find label.")

    def test_regions_are_apart(self):
        url = self.queue()
        elsewhere = self.client("sqs", region="eu-west-1")
        self.refused("AWS.SimpleQueueService.NonExistentQueue", 400, elsewhere.get_queue_url,
                     QueueName=url.rsplit("/", 1)[1])

    def test_a_deleted_queue_is_gone(self):
        url = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="lost")
        self.sqs.delete_queue(QueueUrl=url)
        # The query protocol keeps the older wording (recorded from AWS with and without query).
        gone = "The specified queue does not exist for this wsdl version."
        code = "AWS.SimpleQueueService.NonExistentQueue"
        self.refused(code, 400, self.sqs.get_queue_url, QueueName=url.rsplit("/", 1)[1], message=gone)
        self.refused(code, 400, self.sqs.send_message, QueueUrl=url, MessageBody="?", message=gone)
        self.refused(code, 400, self.sqs.receive_message, QueueUrl=url, message=gone)
        with self.assertRaises(self.sqs.exceptions.QueueDoesNotExist):
            self.sqs.purge_queue(QueueUrl=url)

    def test_purge_once_a_minute(self):
        url = self.queue()
        for body in "abc":
            self.sqs.send_message(QueueUrl=url, MessageBody=body)
        self.sqs.purge_queue(QueueUrl=url)
        self.assertEqual([], self.bodies(url))
        self.refused("AWS.SimpleQueueService.PurgeQueueInProgress", 403, self.sqs.purge_queue, QueueUrl=url,
                     message=f"Only one PurgeQueue operation on {url.rsplit('/', 1)[1]} is allowed every 60 seconds.")


class Messages(Sqs):
    def test_send_receive_delete(self):
        url = self.queue()
        body = "<héllo> & \"wörld\" \U0001f3ad\n"
        attributes = {"text": {"DataType": "String", "StringValue": "välue"},
                      "count": {"DataType": "Number", "StringValue": "42.5"},
                      "typed": {"DataType": "String.json", "StringValue": "{}"},
                      "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff<"}}
        trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
        before = int(time.time() * 1000)
        sent = self.sqs.send_message(
            QueueUrl=url, MessageBody=body, MessageAttributes=attributes,
            MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": trace}})
        self.assertEqual(md5.of_body(body), sent["MD5OfMessageBody"])
        self.assertEqual(md5.of_attributes(attributes), sent["MD5OfMessageAttributes"])
        system = {"AWSTraceHeader": {"DataType": "String", "StringValue": trace}}
        self.assertEqual(md5.of_attributes(system), sent["MD5OfMessageSystemAttributes"])
        self.assertEqual("1", self.attribute(url, "ApproximateNumberOfMessages"))

        [got] = self.receive(url, AttributeNames=["All"], MessageAttributeNames=["All"])
        self.assertEqual((sent["MessageId"], body, md5.of_body(body)), (got["MessageId"], got["Body"], got["MD5OfBody"]))
        self.assertEqual(attributes, got["MessageAttributes"])
        self.assertEqual(md5.of_attributes(attributes), got["MD5OfMessageAttributes"])
        about = got["Attributes"]
        self.assertEqual({"AWSTraceHeader", "SenderId", "SentTimestamp", "ApproximateReceiveCount",
                          "ApproximateFirstReceiveTimestamp"}, about.keys())
        self.assertEqual((trace, "1"), (about["AWSTraceHeader"], about["ApproximateReceiveCount"]))
        self.assertTrue(about["SenderId"])
        self.assertLessEqual(before, int(about["SentTimestamp"]))
        self.assertLessEqual(int(about["SentTimestamp"]), int(about["ApproximateFirstReceiveTimestamp"]))
        self.assertEqual("1", self.attribute(url, "ApproximateNumberOfMessagesNotVisible"))

        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])  # twice is no error
        self.assertEqual("0", self.attribute(url, "ApproximateNumberOfMessagesNotVisible"))

    def test_receive_shows_only_what_was_asked(self):
        url = self.queue(VisibilityTimeout="0")
        attributes = {name: {"DataType": "String", "StringValue": name} for name in ("a.one", "a.two", "b")}
        self.sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes=attributes)
        [plain] = self.receive(url)
        self.assertEqual({"MessageId", "ReceiptHandle", "MD5OfBody", "Body"}, plain.keys())
        [some] = self.receive(url, MessageAttributeNames=["a.*"], AttributeNames=["ApproximateReceiveCount"])
        shown = {name: attributes[name] for name in ("a.one", "a.two")}
        self.assertEqual(shown, some["MessageAttributes"])
        self.assertEqual(md5.of_attributes(shown), some["MD5OfMessageAttributes"])
        self.assertEqual({"ApproximateReceiveCount": "2"}, some["Attributes"])

    def test_bad_messages_are_refused(self):
        url = self.queue()
        send = self.sqs.send_message
        self.refused("InvalidMessageContents", 400, send, QueueUrl=url, MessageBody="bell \x07")
        self.refused("InvalidParameterValue", 400, send, QueueUrl=url, MessageBody="x" * 1048577,
                     message="One or more parameters are invalid. "
                             "Reason: Message must be shorter than 1048576 bytes.")
        self.refused("InvalidParameterValue", 400, send, QueueUrl=url, MessageBody="x",
                     MessageAttributes={"empty": {"DataType": "String", "StringValue": ""}},
                     message="Message (user) attribute 'empty' must contain a non-empty value of type 'String'.")
        self.refused("InvalidParameterValue", 400, self.sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=11,
                     message="Value 11 for parameter MaxNumberOfMessages is invalid. "
                             "Reason: Must be between 1 and 10, if provided.")
        self.refused("InvalidParameterValue", 400, self.sqs.receive_message, QueueUrl=url, WaitTimeSeconds=21,
                     message="Value 21 for parameter WaitTimeSeconds is invalid. "
                             "Reason: Must be >= 0 and <= 20, if provided.")
        message = self.refused("ReceiptHandleIsInvalid", 404, self.sqs.delete_message, QueueUrl=url,
                               ReceiptHandle="garbage")
        self.assertEqual('The input receipt handle "garbage" is not a valid receipt handle.', message)
        self.assertEqual("0", self.attribute(url, "ApproximateNumberOfMessages"))

    def test_batches(self):
        url = self.queue()
        answer = self.sqs.send_message_batch(QueueUrl=url, Entries=[
            {"Id": "good", "MessageBody": "one"},
            {"Id": "late", "MessageBody": "two", "DelaySeconds": 901},
            {"Id": "fine", "MessageBody": "three"}])
        self.assertEqual(["good", "fine"], [entry["Id"] for entry in answer["Successful"]])
        self.assertEqual(md5.of_body("one"), answer["Successful"][0]["MD5OfMessageBody"])
        [failed] = answer["Failed"]
        self.assertEqual(("late", True, "InvalidParameterValue"), (failed["Id"], failed["SenderFault"], failed["Code"]))
        self.assertIn("Value 901 for parameter DelaySeconds is invalid.", failed["Message"])

        messages = {message["Body"]: message for message in self.receive(url, MaxNumberOfMessages=10)}
        self.assertEqual({"one", "three"}, messages.keys())
        answer = self.sqs.change_message_visibility_batch(QueueUrl=url, Entries=[
            {"Id": "1", "ReceiptHandle": messages["one"]["ReceiptHandle"], "VisibilityTimeout": 0},
            {"Id": "2", "ReceiptHandle": "garbage", "VisibilityTimeout": 0}])
        self.assertEqual((["1"], ["ReceiptHandleIsInvalid"]), ([entry["Id"] for entry in answer["Successful"]],
                                                               [entry["Code"] for entry in answer["Failed"]]))
        [one] = self.receive(url, MaxNumberOfMessages=10)
        answer = self.sqs.delete_message_batch(QueueUrl=url, Entries=[
            {"Id": "1", "ReceiptHandle": one["ReceiptHandle"]},
            {"Id": "2", "ReceiptHandle": messages["three"]["ReceiptHandle"]},
            {"Id": "3", "ReceiptHandle": "garbage"}])
        self.assertEqual(["1", "2"], sorted(entry["Id"] for entry in answer["Successful"]))
        self.assertEqual([("3", "ReceiptHandleIsInvalid", True)],
                         [(entry["Id"], entry["Code"], entry["SenderFault"]) for entry in answer["Failed"]])

    def test_batches_that_are_refused_whole(self):
        url = self.queue()

        def refused(code, ids, message):
            self.refused("AWS.SimpleQueueService." + code, 400, self.sqs.send_message_batch, QueueUrl=url,
                         Entries=[{"Id": id, "MessageBody": "x"} for id in ids], message=message)
        refused("BatchEntryIdsNotDistinct", ["a", "b", "a"], "Id a repeated.")
        refused("EmptyBatchRequest", [],
                "There should be at least one SendMessageBatchRequestEntry in the request.")
        refused("TooManyEntriesInBatchRequest", [str(n) for n in range(11)],
                "Maximum number of entries per request are 10. You have sent 11.")
        refused("InvalidBatchEntryId", ["no spaces"],
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
                "It can be at most 80 letters long.")
        self.assertEqual("0", self.attribute(url, "ApproximateNumberOfMessages"))

    def test_visibility(self):
        url = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="x")
        [first] = self.receive(url)
        self.assertEqual([], self.receive(url))
        self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
        [second] = self.receive(url, VisibilityTimeout=0, AttributeNames=["ApproximateReceiveCount"])
        self.assertEqual((first["MessageId"], "2"),
                         (second["MessageId"], second["Attributes"]["ApproximateReceiveCount"]))
        self.assertNotEqual(first["ReceiptHandle"], second["ReceiptHandle"])
        self.assertEqual(["x"], self.bodies(url, VisibilityTimeout=1))
        self.assertEqual([], self.bodies(url))
        self.assertEqual(["x"], self.bodies(url, WaitTimeSeconds=20))  # back a second later
        self.refused("InvalidParameterValue", 400, self.sqs.change_message_visibility, QueueUrl=url,
                     ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=43201)

    def test_delay(self):
        url = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="late", DelaySeconds=1)
        self.assertEqual([], self.bodies(url))
        self.assertEqual("1", self.attribute(url, "ApproximateNumberOfMessagesDelayed"))
        self.assertEqual(["late"], self.bodies(url, WaitTimeSeconds=20))
        self.assertEqual("0", self.attribute(url, "ApproximateNumberOfMessagesDelayed"))

    def test_long_poll_is_woken_by_another_connection(self):
        url = self.queue()
        other, under_way = self.client("sqs", read_timeout=60), threading.Event()
        other.meta.events.register("before-send.sqs", lambda **_: under_way.set())
        with concurrent.futures.ThreadPoolExecutor() as pool:
            start = time.monotonic()
            parked = pool.submit(other.receive_message, QueueUrl=url, WaitTimeSeconds=20)
            under_way.wait()
            for _ in range(20):  # round trips on this connection give the other one time to park
                self.assertFalse(parked.done())
                self.attribute(url, "QueueArn")
            self.sqs.send_message(QueueUrl=url, MessageBody="wake")
            self.assertEqual(["wake"], [message["Body"] for message in parked.result()["Messages"]])
        self.assertLess(time.monotonic() - start, 15)
        start = time.monotonic()
        self.assertEqual([], self.bodies(url, WaitTimeSeconds=1))
        self.assertGreaterEqual(time.monotonic() - start, 0.95)

    def test_dead_letters(self):
        dead = self.queue("-dead")
        dead_arn = self.attribute(dead, "QueueArn")
        url = self.queue(VisibilityTimeout="0", RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": dead_arn, "maxReceiveCount": 2}))
        self.assertEqual({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 2},
                         json.loads(self.attribute(url, "RedrivePolicy")))
        sources = self.sqs.list_dead_letter_source_queues(QueueUrl=dead)
        self.assertEqual([url], sources["queueUrls"])
        sent = self.sqs.send_message(QueueUrl=url, MessageBody="poison")["MessageId"]
        self.assertEqual([["poison"], ["poison"], []], [self.bodies(url) for _ in range(3)])
        [letter] = self.receive(dead, AttributeNames=["All"])
        self.assertEqual((sent, "poison"), (letter["MessageId"], letter["Body"]))
        self.assertEqual(self.attribute(url, "QueueArn"), letter["Attributes"]["DeadLetterQueueSourceArn"])

    def test_redrive_allow_policy(self):
        closed = self.queue("-closed", RedriveAllowPolicy=json.dumps({"redrivePermission": "denyAll"}))
        policy = {"deadLetterTargetArn": self.attribute(closed, "QueueArn"), "maxReceiveCount": 1}
        url = self.queue()
        self.refused("InvalidParameterValue", 400, self.sqs.set_queue_attributes, QueueUrl=url,
                     Attributes={"RedrivePolicy": json.dumps(policy)})
        self.sqs.set_queue_attributes(QueueUrl=closed, Attributes={"RedriveAllowPolicy": json.dumps(
            {"redrivePermission": "byQueue", "sourceQueueArns": [self.attribute(url, "QueueArn")]})})
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": json.dumps(policy)})
        self.assertEqual([url], self.sqs.list_dead_letter_source_queues(QueueUrl=closed)["queueUrls"])


class PlainHttp(Sqs):
    """What people do with curl, and clients older than QueueUrl: they ask at the queue's own URL."""

    def ask(self, url, form=None, **headers):
        body = form and urllib.parse.urlencode(form).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers)) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def test_a_queue_is_asked_at_its_url(self):
        url = self.queue()
        status, body = self.ask(url + "?Action=SendMessage&MessageBody=by+GET")
        self.assertEqual(200, status, body)
        self.assertIn("<SendMessageResult>", body)
        self.assertEqual(200, self.ask(url, {"Action": "SendMessage", "MessageBody": "by POST"})[0])
        status, body = self.ask(url + "/", {"Action": "ReceiveMessage", "MaxNumberOfMessages": "10"})
        self.assertEqual(["by GET", "by POST"], re.findall("<Body>(.*?)</Body>", body), body)
        status, body = self.ask(url + "x?Action=SendMessage&MessageBody=nobody")
        self.assertEqual(400, status)
        self.assertIn("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>", body)
        self.assertIn("<Message>The specified queue does not exist for this wsdl version.</Message>", body)

    def test_messages_are_looked_at_without_being_received(self):
        url = self.queue()
        for body in ("one", "two"):
            self.sqs.send_message(QueueUrl=url, MessageBody=body)
        page = self.server.endpoint + "/_aws/sqs/messages"
        status, body = self.ask(f"{page}?QueueUrl={url}")
        self.assertEqual(["one", "two"], re.findall("<Body>(.*?)</Body>", body), body)
        self.assertEqual(["one"], self.bodies(url))
        _, body = self.ask(f"{page}/us-east-1/{ACCOUNT}/{url.rsplit('/', 1)[1]}", Accept="application/json")
        message = json.loads(body)["ReceiveMessageResponse"]["ReceiveMessageResult"]["Message"]
        self.assertEqual("two", message["Body"])
        _, body = self.ask(page, {"QueueUrl": url, "ShowInvisible": "true"}, Accept="application/json")
        messages = json.loads(body)["ReceiveMessageResponse"]["ReceiveMessageResult"]["Message"]
        attributes = [{a["Name"]: a["Value"] for a in message["Attribute"]} for message in messages]
        self.assertEqual(["false", "true"], [a["IsVisible"] for a in attributes])
        self.assertEqual(["1", "0"], [a["ApproximateReceiveCount"] for a in attributes])
        status, body = self.ask(f"{page}?QueueUrl={url}x", Accept="application/json")
        self.assertEqual(400, status)
        self.assertEqual("AWS.SimpleQueueService.NonExistentQueue", json.loads(body)["ErrorResponse"]["Error"]["Code"])
        status, body = self.ask(f"{page}?QueueUrl=http://localhost:4566/nonsense", Accept="application/json")
        self.assertEqual(404, status)
        self.assertEqual("InvalidAddress", json.loads(body)["ErrorResponse"]["Error"]["Code"])


class Fifo(Sqs):
    def send(self, url, body, group="g", **parameters):
        return self.sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=group, **parameters)

    def test_order_within_groups(self):
        url = self.queue(".fifo", ContentBasedDeduplication="true")
        numbers = [int(self.send(url, body, body[0])["SequenceNumber"]) for body in ("a1", "a2", "b1", "a3")]
        self.assertEqual(sorted(set(numbers)), numbers)
        [first] = self.receive(url, AttributeNames=["All"])
        self.assertEqual(("a1", "a", str(numbers[0])), (first["Body"], first["Attributes"]["MessageGroupId"],
                                                        first["Attributes"]["SequenceNumber"].lstrip("0")))
        self.assertEqual(["b1"], self.bodies(url, MaxNumberOfMessages=10))  # group a waits for a1
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
        self.assertEqual(["a2", "a3"], self.bodies(url, MaxNumberOfMessages=10))
        self.assertEqual([], self.bodies(url, MaxNumberOfMessages=10))

    def test_a_group_resumes_where_it_was(self):
        url = self.queue(".fifo", ContentBasedDeduplication="true")
        for body in ("1", "2"):
            self.send(url, body)
        [first] = self.receive(url)
        self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
        self.assertEqual(["1", "2"], self.bodies(url, MaxNumberOfMessages=10))

    def test_deduplication(self):
        url = self.queue(".fifo")
        first = self.send(url, "x", MessageDeduplicationId="once")
        again = self.send(url, "another body", MessageDeduplicationId="once")
        self.assertEqual((first["MessageId"], first["SequenceNumber"]), (again["MessageId"], again["SequenceNumber"]))
        [got] = self.receive(url, MaxNumberOfMessages=10, AttributeNames=["All"])
        self.assertEqual(("x", "once"), (got["Body"], got["Attributes"]["MessageDeduplicationId"]))
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])
        self.send(url, "x", MessageDeduplicationId="once")  # remembered though deleted
        self.assertEqual([], self.bodies(url))
        message = ("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
                   "provided explicitly")
        self.refused("InvalidParameterValue", 400, self.send, url=url, body="x", message=message)
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"ContentBasedDeduplication": "true"})
        self.assertEqual(self.send(url, "same")["MessageId"], self.send(url, "same")["MessageId"])
        self.assertEqual(["same"], self.bodies(url, MaxNumberOfMessages=10))

    def test_what_a_fifo_queue_demands(self):
        url = self.queue(".fifo", ContentBasedDeduplication="true")
        self.refused("MissingParameter", 400, self.sqs.send_message, QueueUrl=url, MessageBody="x",
                     message="The request must contain the parameter MessageGroupId.")
        self.refused("InvalidParameterValue", 400, self.send, url=url, body="x", DelaySeconds=2,
                     message="Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter "
                             "that is not valid for this queue type.")
        self.refused("InvalidParameterValue", 400, self.sqs.create_queue, QueueName="boto3-missing-suffix",
                     Attributes={"FifoQueue": "true"})

    def test_a_receive_attempt_can_be_repeated(self):
        url = self.queue(".fifo", ContentBasedDeduplication="true")
        self.send(url, "x")
        first, again = (self.receive(url, ReceiveRequestAttemptId="try") for _ in range(2))
        self.assertEqual(1, len(first))
        self.assertEqual(first[0]["MessageId"], again[0]["MessageId"])
        self.assertEqual([], self.receive(url, ReceiveRequestAttemptId="other"))


if __name__ == "__main__":
    unittest.main()
