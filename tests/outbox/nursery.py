"""Real sender processes that start in no time: one imports everything, the rest fork from it."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from app.clock import SystemClock
from app.db.engine import connect
from app.errors import StorageUnavailable
from app.outbox.deps import SenderDeps
from app.outbox.pace import Pace
from app.outbox.sender import Sender
from app.outbox.states import Timing
from app.slack.client import Posting, delivery_client
from app.work import Workplace
from tests.outbox.support import UNPACED, Note
from tests.support.process import ROOT, environment
from tests.support.work import RING


class Nursery:
    """Starts senders on a database and a Slack, and kills them."""

    def __init__(self, database_url: str, slack_url: str, timing: Timing, log: Path) -> None:
        numbers = [f"{name}={value}" for name, value in asdict(timing).items()]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.outbox.nursery", database_url, slack_url, *numbers],
                env=environment({}),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        self.pids: list[int] = []
        self.kills = 0

    def start(self) -> None:
        """One more sender."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("start\n")
        self._process.stdin.flush()
        self.pids.append(int(self._process.stdout.readline()))

    def kill_one(self, rng: random.Random) -> None:
        """SIGKILL: nothing is cleaned up. Another one is started in its place."""
        pid = self.pids.pop(rng.randrange(len(self.pids)))
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self.start()

    def close(self) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        self._process.communicate()


def main() -> None:
    """Fork a sender for each line that is read, and say its process id."""
    database_url, slack_url, *numbers = sys.argv[1:]
    timing = Timing(**{name: float(value) for name, value in (pair.split("=") for pair in numbers)})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed leave no zombies
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            send(database_url, slack_url, timing)
        print(pid, flush=True)  # noqa: T201


def send(database_url: str, slack_url: str, timing: Timing) -> None:
    """Send for ever."""
    posting = Posting(delivery_client("xoxb-test", slack_url, timing.http))
    setup = SenderDeps(
        Workplace(connect(database_url), RING, SystemClock()),
        posting,
        {"note": Note()},
        timing=timing,
        pace=Pace(time.time, UNPACED),
    )
    sender = Sender(setup)
    while True:
        try:
            sender.run_until_nothing_due(1.0)
        except StorageUnavailable:
            print("the database was locked for too long", file=sys.stderr)  # noqa: T201
        time.sleep(0.02)


if __name__ == "__main__":
    main()
