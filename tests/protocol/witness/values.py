"""Random values for shapes: every class of text, the ends of every range, deep trees, unions, emptiness."""
import datetime
import math
import struct

import botocore.serialize

from witness.models import (CBOR, FORMS, OLD, REST, XML, is_document, is_event_stream, is_json_header, is_union, location,
                            wire_name)

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

WORDS = ["a", "Name", "some value", "0", "true", "null", "x" * 70, "arn:aws:sqs:us-east-1:123456789012:q", "a.b-c_d~e",
         "1.5", "2020-01-01", "  inner  blanks", "=?&+%20/;:,@#$!*'()", "<tag attr=\"v\">&amp;</tag>", "back\\slash \"quoted\"",
         "é", "日本語", "\U0001f600 emoji", "ß\u0301 combining", "line\nbreak", "tab\there", " ", "\n \t", "]]><!--", "&#x41;",
         "\u00a0\u0085\ufeff", "\ud7ff\ue000\ufffd\U0010ffff", "null\\u0000", "{\"a\": [1]}", "x" * 300]
CONTROLS = ["\x01\x1f\x7f", "\x00nul", "\x08\x0c\x1b"]
RETURNS = ["carriage\rreturn", "\r\n", "\u2028\u2029"]
LABEL_WORDS = ["a/b", "a//b", "%2F", "..", ".", "x?y#z", "a+b c", "../../etc/passwd", "{a}", "a;b=c", "tags", "\\"]
HEADER_WORDS = ["a", "Some-Value", "x y", "1", "W/\"abc\"", "text/plain; charset=utf-8", "a=b&c=d", "q;w", "~!@#$%^*()_+|",
                "'", "a:b", "x\ty", "[1]{2}\\", "%41", "x" * 200]
HEADER_ITEMS = ["a", "Some-Value", "x y", "1", "a=b", "q;w"]
QUOTED_ITEMS = [",", 'a"b', "x, y"] if hasattr(botocore.serialize.BaseRestSerializer, "_escape_header_list_string") else []
WHOLE = [0, 1, -1, 7, 255, 256, 65535, 65536, 23, 24]
WIDE = WHOLE + [2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53 + 1, -(2 ** 53) - 1, 10 ** 18]
REAL = [0.0, 1.0, -2.5, 0.1, 1e21, 1e-9, 1e16, 123456789012345680.0, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308,
        -1e-7, 1 / 3, 9007199254740993.0]
