"""Time and state by their contracts: how far a jump goes makes no difference, and changes add up to states."""
import json
import random
import unittest
import urllib.request

from stories import ACCOUNT, Story

START = "2030-01-01T00:00:00Z"


class Worlds(Story):
    def admin(self, method, path, body=None, world=None):
        prefix = f"/_world/{world}" if world else ""
        request = urllib.request.Request(self.server.endpoint + prefix + "/_understudy/" + path, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def clock(self, world, **orders):
        return self.admin("POST", "clock", orders, world)

    def state(self, world):
        return self.admin("GET", "state", world=world)

    def in_world(self, world, service):
        made = self.client(service)
        made.meta.events.register("before-sign", lambda request, **_: request.headers.__setitem__(
            "x-understudy-world", world))
        return made

    def move_messages(self, world, source, destination, rate):
        """StartMessageMoveTask, which this boto3 does not know yet."""
        arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:"
        request = urllib.request.Request(
            f"{self.server.endpoint}/_world/{world}/", method="POST",
            headers={"X-Amz-Target": "AmazonSQS.StartMessageMoveTask", "Content-Type": "application/x-amz-json-1.0"},
            data=json.dumps({"SourceArn": arn + source, "DestinationArn": arn + destination,
                             "MaxNumberOfMessagesPerSecond": rate}).encode())
        urllib.request.urlopen(request).close()

    def fill(self, world):
        """Everything here that waits for something."""
        sqs = self.in_world(world, "sqs")
        slow = sqs.create_queue(QueueName="slow", Attributes={
            "DelaySeconds": "40", "VisibilityTimeout": "60", "MessageRetentionPeriod": "600"})["QueueUrl"]
        dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
        once = sqs.create_queue(QueueName="once", Attributes={"VisibilityTimeout": "7", "RedrivePolicy": json.dumps(
            {"deadLetterTargetArn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead", "maxReceiveCount": "1"})})["QueueUrl"]
        fifo = sqs.create_queue(QueueName="line.fifo", Attributes={
            "FifoQueue": "true", "ContentBasedDeduplication": "true"})["QueueUrl"]
        for number in range(12):
            sqs.send_message(QueueUrl=slow, MessageBody=f"slow {number}", DelaySeconds=number * 11)
            sqs.send_message(QueueUrl=once, MessageBody=f"once {number}")
            sqs.send_message(QueueUrl=fifo, MessageBody=f"in line {number}", MessageGroupId=str(number % 3))
            sqs.send_message(QueueUrl=dead, MessageBody=f"dead {number}")
        for url in (once, fifo):
            sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=5)
        self.move_messages(world, "dead", "slow", 1)
        sqs.purge_queue(QueueUrl=sqs.create_queue(QueueName="purged")["QueueUrl"])
        secrets = self.in_world(world, "secretsmanager")
        secrets.create_secret(Name="kept", SecretString="hush")
        secrets.create_secret(Name="leaving", SecretString="bye")
        secrets.delete_secret(SecretId="leaving", RecoveryWindowInDays=7)
        self.in_world(world, "sts").get_session_token(DurationSeconds=900)
        ecs = self.in_world(world, "ecs")
        ecs.create_cluster(clusterName="cluster")


class Jumps(Worlds):
    def test_one_jump_or_a_thousand_steps_end_in_the_same_state(self):
        self.admin("PUT", "worlds/seeds")
        self.clock("seeds", freeze=True, set=START)
        self.fill("seeds")
        for world in ("jump", "walk"):
            self.admin("PUT", f"worlds/{world}?from=seeds")
        self.assertEqual(self.state("seeds"), self.state("walk"))
        self.clock("jump", advance="10d")
        steps = random.Random(42)
        marks = sorted(steps.sample(range(1, 1200), 999)) + [10 * 86400]
        before = 0
        for mark in marks:  # dense where most happens
            self.clock("walk", advance=f"{mark - before}s")
            before = mark
        self.assertEqual(self.clock("jump", advance="0s")["now"], self.clock("walk", advance="0s")["now"])
        self.assertNotEqual(self.state("seeds"), self.state("jump"))
        self.assertEqual(self.state("jump"), self.state("walk"))


    def test_a_checkpoint_holds_the_clock(self):
        self.admin("PUT", "worlds/held")
        self.clock("held", freeze=True, set=START)
        self.fill("held")
        before = self.state("held")
        self.admin("PUT", "checkpoints/then", world="held")
        self.clock("held", advance="1h")
        after = self.state("held")
        self.admin("POST", "checkpoints/then/restore", world="held")
        self.assertEqual(START, self.admin("GET", "clock", world="held")["now"])
        self.assertEqual(before, self.state("held"))
        self.clock("held", advance="1h")
        self.assertEqual(after, self.state("held"))


class Changes(Worlds):
    def changes(self, since, until):
        """The changes from one number up to another, as the stream tells them."""
        request = urllib.request.Request(self.server.endpoint + f"/_understudy/changes?since={since}")
        told = []
        with urllib.request.urlopen(request) as stream:
            for line in stream:
                if not line.startswith(b"data: "):
                    continue
                change = json.loads(line[len(b"data: "):])
                if change["type"] == "queues" and change["key"] == until:
                    return told
                told.append(change)
        return told

    def test_changes_on_the_old_state_make_the_new_one(self):
        self.clock("main", freeze=True, set=START)
        listening = urllib.request.urlopen(self.server.endpoint + "/_understudy/changes")
        self.addCleanup(listening.close)
        listening.readline()  # from here on changes are kept
        sqs = self.client("sqs")
        sqs.create_queue(QueueName="there-before")
        state = self.state("main")
        mark = sqs.create_queue(QueueName="mark")["QueueUrl"]
        sqs.delete_queue(QueueUrl=mark)
        self.fill("main")
        self.clock("main", advance="30s")
        self.clock("main", advance="3d")
        sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName="there-before")["QueueUrl"])
        after = self.state("main")
        sqs.create_queue(QueueName="the-end")
        told = self.changes(1, "the-end")
        first = next(i for i, change in enumerate(told) if change["key"] == "mark")
        for change in told[first:]:
            place = state
            for name in ("account", "region", "service"):
                place = place.setdefault(change[name], {})
            rows = place.setdefault(change["type"], {})
            there = change["key"] in rows
            self.assertEqual(there, change["kind"] != "created", change)
            if change["kind"] == "deleted":
                del rows[change["key"]]
            else:
                rows[change["key"]] = change["view"]
        del after["world"]  # the clock went on
        for account, regions in after.items():  # a table that nobody wrote to is there all the same
            for region, services in regions.items():
                for service, tables in services.items():
                    for table, rows in tables.items():
                        made = state.get(account, {}).get(region, {}).get(service, {}).get(table, {})
                        self.assertEqual(rows, made, f"{service} {table}")


if __name__ == "__main__":
    unittest.main()
