"""The repository's models as botocore's objects, and what botocore does not say of them."""
import functools
import json
import pathlib

import botocore.model
import botocore.serialize

MODELS = pathlib.Path(__file__).resolve().parents[3] / "services" / "models"
PROTOCOLS = ("json", "rest-json", "smithy-rpc-v2-cbor", "query", "ec2", "rest-xml")
CBOR = "smithy-rpc-v2-cbor"
FORMS = ("query", "ec2")
XML = FORMS + ("rest-xml",)
REST = ("rest-json", "rest-xml")
OLD = not hasattr(botocore.serialize.Serializer, "_handle_float")  # Debian 12's


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


def services():
    return sorted(p.parent.name for p in MODELS.glob("*/service-2.json"))


@functools.lru_cache(maxsize=24)
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


def raw(operation):
    """The operation as the model's JSON has it: older versions of botocore do not know all traits."""
    return operation._operation_model


def unsigned(operation):
    return raw(operation).get("authtype") == "none" or raw(operation).get("auth") == ["smithy.api#noAuth"]


def location(shape):
    return shape.serialization.get("location")


def wire_name(name, shape):
    return shape.serialization.get("name", name)


def is_document(shape):
    return getattr(shape, "is_document_type", False)


def is_union(shape):
    return getattr(shape, "is_tagged_union", False)


def is_event_stream(shape):
    return bool(shape.serialization.get("eventstream"))


def stream_of(shape):
    """The name of the member that is a stream of events, if there is one."""
    return next((n for n, m in shape.members.items() if is_event_stream(m)), None) if shape is not None else None


def is_json_header(shape):
    return bool(shape.serialization.get("jsonvalue")) and location(shape) == "header"


def raw_payload(shape):
    """The name of the member that is the raw body, if there is one."""
    payload = shape.serialization.get("payload") if shape is not None else None
    return payload if payload and shape.members[payload].type_name in ("blob", "string") else None