FAR = [-1, -86400 * 365 * 100, 2 ** 31 - 1, 2 ** 31, 2 ** 32, -30610224000, 253402300799]  # from the year 1000 to 9999
DEEPEST = 24


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
        self.deep = rng.random() < 0.15  # few members, but down to the bottom
        self.words = WORDS + ["", ""] + self.more_words()

    def more_words(self):
        if self.protocol not in XML or self.protocol in FORMS and self.to == "input":
            return CONTROLS + RETURNS
        # XML 1.0 has no control characters, and botocore writes carriage returns as they are, which no reader keeps.
        return RETURNS if self.to == "output" else ["\x7f", "\u2028\u2029"]

    def text(self, shape, where):
        rng = self.rng
        if shape.enum and rng.random() < 0.8:
            return rng.choice(shape.enum)
        if where == "header":
            return rng.choice(HEADER_WORDS)
        if where == "host":
            return rng.choice(["123456789012", "some-label", "abc"])
        if where == "uri":
            return rng.choice(rng.choice([WORDS, LABEL_WORDS]))
        if rng.random() < 0.1:
            return "".join(rng.choice(self.words) for _ in range(rng.randrange(12)))
        return rng.choice(self.words)

    def integer(self, shape):
        if shape.type_name == "integer":
            return self.rng.choice(WHOLE + [2 ** 31 - 1, -(2 ** 31), self.rng.randrange(100000)])
        return self.rng.choice(WIDE + [2 ** 63 - 1, -(2 ** 63), self.rng.randrange(10 ** 12)])

    def real(self, shape, where):
        rng = self.rng
        special = [math.nan, math.inf, -math.inf] if self.special_reals() else []
        value = rng.choice(special + REAL + [rng.uniform(-1e6, 1e6), rng.random()])
        if shape.type_name == "float" and self.protocol == CBOR:
            value = struct.unpack(">f", struct.pack(">f", value if abs(value) < 1e38 or value in special else 1.5))[0]
        return value

    def special_reals(self):
        if self.to == "input" and OLD and self.protocol != CBOR:
            return False  # it writes NaN into JSON
        return self.protocol not in FORMS or self.to == "output"

    def time(self, shape, where):
        rng = self.rng
        form = (shape.serialization.get("timestampFormat") or self.default_format(where)).lower()
        seconds = rng.choice([0, 1, 1422172800, 951782400, 4102444799, rng.randrange(2 ** 31)])
        if rng.random() < 0.3:
            seconds = rng.choice(FAR)
        if seconds < 0 and self.protocol == CBOR and self.to == "input" and not OLD:
            seconds = -seconds  # botocore's CBOR has no time before 1970
        micros = 0
        if form == "rfc822":
            pass
        elif self.to == "output":
            micros = rng.choice([0, 0, 500000, 123000, 120000, 1000] + ([] if self.protocol in XML else [123456]))
            if seconds in FAR and form == "unixtimestamp":
                micros = rng.choice([0, 500000])  # botocore reads a double, which cannot tell more
        elif form == "iso8601" and where != "header":
            micros = rng.choice([0, 0, 123456, 120000])
        elif form == "unixtimestamp" and where is None and self.protocol not in FORMS and (self.protocol != CBOR or OLD):
            micros = rng.choice([0, 500000, 123000])  # as other SDKs write them, see Fractions
        return EPOCH + datetime.timedelta(seconds=seconds, microseconds=micros)

    def default_format(self, where):
        if where == "header":
            return "rfc822"
        if where in ("uri", "querystring"):
            return "iso8601"
        return "iso8601" if self.protocol in XML else "unixtimestamp"

    def document(self, depth=0):
        rng = self.rng
        kind = rng.randrange(7 if depth < 3 or self.deep and depth < DEEPEST else 5)
        if kind == 5:
            return [self.document(depth + 1) for _ in range(rng.randrange(4))]
        if kind == 6:
            return {rng.choice(WORDS + CONTROLS): self.document(depth + 1) for _ in range(rng.randrange(4))}
        return [rng.choice(WORDS), rng.choice(WIDE), rng.uniform(-10, 10), rng.random() < 0.5, None][kind]

    def blob(self):
        rng = self.rng
        size = rng.choice([0, 1, 2, 3, 20, 100, 256])
        return bytes(range(256)) if size == 256 else rng.randbytes(size)

    def value(self, shape, where=None, depth=0):
        rng, kind = self.rng, shape.type_name
        if is_document(shape):
            value = self.document()
            return {} if value is None else value
        if kind == "structure":
            return self.structure(shape, depth)
        if kind == "list":
            item = shape.member
            if where == "header" and item.type_name == "string":
                return [rng.choice(item.enum or HEADER_ITEMS + (QUOTED_ITEMS if self.to == "input" else []))
                        for _ in range(rng.randrange(1, 4))]
            if where == "header":
                return [self.value(item, where, depth + 1) for _ in range(rng.randrange(1, 4))]
            return [self.value(item, where, depth + 1) for _ in range(self.count(depth))]
        if kind == "map":
            if where == "headers":
                return {rng.choice(["a", "Key", "x-y", "k1"]): rng.choice(HEADER_WORDS) for _ in range(rng.randrange(1, 3))}
            return {self.key(shape.key): self.value(shape.value, where, depth + 1) for _ in range(self.count(depth))}
        if is_json_header(shape):
            return self.document()
        if kind == "blob":
            return self.blob()
        if kind == "boolean":
            return rng.random() < 0.5
        if kind in ("integer", "long"):
            return self.integer(shape)
        if kind in ("float", "double"):
            return self.real(shape, where)
        if kind == "timestamp":
            return self.time(shape, where)
        return self.text(shape, where)

    def key(self, shape):
        return self.rng.choice(WORDS) if self.protocol in FORMS else self.text(shape, None)

    def count(self, depth):
        if self.deep:
            return 1 if depth < DEEPEST else 0
        return self.rng.choice([0, 1, 1, 2, 3]) if depth < 4 else self.rng.choice([0, 1])

    def structure(self, shape, depth=0):
        members = [(n, s) for n, s in shape.members.items() if self.to == "output" or not is_event_stream(s)]
        if self.protocol in XML:
            members = told_apart(members, self.to)
        if is_union(shape):
            members = [self.way_down(members)] if members else []
        elif depth > 0 and self.deep:
            members = [self.way_down(members)] if members and depth < DEEPEST else []
        elif depth > 0:
            chance = 0.5 if depth < 3 else 0.2 if depth < 6 else 0
            members = [m for m in members if m[0] in shape.required_members and depth < 8 or self.rng.random() < chance]
        else:
            chance = self.rng.choice([0.2, 0.6, 1.0])
            members = [m for m in members if self.needed(shape, *m) or self.rng.random() < chance]
        self.rng.shuffle(members)
        return {name: self.member(shape, name, member, depth) for name, member in members}

    def way_down(self, members):
        lower = [m for m in members if m[1].type_name in ("structure", "list", "map")] if self.deep else []
        return self.rng.choice(lower or members)

    def event(self, shape):
        value = self.structure(shape, 1)
        for name, member in shape.members.items():
            if member.serialization.get("eventpayload") and name not in value:
                value[name] = self.value(member, None, 1)  # an absent one is an empty one
        return value

    def events(self, stream, more=()):
        """Events of the stream; in an answer an exception may end it."""
        choices = [(n, s) for n, s in stream.members.items() if not s.metadata.get("exception")]
        made = [{n: self.event(s)} for n, s in (self.rng.choice(choices) for _ in range(self.rng.randrange(4)))]
        failures = [(n, s) for n, s in stream.members.items() if s.metadata.get("exception")]
        if self.to == "output" and failures and self.rng.random() < 0.5:
            name, shape = self.rng.choice(failures)
            made.append({name: self.structure(shape, 1)})
        return made

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
            return self.events(member)
        value = self.value(member, where, depth + 1)
        if value == [] and depth == 0 and self.needed(shape, name, member):
            value = [self.value(member.member, where, 1)]
        return value
