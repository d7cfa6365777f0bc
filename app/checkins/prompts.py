"""The words of the weekly message: `content/prompts.yaml`, checked once at the start, picked by the week."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from app.calendar.weeks import Week
from app.checkins.model import Reading, Status
from app.checkins.numbers import is_qualitative
from app.errors import StartupError
from app.launches.model import Launch

LONGEST = 300
OPENINGS = ("one", "several", "decision", "look", "snoozed", "third_slot")
QUESTIONS = ("first", "usual", "behind", "on_track", "cannot_tell", "unchanged", "unseen", "qualitative")
_GROUPS = {"openings": OPENINGS, "questions": QUESTIONS}
_PLACEHOLDERS = ("{", "}", "<", ">", "%s", "%(")
_DAYS_A_WEEK = 7
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where PyYAML has it: every start and every test reads the prompts."""

Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Prompts:
    """What can be said. The same state, week and salt always give the same text, and with one salt the next
    week gives another one where there is a choice."""

    openings: Texts
    questions: Texts

    def pick(self, state: str, week: Week, salt: int = 0) -> str:
        """The heading of a message; `state` is one of OPENINGS."""
        return _turn(self.openings[state], week, salt)

    def ask(self, state: str, week: Week, salt: int = 0) -> str:
        """What to ask about one launch; `state` is one of QUESTIONS. Its id as the salt lets several launches
        of one message be asked different things."""
        return _turn(self.questions[state], week, salt)


_LAST_SAID = {Status.BEHIND, Status.ON_TRACK, Status.CANNOT_TELL, Status.UNCHANGED, Status.UNSEEN}


def question_state(launch: Launch, week: Week, last: Reading | None) -> str:
    """Which of QUESTIONS fits a launch: by its bet, and by what was said `last`."""
    if is_qualitative(launch.bet):
        return "qualitative"
    if last is None:
        return "first" if week <= launch.joins else "usual"
    return str(last.status) if last.status in _LAST_SAID else "usual"


def load_prompts(path: Path) -> Prompts:
    """All prompts of this file. Raises StartupError with the file and the key that is wrong."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, "", "cannot be read as UTF-8 text") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f" at line {mark.line + 1}" if mark else ""
        raise _wrong(path, "", f"is not valid YAML{at}") from error
    groups = _entries(path, "", root, tuple(_GROUPS))
    read = {
        group: {
            state: _texts(path, f"{group}.{state}", node)
            for state, node in _entries(path, group, groups[group], states).items()
        }
        for group, states in _GROUPS.items()
    }
    return Prompts(read["openings"], read["questions"])


def _turn(texts: tuple[str, ...], week: Week, salt: int) -> str:
    return texts[(week.monday.toordinal() // _DAYS_A_WEEK + salt) % len(texts)]


def _entries(path: Path, place: str, node: yaml.Node | None, keys: tuple[str, ...]) -> dict[str, yaml.Node]:
    """Exactly these keys, each once. Nodes and not values: plain loading keeps the last of two equal keys."""
    if not isinstance(node, yaml.MappingNode):
        raise _wrong(path, place, f"has to hold the keys {', '.join(keys)}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        where = f"{place}.{name}" if place else name
        if name not in keys:
            raise _wrong(path, where, f"is not a key we know; there are {', '.join(keys)}")
        if name in found:
            raise _wrong(path, where, "is there twice")
        found[name] = value
    if missing := [key for key in keys if key not in found]:
        raise _wrong(path, f"{place}.{missing[0]}" if place else missing[0], "is missing")
    return found


def _texts(path: Path, place: str, node: yaml.Node) -> tuple[str, ...]:
    """The texts of one state. Raises StartupError for one that could not be sent as it is."""
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise _wrong(path, place, "has to be a list of at least one text")
    texts = []
    for n, item in enumerate(node.value, 1):
        where = f"{place} (text {n})"
        if not isinstance(item, yaml.ScalarNode) or not item.value.strip():
            raise _wrong(path, where, "is not a text; put quotes around one with a colon in it")
        text = str(item.value).strip()
        if len(text) > LONGEST:
            raise _wrong(path, where, f"is longer than {LONGEST} characters")
        if not text.isprintable():
            raise _wrong(path, where, "has to be one line of ordinary characters")
        if any(sign in text for sign in _PLACEHOLDERS):
            what = "seems to hold a placeholder; nothing is filled in, so write plain words"
            raise _wrong(path, where, what)
        texts.append(text)
    return tuple(texts)


def _wrong(path: Path, place: str, what: str) -> StartupError:
    return StartupError(f"{path.name}: {place} {what}." if place else f"{path.name} {what}.")
