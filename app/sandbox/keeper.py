"""Keeps what was said in a file, so that a sandbox that is started again shows it."""

import json
import threading
from dataclasses import asdict
from pathlib import Path

from app.sandbox.messages import SlackMessage
from app.sandbox.seed import Channel
from app.sandbox.workspace import Workspace

EVERY = 0.3
"""Seconds between two looks for something new: that much may be lost where the process is killed."""


class Keeper:
    """Reads the file once, then writes it anew whenever something was said or a channel changed."""

    def __init__(self, workspace: Workspace, file: Path) -> None:
        self._workspace = workspace
        self._file = file
        self._ended = threading.Event()
        if file.exists():
            self._read(json.loads(file.read_text(encoding="utf-8")))
        self._written = workspace.conversations.version, workspace.channels.all()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what is new, for the last time."""
        self._ended.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._ended.wait(EVERY):
            self._write()
        self._write()

    def _write(self) -> None:
        conversations, channels = self._workspace.conversations, self._workspace.channels.all()
        now = conversations.version, channels
        if now == self._written:
            return
        said = [asdict(message) for message in conversations.everything()]
        fresh = self._file.with_suffix(".new")
        kept = {"channels": [asdict(channel) for channel in channels], "messages": said}
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._file)  # whole or not at all
        self._written = now

    def _read(self, kept: dict[str, list[dict[str, object]]]) -> None:
        lists = ("members", "previous_names")
        channels = [{**each, **{name: tuple(each[name]) for name in lists}} for each in kept["channels"]]  # type: ignore[arg-type]
        self._workspace.channels.restore([Channel(**each) for each in channels])  # type: ignore[arg-type]
        said = [{**each, "typed": tuple(each["typed"])} for each in kept["messages"]]  # type: ignore[arg-type]
        self._workspace.conversations.restore([SlackMessage(**each) for each in said])  # type: ignore[arg-type]
