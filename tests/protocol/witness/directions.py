"""What is asked of the wire engine, and how its answers are judged: inputs, outputs, errors."""
import base64
import gzip
import io
import random
from xml.etree import ElementTree

import botocore.awsrequest
import botocore.eventstream
import botocore.exceptions
import botocore.parsers
import botocore.serialize

from witness import events
from witness.models import (CBOR, OLD, load, location, raw, raw_payload, stream_of, unsigned, wire_name)
from witness.readable import read, readable, same, settled
from witness.values import Maker

if OLD:
    from witness import cbor

OWN_ENDPOINTS = {  # host and signing name of operations that do not share their service's
    ("s3", "ListDirectoryBuckets"): ("s3express-control", "s3express"),
    ("s3", "WriteGetObjectResponse"): ("s3-object-lambda", "s3-object-lambda"),
}
HERE, AWS_HOST, AGENT = range(3)  # nothing but the signature tells the service; its host does too; the User-Agent does too


class Twin(str):
    """A verdict: another operation sends the very same request, and no hint told them apart. Says which."""


def serializer(protocol, rng):
    if protocol == CBOR and OLD:
        return cbor.Writer(rng)
    made = botocore.serialize.create_serializer(protocol, include_validation=False)
    if protocol in ("json", "rest-json"):  # other SDKs write the fractions that botocore cuts off
        whole = made._timestamp_unixtimestamp
        made._timestamp_unixtimestamp = lambda t: t.timestamp() if t.microsecond else whole(t)
    return made


def reader(protocol):
    return cbor.Reader() if protocol == CBOR and OLD else botocore.parsers.create_parser(protocol)


def prepared(request, endpoint):
    botocore.awsrequest.prepare_request_dict(request, endpoint)
    made = botocore.awsrequest.create_request_object(request).prepare()
    url = made.url.split("://", 1)[1]
    slash = min(i for i in (url.find("/"), url.find("?"), len(url)) if i >= 0)
    headers = {k: v.decode() if isinstance(v, bytes) else str(v) for k, v in made.headers.items()}
    body = made.body or b""
    target = url[slash:]
    return {"method": made.method, "target": target if target.startswith("/") else "/" + target, "host": url[:slash],
            "headers": headers, "body": body.encode() if isinstance(body, str) else body}


def chunked(body, rng):
    """As the SDKs send streaming bodies: aws-chunked, with a trailer."""
    out = b""
    while body:
        size = rng.randrange(1, len(body) + 1)
        out += b"%x\r\n%s\r\n" % (size, body[:size])
        body = body[size:]
    return out + b"0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"


