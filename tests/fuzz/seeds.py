#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets' corpora from the models: a few random calls for each, as the differential test makes them."""
import base64
import hashlib
import pathlib
import random
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "protocol"))

from witness import events
from witness.directions import HERE, request_line
from witness.models import load, stream_of
from witness.values import Maker

CHOSEN = {
    "json": ("json", ["dynamodb.PutItem", "dynamodb.CreateTable", "kms.Encrypt", "ssm.PutParameter", "events.PutTargets",
                      "logs.PutLogEvents", "kinesis.PutRecords", "ecs.RunTask", "organizations.ListAccounts"]),
    "cbor": ("smithy-rpc-v2-cbor", ["arc-region-switch.CreatePlan", "cloudwatch.PutMetricData", "cloudwatch.PutMetricAlarm",
                                    "cloudwatch.GetMetricData"]),
    "query": ("query", ["iam.CreateRole", "sts.AssumeRole", "sns.Publish", "rds.CreateDBInstance", "autoscaling.CreateAutoScalingGroup",
                        "cloudformation.CreateStack", "elbv2.CreateListener", "ses.SendEmail"]),
    "ec2": ("ec2", ["ec2.RunInstances", "ec2.DescribeInstances", "ec2.CreateTags", "ec2.AuthorizeSecurityGroupIngress", "ec2.CreateFleet"]),
    "xml": ("rest-xml", ["s3.PutBucketLifecycleConfiguration", "s3.CompleteMultipartUpload", "s3.DeleteObjects",
                         "s3.PutBucketReplication", "route53.ChangeResourceRecordSets", "cloudfront.CreateDistribution",
                         "s3control.CreateJob"]),
    "request": ("", ["dynamodb.GetItem", "sqs.SendMessage", "iam.CreateUser", "ec2.RunInstances", "s3.PutObject", "s3.GetObject",
                     "s3.ListObjectsV2", "s3.CopyObject", "lambda.CreateFunction", "lambda.Invoke", "apigateway.PutMethod",
                     "route53.ListResourceRecordSets", "cloudwatch.PutMetricData", "lexv2-models.ListImports", "efs.TagResource",
                     "s3control.GetAccessPoint", "sns.Publish"]),
    "event_stream": ("rest-json", ["lexv2-runtime.StartConversation", "qbusiness.Chat", "polly.StartSpeechSynthesisStream",
                                   "bedrock-runtime.InvokeModelWithBidirectionalStream"]),
}


def own_protocol(service):
    for protocol in ("json", "rest-json", "rest-xml", "query", "ec2", "smithy-rpc-v2-cbor"):
        if load(service, protocol) is not None:
            return protocol
    raise LookupError(service)


def stream_lines(name, operation, rng, raw):
    stream = stream_of(operation.input_shape)
    shape = operation.input_shape.members[stream]
    made = Maker(rng, "rest-json", "input").events(shape)
    import botocore.serialize
    serializer = botocore.serialize.create_serializer("rest-json", include_validation=False)
    if raw:
        return b"\n".join([name.encode(), b"raw", events.written(shape, made, serializer, rng.random() < 0.5)])
    messages = [events.event(n, shape.members[n], v, serializer) for one in made for n, v in one.items()]
    lines = []
    for message in messages:
        headers = int.from_bytes(message[4:8], "big")
        lines.append(message[12:12 + headers] + b"\xfe" + message[12 + headers:-4].replace(b"\n", b" "))
    return b"\n".join([name.encode(), b"framed"] + [line for line in lines if b"\n" not in line])


def seed(target, protocol, name, rng):
    service, operation = name.split(".")
    protocol = protocol or own_protocol(service)
    model = load(service, protocol)
    operation = model.operation_model(operation)
    if target == "event_stream":
        return stream_lines(name, operation, rng, rng.random() < 0.4)
    params = Maker(rng, protocol, "input").structure(operation.input_shape)
    asked = request_line(model, operation, protocol, params, rng, HERE)["decode"]
    body = base64.b64decode(asked["body_base64"])
    if target != "request":
        return name.encode() + b"\n" + body
    head = ["%s %s" % (asked["method"], asked["target"])] + ["%s: %s" % pair for pair in asked["headers"].items()]
    return "\n".join(head).encode() + b"\n\n" + body


def main():
    for target, (protocol, names) in CHOSEN.items():
        folder = FOLDER / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            for n in range(2):
                made = seed(target, protocol, name, random.Random("%s %s %d" % (target, name, n)))
                if len(made) <= 4096:
                    (folder / hashlib.sha256(made).hexdigest()[:16]).write_bytes(made)
        print("%s: %d files" % (target, len(list(folder.iterdir()))))


if __name__ == "__main__":
    main()
