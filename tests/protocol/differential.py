#!/usr/bin/env python3
"""The wire engine against botocore: random calls, answers and errors of every operation, read by one and written by the other."""
import argparse
import base64
import collections
import datetime
import io
import json
import math
import pathlib
import random
import struct
import subprocess
import sys
from xml.etree import ElementTree

import botocore
import botocore.awsrequest
import botocore.eventstream
import botocore.model
import botocore.parsers
import botocore.serialize

MODELS = pathlib.Path(__file__).resolve().parents[2] / "services" / "models"
XML = ("query", "ec2", "rest-xml")
REST = ("rest-json", "rest-xml")
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
ABSENT = object()
OLD = not hasattr(botocore.serialize.Serializer, "_handle_float")  # Debian 12's


# ---- Models ----------------------------------------------------------------------------------------------------------

def merged(document, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def query_names(document):
    """A model as botocore had it when its service spoke query: our overlays' query names in place."""
    def walk(node):
        if isinstance(node, dict):
            if "queryName" in node and "shape" in node:
                node["locationName"] = node.pop("queryName")
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)
    walk(document["shapes"])


def load(service, protocol):
    """The service's model as a client of this protocol knows it, or None."""
    document = json.loads((MODELS / service / "service-2.json").read_text())
    overlay = MODELS / "overlays" / (service + ".json")
    patch = json.loads(overlay.read_text()) if overlay.exists() else {}
    full = merged(document, patch)
    metadata = full["metadata"]
    if protocol not in metadata.get("protocols", [metadata["protocol"]]):
        return None
    own = document["metadata"]
    if protocol not in own.get("protocols", [own["protocol"]]):
        document = full
        query_names(document)
    document["metadata"]["protocol"] = protocol
    return botocore.model.ServiceModel(document, service)


def location(shape):
    return shape.serialization.get("location")


def wire_name(name, shape):
    return shape.serialization.get("name", name)


def is_document(shape):
    return getattr(shape, "is_document_type", False)


def is_event_stream(shape):
    return bool(shape.serialization.get("eventstream"))


def is_json_header(shape):
    return bool(shape.serialization.get("jsonvalue")) and location(shape) == "header"


# ---- Random values ---------------------------------------------------------------------------------------------------

WORDS = ["a", "Name", "some value", "0", "true", "null", "x" * 70, "arn:aws:sqs:us-east-1:123456789012:q", "a.b-c_d~e",
         "1.5", "2020-01-01", "  inner  blanks", "=?&+%20/;:,@#$!*'()", "<tag attr=\"v\">&amp;</tag>", "back\\slash \"quoted\"",
         "é", "日本語", "\U0001f600 emoji", "ß\u0301 combining", "line\nbreak", "tab\there"]
NO_XML = ["\x01\x1f\x7f", "carriage\rreturn", "\u2028\u2029", "\u0000nul"]
HEADER_WORDS = ["a", "Some-Value", "x y", "1", "W/\"abc\"", "text/plain; charset=utf-8", "a=b&c=d", "q;w", "~!@#$%^*()_+|", "'"]
HEADER_ITEMS = ["a", "Some-Value", "x y", "1", "a=b", "q;w"]


def told_apart(members, to):
    """Leaves out what shares its element with another member: S3's old Event beside Events, SQS's two lists of attribute names.

    We read it as the list, botocore as both."""
    def element(name, shape):
        flattened = shape.type_name == "list" and shape.serialization.get("flattened")
        return flattened and shape.member.serialization.get("name") or wire_name(name, shape)
    owners = {}
    for name, shape in sorted(members, key=lambda m: m[1].type_name != "list"):
        owners.setdefault((location(shape), element(name, shape)), []).append(name)
    kept = {names[0] for names in owners.values() if to == "input" or len(names) == 1}
    return [(name, shape) for name, shape in members if name in kept]


