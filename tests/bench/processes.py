"""Slack, the two servers and the load, each as a process of its own, and what a process has used (Linux)."""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.payloads import Block, headers
from tests.support.process import ROOT, environment

READY_SECONDS = 20.0
LOAD_SECONDS = 90.0
PORTS = range(20_000, 30_000)
"""Below those that the system gives to whoever connects: looking at one of those may take it."""


class Slack:
    """The stand-in that answers at once."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.slack"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        self._url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        self.api_url = f"{self._url}/api/"

    def view(self, trigger_id: str) -> Block:
        """The view that was opened with it."""
        return dict(self._get(f"views/{trigger_id}"))

    def posted(self) -> int:
        return int(self._get("posted"))

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self._url}/{path}", timeout=5) as answer:
            return json.load(answer)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def free_port() -> int:
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


class Server:
    """Started, and waited for until it answers."""

    def __init__(self, arguments: Sequence[str], settings: Mapping[str, str], folder: Path) -> None:
        self.port = free_port()
        self._log = folder / f"server-{self.port}.log"
        began = time.perf_counter()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *(each.replace("PORT", str(self.port)) for each in arguments)],
                env=environment({**settings, "PORT": str(self.port)}),
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        while not self._answers():
            assert self._process.poll() is None, self._log.read_text()
            assert time.perf_counter() - began < READY_SECONDS, self._log.read_text()
            time.sleep(0.005)
        self.ready_seconds = time.perf_counter() - began

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def post(self, body: bytes) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/slack/events", body, headers(body))
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        assert answer.status == 200, (answer.status, self._log.read_text())
        return dict(json.loads(read or b"{}"))

    @property
    def cpu_seconds(self) -> float:
        """Of all its threads, to the nanosecond: what /proc/PID/stat counts is hundredths of a second."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    @property
    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass(frozen=True)
class Load:
    """What it cost the server. `waits`: seconds of each request; `bodies`: what was sent, by connection."""

    cpu_seconds: float
    waits: list[float]
    bodies: list[list[str]]

    @property
    def cpu_each(self) -> float:
        return self.cpu_seconds / len(self.waits)


def load(server: Server, folder: Path, connections: Sequence[Sequence[Any]], steps: int = 0) -> Load:
    """Send it all from another process, and look at the server's CPU before and after."""
    file = folder / "load.json"
    file.write_text(json.dumps({"port": server.port, "steps": steps, "connections": connections}))
    before = server.cpu_seconds
    subprocess.run(
        [sys.executable, "-m", "tests.bench.load", str(file)], cwd=ROOT, check=True, timeout=LOAD_SECONDS
    )
    used = server.cpu_seconds - before
    found = json.loads(file.read_text())
    return Load(used, found["waits"], found["bodies"])
