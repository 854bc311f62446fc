"""What it costs to keep everything: messages sent a second with a data directory, beside a bare RocksDB."""

import json
import os
import shutil
import statistics
import subprocess

from machine import Failure, Server

ACCOUNT = 500000000000
BODY = 200         # bytes of a message's body
ROW = 500          # about what such a message is as a row
CONNECTIONS = 64   # and so at most as many writes a group


def durable(bench):
    """Acknowledged SendMessage a second, in memory, kept by the system and kept by the disk, and the yardstick's
    rows a second in batches of as many rows as there are clients."""
    count, rates = bench.count(20000, 1000), {}
    servers = {"memory": "", "os": " --durability os", "fsync": ""}
    for turn in range(bench.rounds):
        for kind, options in servers.items():
            folder = os.path.join(bench.folder, f"data-{kind}-{turn}")
            kept = "" if kind == "memory" else f" --data-dir {folder}"
            with Server(f"durable-{kind}", bench.command + kept + options, bench.folder) as server:
                about = {"accounts": 1, "account": ACCOUNT, "body": BODY, "connections": CONNECTIONS}
                bench.load.run(server, "create", 1, **about)
                [result] = bench.load.run(server, "send", count, **about)
                rates.setdefault(kind, []).append(result["rps"])
            shutil.rmtree(folder, ignore_errors=True)
        rates.setdefault("bare", []).append(_bare(bench, turn, count))
    ratios = [ours / theirs for ours, theirs in zip(rates["fsync"], rates["bare"])]
    return {"per_second": {kind: statistics.median(all_of) for kind, all_of in rates.items()},
            "to_bare": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)}}


def _bare(bench, turn, count):
    program = os.path.join(os.path.dirname(bench.load.program), "bench_bare")
    folder = os.path.join(bench.folder, f"bare-{turn}")
    result = subprocess.run([program, folder, str(count), str(CONNECTIONS), str(ROW)], capture_output=True, text=True)
    shutil.rmtree(folder, ignore_errors=True)
    if result.returncode != 0:
        raise Failure(f"bench_bare failed:\n{result.stderr}")
    return json.loads(result.stdout)["per_second"]
