"""What objects of S3 cost: small ones beside the yardstick, large ones beside a file's copy, many, and slow clients."""

import contextlib
import hashlib
import os
import shutil
import socket
import statistics
import time

from machine import Failure, Server

ACCOUNT, FEW, WARM = 600000000000, 610000000000, 620000000000
SMALL, MIDDLE = 1024, 65536
MANY_KEYS, FEW_KEYS, KEY_BODY = 1000000, 10000, 20


def objects(bench):
    return {"cpu": _cpu(bench), "large": _large(bench), "keys": _keys(bench), "slow": _slow(bench)}


# --- Small objects beside the yardstick ---


def _cpu(bench):
    """CPU per PUT and GET; a round measures the server and its yardstick in one order and then in the reverse."""
    cells = {("store", SMALL): {}, ("fetch", SMALL): {}, ("store", MIDDLE): {}, ("fetch", MIDDLE): {}}
    names = {"store": "PUT", "fetch": "GET"}
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(bench.server("objects"))
        canned = {}
        for place, (op, size) in enumerate(cells):
            body = size if op == "fetch" else 0
            canned[op, size] = stack.enter_context(
                Server(f"canned-{op}-{size}", f"{bench.canned} --body {body} --handle 0", bench.folder))
            about = {"account": ACCOUNT + place, "body": size}
            bench.load.run(server, "bucket,store", 1, **about)
            for target in (server, canned[op, size]):
                bench.load.run(target, op, bench.count(5000), **about)
        for _ in range(bench.rounds):
            for place, ((op, size), rounds) in enumerate(cells.items()):
                count = bench.count(20000 if size == SMALL else 5000)
                costs = {"server": 0.0, "canned": 0.0}
                runs = [("server", server), ("canned", canned[op, size])]
                for name, target in runs + runs[::-1]:
                    [result] = bench.load.run(target, op, count, account=ACCOUNT + place, body=size)
                    costs[name] += result["server_us"] / 2
                for name, cost in costs.items():
                    rounds.setdefault(name, []).append(cost)
    figures = {}
    for (op, size), rounds in cells.items():
        ratios = [ours / theirs for ours, theirs in zip(rounds["server"], rounds["canned"])]
        figures[f"{names[op]} of {size // 1024} KB"] = {
            "us": statistics.median(rounds["server"]), "canned_us": statistics.median(rounds["canned"]),
            "to_canned": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)},
            "held": size == SMALL}
    return figures


# --- Large objects beside a file's copy ---


def _head(method, path, length=None, account=ACCOUNT):
    length = "" if length is None else f"Content-Length: {length}\r\n"
    return (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n"
            f"Authorization: AWS4-HMAC-SHA256 Credential={account}/20260101/us-east-1/s3/aws4_request, "
            f"SignedHeaders=host, Signature=0\r\n{length}\r\n").encode()


def _connect(server):
    return socket.create_connection(("127.0.0.1", server.port))


