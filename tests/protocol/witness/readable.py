"""Values as `understudy wire` writes and reads them, and what the wires cannot tell."""
import base64
import datetime
import math

from witness.models import FORMS, REST, XML, is_document, is_event_stream, is_json_header, location

UTC = datetime.timezone.utc
ABSENT = object()


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


def read(shape, value):
    """The way back."""
    if value is None or is_document(shape) or is_json_header(shape):
        return value
    kind = shape.type_name
    if kind == "structure":
        return {n: read(shape.members[n], v) for n, v in value.items()}
    if kind == "list":
        return [read(shape.member, v) for v in value]
    if kind == "map":
        return {k: read(shape.value, v) for k, v in value.items()}
    if kind == "blob":
        return base64.b64decode(value)
    if kind == "timestamp":
        form = "%Y-%m-%dT%H:%M:%S.%fZ" if "." in value else "%Y-%m-%dT%H:%M:%SZ"
        return datetime.datetime.strptime(value, form).replace(tzinfo=UTC)
    return float(value) if kind in ("float", "double") else value


def settled(shape, value, protocol, to):
    """Takes away what the wire cannot tell from an absent member."""
    if shape is None or protocol not in REST + FORMS:
        return value
    value = dict(value)
    payload = shape.serialization.get("payload")
    for name, member in shape.members.items():
        if name not in value or protocol not in REST:
            continue
        if location(member) == "querystring" and member.type_name == "map":
            value[name] = {k: v for k, v in value[name].items() if v != []}
        empty = value[name] in ({}, [], "")
        if location(member) in ("querystring", "headers", "header") and member.type_name in ("list", "map") and empty:
            del value[name]
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
    form = protocol in FORMS and to == "input"
    if is_event_stream(shape) and isinstance(value, list):
        return [settled_xml(shape, v, protocol, to) for v in value]
    if kind == "structure":
        result = {}
        for name, here in value.items():
            member = shape.members[name]
            here = settled_xml(member, here, protocol, to)
            lost = here is ABSENT or here in ({}, []) and (not (member.type_name == "list" and protocol == "query") if form else
                                                           bool(member.serialization.get("flattened")))
            if not lost:
                result[name] = here
        return result
    if kind == "list":
        items = [settled_xml(shape.member, v, protocol, to) for v in value]
        if form:
            items = [v for v in items if v is not ABSENT and v != {} and (v != [] or protocol == "query")]
            return items if items or not value else ABSENT
        return items
    if kind == "map":
        items = {k: settled_xml(shape.value, v, protocol, to) for k, v in value.items()}
        return items
    return value


def same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    return type(a) is type(b) and a == b or isinstance(a, (int, float)) and isinstance(b, (int, float)) and a == b


def difference(got, wanted, path=""):
    """Where two values part, for people."""
    if isinstance(got, dict) and isinstance(wanted, dict):
        for key in list(wanted) + [k for k in got if k not in wanted]:
            if key not in got or key not in wanted:
                return "%s.%s: got %r, wanted %r" % (path, key, got.get(key, "nothing"), wanted.get(key, "nothing"))
            if not same(got[key], wanted[key]):
                return difference(got[key], wanted[key], "%s.%s" % (path, key))
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        for i, (one, other) in enumerate(zip(got, wanted)):
            if not same(one, other):
                return difference(one, other, "%s[%d]" % (path, i))
    return "%s: got %r, wanted %r" % (path, got, wanted)
