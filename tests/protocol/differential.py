#!/usr/bin/env python3
"""The wire engine against botocore: random calls, answers and errors of every operation, read by one and written by the other.

Twins are counted apart: operations that send the very same request as another one, so that nobody can tell which was meant
(docdb's and neptune's are rds's, old forms of S3's are its new ones). The other's serializer proves it for each."""
import argparse
import collections
import json
import random
import subprocess
import sys
import threading

from witness.directions import Errors, Input, Output, Twin
from witness.models import PROTOCOLS, load, services
from witness.readable import difference


class Wire:
    """One process for the whole run."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def answers(self, lines):
        """An answer a line, in order; None when it died."""
        def write():
            try:
                for line in lines:
                    self.process.stdin.write(line.encode() + b"\n")
                self.process.stdin.flush()
            except BrokenPipeError:
                pass
        writer = threading.Thread(target=write)
        writer.start()
        for _ in lines:
            answer = self.process.stdout.readline()
            yield json.loads(answer) if answer.endswith(b"\n") else None
        writer.join()

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


class Score:
    def __init__(self, show):
        self.checked, self.bad, self.twins = collections.Counter(), collections.Counter(), collections.defaultdict(set)
        self.operations, self.show, self.twin_count = set(), show, 0

    def add(self, protocol, model, operation, direction, verdict, line, answer):
        self.operations.add((model.service_name, operation.name))
        self.checked[protocol, direction.name] += 1
        if isinstance(verdict, Twin):
            self.twin_count += 1
            self.twins[model.service_name, verdict.split(".")[0]].add((operation.name, verdict.split(".")[1]))
        elif verdict is not None:
            self.bad[protocol, direction.name] += 1
            self.report(protocol, model, operation, direction, verdict, line, answer)

    def report(self, protocol, model, operation, direction, verdict, line, answer):
        self.show -= 1
        if self.show >= 0:
            print("%s %s.%s %s\n  %.700s\n  line   %.1500s\n  answer %.700s" % (
                protocol, model.service_name, operation.name, direction.name, difference(*verdict), json.dumps(line),
                json.dumps(answer)))

    def print(self, every_twin):
        for key in sorted(set(self.checked) | set(self.bad)):
            print("%-20s %-7s %7d checked, %d mismatches" % (*key, self.checked[key], self.bad[key]))
        for (mine, other), operations in sorted(self.twins.items()):
            print("twins: %d operations of %s are byte for byte %s's" % (len(operations), mine, other))
            for one, two in sorted(operations) if every_twin else ():
                print("  %s = %s" % (one, two))

    def total(self, direction):
        return sum(n for (_, name), n in self.checked.items() if name == direction)


def play(wire, score, options, protocol, model, directions):
    asked, lines = [], []
    wanted = set(filter(None, options.operations.split(",")))
    for name in model.operation_names:
        if wanted and name not in wanted:
            continue
        operation = model.operation_model(name)
        for direction in directions:
            for sample in range(options.samples):
                rng = random.Random("%d %s %s %s %s %d" % (options.seed, protocol, model.service_name, name, direction.name, sample))
                line, expected = direction.ask(rng, model, operation, protocol, sample)
                asked.append((direction, operation, expected, line))
                lines.append(json.dumps(line))
    for (direction, operation, expected, line), answer in zip(asked, wire.answers(lines)):
        try:
            verdict = ("died", "") if answer is None else direction.judge(answer, expected, line, model, operation, protocol)
        except Exception as e:  # botocore could not read the answer
            verdict = (repr(e)[:300], "")
        score.add(protocol, model, operation, direction, verdict, line, answer)
        if answer is None:
            return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wire", nargs="+", help="the command that reads JSON lines: build/release/understudy wire")
    parser.add_argument("--protocols", default=",".join(PROTOCOLS))
    parser.add_argument("--services", default="", help="names of folders, separated by commas; all")
    parser.add_argument("--operations", default="", help="names, separated by commas; all")
    parser.add_argument("--directions", default="input,output,errors")
    parser.add_argument("--samples", type=int, default=3, help="of each operation and direction")
    parser.add_argument("--seed", type=int, default=None, help="a random one")
    parser.add_argument("--show", type=int, default=20, help="how many mismatches to print")
    parser.add_argument("--twins", action="store_true", help="print each operation that is another one's twin")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(10 ** 6)
    directions = [d for d in (Input(), Output(), Errors()) if d.name in options.directions.split(",")]
    chosen = set(filter(None, options.services.split(",")))
    score, wire = Score(options.show), Wire(options.wire)
    for protocol in options.protocols.split(","):
        for service in services():
            model = load(service, protocol) if not chosen or service in chosen else None
            if model is not None and not play(wire, score, options, protocol, model, directions):
                wire = Wire(options.wire)
    status = wire.close()
    score.print(options.twins)
    bad = sum(score.bad.values())
    print("differential: %d operations tried, %d inputs, %d outputs, %d errors, %d twins, %d mismatches (seed %d, %d samples)" % (
        len(score.operations), score.total("input"), score.total("output"), score.total("errors"), score.twin_count, bad,
        options.seed, options.samples))
    return 1 if bad or status else 0


if __name__ == "__main__":
    sys.exit(main())
