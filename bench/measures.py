"""The measurements: each takes a bench and returns plain figures, medians over its rounds."""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass

from machine import Failure, OtherWork, Server, own_file_limit

OPERATIONS = {"send": "SendMessage", "pair": "ReceiveMessage+DeleteMessage", "identity": "GetCallerIdentity",
              "put": "PutItem", "get": "GetItem", "update": "UpdateItem", "batch": "BatchWriteItem of 25",
              "query": "Query of 10", "transact": "TransactWriteItems of 2"}
OF_DYNALITE = ("put", "get", "update", "batch", "query")  # it has no transactions
SHARDS = (1, 1000)
BODY = 200  # bytes of a message's body; the request's body is about 300 then

# Accounts of the measurements, apart so that none sees another's shard.
WARM, HOT, MANY, DEEP = 100000000000, 110000000000, 200000000000, 300000000000


@dataclass
class Bench:
    """What every measurement needs."""

    load: object
    command: str         # of the server under measurement, with {port}
    canned: str          # of the yardstick, with {port}
    moto: str            # of moto_server, with {port}; empty: not installed
    dynalite: str        # likewise
    folder: str          # for logs
    rounds: int
    scale: float         # of all counts; 1 for figures to be compared
    parked: int

    def count(self, full, least=100):
        return max(least, int(full * self.scale))

    def server(self, name="server"):
        return Server(name, self.command, self.folder)


def _median(values):
    return statistics.median(values)


def _spread(values):
    return {"median": _median(values), "min": min(values), "max": max(values)}


# --- CPU per request ---


def _options(shards):
    return {"accounts": shards, "account": HOT if shards == 1 else MANY, "body": BODY}


def _prepare(bench, server, count):
    """Makes the queues and tables and warms the server up; returns the answers' mean sizes by operation."""
    sizes = {}
    for shards in SHARDS:
        bench.load.run(server, "create", shards, **_options(shards))
        bench.load.run(server, "table,sorted", shards, **_options(shards))
        for result in bench.load.run(server, ",".join(OPERATIONS), count, **_options(shards)):
            sizes[result["op"]] = result
    return sizes


def _start_canned(bench, stack, sizes):
    """A yardstick for each operation, with answers as large as the server's own."""
    canned = {}
    for op, result in sizes.items():
        requests = 2 if op == "pair" else 1
        handle = round(result["handle_bytes"])
        body = max(round(result["answer_bytes"] / requests), handle + 32 if handle else 0)
        command = f"{bench.canned} --body {body} --handle {handle}"
        canned[op] = stack.enter_context(Server(f"canned-{op}", command, bench.folder))
        bench.load.run(canned[op], op, bench.count(20000))
    return canned