class Maker:
    """Makes values for shapes. `to` is "input" or "output"."""

    def __init__(self, rng, protocol, to):
        self.rng, self.protocol, self.to = rng, protocol, to

    def text(self, shape, where):
        rng = self.rng
        if shape.enum and rng.random() < 0.8:
            return rng.choice(shape.enum)
        if where == "header":
            return rng.choice(HEADER_WORDS)
        if where == "host":
            return rng.choice(["123456789012", "some-label", "abc"])
        if where == "uri":
            return rng.choice([w for w in WORDS if w not in (".", "..")])
        words = WORDS + ["", ""]
        if self.protocol not in XML:
            words += NO_XML
        if rng.random() < 0.1:
            return "".join(rng.choice(words) for _ in range(rng.randrange(12)))
        return rng.choice(words)

    def integer(self, shape, where):
        bits = 31 if shape.type_name == "integer" else 63
        return self.rng.choice([0, 1, -1, 7, 255, 65536, 2 ** bits - 1, -(2 ** bits), self.rng.randrange(100000)])

    def real(self, shape, where):
        rng = self.rng
        special = [math.nan, math.inf, -math.inf] if self.special_reals(where) else []
        value = rng.choice(special + [0.0, 1.0, -2.5, 0.1, 1e21, 1e-9, rng.uniform(-1e6, 1e6), rng.random()])
        if shape.type_name == "float" and self.protocol == "smithy-rpc-v2-cbor":
            value = struct.unpack(">f", struct.pack(">f", value))[0]
        return value

    def special_reals(self, where):
        if self.to == "input" and OLD:
            return False  # it writes NaN into JSON
        return self.protocol not in ("query", "ec2") or self.to == "output"

    def time(self, shape, where):
        rng = self.rng
        seconds = rng.choice([0, 1, 1422172800, 951782400, 4102444799, rng.randrange(2 ** 31)])
        micros = 0
        form = (shape.serialization.get("timestampFormat") or self.default_format(where)).lower()
        if self.to == "output" and form != "rfc822":
            micros = rng.choice([0, 0, 500000, 123000, 120000]) if self.protocol in XML else rng.choice([0, 0, 500000, 123000, 123456])
        if self.to == "input" and form == "iso8601" and where != "header":
            micros = rng.choice([0, 0, 123456, 120000])
        return EPOCH + datetime.timedelta(seconds=seconds, microseconds=micros)

    def default_format(self, where):
        if where == "header":
            return "rfc822"
        if where in ("uri", "querystring"):
            return "iso8601"
        return "iso8601" if self.protocol in XML else "unixtimestamp"

    def document(self, depth=0):
        rng = self.rng
        kind = rng.randrange(7 if depth < 3 else 5)
        if kind == 5:
            return [self.document(depth + 1) for _ in range(rng.randrange(4))]
        if kind == 6:
            return {rng.choice(WORDS + NO_XML): self.document(depth + 1) for _ in range(rng.randrange(4))}
        return [rng.choice(WORDS), rng.randrange(-10 ** 6, 10 ** 12), rng.uniform(-10, 10), rng.random() < 0.5, None][kind]

    def value(self, shape, where=None, depth=0):
        rng, kind = self.rng, shape.type_name
        if is_document(shape):
            value = self.document()
            return {} if value is None else value
        if kind == "structure":
            return self.structure(shape, depth)
        if kind == "list":
            item = shape.member
            if where == "header":
                return [rng.choice(item.enum or HEADER_ITEMS + ([",", 'a"b', "x, y"] if self.to == "input" and hasattr(
                    botocore.serialize.BaseRestSerializer, "_escape_header_list_string") else []))
                    for _ in range(rng.randrange(1, 4))]
            return [self.value(item, where, depth + 1) for _ in range(self.count(depth))]
        if kind == "map":
            if where == "headers":
                return {rng.choice(["a", "Key", "x-y", "k1"]): rng.choice(HEADER_WORDS) for _ in range(rng.randrange(1, 3))}
            return {self.key(shape.key): self.value(shape.value, where, depth + 1) for _ in range(self.count(depth))}
        if is_json_header(shape):
            return self.document()
        if kind == "blob":
            return bytes(rng.randrange(256) for _ in range(rng.choice([0, 1, 2, 3, 20, 100])))
        if kind == "boolean":
            return rng.random() < 0.5
        if kind in ("integer", "long"):
            return self.integer(shape, where)
        if kind in ("float", "double"):
            return self.real(shape, where)
        if kind == "timestamp":
            return self.time(shape, where)
        return self.text(shape, where)

    def key(self, shape):
        if self.protocol in ("query", "ec2"):
            return self.rng.choice(WORDS)
        return self.text(shape, None)

    def count(self, depth):
        return self.rng.choice([0, 1, 1, 2, 3]) if depth < 4 else self.rng.choice([0, 1])

    def structure(self, shape, depth=0):
        members = [(n, s) for n, s in shape.members.items() if self.to == "output" or not is_event_stream(s)]
        if self.protocol in XML:
            members = told_apart(members, self.to)
        if getattr(shape, "is_tagged_union", False):
            members = [self.rng.choice(members)] if members else []
        elif depth > 0:
            chance = 0.5 if depth < 3 else 0.2 if depth < 6 else 0
            members = [m for m in members if m[0] in shape.required_members and depth < 8 or self.rng.random() < chance]
        else:
            chance = self.rng.choice([0.2, 0.6, 1.0])
            members = [m for m in members if self.needed(shape, *m) or self.rng.random() < chance]
        self.rng.shuffle(members)
        return {name: self.member(shape, name, member, depth) for name, member in members}

    def event(self, shape):
        value = self.structure(shape, 1)
        for name, member in shape.members.items():
            if member.serialization.get("eventpayload") and name not in value:
                value[name] = self.value(member, None, 1)  # an absent one is an empty one
        return value

    def needed(self, shape, name, member):
        if location(member) in ("querystring", "header") and name in shape.required_members:
            return True  # some operations are told apart by it
        return location(member) == "uri" or bool(member.serialization.get("hostLabel"))

    def member(self, shape, name, member, depth):
        if depth == 0 and member.serialization.get("hostLabel"):
            return self.text(member, "host")
        if depth == 0 and self.to == "output" and location(member) == "statusCode":
            return self.rng.choice([200, 201, 202, 250])
        where = location(member) if depth == 0 and self.protocol in REST else None
        if is_event_stream(member):
            events = [(n, s) for n, s in member.members.items() if not s.metadata.get("exception")]
            return [{n: self.event(s)} for n, s in (self.rng.choice(events) for _ in range(self.rng.randrange(4)))]
        value = self.value(member, where, depth + 1)
        if value == [] and depth == 0 and self.needed(shape, name, member):
            value = [self.value(member.member, where, 1)]
        return value