def _answer(client):
    """The head of an answer, and what came of its body with it."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = client.recv(65536)
        if not piece:
            raise Failure("the server closed the connection: " + got.decode(errors="replace"))
        got += piece
    head, body = got.split(b"\r\n\r\n", 1)
    return head.decode(), body


def _ask(server, method, path, body=b""):
    with _connect(server) as client:
        client.sendall(_head(method, path, len(body)) + body)
        head, _ = _answer(client)
    if not head.startswith("HTTP/1.1 2"):
        raise Failure(f"{method} {path}: {head}")


def _put(server, path, file, size):
    with _connect(server) as client, open(file, "rb") as source:
        begun = time.monotonic()
        client.sendall(_head("PUT", path, size))
        client.sendfile(source)
        head, _ = _answer(client)
        seconds = time.monotonic() - begun
    if not head.startswith("HTTP/1.1 200"):
        raise Failure(f"PUT {path}: {head}")
    return size / seconds / 1e6


def _get(server, path, size):
    with _connect(server) as client:
        begun = time.monotonic()
        client.sendall(_head("GET", path))
        head, body = _answer(client)
        if not head.startswith("HTTP/1.1 200"):
            raise Failure(f"GET {path}: {head}")
        got, room = len(body), bytearray(1 << 20)
        while got < size:
            piece = client.recv_into(room)
            if not piece:
                raise Failure(f"GET {path} broke off after {got} bytes")
            got += piece
        return size / (time.monotonic() - begun) / 1e6


def _copy(source, to, size):
    """The yardstick: read, digest and write the same bytes on one thread."""
    begun = time.monotonic()
    digest = hashlib.md5()
    with open(source, "rb") as file, open(to, "wb") as copy:
        while piece := file.read(1 << 20):
            digest.update(piece)
            copy.write(piece)
    seconds = time.monotonic() - begun
    os.unlink(to)
    return size / seconds / 1e6


def _large(bench):
    """Rates in MB/s, medians. The bytes lie in the page cache, so that no disk's speed is measured."""
    size = max(64 << 20, int((1 << 29) * bench.scale))
    source, data = os.path.join(bench.folder, "large"), os.path.join(bench.folder, "object-data")
    with open(source, "wb") as file:
        for _ in range(size >> 20):
            file.write(os.urandom(1 << 20))
    size = os.path.getsize(source)
    rates, peak = {}, 0
    with contextlib.ExitStack() as stack:
        servers = {"memory": stack.enter_context(bench.server("large")),
                   "data": stack.enter_context(Server("large-data", f"{bench.command} --data-dir {data}", bench.folder))}
        for server in servers.values():
            _ask(server, "PUT", "/large")
            _put(server, "/large/warm", source, size)
        for _ in range(min(bench.rounds, 5)):
            rates.setdefault("copy", []).append(_copy(source, source + ".copy", size))
            for kind, server in servers.items():
                rates.setdefault(f"{kind}_put", []).append(_put(server, "/large/object", source, size))
                rates.setdefault(f"{kind}_get", []).append(_get(server, "/large/object", size))
        for server in servers.values():
            with open(f"/proc/{server.process.pid}/status", encoding="ascii") as lines:
                peak = max(peak, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1e3)
    os.unlink(source)
    shutil.rmtree(data, ignore_errors=True)
    return {"bytes": size, "peak_mb": peak, **{name: statistics.median(all_of) for name, all_of in rates.items()}}


# --- Many keys ---


def _keys(bench):
    many, few = bench.count(MANY_KEYS, 2000), bench.count(FEW_KEYS, 1500)
    lists = bench.count(200, 20)
    with bench.server("keys") as server:
        for account in (WARM, FEW, ACCOUNT):
            bench.load.run(server, "bucket", 1, connections=1, account=account)
        bench.load.run(server, "keys", few, account=WARM, body=KEY_BODY)
        bench.load.run(server, "keys", few, account=FEW, body=KEY_BODY)
        begin = server.resident_kb()
        bench.load.run(server, "keys", many, account=ACCOUNT, body=KEY_BODY)
        grown = (server.resident_kb() - begin) * 1024 / many - KEY_BODY
        costs = {"list_us": [], "few_us": []}
        for _ in range(bench.rounds):
            for name, account, keys in (("list_us", ACCOUNT, many), ("few_us", FEW, few)):
                [result] = bench.load.run(server, "keylist", lists, account=account, connections=4,
                                          after=f"item-{(keys - 1000) // 2:010}")
                costs[name].append(result["server_us"])
    return {"keys": many, "few": few, "key_bytes": grown,
            **{name: statistics.median(all_of) for name, all_of in costs.items()}}


# --- Slow clients ---


def _threads(server):
    return len(os.listdir(f"/proc/{server.process.pid}/task"))


def _slow(bench):
    """Clients that take or give a little and then rest; meanwhile others must be served as ever."""
    each, size = bench.count(2000, 100), 8 << 20
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(bench.server("slow"))
        _ask(server, "PUT", "/slow")
        _ask(server, "PUT", "/slow/object", b"x" * size)
        bench.load.run(server, "identity", 2000, connections=4, account=WARM)
        threads, begin = _threads(server), server.resident_kb()
        clients = []
        for number in range(each):
            reader = stack.enter_context(_connect(server))
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.sendall(_head("GET", "/slow/object"))
            writer = stack.enter_context(_connect(server))
            writer.sendall(_head("PUT", f"/slow/{number}", 1 << 20) + b"x" * 1000)
            clients += [reader, writer]
        time.sleep(0.5)
        for client in clients[1::2]:
            client.sendall(b"x" * 1000)
        for client in clients[::2]:
            client.recv(1000)
        [probe] = bench.load.run(server, "identity", 2000, connections=4, account=WARM)
        figures = {"readers": each, "writers": each, "threads": _threads(server) - threads,
                   "client_kb": (server.resident_kb() - begin) / len(clients),
                   "p50_us": probe["p50_us"], "p99_us": probe["p99_us"]}
    return figures
