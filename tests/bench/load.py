"""So many connections, as a process of its own: `python -m tests.bench.load JOB`, a file of JSON.

A job has the server's port, and by connection what is sent over it, one request after the other. A list of
bodies is sent as it is. A person with a view submits it, and the view of each answer after it, `steps` times.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.payloads import headers, submission

LIMIT_SECONDS = 60.0


class Connection:
    """One connection that is kept, and what it waited for each answer."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.seconds: list[float] = []
        self.bodies: list[str] = []

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)

    def close(self) -> None:
        self._writer.close()

    async def send(self, request: bytes) -> bytes:
        began = time.perf_counter()
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        answer = await self._reader.readexactly(length)
        self.seconds.append(time.perf_counter() - began)
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(head.decode())
        return answer

    async def replay(self, requests: list[bytes]) -> None:
        for request in requests:
            await self.send(request)

    async def walk(self, people: list[dict[str, Any]], steps: int) -> None:
        """Each person's pages, and then the next person's."""
        for one in people:
            view = one["view"]
            for _ in range(steps):
                body = submission(one["user"], view)
                self.bodies.append(body.decode())
                view = json.loads(await self.send(signed(body)))["view"]


def signed(body: bytes) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers(body).items()]
    head = ["POST /slack/events HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


async def run(job: dict[str, Any]) -> dict[str, Any]:
    """All connections at once. Opened one after the other, before the clock starts."""
    connections = [Connection(job["port"]) for _ in job["connections"]]
    if job["steps"]:
        work = [
            each.walk(sent, job["steps"]) for each, sent in zip(connections, job["connections"], strict=True)
        ]
    else:
        ready = [[signed(body.encode()) for body in bodies] for bodies in job["connections"]]
        work = [each.replay(sent) for each, sent in zip(connections, ready, strict=True)]
    for each in connections:
        await each.open()

    async def whole(each: Connection, doing: Any) -> None:
        await doing
        each.close()

    began = time.perf_counter()
    async with asyncio.timeout(LIMIT_SECONDS):
        await asyncio.gather(*(whole(each, doing) for each, doing in zip(connections, work, strict=True)))
    return {
        "seconds": time.perf_counter() - began,
        "waits": [wait for each in connections for wait in each.seconds],
        "bodies": [each.bodies for each in connections],
    }


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(json.dumps(asyncio.run(run(json.loads(file.read_text())))))