# ---- The wire's language ---------------------------------------------------------------------------------------------

def rfc3339(time):
    time = time.astimezone(UTC)
    text = time.strftime("%Y-%m-%dT%H:%M:%S")
    if time.microsecond:
        fraction = "%06d" % time.microsecond
        text += "." + (fraction[:3] if fraction.endswith("000") else fraction)
    return text + "Z"


def readable(shape, value):
    """A botocore value as `understudy wire` writes and reads it."""
    if value is None or is_document(shape) or is_json_header(shape):
        return value
    if is_event_stream(shape) and isinstance(value, list):
        return [{n: readable(shape.members[n], v) for n, v in event.items()} for event in value]
    kind = shape.type_name
    if kind == "structure":
        return {n: readable(shape.members[n], v) for n, v in value.items() if v is not None and n in shape.members}
    if kind == "list":
        return [readable(shape.member, v) for v in value]
    if kind == "map":
        return {k: readable(shape.value, v) for k, v in value.items()}
    if kind == "blob":
        return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()
    if kind == "timestamp":
        return rfc3339(value)
    if kind in ("float", "double"):
        value = float(value)
        return "NaN" if math.isnan(value) else "Infinity" if value == math.inf else "-Infinity" if value == -math.inf else value
    return value


def raw_payload(shape):
    """The name of the member that is the raw body, if there is one."""
    payload = shape.serialization.get("payload") if shape is not None else None
    return payload if payload and shape.members[payload].type_name in ("blob", "string") else None


def settled(shape, value, protocol, to):
    """Takes away what the wire cannot tell from an absent member."""
    if shape is None or protocol not in REST + ("query", "ec2"):
        return value
    value = dict(value)
    payload = shape.serialization.get("payload")
    for name, member in shape.members.items():
        here = value.get(name, ABSENT)
        if here is ABSENT:
            continue
        empty = here in ({}, [], "")
        if protocol in REST:
            if location(member) in ("querystring", "headers", "header") and member.type_name in ("list", "map") and empty:
                del value[name]
            elif location(member) == "querystring" and member.type_name == "map":
                value[name] = {k: v for k, v in here.items() if v != []}
            elif name == payload and empty and not is_event_stream(member):
                del value[name]
    value = settled_xml(shape, value, protocol, to) if protocol in XML else value
    if protocol in REST and value.get(payload, ABSENT) in ({}, [], "") and not is_event_stream(shape.members[payload]):
        del value[payload]  # as it may have become by now
    return value


