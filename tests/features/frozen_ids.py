"""What travels in messages and modals, and comes back to a later release: names, and what they carry.

Slack keeps a message for years, so a name that was released is heard for ever, with the value of then. The
list is tests/data/frozen-ids.txt: what is listened to, and the shape of each `private_metadata` and `value`
that the story of tests/privacy and the journeys show. `python -m tests.features.frozen_ids` adds to it what
is new in the story, and with lines behind it those lines. Until the first release a line may be deleted.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.db.engine import connect
from app.db.schema import migrate

FROZEN = Path(__file__).resolve().parents[1] / "data" / "frozen-ids.txt"
ADD = "python -m tests.features.frozen_ids"
HEAD = f"""\
# Names that messages and modals have, and what they carry. Only added to, for what was released is pressed
# for years: {ADD}
# "listens KIND NAME", NAME between slashes where it is a pattern. "carries KIND ID SHAPE": N is a number,
# WEEK an ISO week, ID16, ID22 and HEX8 random ids of that length, TS Slack's name of a message, SLUG an id
# of the guide, "-" nothing; everything else is itself.
"""

_SHAPES = (
    ("WEEK", re.compile(r"\d{4}-W\d\d")),
    ("TS", re.compile(r"\d{9,}\.\d+")),
    ("HEX8", re.compile(r"[0-9a-f]{8}")),
    ("N", re.compile(r"\d+")),
    ("ID16", re.compile(r"(?=.*[A-Z0-9_-])[\w-]{16}")),
    ("ID22", re.compile(r"(?=.*[A-Z0-9_-])[\w-]{22}")),
)
_SLUGS = frozenset({"assess.section"})
"""Actions whose value is an id of the guide, which looks like a word."""
_BY_TURNS = re.compile(r"\.\d+$")
"""The place of a button among others of its kind, at the end of its id."""


def frozen() -> frozenset[str]:
    """The lines of the list."""
    lines = FROZEN.read_text().splitlines() if FROZEN.exists() else []
    return frozenset(line for line in lines if line and not line.startswith("#"))


def listens(kind: str, name: str | re.Pattern[str]) -> str:
    """The line of something that is registered with Bolt."""
    return f"listens {kind} {name if isinstance(name, str) else f'/{name.pattern}/'}"


def carries(part: Any) -> Iterator[str]:
    """The lines of all modals, buttons and menus in a view, in blocks or in the arguments of a call."""
    if isinstance(part, list):
        for each in part:
            yield from carries(each)
    elif isinstance(part, dict):
        if "callback_id" in part:
            yield f"carries view {part['callback_id']} {_shape(part.get('private_metadata'))}"
        for name, value in part.items():
            if name != "element":  # an input: what it holds is its form's, which is stored by name
                yield from carries(value)
        if "action_id" in part:
            yield from _carried_by(part)


def _carried_by(element: dict[str, Any]) -> Iterator[str]:
    action_id = _BY_TURNS.sub(".N", str(element["action_id"]))
    for value in [each["value"] for each in element.get("options", [])] or [element.get("value")]:
        shape = "SLUG" if value and action_id in _SLUGS else _shape(value)
        yield f"carries action {action_id} {shape}"


def _shape(text: str | None) -> str:
    return ":".join(_kind(piece) for piece in text.split(":")) if text else "-"


def _kind(piece: str) -> str:
    return next((kind for kind, pattern in _SHAPES if pattern.fullmatch(piece)), piece)


def gone(heard: Iterable[str]) -> list[str]:
    """A sentence for each line of what was listened to once and is not among these."""
    then = {line for line in frozen() if line.startswith("listens")}
    return [
        f"{line}: messages and modals that were sent still name it. Go on listening to it, and reading what "
        "it carried; give what is new a name of its own."
        for line in sorted(then - {*heard})
    ]


def new(found: Iterable[str]) -> list[str]:
    """A sentence for each of these lines that the list does not have."""
    return [
        f"{line}: not on the list of frozen ids. Where it replaces one of there, go on reading that one as "
        f'well; then add it: {ADD} "{line}"'
        for line in sorted({*found} - frozen())
    ]


def main() -> None:
    """Add the lines that are given; none given, what the product of now listens to, and the story shows."""
    from tests.privacy.world import world

    lines = set(sys.argv[1:])
    if not lines:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/story.db"
            database = connect(url)
            migrate(database)
            database.dispose()
            with world(url) as lived:
                lines = {listens(each.kind, each.name) for each in lived.heard}
                lines |= lived.story.recorder.carried
    FROZEN.write_text(HEAD + "\n".join(sorted(lines | frozen())) + "\n")


if __name__ == "__main__":
    main()
