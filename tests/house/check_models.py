#!/usr/bin/env python3
"""Checks services/models: every file parses and has its form, every overlay fits its model, every pattern compiles."""

import ctypes
import json
import pathlib
import sys

MODELS = pathlib.Path(__file__).resolve().parents[2] / "services" / "models"
PROSE = {"documentation", "documentationUrl", "deprecatedMessage", "deprecatedSince", "description", "examples"}
TABLES = {"service-2.json": ("operations", "shapes"), "paginators-1.json": ("pagination",), "waiters-2.json": ("waiters",)}

# Traits that botocore's models lack and overlays may use; services/models/README.md says what each means.
OVERLAY_TRAITS = {
    "metadata": {"protocols", "xmlNamespace", "errorForm"},
    "http": {"form", "responseCode"},
    "output": {"locationName", "resultWrapper", "unwrapped"},
    "shape": {"patternText", "error", "sparse"},
    "member": {"queryName"},
}

problems = []


def problem(where, what):
    problems.append(f"{where}: {what}")


def unique(pairs):
    """An object's pairs as a dict; JSON would let the last of two equal keys win in silence."""
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError("a key twice: " + ", ".join(sorted({name for name in names if names.count(name) > 1})))
    return result


def load(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)
    except (OSError, ValueError) as error:
        problem(path.relative_to(MODELS), error)
        return None


def check_lines(path, tables):
    """One entry of each table a line, each line JSON by itself, newline at the end."""
    where, text, table = path.relative_to(MODELS), path.read_text(encoding="utf-8"), None
    if not text.endswith("\n"):
        problem(where, "no newline at the end")
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):  # splitlines() also splits at U+2028
        if table is None:
            name = line.partition(":")[0].strip('"')
            table = name if name in tables and line.endswith("{") else None
        elif line in ("}", "},"):
            table = None
        else:
            try:
                entries = json.loads("{" + line.rstrip(",") + "}")
            except ValueError:
                entries = {}
            if len(entries) != 1:
                problem(where, f"line {number} is not one entry of {table}")
    if table is not None:
        problem(where, f"{table} does not end")


def has_prose(trait):
    if isinstance(trait, dict):
        return any(key in PROSE or has_prose(value) for key, value in trait.items())
    return isinstance(trait, list) and any(map(has_prose, trait))


def check_prose(where, model):
    """No documentation. A member may be called so, as may a context parameter: these names are data."""
    for key in PROSE & model.keys():
        problem(where, f"the document has {key}")
    for name, operation in model["operations"].items():
        if has_prose({key: value for key, value in operation.items() if not key.endswith("ContextParams")}):
            problem(where, f"operation {name} has documentation")
    for name, shape in model["shapes"].items():
        traits = {key: value for key, value in shape.items() if key != "members"}
        if has_prose(traits) or any(map(has_prose, shape.get("members", {}).values())):
            problem(where, f"shape {name} has documentation")


def references(model):
    """Every (place, shape name) that the model refers to."""
    for name, operation in model["operations"].items():
        for key in ("input", "output"):
            if key in operation:
                yield f"operation {name}", operation[key]["shape"]
        for error in operation.get("errors", ()):
            yield f"operation {name}", error["shape"]
    for name, shape in model["shapes"].items():
        for key in ("member", "key", "value"):
            if key in shape:
                yield f"shape {name}", shape[key]["shape"]
        for member, reference in shape.get("members", {}).items():
            yield f"shape {name}.{member}", reference["shape"]


def check_references(where, model):
    for place, shape in references(model):
        if shape not in model["shapes"]:
            problem(where, f"{place} refers to {shape}, which does not exist")
    for name, shape in model["shapes"].items():
        for member in shape.get("required", ()):
            if member not in shape["members"]:
                problem(where, f"shape {name} requires {member}, which it has not")