def settled_xml(shape, value, protocol, to):
    """Forms cannot show empty containers, save query's lists, nor lists of nothing else; XML cannot show empty flattened ones."""
    if is_document(shape) or is_json_header(shape):
        return value
    kind = shape.type_name
    if is_event_stream(shape) and isinstance(value, list):
        return [settled_xml(shape, v, protocol, to) for v in value]
    if kind == "structure":
        result = {}
        for name, here in value.items():
            member = shape.members[name]
            here = settled_xml(member, here, protocol, to)
            form = protocol in ("query", "ec2") and to == "input"
            lost = here is ABSENT or here in ({}, []) and (not (member.type_name == "list" and protocol == "query") if form else
                                         bool(member.serialization.get("flattened")))
            if not lost:
                result[name] = here
        return result
    if kind == "list":
        items = [settled_xml(shape.member, v, protocol, to) for v in value]
        if to == "input" and protocol in ("query", "ec2"):
            items = [v for v in items if v is not ABSENT and v != {} and (v != [] or protocol == "query")]
            return items if items or not value else ABSENT
        return items
    if kind == "map":
        return {k: settled_xml(shape.value, v, protocol, to) for k, v in value.items()}
    return value


def same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b or (not isinstance(a, bool) and not isinstance(b, bool)
                                             and isinstance(a, (int, float)) and isinstance(b, (int, float)) and a == b)


# ---- The three directions --------------------------------------------------------------------------------------------

OWN_ENDPOINTS = {  # host and signing name of operations that do not share their service's
    ("s3", "ListDirectoryBuckets"): ("s3express-control", "s3express"),
    ("s3", "WriteGetObjectResponse"): ("s3-object-lambda", "s3-object-lambda"),
}


def request_line(model, operation, protocol, params):
    serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
    request = serializer.serialize_to_request(params, operation)
    prefix, signing = OWN_ENDPOINTS.get((model.service_name, operation.name), (model.metadata["endpointPrefix"], model.signing_name))
    host = prefix + ".us-east-1.amazonaws.com"
    botocore.awsrequest.prepare_request_dict(request, "https://" + host)
    prepared = botocore.awsrequest.create_request_object(request).prepare()
    url = prepared.url.split("://", 1)[1]
    slash = min(i for i in (url.find("/"), url.find("?"), len(url)) if i >= 0)
    headers = {k: v.decode() if isinstance(v, bytes) else str(v) for k, v in prepared.headers.items()}
    headers["Host"] = url[:slash]
    headers["Authorization"] = ("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20200101/us-east-1/%s/aws4_request, "
                                "SignedHeaders=host, Signature=0" % signing)
    headers["User-Agent"] = "Differential/1.0 api/%s#1.0" % model.metadata["serviceId"].replace(" ", "-").lower()
    body = prepared.body or b""
    if isinstance(body, str):
        body = body.encode()
    target = url[slash:] or "/"
    return {"decode": {"method": prepared.method, "target": target if target.startswith("/") else "/" + target,
                       "headers": headers, "body_base64": base64.b64encode(body).decode()}}


class Input:
    name = "input"

    def ask(self, rng, model, operation, protocol):
        shape = operation.input_shape
        params = Maker(rng, protocol, "input").structure(shape) if shape else {}
        line = request_line(model, operation, protocol, params)
        return line, (settled(shape, readable(shape, params), protocol, "input") if shape else {})

    def judge(self, answer, expected, model, operation, protocol):
        if "error" in answer:
            return "decodes", answer["error"]
        got = dict(answer["input"])
        for name, member in operation.input_shape.members.items() if operation.input_shape is not None else ():
            if location(member) == "header" and name not in expected and wire_name(name, member).lower() in (
                    "content-type", "content-length"):
                got.pop(name, None)  # botocore's own
        # Some services are the same byte for byte; then either will do.
        if answer["service"] != model.service_name and not (answer["operation"] == operation.name and same(got, expected)):
            return "routed to %s.%s" % (answer["service"], answer["operation"]), expected
        if answer["operation"] != operation.name:
            other = model.operation_model(answer["operation"])  # S3's old and new forms of one operation
            return None if other.http == operation.http else ("routed to " + answer["operation"], expected)
        got = settled(operation.input_shape, got, protocol, "input")
        return None if same(got, expected) else (got, expected)


class Stream(io.BytesIO):
    """A body as botocore's event streams read it."""

    def stream(self):
        yield self.getvalue()


