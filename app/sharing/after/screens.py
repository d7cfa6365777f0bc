"""What an author sees of a share after Post was pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sharing.model import Reader, Share, SharePart, Stop


@dataclass(frozen=True)
class ReceiptScreen:
    """`lines`: what the author may know of the EM, a sentence each. `most`: readers that a share may have."""

    share: Share
    parts: tuple[SharePart, ...]
    lines: tuple[str, ...] = ()
    has_agreed: bool = False
    most: int = 25


@dataclass(frozen=True)
class LookScreen:
    """Who is there now. `new`: of them, those whom no earlier list named. `stop`: why nothing can be posted.

    `left` of `total` messages are still to be posted. `older`: another list was approved than this one.
    """

    share: Share
    readers: tuple[Reader, ...] = ()
    new: frozenset[str] = frozenset()
    left: int = 0
    total: int = 0
    stop: Stop | None = None
    most: int = 25
    older: bool = False


@dataclass(frozen=True)
class ThereScreen:
    """Asks for the link of a message that is there. `place` 0: the post. `question`: which one it is."""

    question: str
    place: int
    removing: bool = False


@dataclass(frozen=True)
class AgreedScreen:
    """The private field. `values`: as it stands, by field; `aside`: what was typed and gave way."""

    form_id: str
    values: Mapping[str, str]
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TakenScreen:
    """How far taking back is, where the receipt is not in front."""

    share: Share
    parts: tuple[SharePart, ...]


@dataclass(frozen=True)
class NoticeScreen:
    """A sentence, where there is nothing (more) to do."""

    title: str
    sentence: str


AfterScreen = LookScreen | ThereScreen | AgreedScreen | TakenScreen | NoticeScreen