def cpu(bench):
    """CPU of the server per request. In a round, every server runs a cell before the next cell begins: half
    of it in one order and half in the reverse, so that a machine that slows down or speeds up favours none."""
    ours, theirs = bench.count(20000, 1000), 50
    cells = {(op, shards): {} for shards in SHARDS for op in OPERATIONS}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(bench.server())
        canned = _start_canned(bench, stack, _prepare(bench, server, bench.count(20000, 1000)))
        moto = stack.enter_context(Server("moto", bench.moto, bench.folder)) if bench.moto else None
        if moto:
            _prepare(bench, moto, 64)
        dynalite = stack.enter_context(Server("dynalite", bench.dynalite, bench.folder)) if bench.dynalite else None
        if dynalite:
            bench.load.run(dynalite, "table,sorted", 1, **_options(1))
            bench.load.run(dynalite, ",".join(OF_DYNALITE), bench.count(2000), **_options(1))
        work = OtherWork()
        for turn in range(bench.rounds):
            for (op, shards), results in cells.items():
                runs = [("server", server, ours), ("canned", canned[op], ours)]
                if moto:
                    runs.append(("moto", moto, theirs))
                if dynalite and op in OF_DYNALITE and shards == 1:  # it knows no accounts
                    runs.append(("dynalite", dynalite, bench.count(1000)))
                halves = {name: [] for name, _, _ in runs}
                for place, (name, target, count) in enumerate(runs + runs[::-1]):
                    first = (2 * turn + place // len(runs)) * count if shards > 1 else 0
                    [result] = bench.load.run(target, op, count, first=first, **_options(shards))
                    halves[name].append(result)
                    work.ours += (result["server_us"] + result["client_us"]) * count / 1e6
                for name, results_of_round in halves.items():
                    results.setdefault(name, []).append(_mean(results_of_round))
        other = work.share()
    figures = [_cell(op, shards, results) for (op, shards), results in cells.items()]
    return {"cells": figures, "other_work": other}


def _mean(results):
    return {key: statistics.mean(result[key] for result in results)
            for key in ("server_us", "rps", "p50_us", "p99_us", "client_busy", "reconnects")}


def _cell(op, shards, results):
    server = results["server"]
    cell = {"operation": OPERATIONS[op], "shards": shards,
            "per_request_us": _spread([result["server_us"] for result in server])}
    for key in ("rps", "p50_us", "p99_us", "client_busy"):
        cell[key] = _median([result[key] for result in server])
    pairs = list(zip(server, results["canned"]))
    cell["canned_us"] = _median([result["server_us"] for result in results["canned"]])
    cell["canned_rps"] = _median([result["rps"] for result in results["canned"]])
    cell["to_canned"] = _spread([ours["server_us"] / theirs["server_us"] for ours, theirs in pairs])
    for other in ("moto", "dynalite"):
        if other not in results:
            continue
        cell[f"{other}_reconnects"] = max(result["reconnects"] for result in results[other])
        cell[f"{other}_us"] = _median([result["server_us"] for result in results[other]])
        cell[f"{other}_to_server"] = _spread([theirs["server_us"] / ours["server_us"]
                                              for ours, theirs in zip(server, results[other])])
    return cell


# --- Start-up, size, memory ---


def startup(bench):
    times = []
    for _ in range(20):
        times.append(bench.load.startup(bench.server("start")))
    return {"startup_ms": _spread(times), **_binary_size(bench)}


def _binary_size(bench):
    program = shutil.which(bench.server().arguments()[0])
    if not program:
        return {}
    with open(program, "rb") as binary:
        if binary.read(4) != b"\x7fELF":
            return {}
    stripped = os.path.join(bench.folder, "stripped")
    subprocess.run(["strip", "-o", stripped, program], check=True)
    return {"binary_mb": os.path.getsize(stripped) / 1e6}


def memory(bench):
    rounds = [_memory_round(bench) for _ in range(min(bench.rounds, 3))]
    return {key: _spread([figures[key] for figures in rounds]) for key in rounds[0]}


def _memory_round(bench):
    """One fresh process. Each growth is counted after the same kind of calls has warmed the server up."""
    shards, messages = bench.count(10000), bench.count(200000)
    with bench.server() as server:
        bench.load.run(server, "identity", 1, connections=1, account=WARM)
        before = server.cpu_seconds()
        time.sleep(1)
        figures = {"idle_mb": server.resident_kb() * 1024 / 1e6,
                   "idle_cpu_ms_per_s": (server.cpu_seconds() - before) * 1e3}
        bench.load.run(server, "list", shards, account=WARM)
        begin = server.resident_kb()
        bench.load.run(server, "list", shards, account=MANY, accounts=shards)
        figures["shard_kb"] = (server.resident_kb() - begin) / shards
        bench.load.run(server, "create", 1, account=WARM)
        bench.load.run(server, "send,pair", 640, account=WARM, body=BODY)
        begin = server.resident_kb()
        bench.load.run(server, "send", messages, account=WARM, body=BODY)
        figures["message_bytes"] = (server.resident_kb() - begin) * 1024 / messages - BODY
        if figures["message_bytes"] < 0:
            raise Failure(f"{server.name} grew by less than the messages' bodies: it did not keep them")
    return figures


# --- A deep queue against a shallow one ---


def depth(bench):
    """CPU per call in queues of different depth, each on a shard of its own in one server.

    A cycle of 500 sends and as many receives with deletes keeps a queue's depth within 500 of what it is.
    """
    few, many, cycle = 1000, bench.count(1000000), bench.count(500, 50)
    queues = {"few": {"send": few}, "waiting": {"send": many},
              "delayed": {"send": few, "delayed": many}}
    options = {name: {"account": DEEP + number, "body": 20} for number, name in enumerate(queues)}
    results = {name: {"send": [], "pair": []} for name in queues}
    with bench.server() as server:
        for name, fills in queues.items():
            bench.load.run(server, "create", 1, **options[name])
            for op, count in fills.items():
                bench.load.run(server, op, count, **options[name])
        for turn in range(bench.rounds + 1):
            for name in queues:
                for result in bench.load.run(server, "send,pair", cycle, blocks=20, **options[name]):
                    if turn > 0:  # the first round warms up
                        results[name][result["op"]].append(result["server_us"])
    figures = {"messages": many, "few": few}
    for name in ("waiting", "delayed"):
        for op in ("send", "pair"):
            ratios = [deep / shallow for deep, shallow in zip(results[name][op], results["few"][op])]
            figures[f"{name}_{op}"] = {"us": _median(results[name][op]),
                                       "few_us": _median(results["few"][op]), "ratio": _spread(ratios)}
    return figures


# --- Parked calls ---


def _step(holders, key, tell):
    """Lets every holder go on (if told to) and adds up what they report for this step."""
    if tell:
        for holder in holders:
            holder.stdin.write("\n")
            holder.stdin.flush()
    reports = []
    for holder in holders:
        line = holder.stdout.readline()
        if not line or key not in (report := json.loads(line)):
            raise Failure(f"the load generator gave up while waiting for '{key}'")
        reports.append(report)
    return {name: sum(report[name] for report in reports) for name in reports[0]}


def parked(bench):
    """Long polls on one queue, one a connection; connections come from several loopback addresses."""
    woken = 500
    with bench.server() as server:
        bench.load.run(server, "create", 1, account=HOT)
        bench.load.run(server, "send,pair,identity", 640, account=HOT)
        spare = 256  # files that the server needs for itself and the probes
        wanted = bench.count(bench.parked, 1000)
        limit = server.file_limit()
        reachable = min(wanted, limit - spare)
        per_holder = own_file_limit() - 64
        shares = [min(per_holder, reachable - at) for at in range(0, reachable, per_holder)]
        begin = server.resident_kb()
        holders = []
        try:
            for number, share in enumerate(shares):
                holders.append(bench.load.parked(server, share, HOT, 2 + 10 * number))
            figures = _park(bench, server, holders, begin, woken)
        finally:
            for holder in holders:
                holder.kill()
                holder.wait()
    return {"wanted": wanted, "reachable": reachable, "file_limit": limit, **figures}


def _park(bench, server, holders, begin, woken):
    connected = _step(holders, "connected", tell=False)["connected"]
    time.sleep(0.5)
    idle = server.resident_kb()
    held = _step(holders, "parked", tell=True)["parked"]
    resident = server.resident_kb()
    before = server.cpu_seconds()
    time.sleep(1)
    figures = {"connected": connected, "parked": held, "connection_kb": (idle - begin) / connected,
               "parked_kb": (resident - idle) / max(1, held),
               "parked_cpu_ms_per_s": (server.cpu_seconds() - before) * 1e3}
    [probe] = bench.load.run(server, "identity", 2000, connections=4, account=HOT)
    figures["probe_p50_us"], figures["probe_p99_us"] = probe["p50_us"], probe["p99_us"]
    [sent] = bench.load.run(server, "send", woken, connections=4, account=HOT)
    figures["wake_us"] = sent["server_us"]
    end = _step(holders, "answered", tell=True)
    if end["errors"] or end["woken"] != woken or end["answered"] != held:
        raise Failure(f"of {connected} connections {held} had a call parked, {woken} messages were sent; in the "
                      f"end {end}\nthe server's last output:\n{server.tail()}")
    figures["woken"] = end["woken"]
    return figures


# --- Other transports, and being watched ---

TRANSPORTS = {"HTTP/1.1": ("http", "--h1"), "HTTP/1.1 under TLS": ("https", "--h1"),
              "HTTP/2": ("http", ""), "HTTP/2 under TLS": ("https", "")}


def transports(bench):
    """CPU of the server per GetCallerIdentity over each transport, by h2load, which speaks all of them."""
    tool = shutil.which("h2load")
    if not tool:
        return {"missing": "h2load (Debian: nghttp2-client)"}
    count = bench.count(20000, 1000)
    results = {name: [] for name in TRANSPORTS}
    form = os.path.join(bench.folder, "identity.form")
    with open(form, "w", encoding="ascii") as body:
        body.write("Action=GetCallerIdentity&Version=2011-06-15")
    with Server("secure", bench.command + " --ssl", bench.folder) as server:
        for turn in range(bench.rounds + 1):
            for name, (scheme, flag) in TRANSPORTS.items():
                command = [tool, "-n", str(count), "-c", "64", "-m", "1", "-t", "1", "-d", form, *flag.split(),
                           "-H", "content-type: application/x-www-form-urlencoded",
                           f"{scheme}://127.0.0.1:{server.port}/"]
                before = server.cpu_seconds()
                told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                if f"{count} succeeded" not in told:
                    raise Failure(f"not every request over {name} succeeded:\n{told}")
                if turn > 0:  # the first round warms up
                    results[name].append((server.cpu_seconds() - before) / count * 1e6)
    plain = results["HTTP/1.1"]
    return {name: {"us": _median(all_), "ratio": _spread([a / b for a, b in zip(all_, plain)])}
            for name, all_ in results.items()}


def watched(bench):
    """CPU of the server per request with one listener to every call, against nobody's listening."""
    count = bench.count(20000, 1000)
    ratios = {op: [] for op in ("send", "identity")}
    with bench.server() as server:
        _prepare(bench, server, count)
        for turn in range(bench.rounds):
            for op, found in ratios.items():
                costs = {}
                for listening in (False, True, True, False):
                    with contextlib.ExitStack() as stack:
                        if listening:
                            stack.enter_context(_listener(server))
                        [result] = bench.load.run(server, op, count, **_options(1))
                    costs.setdefault(listening, []).append(result["server_us"])
                found.append(sum(costs[True]) / sum(costs[False]))
    return {OPERATIONS[op]: _spread(found) for op, found in ratios.items()}


@contextlib.contextmanager
def _listener(server):
    """Somebody who reads the stream of calls, its output thrown away."""
    reader = subprocess.Popen(["curl", "-sN", f"http://127.0.0.1:{server.port}/_understudy/requests"],
                              stdout=subprocess.DEVNULL)
    time.sleep(0.3)
    try:
        yield
    finally:
        reader.kill()
        reader.wait()
