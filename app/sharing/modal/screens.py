"""What the modal of an author shows, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.nudges.model import UTC
from app.sharing.choice.picking import Group, WordField
from app.sharing.model import Reader, Share, SharePart, Stop


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
class WhereScreen:
    """`channel_id`: chosen, or the last share's. `stop`: why the channel chosen before takes no share."""

    form_id: str
    channel_id: str
    most: int
    resumed: bool = False
    stop: Stop | None = None


@dataclass(frozen=True)
class WhoScreen:
    """Who will see it. `preview` empty: Slack is still being asked; `seen` is then the preview there was.

    `called`: what the channel was called before. `asked_again`: because the last answer got old.
    """

    form_id: str
    preview: str = ""
    seen: str = ""
    channel_name: str = ""
    readers: tuple[Reader, ...] = ()
    called: str = ""
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
    """The words around what is ticked, and who the EM is. `people`: who can be picked."""

    form_id: str
    fields: tuple[WordField, ...]
    values: Mapping[str, str]
    people: tuple[Reader, ...] = ()
    em_user_id: str = ""
    starters: bool = True


@dataclass(frozen=True)
class ExactlyScreen:
    """The preview. `newer`: the page before it was an older preview; `beside`: made before something else of
    theirs was posted to this channel, or taken back there."""

    share: Share
    page: int = 0
    newer: bool = False
    beside: bool = False


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


Step = WhereScreen | WhoScreen | WhatScreen | WordsScreen | ExactlyScreen | SentScreen
