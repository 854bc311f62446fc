"""Recordings: what moto's users know of them, and a replay that comes out as it was."""
import concurrent.futures
import json
import unittest
import urllib.error
import urllib.request

import server
from stories import Story


class Recorder(Story):
    def page(self, method, path, body=None, endpoint=None):
        request = urllib.request.Request((endpoint or self.server.endpoint) + path, method=method, data=body)
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def recorder(self, what, body=None, endpoint=None):
        method = "GET" if what.startswith("download") else "POST"
        return self.page(method, "/moto-api/recorder/" + what, body, endpoint)

    def setUp(self):
        self.recorder("reset-recording")
        self.addCleanup(self.recorder, "stop-recording")

    def state(self, endpoint=None):
        return json.loads(self.page("GET", "/_understudy/state", endpoint=endpoint))


class AsMoto(Recorder):
    def test_it_starts_and_stops(self):
        sqs = self.client("sqs")
        sqs.list_queues()
        self.assertEqual(b"", self.recorder("download-recording"))
        self.assertEqual(b"Recording is set to True", self.recorder("start-recording"))
        sqs.create_queue(QueueName="recorded")
        self.assertEqual(b"Recording is set to False", self.recorder("stop-recording"))
        sqs.list_queues()
        [line] = self.recorder("download-recording").splitlines()
        entry = json.loads(line)
        self.assertTrue({"headers", "method", "url", "body", "body_encoded"} <= entry.keys())
        self.assertEqual("POST", entry["method"])
        self.assertTrue(entry["url"].startswith(self.server.endpoint))

    def test_a_replay_makes_again_what_was_deleted(self):
        sqs = self.client("sqs")
        self.recorder("start-recording")
        url = sqs.create_queue(QueueName="again")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="kept")
        self.recorder("stop-recording")
        sqs.delete_queue(QueueUrl=url)
        self.assertEqual(b"", self.recorder("replay-recording"))
        self.assertEqual("kept", sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])

    def test_lines_from_elsewhere_are_played(self):
        body = "Action=CreateQueue&QueueName=uploaded&Version=2012-11-05"
        line = {"headers": {"Content-Type": "application/x-www-form-urlencoded", "Authorization":
                            "AWS4-HMAC-SHA256 Credential=ak/20260101/eu-west-3/sqs/aws4_request"},
                "method": "POST", "url": "https://sqs.eu-west-3.amazonaws.com/", "body": body, "body_encoded": False}
        self.recorder("upload-recording", json.dumps(line).encode())
        self.recorder("replay-recording")
        self.assertIn("QueueUrls", self.client("sqs", "eu-west-3").list_queues(QueueNamePrefix="uploaded"))
        self.recorder("upload-recording", b"no line\n")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.recorder("replay-recording")
        self.assertEqual(400, refused.exception.code)
        refused.exception.close()


class Exact(Recorder):
    def work(self, number):
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName=f"queue-{number % 3}", Attributes={"DelaySeconds": "1"})["QueueUrl"]
        for message in range(10):
            sqs.send_message(QueueUrl=url, MessageBody=f"{number} {message}", DelaySeconds=message % 2)
        sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=3)
        self.client("secretsmanager").create_secret(Name=f"secret-{number}", SecretString="hush")

    def test_a_replay_elsewhere_comes_out_as_it_was(self):
        self.page("POST", "/moto-api/reset")
        self.page("POST", "/moto-api/seed?a=7")
        self.recorder("start-recording")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(self.work, range(8)))
        self.page("POST", "/_understudy/clock", b'{"freeze":true}')
        self.page("POST", "/_understudy/clock", b'{"advance":"90s"}')
        self.recorder("stop-recording")
        was = self.state()
        other = server.Server()
        self.addCleanup(other.stop)
        self.recorder("upload-recording", self.recorder("download-recording"), other.endpoint)
        self.recorder("replay-recording?exact=1", endpoint=other.endpoint)
        self.assertEqual(was, self.state(other.endpoint))


if __name__ == "__main__":
    unittest.main()