def request_line(model, operation, protocol, params, rng, hint):
    shape, stream = operation.input_shape, stream_of(operation.input_shape)
    request = serializer(protocol, rng).serialize_to_request({k: v for k, v in params.items() if k != stream}, operation)
    prefix, signing = OWN_ENDPOINTS.get((model.service_name, operation.name), (model.metadata["endpointPrefix"], model.signing_name))
    if hint != AWS_HOST:
        request.pop("host_prefix", None)  # users of endpoints of their own switch it off: such names do not resolve
    sent = prepared(request, "https://%s.us-east-1.amazonaws.com" % prefix if hint == AWS_HOST else "http://localhost:5000")
    headers, body = sent["headers"], sent["body"]
    if stream:
        headers["Content-Type"] = events.STREAM
        body = events.written(shape.members[stream], params.get(stream, []), serializer(protocol, rng), rng.random() < 0.5)
    payload = raw_payload(shape)
    if payload and shape.members[payload].serialization.get("streaming") and model.service_name == "s3" and rng.random() < 0.5:
        headers.update({"Content-Encoding": ",".join(filter(None, ["aws-chunked", headers.get("Content-Encoding")])),
                        "X-Amz-Decoded-Content-Length": str(len(body)), "X-Amz-Trailer": "x-amz-checksum-crc32",
                        "X-Amz-Content-SHA256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})
        body = chunked(body, rng)
    if raw(operation).get("requestcompression") and rng.random() < 0.5:
        headers["Content-Encoding"], body = "gzip", gzip.compress(body)
    headers["Host"] = sent["host"]
    if not (unsigned(operation) and hint == AWS_HOST):
        headers["Authorization"] = ("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20200101/us-east-1/%s/aws4_request, "
                                    "SignedHeaders=host, Signature=0" % signing)
    agent = " api/%s#1.0" % model.metadata["serviceId"].replace(" ", "-").lower() if hint == AGENT else ""
    headers["User-Agent"] = "Differential/1.0" + agent
    return {"decode": {"method": sent["method"], "target": sent["target"], "headers": headers,
                       "body_base64": base64.b64encode(body).decode()}}


def alike(operation, answer, expected, line, protocol):
    """Whether the operation that answers takes what was asked for the same, or sends it byte for byte but for the order of
    parameters and a checksum."""
    other = load(answer["service"], protocol)
    if other is None or answer["operation"] not in other.operation_names:
        return False
    other = other.operation_model(answer["operation"])
    if operation.deprecated and answer["service"] == operation.service_model.service_name and other.http == operation.http:
        return True  # S3 has new forms of old operations
    if other.name == operation.name and same(settled(other.input_shape, answer["input"], protocol, "input"), expected):
        return True
    params = read(other.input_shape, answer["input"]) if other.input_shape is not None else {}
    sent = prepared(serializer(protocol, random.Random(0)).serialize_to_request(params, other), "http://localhost:5000")
    asked = line["decode"]

    def target(text):
        path, _, query = text.partition("?")
        return path.rstrip("/"), sorted(query.split("&"))

    def significant(headers):
        return {k.lower(): v for k, v in headers.items() if k.lower() not in ("host", "authorization", "user-agent", "content-length",
                                                                      "content-md5")}
    body = base64.b64decode(asked["body_base64"])
    return (sent["method"] == asked["method"] and target(sent["target"]) == target(asked["target"]) and
            significant(sent["headers"]) == significant(asked["headers"]) and
            (sent["body"] == body or protocol == "query" and sorted(sent["body"].split(b"&")) == sorted(body.split(b"&"))))


class Input:
    name = "input"

    def ask(self, rng, model, operation, protocol, sample):
        shape = operation.input_shape
        maker = Maker(rng, protocol, "input")
        params = maker.structure(shape) if shape else {}
        stream = stream_of(shape)
        if stream:
            params[stream] = maker.events(shape.members[stream])
        line = request_line(model, operation, protocol, params, rng, sample % 3)
        return line, (settled(shape, readable(shape, params), protocol, "input") if shape else {})

    def judge(self, answer, expected, line, model, operation, protocol):
        if "error" in answer:
            return "decodes", answer["error"]
        if (answer["service"], answer["operation"]) != (model.service_name, operation.name):
            if alike(operation, answer, expected, line, protocol):
                return Twin("%s.%s" % (answer["service"], answer["operation"]))
            return "routed to %s.%s" % (answer["service"], answer["operation"]), expected
        got = dict(answer["input"])
        for name, member in operation.input_shape.members.items() if operation.input_shape is not None else ():
            if location(member) == "header" and name not in expected and wire_name(name, member).lower() in (
                    "content-type", "content-length"):
                got.pop(name, None)  # botocore's own
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
    if stream_of(shape) and answer["status"] < 300:
        body = Stream(body)
    return {"status_code": answer["status"], "headers": botocore.awsrequest.HeadersDict(answer["headers"]), "body": body,
            "context": {"operation_name": operation.name}}


def events_of(parsed):
    """The events, and the exception that ended them as botocore tells it."""
    read_so_far = []
    try:
        for event in parsed:
            read_so_far.append(event)
    except botocore.exceptions.EventStreamError as e:
        return read_so_far, e.response["Error"]
    return read_so_far, None


class Output:
    name = "output"

    def ask(self, rng, model, operation, protocol, sample):
        shape = operation.output_shape
        value = Maker(rng, protocol, "output").structure(shape) if shape else {}
        value = readable(shape, value) if shape else {}
        line = {"encode": {"service": model.service_name, "operation": operation.name, "protocol": protocol,
                           "output": value}}
        return line, (settled(shape, value, protocol, "output") if shape else {})

    def judge(self, answer, expected, line, model, operation, protocol):
        if "error" in answer:
            return "encodes", answer["error"]
        shape = operation.output_shape
        parsed = reader(protocol).parse(response(answer, shape, operation), shape)
        # botocore's CBOR parser looks for a request id only where there is an output.
        if not parsed.pop("ResponseMetadata").get("RequestId") and not (protocol == CBOR and shape is None):
            return "request id", answer
        if shape is None:
            return None if parsed == {} else (parsed, {})
        if (model.service_name, operation.name) == ("s3", "GetBucketLocation"):  # boto3 has a handler of its own for it
            parsed["LocationConstraint"] = ElementTree.fromstring(base64.b64decode(answer["body_base64"])).text or ""
            expected = {"LocationConstraint": expected.get("LocationConstraint", "")}
        if OLD and "SDK_UNKNOWN_MEMBER" in repr(parsed):
            return None  # it did not know the wire names of a union's members
        stream = stream_of(shape)
        if stream:
            expected = dict({stream: []}, **expected)
            parsed[stream], failure = events_of(parsed[stream])
            if failure:
                ended = expected[stream][-1] if expected[stream] else {}
                expected[stream] = expected[stream][:-1]
                said = {n.lower(): v for n, v in ended.get(failure["Code"], {}).items()}.get("message", "")
                if failure["Code"] not in ended or failure["Message"] != said:
                    return failure, ended
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
    unmodelled = {"ThrottlingException": "Throttling", "AccessDeniedException": "AccessDenied", "InternalFailure": "InternalFailure"}

    def __init__(self):
        self.tried = set()

    def pick(self, rng, model, operation, protocol):
        """One of the operation's errors, or of the service's, that had no turn yet; any of its own when all had."""
        for shapes in (operation.error_shapes, model.error_shapes):
            fresh = [s for s in shapes if (model.service_name, protocol, s.name) not in self.tried]
            if fresh:
                shape = rng.choice(fresh)
                self.tried.add((model.service_name, protocol, shape.name))
                return shape
        return rng.choice(operation.error_shapes + [None])

    def ask(self, rng, model, operation, protocol, sample):
        shape = self.pick(rng, model, operation, protocol)
        message = rng.choice(["Something is wrong.", "é <&> \"x\"", "\U0001f600\n\ttwo lines", "x" * 500])
        code, fields, said = rng.choice(sorted(self.unmodelled)), {}, []
        if shape is not None:
            code, fields = shape.name, readable(shape, Maker(rng, protocol, "output").structure(shape))
            said = [n for n, m in shape.members.items() if wire_name(n, m).lower() == "message"]
        for name in list(fields):
            if name.lower() in ("message", "code", "type") or location(shape.members[name]) == "statusCode":
                del fields[name]
            elif wire_name(name, shape.members[name]).lower() == "x-amzn-errortype":
                del fields[name]
        line = {"encode": {"service": model.service_name, "operation": operation.name, "protocol": protocol,
                           "error": {"code": code, "message": message}}}
        if shape is not None:
            line["encode"]["error"]["fields"] = fields
        return line, (shape, code, message, fields, said)

    def judge(self, answer, expected, line, model, operation, protocol):
        if "error" in answer:
            return "encodes", answer["error"]
        shape, named, message, fields, said = expected
        parser = reader(protocol)
        reply = {"status_code": answer["status"], "headers": botocore.awsrequest.HeadersDict(answer["headers"]),
                 "body": base64.b64decode(answer["body_base64"]), "context": {"operation_name": operation.name}}
        parsed = parser.parse(dict(reply), operation.output_shape)
        code = parsed["Error"]["Code"]
        if parsed["Error"].get("Message") != message or not parsed["ResponseMetadata"].get("RequestId"):
            return parsed, (named, message)
        found = model.shape_for_error_code(named)
        if shape is None and found is None:
            return None if code in (named, self.unmodelled[named]) else (code, named)
        shape = shape or found
        status = shape.metadata.get("error", {}).get("httpStatusCode")
        if status and status != answer["status"]:
            return "status %d, not %d" % (answer["status"], status), shape.name
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
