#!/usr/bin/env python3
"""The wire engine against a second witness: the SDK for JavaScript sends random inputs and reads random answers and errors.

What it reads and writes is compared as differential.py compares botocore's; there is no network."""
import argparse
import base64
import collections
import datetime
import json
import math
import pathlib
import random
import subprocess
import sys

from differential import Wire
from witness.models import (FORMS, MODELS, XML, is_document, is_event_stream, is_json_header, load, location, services, stream_of, wire_name)
from witness.readable import difference, readable, same, settled
from witness.values import EPOCH, Maker

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "sdk" / "js"
NAMES = {"autoscaling": "auto-scaling", "cloudwatch": "cloudwatch", "dynamodbstreams": "dynamodb-streams", "ecr": "ecr",
         "elbv2": "elastic-load-balancing-v2", "events": "eventbridge", "logs": "cloudwatch-logs", "route53": "route-53",
         "s3control": "s3-control", "secretsmanager": "secrets-manager", "stepfunctions": "sfn", "apigateway": "api-gateway"}
# Members that the SDK's middleware computes or rewrites, and what it adds by itself.
REWRITTEN = {"SSECustomerKey", "SSECustomerKeyMD5", "CopySourceSSECustomerKey", "CopySourceSSECustomerKeyMD5", "ContentMD5", "PresignedUrl",
             "ContentLength", "ContentType", "Expires", "DestinationRegion", "accept", "ChecksumMode", "EndpointId"}
# Where it speaks several, all of them; the first of each is its own choice.
PROTOCOLS = {"cloudwatch": ["json", "smithy-rpc-v2-cbor", "query"], "sqs": ["json", "query"]}
# Where its model is not botocore's: members that it lacks or finds elsewhere, and texts that it takes for numbers.
ELSEWHERE = {("apigateway", "SdkTypes", "position"), ("elasticache", "PendingModifiedValues", "LogDeliveryConfigurations"),
             ("elasticache", "ReplicationGroupPendingModifiedValues", "LogDeliveryConfigurations")}
MOVED = {("sesv2", "ListConfigurationSets"), ("sesv2", "ListEmailIdentities")}  # its newer model calls them by POST, elsewhere
NUMBERS = {("route53", "MaxItems"), ("s3", "PartNumberMarker"), ("s3", "NextPartNumberMarker")}
ALWAYS_THERE = {"CopyObjectResult", "CopyPartResult"}  # S3's, whose absence the SDK takes for a broken answer
BLANK = {" ", "\n \t", "  inner  blanks", "\r\n"}


def rewritten(name):
    return name in REWRITTEN or name.startswith("Checksum") or name.startswith("SourceRegion")


