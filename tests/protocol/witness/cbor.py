"""rpc-v2-cbor by Debian's cbor2, where botocore is too old to speak it; with botocore's own interface."""
import cbor2

from witness.models import is_document, wire_name


def plain(shape, value, rng):
    """As cbor2 writes it; times in seconds, whole or not."""
    kind = shape.type_name
    if is_document(shape):
        return value
    if kind == "structure":
        return {wire_name(n, shape.members[n]): plain(shape.members[n], v, rng) for n, v in value.items() if v is not None}
    if kind == "list":
        return [plain(shape.member, v, rng) for v in value]
    if kind == "map":
        return {k: plain(shape.value, v, rng) for k, v in value.items()}
    if kind == "timestamp":
        seconds = value.timestamp()
        return cbor2.CBORTag(1, int(seconds) if seconds == int(seconds) and rng.random() < 0.7 else seconds)
    return value


def modelled(shape, value):
    """What cbor2 read, by the shape."""
    kind = shape.type_name
    if is_document(shape):
        return value
    if kind == "structure":
        pairs = ((n, m, value.get(wire_name(n, m))) for n, m in shape.members.items())
        return {n: modelled(m, v) for n, m, v in pairs if v is not None}
    if kind == "list":
        return [None if v is None else modelled(shape.member, v) for v in value]
    if kind == "map":
        return {k: None if v is None else modelled(shape.value, v) for k, v in value.items()}
    wanted = {"integer": int, "long": int, "float": float, "double": float, "string": str, "blob": bytes, "boolean": bool}.get(kind)
    if wanted and type(value) is not wanted:
        raise TypeError("%r is no %s" % (value, kind))
    return value


class Writer:
    def __init__(self, rng):
        self.rng = rng

    def serialize_to_request(self, params, operation):
        prefix = operation.service_model.metadata["targetPrefix"]
        request = {"url_path": "/service/%s/operation/%s" % (prefix, operation.name), "query_string": "", "method": "POST",
                   "headers": {"smithy-protocol": "rpc-v2-cbor", "Accept": "application/cbor"}, "body": b""}
        if operation.input_shape is not None:
            request["headers"]["Content-Type"] = "application/cbor"
            request["body"] = self.body(plain(operation.input_shape, params, self.rng))
        return request

    def body(self, value):
        """Of definite length, in shortest form, or of indefinite length: clients write all of them."""
        way = self.rng.randrange(3)
        if way < 2:
            return cbor2.dumps(value, canonical=way == 1)
        return b"\xbf" + b"".join(cbor2.dumps(k) + cbor2.dumps(v) for k, v in value.items()) + b"\xff"


class Reader:
    def parse(self, response, shape):
        body, headers = response["body"], response["headers"]
        assert headers["smithy-protocol"] == "rpc-v2-cbor", headers
        metadata = {"RequestId": headers["x-amzn-requestid"]}
        read = cbor2.loads(body) if body else None
        if response["status_code"] < 301 or shape is not None and shape.metadata.get("exception"):
            return dict(modelled(shape, read) if shape is not None else {}, ResponseMetadata=metadata)
        error = {"Code": read["__type"].rsplit("#", 1)[-1], "Message": read.get("message", read.get("Message", ""))}
        if "x-amzn-query-error" in headers:
            error.update(QueryErrorCode=error["Code"], Code=headers["x-amzn-query-error"].split(";")[0])
        return {"Error": error, "ResponseMetadata": metadata}
