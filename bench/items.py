"""Measurements of large DynamoDB tables: what an item takes, what a call costs, who waits for a scan."""

import statistics
import threading
import time

from machine import Failure

FEW, MANY = 500000000000, 500000000001  # accounts, so that each table has a shard of its own
BATCH = 25
ITEM_BYTES = 600  # what an item may take
CALLS = {"pick": "GetItem", "pick_put": "PutItem"}


def _available_bytes():
    with open("/proc/meminfo", encoding="ascii") as info:
        return next(int(line.split()[1]) * 1024 for line in info if line.startswith("MemAvailable:"))


def items(bench):
    """Bytes of an item of 200 bytes, CPU per call among few and among many, latency beside a scan."""
    few, wanted = 1000, bench.count(10_000_000, 10_000) // BATCH * BATCH
    many = min(wanted, _available_bytes() // 2 // ITEM_BYTES // BATCH * BATCH)
    tables = {"few": {"account": FEW, "items": few}, "many": {"account": MANY, "items": many}}
    with bench.server("items") as server:
        for options in tables.values():
            bench.load.run(server, "table", 1, body=200, **options)
        bench.load.run(server, "fill", few // BATCH, body=200, **tables["few"])
        begin = server.resident_kb()
        [filled] = bench.load.run(server, "fill", many // BATCH, body=200, connections=16, **tables["many"])
        figures = {"few": few, "many": many, "wanted": wanted, "fill_us": filled["server_us"] / BATCH,
                   "item_bytes": (server.resident_kb() - begin) * 1024 / many}
        figures["calls"] = _calls(bench, server, tables)
        figures.update(_beside_a_scan(bench, server, tables["many"]))
    return figures


def _spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def _calls(bench, server, tables):
    count = bench.count(20000, 1000)
    costs = {(op, name): [] for op in CALLS for name in tables}
    for turn in range(bench.rounds + 1):
        for (op, name), found in costs.items():
            [result] = bench.load.run(server, op, count, first=turn * count, body=200, **tables[name])
            if turn > 0:  # the first round warms up
                found.append(result["server_us"])
    return {CALLS[op]: {"few_us": statistics.median(costs[op, "few"]),
                        "many_us": statistics.median(costs[op, "many"]),
                        "ratio": _spread([a / b for a, b in zip(costs[op, "many"], costs[op, "few"])])}
            for op in CALLS}


def _beside_a_scan(bench, server, table):
    """Latency of GetItem on one connection, alone and while another one reads page after page."""
    count = bench.count(2000, 200)
    [alone] = bench.load.run(server, "pick", count, connections=1, **table)
    [page] = bench.load.run(server, "scan", 20, connections=1, **table)
    ended = threading.Event()
    pages = []

    def scan():
        while not ended.is_set():
            pages.extend(bench.load.run(server, "scan", 50, connections=1, **table))

    scanner = threading.Thread(target=scan)
    scanner.start()
    time.sleep(0.2)
    try:
        [beside] = bench.load.run(server, "pick", count, connections=1, **table)
    finally:
        ended.set()
        scanner.join()
    if not pages:
        raise Failure("the scan did not run")
    return {"alone_p50_us": alone["p50_us"], "alone_p99_us": alone["p99_us"], "page_us": page["p50_us"],
            "beside_p50_us": beside["p50_us"], "beside_p99_us": beside["p99_us"]}