def response(answer, shape, operation):
    body = base64.b64decode(answer["body_base64"])
    payload = raw_payload(shape)
    if payload and shape.members[payload].type_name == "blob" and answer["status"] < 300:
        body = io.BytesIO(body)  # as botocore streams it
    if shape is not None and any(is_event_stream(m) for m in shape.members.values()) and answer["status"] < 300:
        body = Stream(body)
    return {"status_code": answer["status"], "headers": botocore.awsrequest.HeadersDict(answer["headers"]), "body": body,
            "context": {"operation_name": operation.name}}


class Output:
    name = "output"

    def ask(self, rng, model, operation, protocol):
        shape = operation.output_shape
        value = Maker(rng, protocol, "output").structure(shape) if shape else {}
        value = readable(shape, value) if shape else {}
        line = {"encode": {"service": model.service_name, "operation": operation.name, "protocol": protocol,
                           "output": value}}
        return line, (settled(shape, value, protocol, "output") if shape else {})

    def judge(self, answer, expected, model, operation, protocol):
        if "error" in answer:
            return "encodes", answer["error"]
        shape = operation.output_shape
        parsed = botocore.parsers.create_parser(protocol).parse(response(answer, shape, operation), shape)
        # botocore's CBOR parser looks for a request id only where there is an output.
        if not parsed.pop("ResponseMetadata").get("RequestId") and not (protocol == "smithy-rpc-v2-cbor" and shape is None):
            return "request id", answer
        if shape is None:
            return None if parsed == {} else (parsed, {})
        if (model.service_name, operation.name) == ("s3", "GetBucketLocation"):  # boto3 has a handler of its own for it
            parsed["LocationConstraint"] = ElementTree.fromstring(base64.b64decode(answer["body_base64"])).text or ""
            expected = {"LocationConstraint": expected.get("LocationConstraint", "")}
        if OLD and "SDK_UNKNOWN_MEMBER" in repr(parsed):
            return None  # it did not know the wire names of a union's members
        for name, member in shape.members.items():
            if is_event_stream(member):
                parsed[name] = list(parsed[name])
                expected = dict({name: []}, **expected)
        payload = raw_payload(shape)
        if payload and isinstance(parsed.get(payload), io.BytesIO):
            parsed[payload] = parsed[payload].getvalue()
        for name, member in shape.members.items():
            if location(member) == "statusCode" and name not in expected:
                parsed.pop(name, None)  # which every answer has
            if location(member) == "headers" and not wire_name(name, member):  # every header belongs to it
                parsed[name] = {k: v for k, v in parsed[name].items() if k in expected.get(name, {})}
        got = settled(shape, readable(shape, parsed), protocol, "output")
        return None if same(got, expected) else (got, expected)


class Errors:
    name = "errors"

    def ask(self, rng, model, operation, protocol):
        if not operation.error_shapes:
            return None, None
        shape = rng.choice(operation.error_shapes)
        fields = readable(shape, Maker(rng, protocol, "output").structure(shape))
        message = rng.choice(["Something is wrong.", "é <&> \"x\""])
        said = [n for n, m in shape.members.items() if wire_name(n, m).lower() == "message"]
        for name in list(fields):
            if name.lower() in ("message", "code", "type") or location(shape.members[name]) == "statusCode":
                del fields[name]
            elif wire_name(name, shape.members[name]).lower() == "x-amzn-errortype":
                del fields[name]
        line = {"encode": {"service": model.service_name, "operation": operation.name, "protocol": protocol,
                           "error": {"code": shape.name, "message": message, "fields": fields}}}
        return line, (shape, message, fields, said)

    def judge(self, answer, expected, model, operation, protocol):
        if "error" in answer:
            return "encodes", answer["error"]
        shape, message, fields, said = expected
        parser = botocore.parsers.create_parser(protocol)
        reply = {"status_code": answer["status"], "headers": botocore.awsrequest.HeadersDict(answer["headers"]),
                 "body": base64.b64decode(answer["body_base64"]), "context": {"operation_name": operation.name}}
        parsed = parser.parse(dict(reply), operation.output_shape)
        status = shape.metadata.get("error", {}).get("httpStatusCode")
        if status and status != answer["status"]:
            return "status %d, not %d" % (answer["status"], status), shape.name
        code = parsed["Error"]["Code"]
        if parsed["Error"].get("Message") != message or not parsed["ResponseMetadata"].get("RequestId"):
            return parsed, (shape.name, message)
        if "x-amzn-query-error" in reply["headers"]:  # the code itself is then query's
            code = parsed["Error"].get("QueryErrorCode", shape.name)
        found = model.shape_for_error_code(code)
        names = {shape.name, shape.error_code}
        if code not in names or (found is not None and found.error_code != shape.error_code and code != shape.name):
            return code, shape.error_code
        if protocol == "query" and b"<Response>" in reply["body"]:
            return None  # SimpleDB's form; there botocore looks for further members in vain
        modelled = parser.parse(dict(reply), shape)
        modelled.pop("ResponseMetadata", None)
        got = readable(shape, modelled)
        for name in list(got):
            bound = wire_name(name, shape.members[name]).lower() == "x-amzn-errortype"
            if name in said or name not in fields and (bound or name.lower() in ("code", "type", "message")):
                if name in said and got[name] != message:
                    return got, message
                del got[name]
        wanted = settled(shape, fields, protocol, "output")
        got = settled(shape, got, protocol, "output")
        return None if same(got, wanted) else (got, wanted)


