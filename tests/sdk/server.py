"""Starts the real binary on a free port for one story, and stops it afterwards."""
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import unittest


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The binary named by $UNDERSTUDY, listening on `endpoint`, with a temporary directory as its home, in which are
    `files` (texts by name)."""

    def __init__(self, attempts=5, options=(), files=None, environment=None):
        binary = os.environ["UNDERSTUDY"]
        self.home = tempfile.TemporaryDirectory(prefix="understudy-")
        for name, text in (files or {}).items():
            path = pathlib.Path(self.home.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for _ in range(attempts):  # another process may take the port between the probe and the start
            port = free_port()
            self.log = []
            self.process = subprocess.Popen(
                [binary, "-H", "127.0.0.1", "-p", str(port), *options], cwd=self.home.name,
                env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
            if self._ready():
                self.endpoint = f"http://127.0.0.1:{port}"
                self._drain = threading.Thread(target=self.log.extend, args=(self.process.stdout,))
                self._drain.start()  # nobody may block on a full pipe
                return
            self.process.wait()
            self.process.stdout.close()
        self.home.cleanup()
        raise RuntimeError("the server never said Ready.:\n" + "".join(self.log))

    def _ready(self):
        for line in self.process.stdout:
            self.log.append(line)
            if "Ready." in line:
                return True
        return False

    def certificate(self):
        """The one that a server with TLS has made and printed, in PEM."""
        lines = "".join(self.log)
        end = "-----END CERTIFICATE-----\n"
        return lines[lines.index("-----BEGIN CERTIFICATE-----"):lines.index(end) + len(end)]

    def stop(self):
        """Asks for a graceful stop and returns the exit status."""
        self.process.terminate()
        status = self.process.wait()
        self._drain.join()
        self.process.stdout.close()
        self.home.cleanup()
        if status:
            print("".join(self.log))
        return status


class TestCase(unittest.TestCase):
    """One server for a class of tests, which must stop cleanly when asked to."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        status = cls.server.stop()
        assert status == 0, f"the server ended with {status} when asked to stop"
