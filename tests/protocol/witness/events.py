"""Event streams in requests, which botocore does not write: messages by its specification, read back by botocore's own reader."""
import json
import struct
import zlib

import botocore.eventstream

STREAM = "application/vnd.amazon.eventstream"
TYPES = {"integer": (4, ">i"), "long": (5, ">q"), "blob": (6, None), "string": (7, None), "timestamp": (8, ">q")}


def header(name, kind, value):
    start = bytes([len(name)]) + name.encode()
    if kind == "boolean":
        return start + (b"\x00" if value else b"\x01")
    number, form = TYPES[kind]
    if kind == "timestamp":
        value = round(value.timestamp() * 1000)
    if form:
        return start + bytes([number]) + struct.pack(form, value)
    data = value.encode() if isinstance(value, str) else value
    return start + bytes([number]) + struct.pack(">H", len(data)) + data


def message(headers, payload):
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    start = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return start + struct.pack(">I", zlib.crc32(start))


def event(name, shape, value, serializer):
    headers = header(":message-type", "string", "event") + header(":event-type", "string", name)
    rest, payload = {}, None
    for key, member in shape.members.items():
        if key not in value:
            continue
        if member.serialization.get("eventheader"):
            headers += header(key, member.type_name, value[key])
        elif member.serialization.get("eventpayload"):
            payload = member, value[key]
        else:
            rest[key] = value[key]
    kind = "application/json"
    if payload and payload[0].type_name in ("blob", "string"):
        kind = "application/octet-stream" if payload[0].type_name == "blob" else "text/plain"
        body = payload[1].encode() if isinstance(payload[1], str) else payload[1]
    else:
        written = {}
        member, content = payload or (shape, rest)
        serializer._serialize(written, content, member)
        body = json.dumps(written).encode()
    return message(headers + header(":content-type", "string", kind), body)


def written(stream, events, serializer, signed):
    """The body. A signed stream wraps each message in another one and ends with an empty one (SigV4 for event streams)."""
    messages = [event(n, stream.members[n], v, serializer) for one in events for n, v in one.items()]
    if signed:
        proof = header(":date", "timestamp", SIGNED_AT) + header(":chunk-signature", "blob", b"\x5a" * 32)
        messages = [message(proof, m) for m in messages + [b""]]
    body = b"".join(messages)
    buffer = botocore.eventstream.EventStreamBuffer()
    buffer.add_data(body)
    assert len(list(buffer)) == len(messages)  # botocore's reader checks lengths and checksums
    return body


class SIGNED_AT:
    @staticmethod
    def timestamp():
        return 1577836800