# ---- Running ---------------------------------------------------------------------------------------------------------

def services(chosen):
    names = sorted(p.parent.name for p in MODELS.glob("*/service-2.json"))
    return [n for n in names if not chosen or n in chosen]


def usable(operation):
    shape = operation.input_shape
    return shape is None or not any(is_event_stream(m) for m in shape.members.values())


def main():
    known = [p for p in ("json", "rest-json", "smithy-rpc-v2-cbor", "query", "ec2", "rest-xml")
             if p in botocore.serialize.SERIALIZERS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wire", nargs="+", help="the command that reads JSON lines: build/release/understudy wire")
    parser.add_argument("--protocols", default=",".join(known))
    parser.add_argument("--services", default="", help="names of folders, separated by commas; all")
    parser.add_argument("--operations", default="", help="names, separated by commas; all")
    parser.add_argument("--directions", default="input,output,errors")
    parser.add_argument("--samples", type=int, default=1, help="of each operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20, help="how many mismatches to print")
    options = parser.parse_args()

    directions = [d for d in (Input(), Output(), Errors()) if d.name in options.directions.split(",")]
    counts, bad, shown = collections.Counter(), collections.Counter(), 0
    wanted = set(filter(None, options.operations.split(",")))
    for protocol in (p for p in options.protocols.split(",") if p in known):
        for service in services(set(filter(None, options.services.split(",")))):
            model = load(service, protocol)
            if model is None:
                continue
            asked, lines = [], []
            for name in model.operation_names:
                operation = model.operation_model(name)
                if wanted and name not in wanted:
                    continue
                for direction in directions:
                    if direction.name == "input" and not usable(operation):
                        continue
                    for sample in range(options.samples):
                        rng = random.Random("%d %s %s %s %s %d" % (options.seed, protocol, service, name, direction.name, sample))
                        line, expected = direction.ask(rng, model, operation, protocol)
                        if line is not None:
                            asked.append((direction, operation, expected, line))
                            lines.append(json.dumps(line))
            run = subprocess.run(options.wire, input="\n".join(lines) + "\n", capture_output=True, text=True, encoding="utf-8")
            answers = run.stdout.rstrip("\n").split("\n") if run.stdout else []
            if run.returncode or len(answers) != len(lines):
                print("%s %s: %d answers to %d lines, exit %d %s" % (protocol, service, len(answers), len(lines), run.returncode,
                                                                   run.stderr[-300:]))
                bad[protocol, "crash"] += 1
                continue
            for (direction, operation, expected, line), answer in zip(asked, answers):
                counts[protocol, direction.name] += 1
                answer = json.loads(answer)
                try:
                    verdict = direction.judge(answer, expected, model, operation, protocol)
                except Exception as e:  # botocore could not read the answer
                    verdict = (repr(e)[:300], "")
                if verdict is None:
                    continue
                bad[protocol, direction.name] += 1
                shown += 1
                if shown <= options.show:
                    print("%s %s.%s %s\n  got      %s\n  expected %s\n  line   %s\n  answer %s" % (
                        protocol, service, operation.name, direction.name, str(verdict[0])[:1500], str(verdict[1])[:1500],
                        json.dumps(line)[:1500], json.dumps(answer)[:700]))
    for key in sorted(set(counts) | set(bad)):
        print("%-20s %-7s %6d checked, %d mismatches" % (*key, counts[key], bad[key]))
    return 1 if sum(bad.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
