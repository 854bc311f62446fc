"""Servers under measurement, and the load generator, as processes of this machine."""

import json
import os
import resource
import shlex
import signal
import socket
import subprocess
import time


class Failure(Exception):
    """The run is void: a server or the load generator did not do its part."""


# What would change a server's defaults; the benchmark measures those.
_settings = ("DEBUG", "LS_LOG", "MOTO_PORT", "GATEWAY_LISTEN", "PERSISTENCE", "SERVICES", "MOTO_ACCOUNT_ID")
_environment = {name: value for name, value in os.environ.items() if name not in _settings}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _descendants(root):
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


class Server:
    """One server process with its output in a file; use as a context."""

    def __init__(self, name, command, folder):
        self.name, self.command, self.folder = name, command, folder
        self.port = free_port()
        self.process = None

    def arguments(self):
        return shlex.split(self.command.replace("{port}", str(self.port)))

    @property
    def log(self):
        return os.path.join(self.folder, f"{self.name}-{self.port}.log")

    def __enter__(self):
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(self.arguments(), stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=output, cwd=self.folder, env=_environment)
        deadline = time.monotonic() + 60
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise Failure(f"{self.name} does not listen; its output:\n{self.tail()}")
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                print(f"warning: {self.name} did not stop within 20 s of SIGTERM", flush=True)
                self.process.kill()
                self.process.wait()
        if os.path.exists(self.log) and os.path.getsize(self.log) > 1 << 20:
            os.remove(self.log)  # a line a request adds up to gigabytes over a run

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def tail(self):
        with open(self.log, "rb") as log:
            return log.read()[-2000:].decode(errors="replace")

    def check(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.name} ended with status {self.process.returncode}; its output:\n"
                          f"{self.tail()}")

    def pids(self):
        return _descendants(self.process.pid)

    def resident_kb(self):
        """Resident memory; smaps_rollup is exact where VmRSS lags behind by some pages a processor."""
        total = 0
        for process in self.pids():
            with open(f"/proc/{process}/smaps_rollup") as lines:
                total += next(int(line.split()[1]) for line in lines if line.startswith("Rss:"))
        return total

    def cpu_seconds(self):
        total = 0.0
        for process in self.pids():
            total += time.clock_gettime((~process << 3) | 2)  # the clock id of a process's CPU time, Linux
        return total

    def file_limit(self):
        """How many files the server could ever open: its hard limit (a server may raise the soft one)."""
        with open(f"/proc/{self.process.pid}/limits") as lines:
            line = next(line for line in lines if line.startswith("Max open files"))
        return int(line.split()[4])


class Load:
    """The load generator of one build."""

    def __init__(self, program):
        self.program = program

    def _check(self, server, arguments, result):
        if result.returncode != 0:
            server.check()
            raise Failure(f"load on {server.name} failed ({' '.join(arguments)}):\n{result.stderr.strip()}"
                          f"\nits last output:\n{server.tail()}")

    def run(self, server, ops, count, **options):
        """Runs operations one after the other; returns their results in that order."""
        pids = ",".join(map(str, server.pids()))
        arguments = ["run", "--port", str(server.port), "--ops", ops, "--count", str(count), "--pids", pids]
        for name, value in options.items():
            arguments += [f"--{name}", str(value)]
        result = subprocess.run([self.program, *arguments], capture_output=True, text=True)
        self._check(server, arguments, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def startup(self, server):
        """Milliseconds from exec to the first answer."""
        arguments = ["startup", "--port", str(server.port), "--log", server.log, "--", *server.arguments()]
        result = subprocess.run([self.program, *arguments], capture_output=True, text=True, cwd=server.folder,
                                env=_environment)
        if result.returncode != 0:
            raise Failure(f"{server.name} does not start:\n{result.stderr}its output:\n{server.tail()}")
        return json.loads(result.stdout)["startup_ms"]

    def parked(self, server, connections, account, source):
        """A process that speaks the steps of bench/parked.hpp."""
        arguments = [self.program, "parked", "--port", str(server.port), "--connections", str(connections),
                     "--account", str(account), "--source", str(source)]
        return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def own_file_limit():
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


class OtherWork:
    """The share of the machine that neither the servers nor the load used while this was open."""

    def __init__(self):
        self.ours = 0.0  # processor seconds of what was measured; added by the measurements
        self.begin = self._busy()
        self.began = time.monotonic()

    @staticmethod
    def _busy():
        with open("/proc/stat") as stat:
            fields = [int(field) for field in stat.readline().split()[1:]]
        user, nice, system, _idle, _iowait, irq, softirq, steal = fields[:8]
        return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")

    def share(self):
        wall = (time.monotonic() - self.began) * os.cpu_count()
        return max(0.0, self._busy() - self.begin - self.ours) / wall
