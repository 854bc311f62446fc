"""Holds every source file to the rules of the house: who includes whom, who reads the clock, how a file opens and how long it is."""
import os
import re
import sys

ROOMS = ("actors/", "bench/", "gateway/", "scheduler/", "services/", "tests/")
ASIDE = {".git", ".cache", "build", "data"}  # at the top: not the project's own
MADE = {"node_modules", "__pycache__"}  # anywhere

# What a room may include of ours; the longest prefix of a file's path counts. {} is the service's own name.
KIT, MODELS = "services/kit/", "services/models/"
OURS = {
    "services/kit/": (KIT,),
    "services/models/": (KIT, MODELS),
    "services/derived/": (KIT, MODELS, "services/derived/"),
    "services/registry.": ("services/",),
    "services/hints.": (KIT, "services/"),
    "services/policy/": (KIT, "services/policy/"),
    "services/": (KIT, "services/policy/", "services/derived/engine.hpp", "services/derived/doc.hpp", "services/derived/record.hpp", "services/derived/hint.hpp", "services/{}/", "services/models/names/{}.hpp", "services/models/{}/"),
    "services/s3/": (KIT, "services/policy/", "services/derived/engine.hpp", "services/derived/record.hpp", "services/s3/", "services/models/names/s3"),  # plays S3 Control, too
    "services/cloudformation/": (KIT, "services/derived/engine.hpp", "services/derived/record.hpp", "services/cloudformation/", "services/models/names/cloudformation.hpp", "services/models/model.hpp"),  # drives the others by their models
    "services/dynamodb/": (KIT, "services/dynamodb/", "services/models/names/dynamodb"),  # plays its streams' service, too
    "scheduler/": (KIT, "scheduler/"),
    "actors/": (KIT, MODELS, "services/registry.hpp", "scheduler/", "actors/"),
    "gateway/protocol/": (KIT, MODELS, "gateway/protocol/"),
    "gateway/": (KIT, MODELS, "services/registry.hpp", "scheduler/", "actors/", "gateway/"),
    "bench/": (KIT, MODELS, "scheduler/", "actors/", "gateway/", "bench/"),
    "tests/": ROOMS,
}
# What a room must do without of others'.
FORBIDDEN = {
    "services/": ("caf/", "boost/", "spdlog/"),
    "scheduler/": ("boost/", "spdlog/"),
    "gateway/protocol/": ("caf/", "boost/asio", "spdlog/"),
}
SYSTEM_CLOCK = re.compile(r"\b(system_clock|utc_clock|gettimeofday|CLOCK_REALTIME|time\s*\(\s*(nullptr|NULL|0)\s*\))")
STEADY_CLOCK = re.compile(r"\bsteady_clock|CLOCK_MONOTONIC")
MEASURES = ("gateway/", "bench/", "scheduler/clock", "tests/")  # sockets' timeouts, and measuring
SOURCES = (".cpp", ".hpp", ".py", ".js", ".cmake", "CMakeLists.txt")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
LONGEST = 1000  # lines
LARGEST = 200_000  # bytes: larger is data, and data is generated


def rule(table, path):
    return next((table[prefix] for prefix in sorted(table, key=len, reverse=True) if path.startswith(prefix)), ())


def check_cpp(path, text):
    if not text.startswith(("//", "/*")):
        yield "does not open with a sentence that says what it is"
    service = path.split("/")[1] if path.startswith("services/") else ""
    allowed = tuple(prefix.format(service) for prefix in rule(OURS, path))
    for quote, included in INCLUDE.findall(text):
        ours = included.startswith(ROOMS)
        if quote == '"' and not ours and not path.startswith("tests/"):  # a test's own helper may lie beside it
            yield f'names "{included}", not from the top of the project'
        elif ours and not included.startswith(allowed):
            yield f"may not include {included}"
        elif included.startswith(rule(FORBIDDEN, path) or "\0"):
            yield f"may not include <{included}>"
    if SYSTEM_CLOCK.search(text) and not path.startswith(("scheduler/clock", "tests/scheduler/clock")):
        yield "reads the system clock, which only scheduler/clock does"
    if STEADY_CLOCK.search(text) and not path.startswith(MEASURES):
        yield "reads a clock that is nobody's virtual time"


def check(root, path):
    full = os.path.join(root, path)
    if os.path.islink(full):
        return
    if not path.startswith(MODELS) and os.path.getsize(full) > LARGEST:
        yield "is too large for anything but data, and data lives under services/models"
    if not path.endswith(SOURCES):
        return
    with open(full, encoding="utf-8") as file:
        text = file.read()
    if text.count("\n") > LONGEST:
        yield f"is longer than {LONGEST} lines"
    if path.endswith((".cpp", ".hpp")):
        yield from check_cpp(path, text)


def files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - MADE - (ASIDE if folder == root else set()))
        for name in sorted(names):
            yield os.path.relpath(os.path.join(folder, name), root)


def broken(root):
    return [f"{path} {complaint}" for path in files(root) for complaint in check(root, path)]


def self_test():
    """The rules themselves, on lines that would break them."""
    cases = {
        "services/sqs/a.cpp": '#include "services/sts/sts.hpp"\n',
        "services/sqs/b.cpp": '#include "services/models/names/sts.hpp"\n',
        "services/sts/c.cpp": "#include <caf/all.hpp>\n",
        "services/kit/d.hpp": '#include "services/models/model.hpp"\n',
        "gateway/e.cpp": '#include "services/sqs/sqs.hpp"\n',
        "gateway/protocol/f.cpp": '#include "actors/shard.hpp"\n',
        "actors/g.cpp": '#include "gateway/session.hpp"\n',
        "bench/h.cpp": '#include "h.hpp"\n',
        "actors/i.cpp": "auto now = std::chrono::system_clock::now();\n",
        "actors/j.cpp": "auto now = time( nullptr );\n",
        "scheduler/timer.cpp": "std::chrono::steady_clock::now();\n",
    }
    for path, line in cases.items():
        assert len(list(check_cpp(path, "// It.\n" + line))) == 1, path
    fine = {
        "services/sqs/a.cpp": '#include <openssl/evp.h>\n#include "services/kit/call.hpp"\n#include "services/sqs/b.hpp"\n'
                              '#include "services/models/names/sqs.hpp"\n',
        "services/registry.cpp": '#include "services/sqs/sqs.hpp"\n',
        "gateway/session.cpp": "#include <boost/beast/http.hpp>\nstd::chrono::steady_clock::now();\n",
        "scheduler/clock.cpp": "std::chrono::system_clock::now();\nuntil(time);\n",
    }
    for path, text in fine.items():
        assert not list(check_cpp(path, "// It.\n" + text)), path
    assert len(list(check_cpp("actors/k.cpp", "int answer;\n"))) == 1


def main():
    self_test()
    complaints = broken(os.getcwd())
    print("\n".join(complaints) or "every file keeps the rules of the house")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