class ScriptMaker(Maker):
    """JavaScript knows doubles, milliseconds and valid buckets; its XML reader drops blanks between lines."""

    def __init__(self, rng, service, protocol, to):
        super().__init__(rng, protocol, to)
        self.service = service
        if protocol in XML:
            self.words = [w for w in self.words if w not in BLANK]

    def text(self, shape, where):
        made = super().text(shape, where)
        return "arn" if where == "uri" and self.service == "s3control" and made.startswith("arn:") else made  # it takes ARNs apart

    def integer(self, shape):
        return max(-(2 ** 53) + 1, min(2 ** 53 - 1, super().integer(shape)))

    def special_reals(self):
        return self.protocol not in FORMS or self.to == "output"

    def time(self, shape, where):
        made = super().time(shape, where)
        return made.replace(microsecond=made.microsecond // 1000 * 1000)

    def document(self, depth=0):
        made = super().document(depth)
        return 2 ** 53 - 1 if isinstance(made, int) and not isinstance(made, bool) and abs(made) >= 2 ** 53 else made

    def key(self, shape):
        made = super().key(shape)
        return "blank" if self.protocol in XML and made in BLANK else made

    def structure(self, shape, depth=0):
        made = super().structure(shape, depth)
        if self.to == "output" and depth == 0 and self.protocol == "rest-xml":
            for name in ALWAYS_THERE & set(shape.members):
                made.setdefault(name, {}).setdefault("ETag", "tag")
        return {n: v for n, v in made.items() if (depth > 0 or not rewritten(n)) and (self.service, shape.name, n) not in ELSEWHERE}

    def member(self, shape, name, member, depth):
        if self.to == "input" and depth == 0 and name == "Bucket":
            return "some-bucket"
        if self.to == "input" and depth == 0 and name == "AccountId":
            return "123456789012"
        if self.to == "input" and depth == 0 and name == "OutpostId":
            return "op-1"
        if (self.service, name) in NUMBERS and member.type_name == "string":
            return "7"
        return super().member(shape, name, member, depth)


def tagged(shape, value):
    if is_document(shape) or is_json_header(shape):
        return {"$d": value}
    if is_event_stream(shape):
        return {"$e": [{n: tagged(shape.members[n], v) for n, v in one.items()} for one in value]}
    kind = shape.type_name
    if kind == "structure":
        return {n: tagged(shape.members[n], v) for n, v in value.items()}
    if kind == "list":
        return [tagged(shape.member, v) for v in value]
    if kind == "map":
        return {k: tagged(shape.value, v) for k, v in value.items()}
    if kind == "blob":
        return {"$b": base64.b64encode(value).decode()}
    if kind == "timestamp":
        return {"$t": round((value - EPOCH).total_seconds() * 1000)}
    if kind in ("float", "double") and not math.isfinite(value):
        return {"$n": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    return value


def untagged(shape, value):
    """As readable.readable() has it; members that our models lack are left out."""
    if value is None or is_document(shape) or is_json_header(shape):
        return value
    if is_event_stream(shape) and isinstance(value, list):
        return [{n: untagged(shape.members[n], v) for n, v in one.items() if n in shape.members} if "$failure" not in one else one
                for one in value]
    kind = shape.type_name
    if kind == "structure":
        return {n: untagged(shape.members[n], v) for n, v in value.items() if n in shape.members and v is not None}
    if kind == "list":
        return [untagged(shape.member, v) for v in value]
    if kind == "map":
        return {k: untagged(shape.value, v) for k, v in value.items()}
    if isinstance(value, dict) and "$b" in value:
        return value["$b"]
    if isinstance(value, dict) and "$t" in value:
        return readable(shape, EPOCH + datetime.timedelta(milliseconds=value["$t"]))
    return value["$n"] if isinstance(value, dict) else value


def pruned(value):
    """Without empty containers, which its XML reader takes for absent or the other way round."""
    if isinstance(value, dict):
        return {k: v for k, v in ((k, pruned(v)) for k, v in value.items()) if v not in ({}, [])}
    return [v for v in map(pruned, value) if v not in ({}, [])] if isinstance(value, list) else value


def lowered(shape, value):
    """Header maps with names in lower case, as the SDK has them."""
    return {n: {k.lower(): w for k, w in v.items()} if location(shape.members[n]) == "headers" else v for n, v in value.items()}


class Call:
    def __init__(self, rng, model, operation, protocol, sample):
        self.model, self.operation, self.protocol = model, operation, protocol
        self.input, self.output = operation.input_shape, operation.output_shape
        maker = ScriptMaker(rng, model.service_name, protocol, "input")
        self.params = maker.structure(self.input) if self.input else {}
        stream = stream_of(self.input)
        if stream:
            self.params[stream] = maker.events(self.input.members[stream])
        self.error = rng.choice(operation.error_shapes) if operation.error_shapes and sample % 3 == 2 else None
        answered = self.error or self.output
        self.answer = readable(answered, ScriptMaker(rng, model.service_name, protocol, "output").structure(answered)) if answered else {}
        if self.error:
            self.answer = {n: v for n, v in self.answer.items() if n.lower() not in ("message", "code", "type", "name") and
                           location(answered.members[n]) is None}

    def encode(self):
        said = {"error": {"code": self.error.name, "message": "Not so.", "fields": self.answer}} if self.error else {"output": self.answer}
        return {"encode": dict(service=self.model.service_name, operation=self.operation.name, protocol=self.protocol, **said)}

    def line(self, client, protocol, reply):
        reply["headers"] = {k.lower(): v for k, v in reply["headers"].items()}
        return {"client": client, "protocol": protocol, "command": self.operation.name, "input": tagged(self.input, self.params) if self.input else {},
                "reply": reply}

    def judge_input(self, answer):
        if "error" in answer or answer["operation"] != self.operation.name and not self.operation.deprecated:
            return str(answer)[:300], ""
        if self.operation.deprecated and answer["operation"] != self.operation.name:
            return None
        if answer["service"] != self.model.service_name:
            return answer["service"], self.model.service_name
        got, wanted = answer["input"], readable(self.input, self.params) if self.input else {}
        for name, member in self.input.members.items() if self.input else ():
            added = rewritten(name) or raw_member(self.input, name).get("idempotencyToken")
            if name in got and name not in wanted and (added or wire_name(name, member).lower() in ("content-type", "accept")):
                del got[name]
        if self.input:
            got, wanted = (lowered(self.input, settled(self.input, v, self.protocol, "input")) for v in (got, wanted))
        if self.protocol in XML:
            got, wanted = pruned(got), pruned(wanted)
        return None if same(got, wanted) else (got, wanted)

    def judge_output(self, answer):
        shape = self.error or self.output
        if self.error:
            failure = answer.get("failure", {})
            if failure.get("name") not in (self.error.name, self.error.error_code) or failure.get("message") != "Not so.":
                return failure, self.error.name
            got = untagged(shape, {n: v for n, v in failure["fields"].items() if n in self.answer})
        elif "failure" in answer:  # an exception that begins a stream of events is thrown by the call itself
            stream = stream_of(shape)
            begins = [told(shape.members[stream], one) for one in self.answer.get(stream, [])[:1]]
            thrown = {"$failure": answer["failure"]["name"], "message": answer["failure"]["message"]}
            return None if begins == [thrown] else (answer["failure"], self.answer)
        else:
            got = untagged(shape, answer["output"]) if shape else {}
        wanted = self.answer
        if shape is None or (self.model.service_name, self.operation.name) == ("s3", "GetBucketLocation"):
            return None
        stream = stream_of(shape)
        if stream:
            got, wanted = dict(got), dict({stream: []}, **wanted)
            wanted[stream] = [told(shape.members[stream], one) for one in wanted[stream]]
        for name, member in shape.members.items():
            if rewritten(name) or location(member) == "statusCode" or member.serialization.get("jsonvalue"):
                got, wanted = ({k: v for k, v in values.items() if k != name} for values in (got, wanted))
            if name in got and name not in wanted and got[name] in ("", []):
                got.pop(name)  # a streaming body is always there
        got, wanted = (lowered(shape, settled(shape, v, self.protocol, "output")) for v in (got, wanted))
        if self.protocol in XML:
            got, wanted = (pruned(numbered(self.model.service_name, v)) for v in (got, wanted))
        return None if same(got, wanted) else (got, wanted)


def numbered(service, value):
    """With numbers where it takes texts for them, or the other way round."""
    if isinstance(value, dict):
        return {k: int(v) if (service, k) in NUMBERS and isinstance(v, (str, int)) else numbered(service, v) for k, v in value.items()}
    return [numbered(service, v) for v in value] if isinstance(value, list) else value


def told(stream, event):
    """An exception in a stream as the SDK throws it."""
    (name, value), = event.items()
    if not stream.members[name].metadata.get("exception"):
        return event
    said = {k.lower(): v for k, v in value.items()}
    return {"$failure": stream.members[name].name, "message": said.get("message", "Unknown")}


def raw_member(shape, name):
    return shape._shape_model["members"][name]


def clients():
    pinned = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    for service in services():
        name = NAMES.get(service, service)
        if "@aws-sdk/client-" + name not in pinned:
            continue
        own = json.loads((MODELS / service / "service-2.json").read_text())["metadata"]["protocol"]
        for i, protocol in enumerate(PROTOCOLS.get(service, [own])):
            yield service, name, protocol, protocol if i else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node", required=True, help="the Node to run")
    parser.add_argument("--services", default="")
    parser.add_argument("--operations", default="")
    parser.add_argument("--samples", type=int, default=3)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("wire", nargs="+", help="the command: build/release/understudy wire")
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(10 ** 6) if options.seed is None else options.seed
    chosen, wanted = (set(filter(None, text.split(","))) for text in (options.services, options.operations))
    script, wire = Wire([options.node, str(FOLDER / "witness.js")]), Wire(options.wire)
    counts, used, tried = collections.Counter(), set(), set()
    for service, client, protocol, said in clients():
        model = None if chosen and service not in chosen else load(service, protocol)
        if model is None:
            continue
        calls = [Call(random.Random("%d %s %s %s %d" % (seed, service, protocol, name, n)), model, model.operation_model(name), protocol, n)
                 for name in model.operation_names if (not wanted or name in wanted) and (service, name) not in MOVED
                 for n in range(options.samples)]
        replies = list(wire.answers([json.dumps(c.encode()) for c in calls]))
        answers = list(script.answers([json.dumps(c.line(client, said, r)) for c, r in zip(calls, replies)]))
        if None in answers:
            print("%s: the script died" % service)
            return 1
        sent = [a.get("request") for a in answers]
        decoded = wire.answers([json.dumps({"decode": s}) for s in sent if s])
        for call, answer, request in zip(calls, answers, sent):
            if "unknown" in answer:
                counts["unknown"] += 1
                continue
            used.add(client)
            tried.add((service, call.operation.name))
            if not request:
                counts["refused"] += 1
                continue
            took = next(decoded)
            for way, judged in (("input", lambda: call.judge_input(took)), ("output", lambda: call.judge_output(answer))):
                counts["error" if way == "output" and call.error else way] += 1
                try:
                    verdict = judged()
                except Exception as e:
                    verdict = repr(e)[:300], ""
                if verdict is not None:
                    counts["mismatch"] += 1
                    if counts["mismatch"] <= options.show:
                        print("%s %s.%s %s\n  %.600s\n  request %.900s\n  answer %.600s" % (
                            protocol, service, call.operation.name, way, difference(*verdict), json.dumps(request), json.dumps(answer)))
    status = wire.close() + script.close()
    print("javascript: %d clients, %d operations tried, %d inputs, %d outputs, %d errors, %d unknown to it, %d refused by itself, %d operations elsewhere, %d mismatches (seed %d, %d samples)" % (
        len(used), len(tried), counts["input"], counts["output"], counts["error"], counts["unknown"], counts["refused"], len(MOVED), counts["mismatch"], seed, options.samples))
    return 1 if counts["mismatch"] or status else 0


if __name__ == "__main__":
    sys.exit(main())
