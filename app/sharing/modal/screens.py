"""What the modal of an author shows, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.nudges.model import UTC
from app.sharing.choice.picking import Group, WordField
from app.sharing.model import Share, SharePart, Stop


@dataclass(frozen=True)
class Spot:
    """What a view of the modal carries: "FORM:PREVIEW:PAGE". Anybody can forge it."""

    form_id: str
    preview: str = ""
    page: int = 0

    def __str__(self) -> str:
        return f"{self.form_id}:{self.preview}:{self.page}"

    @classmethod
    def of(cls, text: str) -> "Spot":
        form_id, _, rest = text.partition(":")
        preview, _, page = rest.partition(":")
        is_page = page.isascii() and page.isdecimal() and len(page) < 5
        return cls(form_id, preview, int(page) if is_page else 0)


@dataclass(frozen=True)
class LaunchLine:
    """A launch that can be ticked. `is_new_here`: nothing of it stands in the channel, where others do."""

    id: int
    title: str
    is_new_here: bool = False


@dataclass(frozen=True)
class ChooseScreen:
    """The first screen: where, for whom, and what. `values`: by field.

    `since`: the day of the last share in this channel; `changed`: titles of what would say something else
    there now. `stop`, `problem`: why it did not go on.
    """

    form_id: str
    values: Mapping[str, str]
    most: int
    since: date | None = None
    changed: tuple[str, ...] = ()
    assessed_on: date | None = None
    finished: tuple[tuple[int, date], ...] = ()
    launches: tuple[LaunchLine, ...] = ()
    older: bool = False
    today: date = date.min
    resumed: bool = False
    stop: Stop | None = None
    problem: str = ""


@dataclass(frozen=True)
class CheckingScreen:
    """Slack is being asked who can read it. `name`: of the view, which is filled in when that is known.

    `stop`, `problem`: what was against it; then it can be asked again.
    """

    form_id: str
    name: str
    most: int
    stop: Stop | None = None
    problem: str = ""
    asked_again: bool = False


@dataclass(frozen=True)
class WhatScreen:
    """One page of what can be ticked. `ticked`: by field, the ids of the choices.

    `older`: there are older launches, or more to tick, on the next page.
    """

    form_id: str
    groups: tuple[Group, ...]
    ticked: Mapping[str, frozenset[str]]
    page: int = 0
    older: bool = False


@dataclass(frozen=True)
class WordsScreen:
    """The words around what is ticked."""

    form_id: str
    fields: tuple[WordField, ...]
    values: Mapping[str, str]
    starters: bool = True


@dataclass(frozen=True)
class ExactlyScreen:
    """Who will see it, and exactly what. `newer`: the page before it was an older preview; `beside`: made
    before something else of theirs was posted to this channel, or taken back there."""

    share: Share
    page: int = 0
    newer: bool = False
    beside: bool = False
    em_is_out: bool = False


@dataclass(frozen=True)
class SentScreen:
    """Post was pressed. `again`: in this modal, some time ago."""

    share: Share
    again: bool = False


@dataclass(frozen=True)
class StepProblems:
    """What keeps a step back, a sentence a field. The page stays as it is.

    `stop`: what is against the channel, for the field where it is chosen.
    """

    sentences: Mapping[str, str] = field(default_factory=dict)
    stop: Stop | None = None


@dataclass(frozen=True)
class ListedShare:
    share: Share
    parts: tuple[SharePart, ...]


@dataclass(frozen=True)
class ShareListScreen:
    """Ten shares, the newest first, with the cursors of the screens beside it."""

    now: datetime
    shares: tuple[ListedShare, ...] = ()
    zone: ZoneInfo = UTC
    newer: str = ""
    older: str = ""


Step = ChooseScreen | CheckingScreen | WhatScreen | WordsScreen | ExactlyScreen | SentScreen
