"""A user of Slack: as a verified payload names them, and as Slack describes them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class SlackUser:
    """Ids as Slack sends them. Empty, never None, where it sends none: these make up a unique key.

    An organisation-wide install has no team id; then the enterprise alone is the workspace.
    """

    enterprise_id: str
    team_id: str
    user_id: str


@dataclass(frozen=True)
class SlackProfile:
    """A person as Slack knows them. `zone`: an IANA name, as Slack has it; None where it has none."""

    zone: str | None
    deleted: bool


# A name as it may stand in our sentences. What somebody is (a guest, your EM) stands behind it in round
# brackets, so that a name may hold none; and nothing in it may turn the rest of the line around.

_JOINERS = "\u200c\u200d"
"""They shape letters and emoji, and show nothing by themselves."""
_BLANK = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and a symbol that show nothing."""
_ROUND = str.maketrans("❨❩❪❫⟮⟯⦅⦆⸨⸩", "[][][][][]")


def shown_name(names: Iterable[str], user_id: str) -> str:
    """The first of these names in which there is something to see, as one line; else the id."""
    return next(filter(None, map(_readable, names)), user_id)


def _readable(name: str) -> str:
    kept = "".join(" " if each.isspace() else _allowed(each) for each in name)
    kept = re.sub(f"(?<![^ ])[{_JOINERS}]+|[{_JOINERS}]+(?![^ ])", "", kept)
    line = " ".join(kept.split())
    while line and unicodedata.category(line[0]).startswith("M"):
        line = line[1:].lstrip()  # a mark without its letter would sit on what stands before the name
    return line if any(_is_visible(each) for each in line) else ""


def _allowed(character: str) -> str:
    """Nothing for what is not seen, controls of direction among it; square brackets for round ones, and for
    what only looks like these."""
    if character in _JOINERS:
        return character
    if unicodedata.category(character).startswith("C") or character in _BLANK:
        return ""
    if unicodedata.normalize("NFKC", character) in {"(", ")"}:
        return "[" if unicodedata.normalize("NFKC", character) == "(" else "]"
    return character.translate(_ROUND)


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS"