def merge(target, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def check_changes(where, target, patch, path):
    """Every leaf of a patch must change something, or the import has overtaken the overlay."""
    for key, value in patch.items():
        place = f"{path}/{key}"
        if value is None:
            if key not in target:
                problem(where, f"{place} is removed, but is not there")
        elif isinstance(value, dict) and isinstance(target.get(key), dict):
            check_changes(where, target[key], value, place)
        elif key in target and target[key] == value:
            problem(where, f"{place} is so in the model already")


def check_table(where, table, patch, path, whole):
    """A patch names what exists, or brings the whole of what it adds: the keys in `whole`."""
    for name, value in patch.items():
        if name not in table and not (isinstance(value, dict) and whole <= value.keys()):
            problem(where, f"{path}/{name} is not in the model; to add it, give {' and '.join(sorted(whole))}")


def check_traits(where, patch, allowed, path):
    for key in patch:
        if key not in allowed:
            problem(where, f"{path}/{key} is no trait that a model or README.md knows")


def check_overlay(where, model, patch, known):
    check_traits(where, patch, {"metadata", "operations", "shapes"}, "")
    check_traits(where, patch.get("metadata", {}), known["metadata"], "/metadata")
    check_table(where, model["operations"], patch.get("operations", {}), "/operations", {"name", "http"})
    check_table(where, model["shapes"], patch.get("shapes", {}), "/shapes", {"type"})
    for name, operation in patch.get("operations", {}).items():
        for key, traits in (operation or {}).items():
            if key in ("http", "output"):
                check_traits(where, traits, known[key], f"/operations/{name}/{key}")
    for name, shape in patch.get("shapes", {}).items():
        path, target = f"/shapes/{name}", model["shapes"].get(name, {})
        check_traits(where, shape or {}, known["shape"], path)
        members = (shape or {}).get("members", {})
        check_table(where, target.get("members", {}), members, f"{path}/members", {"shape"})
        for place in [members] + [{key: shape[key]} for key in ("member", "key", "value") if key in (shape or {})]:
            for key, traits in place.items():
                check_traits(where, traits or {}, known["member"], f"{path}/{key}")
        if "patternText" in (shape or {}) and shape["patternText"] != target.get("pattern"):
            problem(where, f"{path}/patternText is not the model's pattern")
    check_changes(where, model, patch, "")


def known_traits(models):
    """Traits by place: those that occur in any model, and those of overlays."""
    known = {place: set(traits) for place, traits in OVERLAY_TRAITS.items()}
    for model in models.values():
        known["metadata"] |= model["metadata"].keys()
        for operation in model["operations"].values():
            known["http"] |= operation["http"].keys()
            known["output"] |= operation.get("output", {}).keys()
        for shape in model["shapes"].values():
            known["shape"] |= shape.keys()
            for reference in shape.get("members", {}).values():
                known["member"] |= reference.keys()
    return known


class Pcre:
    """PCRE2 as the server uses it: UTF, and \\uhhhh as ECMAScript writes it."""

    OPTIONS = 0x00080000 | 0x00000002  # PCRE2_UTF | PCRE2_ALT_BSUX

    def __init__(self):
        self.library = ctypes.CDLL("libpcre2-8.so.0")
        self.library.pcre2_compile_8.restype = ctypes.c_void_p
        self.library.pcre2_compile_8.argtypes = [
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint32,
            ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_size_t), ctypes.c_void_p]
        self.library.pcre2_code_free_8.argtypes = [ctypes.c_void_p]
        self.library.pcre2_get_error_message_8.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t]
        self.known = {}

    def error(self, pattern):
        """What is wrong with a pattern, or None."""
        if pattern not in self.known:
            self.known[pattern] = self.compile(pattern.encode())
        return self.known[pattern]

    def compile(self, text):
        code, offset = ctypes.c_int(), ctypes.c_size_t()
        compiled = self.library.pcre2_compile_8(text, len(text), self.OPTIONS, ctypes.byref(code), ctypes.byref(offset), None)
        if compiled:
            self.library.pcre2_code_free_8(compiled)
            return None
        message = ctypes.create_string_buffer(256)
        self.library.pcre2_get_error_message_8(code.value, message, len(message))
        return f"{message.value.decode()} at {offset.value}"


def check_patterns(models):
    try:
        pcre = Pcre()
    except OSError:
        print("libpcre2-8 is not installed: patterns are not compiled")
        return
    for service, model in models.items():
        for name, shape in model["shapes"].items():
            error = pcre.error(shape["pattern"]) if "pattern" in shape else None
            if error:
                problem(service, f"the pattern of {name} with its overlay: {error}")
            elif "\\x{" in shape.get("pattern", ""):
                problem(service, f"the pattern of {name} has \\x{{...}}, which PCRE2_ALT_BSUX reads as literal text")


def check_endpoints(models):
    document = load(MODELS / "endpoints.json")
    if document is None:
        return
    check_lines(MODELS / "endpoints.json", ("partitions", "services"))
    partitions, services = document["partitions"], document["services"]
    for name in sorted(models.keys() ^ services.keys()):
        problem("endpoints.json", f"{name} is a folder or a line, but not both")
    for name, row in services.items():
        if not row.get("prefix") or not row.get("signing") or not row.get("id"):
            problem("endpoints.json", f"{name} lacks its prefix, signing names or id")
        if not row.get("labels") and not row.get("regionless"):
            problem("endpoints.json", f"{name} has no host")
        for partition, region in row.get("global", {}).items():
            if region not in partitions[partition]["regions"]:
                problem("endpoints.json", f"{name} is global in {region}, which {partition} has not")


def load_service(folder):
    """A service's model with its paginators and waiters checked, or None."""
    documents = {}
    for name, tables in TABLES.items():
        path = folder / name
        document = load(path) if path.exists() else None
        if document is not None:
            check_lines(path, tables)
            documents[name] = document
    model = documents.get("service-2.json")
    if model is None:
        return None
    check_prose(folder.name, model)
    check_references(folder.name, model)
    for entry in documents.get("paginators-1.json", {}).get("pagination", ()):
        if entry not in model["operations"]:
            problem(folder.name, f"pages {entry}, which is no operation")
    for entry, waiter in documents.get("waiters-2.json", {}).get("waiters", {}).items():
        if waiter["operation"] not in model["operations"]:
            problem(folder.name, f"the waiter {entry} calls {waiter['operation']}, which is no operation")
        if has_prose(waiter):
            problem(folder.name, f"the waiter {entry} has documentation")
    return model


def main():
    folders = sorted(path.parent for path in MODELS.glob("*/service-2.json"))
    models = {folder.name: model for folder in folders if (model := load_service(folder)) is not None}
    if not (MODELS / "VERSION").is_file():
        problem("VERSION", "does not exist")
    if not models:
        problem(MODELS, "no models")

    known, overlays = known_traits(models), sorted((MODELS / "overlays").glob("*.json"))
    for path in overlays:
        service, patch = path.stem, load(path)
        where = f"overlays/{path.name}"
        if service not in models:
            problem(where, "no model of that name")
        elif patch is not None:
            before = len(problems)
            check_lines(path, ("operations", "shapes"))
            check_overlay(where, models[service], patch, known)
            if len(problems) == before:  # what a broken patch leads to is only noise
                models[service] = merge(models[service], patch)
                check_references(where, models[service])
    check_patterns(models)
    check_endpoints(models)

    for line in problems:
        print(line, file=sys.stderr)
    operations = sum(len(model["operations"]) for model in models.values())
    shapes = sum(len(model["shapes"]) for model in models.values())
    print(f"{len(models)} services, {operations} operations, {shapes} shapes, {len(overlays)} overlays, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
