"""The first call to each service: starts a server, asks every one once, prints the slowest.

    python3 bench/cold.py build/release/understudy [runs]

A service's first call infers its resources and makes its shard; the least of the runs counts, so that a busy machine does
not. The calls are signed in form only, and ask for something harmless: mostly a list without a filter."""
import http.client
import json
import pathlib
import socket
import subprocess
import sys
import time

MODELS = pathlib.Path(__file__).resolve().parent.parent / "services" / "models"
AIMED = 5.0  # milliseconds


def operations(model):
    """Best first: reads without required members."""
    def rank(item):
        name, operation = item
        shape = model["shapes"].get(operation.get("input", {}).get("shape"), {})
        read = name.startswith(("List", "Describe", "Get"))
        return ("{" in operation.get("http", {}).get("requestUri", "/"), bool(shape.get("required")), not read, name)
    return sorted(model["operations"].items(), key=rank)


def request_of(name):
    model = json.loads((MODELS / name / "service-2.json").read_text())
    meta = model["metadata"]
    scope = meta.get("signingName", meta["endpointPrefix"])
    operation, shape = operations(model)[0]
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/{scope}/aws4_request, SignedHeaders=host, Signature=0"}
    protocol = meta["protocol"]
    if protocol == "json":
        headers |= {"X-Amz-Target": f"{meta['targetPrefix']}.{operation}", "Content-Type": f"application/x-amz-json-{meta.get('jsonVersion', '1.0')}"}
        return "POST", "/", b"{}", headers
    if protocol in ("query", "ec2"):
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return "POST", "/", f"Action={operation}&Version={meta['apiVersion']}".encode(), headers
    if protocol == "smithy-rpc-v2-cbor":
        headers |= {"Smithy-Protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}
        return "POST", f"/service/{meta['targetPrefix']}/operation/{operation}", b"\xa0", headers
    place = shape.get("http", {})
    return place.get("method", "POST"), place.get("requestUri", "/").replace("{", "").replace("}", "").replace("+", ""), b"", headers


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def measured(binary, requests):
    port = free_port()
    server = subprocess.Popen([binary, "-p", str(port), "--log-level", "error"], stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.01)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        times = {}
        for name, (method, path, body, headers) in requests.items():
            began = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            times[name] = (time.perf_counter() - began) * 1000, answer.status
        return times
    finally:
        server.terminate()
        server.wait()


def main():
    binary, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    names = sorted(p.parent.name for p in MODELS.glob("*/service-2.json"))
    requests = {name: request_of(name) for name in names}
    best = {}
    for _ in range(runs):
        for name, (taken, status) in measured(binary, requests).items():
            best[name] = min(best.get(name, (taken, status)), (taken, status))
    slowest = sorted(best.items(), key=lambda item: -item[1][0])
    for name, (taken, status) in slowest[:10]:
        print(f"{taken:8.2f} ms  {name} ({status})")
    median = slowest[len(slowest) // 2][1][0]
    late = sum(taken > AIMED for taken, _ in best.values())
    print(f"{len(best)} services, median {median:.2f} ms, {late} over {AIMED:.0f} ms")
    return late > 0


if __name__ == "__main__":
    sys.exit(main())
