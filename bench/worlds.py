"""Measurements of what worlds can: to be forked, to move in time, to tell of every change."""

import contextlib
import http.client
import json
import socket
import statistics
import threading
import time

from machine import Failure

ACCOUNT = 400000000000
TIMERS_A_SHARD, SHARDS = 100, 1000


class Client:
    """One connection to a server, for preparing and for asking the admin's pages."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def ask(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        told = answer.read()
        if answer.status >= 300:
            raise Failure(f"{method} {path} was answered with {answer.status}: {told[:300]!r}")
        return told

    def sqs(self, account, operation, **members):
        self.ask("POST", "/", json.dumps(members), {
            "X-Amz-Target": f"AmazonSQS.{operation}", "Content-Type": "application/x-amz-json-1.0",
            "x-moto-account-id": str(account)})

    def clock(self, **order):
        return json.loads(self.ask("POST", "/_understudy/clock", json.dumps(order)))


def worlds(bench):
    """Milliseconds of a fork by the rows of the world, and seconds to go through a year with timers due."""
    return {"fork_ms": {rows: _fork(bench, bench.count(rows)) for rows in (1000, 10000, 100000)},
            "advance": _advance(bench)}


def _fork(bench, rows):
    with bench.server() as server:
        client = Client(server)
        queues = min(rows, 1000)
        for queue in range(queues):
            client.sqs(ACCOUNT, "CreateQueue", QueueName=f"q{queue}")
        for batch in range((rows - queues) // 10):
            url = f"http://q/{ACCOUNT}/q{batch % queues}"
            client.sqs(ACCOUNT, "SendMessageBatch", QueueUrl=url,
                       Entries=[{"Id": str(i), "MessageBody": "m"} for i in range(10)])
        times = []
        for turn in range(bench.rounds):
            began = time.monotonic()
            client.ask("PUT", f"/_understudy/worlds/fork{turn}?from=main")
            times.append((time.monotonic() - began) * 1000)
            client.ask("DELETE", f"/_understudy/worlds/fork{turn}")
    return statistics.median(times)


def _advance(bench):
    """Messages whose delays end at instants of their own, in shards of their own."""
    shards = bench.count(SHARDS, 10)
    with bench.server() as server:
        client = Client(server)
        client.clock(freeze=True)
        for shard in range(shards):
            account = ACCOUNT + shard
            client.sqs(account, "CreateQueue", QueueName="q")
            for batch in range(TIMERS_A_SHARD // 10):
                client.sqs(account, "SendMessageBatch", QueueUrl=f"http://q/{account}/q", Entries=[
                    {"Id": str(i), "MessageBody": "m", "DelaySeconds": 1 + (shard * 7 + batch * 90 + i * 9) % 900}
                    for i in range(10)])
        began = time.monotonic()
        told = client.clock(advance="365d")
        return {"seconds": time.monotonic() - began, "timers": shards * TIMERS_A_SHARD, "events": told["events"]}


def changes(bench):
    """CPU of the server per SendMessage with one listener to its changes, against none; and how fast they come."""
    count, ratios, rates = bench.count(20000, 1000), [], []
    options = {"accounts": 1, "account": ACCOUNT, "body": 200}
    with bench.server() as server:
        bench.load.run(server, "create", 1, **options)
        bench.load.run(server, "send", count, **options)
        for _ in range(bench.rounds):
            costs = {}
            for listening in (False, True, True, False):
                with contextlib.ExitStack() as stack:
                    heard = stack.enter_context(Listener(server)) if listening else None
                    began = time.monotonic()
                    [result] = bench.load.run(server, "send", count, **options)
                    if heard:
                        rates.append(heard.await_all(count) / (time.monotonic() - began))
                costs.setdefault(listening, []).append(result["server_us"])
            ratios.append(sum(costs[True]) / sum(costs[False]))
    return {"ratio": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)},
            "per_second": statistics.median(rates)}


class Listener:
    """Reads the stream of changes and counts the events, those that it missed included."""

    def __init__(self, server):
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.connect()
        self.socket = connection.sock
        connection.request("GET", "/_understudy/changes?type=messages")
        self.answer = connection.getresponse()
        self.heard = 0
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()

    def _read(self):
        with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
            missed = False
            while line := self.answer.readline():
                if line.startswith(b"event: missed"):
                    missed = True
                elif line.startswith(b"data: ") and missed:
                    self._add(json.loads(line[6:])["changes"])
                    missed = False
                elif line.startswith(b"data: "):
                    self._add(1)

    def _add(self, count):
        with self.changed:
            self.heard += count
            self.changed.notify()

    def await_all(self, count):
        with self.changed:
            if not self.changed.wait_for(lambda: self.heard >= count, timeout=60):
                raise Failure(f"of {count} changes {self.heard} were heard of")
            return self.heard
