"""An assessment: the guide as pages and items, and what was written there."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, StrEnum
from itertools import pairwise

from app.errors import BadText
from app.forms.autosave import FormFields
from app.forms.model import Raw, WrittenText, unkeepable
from app.guide.model import AntiPattern, Guide, Section

INPUTS_A_PAGE = 6
"""Slack advises about six inputs a view."""

CHOICES_A_GROUP = 10
"""What one radio or checkbox group holds."""

START = "start"
LAST = "last"
ASKED = "asked"
"""The page of a form that says: what is empty was pointed out once."""


class ItemKind(StrEnum):
    """The first part of an item's key says what it is."""

    QUESTION = "q"
    STAND = "stand"
    EVIDENCE = "evidence"
    SIGNS = "signs"
    WHEN = "when"


@dataclass(frozen=True)
class Choice:
    id: str
    label: str


STANDS = (
    Choice("not-yet", "I have not done this yet"),
    Choice("when-asked", "Now and then, or with somebody's help"),
    Choice("often", "On my own, though not every time"),
    Choice("always", "On my own, and I can point to examples"),
)
"""Where I stand today, in words that fit any section; a guide may bring its own, of which the first says "not
yet". Never a number, and nothing adds them up."""


@dataclass(frozen=True)
class Item:
    """One input. `key` is its block id and its place in the database: unique over the guide, stable."""

    key: str
    wording: str
    choices: tuple[Choice, ...] = ()
    about: str = ""  # the section or anti-pattern, where the wording alone does not say

    @property
    def full_wording(self) -> str:
        """What is kept with the answer, and still says what it was about when the guide has changed."""
        return f"{self.wording} ({self.about})" if self.about else self.wording

    @property
    def kind(self) -> ItemKind:
        return kind_of(self.key)

    def groups(self) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
        """The choices as blocks of ten at most, each with its block id. They are one item all the same."""
        cuts = range(0, len(self.choices), CHOICES_A_GROUP)
        return tuple(
            (self.key + (f":{n}" if n > 1 else ""), self.choices[start : start + CHOICES_A_GROUP])
            for n, start in enumerate(cuts, start=1)
        )

    def encode(self, block_id: str, value: str | tuple[str, ...], before: str = "") -> str:
        """What is stored: the text as it is; of choices their ids with the labels they had.

        `before` is what was stored. Choices that this block does not offer, because they stand in another
        group or the guide dropped them, stay as they were: nobody could have taken them back here.
        """
        if not self.choices:
            text = value if isinstance(value, str) else ""
            if sentence := unkeepable(text):
                raise BadText(self.key, sentence)
            return text
        chosen = (value,) if isinstance(value, str) else value
        offered = next((group for name, group in self.groups() if name == block_id), self.choices)
        ids = {choice.id for choice in offered}
        kept = (
            [choice for choice in choices(before) if choice.id not in ids]
            if self.kind is ItemKind.SIGNS
            else []
        )
        kept += [choice for choice in offered if choice.id in chosen]
        order = {choice.id: place for place, choice in enumerate(self.choices)}
        kept.sort(key=lambda choice: order.get(choice.id, len(order)))
        return json.dumps([[c.id, c.label] for c in kept], ensure_ascii=False) if kept else ""

    def says(self, stored: str) -> object:
        """What `says` of its key does."""
        return says(self.key, stored)


def kind_of(key: str) -> ItemKind:
    """What an item is, by its key."""
    return ItemKind(key.partition(":")[0])


def choices(stored: str) -> tuple[Choice, ...]:
    """The choices in a stored value, with the labels they had when they were made."""
    return tuple(Choice(id_, label) for id_, label in json.loads(stored or "[]"))


def says(key: str, stored: str) -> object:
    """What a stored value says, for comparing: of choices their ids, whatever the labels were called."""
    if kind_of(key) in {ItemKind.STAND, ItemKind.SIGNS}:
        return tuple(choice.id for choice in choices(stored))
    return stored


def readable(key: str, stored: str) -> str:
    """A stored value as a person reads it."""
    if kind_of(key) in {ItemKind.STAND, ItemKind.SIGNS}:
        return "\n".join(choice.label for choice in choices(stored))
    return stored


@dataclass(frozen=True)
class QuestionPage:
    """One page: `section:ID:1` or `mirror:ID` to fill in, or `last:1`; `number` of `of` in a section."""

    key: str
    items: tuple[Item, ...] = ()
    section: Section | None = None
    anti_pattern: AntiPattern | None = None
    number: int = 1
    of: int = 1

    def item(self, block_id: str) -> Item | None:
        """The item that a block belongs to; a long list of boxes has several blocks."""
        return next(
            (i for i in self.items if i.key == block_id or any(name == block_id for name, _ in i.groups())),
            None,
        )


class PageFields(FormFields):
    """A page's inputs as fields of a form: by their items' keys, in the form in which answers are stored."""

    def __init__(self, page: QuestionPage) -> None:
        super().__init__([item.key for item in page.items])
        self._page = page

    def name_of(self, block_id: str) -> str | None:
        item = self._page.item(block_id)
        return item.key if item else None

    def text_of(self, block_id: str, raw: Raw, before: str) -> str:
        """What is stored. Choices that say the same keep the labels that they had when they were made."""
        item = self._page.item(block_id)
        assert item is not None, "it has a name, so it is an input of the page"  # noqa: S101
        text = item.encode(block_id, raw, before)
        return before if item.says(before) == item.says(text) else text


def looking_back(number: int) -> QuestionPage:
    """The last view, or a further page of it."""
    return QuestionPage(f"{LAST}:{number}", number=number)


@dataclass(frozen=True)
class LastPlace:
    """Which page of whose last view, as it travels. It is no form: looking leaves nothing behind.

    `asked`: what is empty was pointed out before this view was shown.
    """

    assessment_id: int
    number: int = 1
    asked: bool = False

    def __str__(self) -> str:
        return f"{LAST}:{self.assessment_id}:{self.number}" + (f":{ASKED}" if self.asked else "")


_LAST_PLACE = re.compile(rf"{LAST}:(\d{{1,18}}):(\d{{1,6}})(:{ASKED})?", re.ASCII)


def last_place(text: str) -> LastPlace | None:
    """The place, as it comes back; None for anything else."""
    found = _LAST_PLACE.fullmatch(text)
    return LastPlace(int(found[1]), int(found[2]), bool(found[3])) if found else None


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """A guide as pages, in order: the sections' pages, the mirror, the last view."""

    guide: Guide
    pages: tuple[QuestionPage, ...]

    def page(self, key: str) -> QuestionPage | None:
        """The page, or None where this version of the guide has none of that key."""
        if key.startswith(f"{LAST}:"):
            return looking_back(int(key.partition(":")[2]))
        return next((page for page in self.pages if page.key == key), None)

    def item(self, key: str) -> Item | None:
        """The item, or None where this version of the guide does not ask it."""
        return next((item for page in self.pages if (item := page.item(key))), None)

    def beside(self, key: str, offset: int) -> QuestionPage | None:
        """The page after (1) or before (-1); None off the ends, or where the page is not of this version."""
        keys = [page.key for page in self.pages]
        if key.startswith(f"{LAST}:"):
            key = keys[-1]
        place = keys.index(key) + offset if key in keys else -1
        return self.pages[place] if 0 <= place < len(keys) else None

    @property
    def mirror(self) -> QuestionPage:
        """The first page of the mirror; the last view where the guide has no anti-patterns."""
        return next((page for page in self.pages if not page.section), self.pages[-1])

    def place(self, page: QuestionPage) -> tuple[int, int]:
        """Which page this is, of how many: one count for sections, mirror and last view."""
        keys = [each.key for each in self.pages]
        return (keys.index(page.key) + 1 if page.key in keys else len(keys)), len(keys)

    def first_of(self, section_id: str) -> QuestionPage | None:
        """The first page of a section, or None where this version of the guide has no such section."""
        return self.page(f"section:{section_id}:1")


def make_questionnaire(guide: Guide) -> Questionnaire:
    """The pages of a guide: a section's inputs are spread evenly over as few pages as hold them."""
    pages: list[QuestionPage] = []
    for section in guide.sections:
        about = section.title
        items = [Item(f"{ItemKind.QUESTION}:{q.id}", q.text) for q in section.questions]
        stands = tuple(Choice(stand.id, stand.text) for stand in section.stands) or STANDS
        items.append(Item(f"{ItemKind.STAND}:{section.id}", "Where do you stand today?", stands, about))
        items.append(Item(f"{ItemKind.EVIDENCE}:{section.id}", "What shows it?", about=about))
        count = -(-len(items) // INPUTS_A_PAGE)
        cuts = [len(items) * n // count for n in range(count + 1)]
        for n, (start, end) in enumerate(pairwise(cuts), start=1):
            key, on_page = f"section:{section.id}:{n}", tuple(items[start:end])
            pages.append(QuestionPage(key, on_page, section=section, number=n, of=count))
    for anti_pattern in guide.anti_patterns:
        about, signs = anti_pattern.title, tuple(Choice(sign.id, sign.text) for sign in anti_pattern.signs)
        recognize = Item(f"{ItemKind.SIGNS}:{anti_pattern.id}", "What do you recognize?", signs, about)
        when = Item(f"{ItemKind.WHEN}:{anti_pattern.id}", "When was that, and what happened?", about=about)
        on_page = (recognize, when) if signs else (when,)
        pages.append(QuestionPage(f"mirror:{anti_pattern.id}", on_page, anti_pattern=anti_pattern))
    return Questionnaire(guide, (*pages, looking_back(1)))


Texts = Mapping[str, str]
"""Stored values by item key."""


@dataclass(frozen=True)
class Assessment:
    """One assessment of a person; `finished_at` is None as long as it goes on."""

    id: int
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class ItemText(WrittenText):
    """A text of an item, with the wording it answered and when it came."""

    wording: str
    kept_at: datetime


Newest = Mapping[str, ItemText]
"""The newest text of each item, by key."""


@dataclass
class AssessmentTexts:
    """What was written in one assessment, by item.

    `saved`: what was submitted. `newest`: the same, or what was only typed since. `late`: what was typed into
    pages after they were submitted, which changed nothing.
    """

    saved: dict[str, ItemText] = field(default_factory=dict)
    newest: dict[str, ItemText] = field(default_factory=dict)
    late: list[tuple[str, ItemText]] = field(default_factory=list)


@dataclass(frozen=True)
class Agreement:
    """What was agreed about a share, which only its author sees."""

    share_id: int
    text: str
    made_at: datetime


class EvidenceLevel(Enum):
    """What a section rests on. Words, not marks."""

    NOTHING = "nothing yet"
    NOT_YET = "not yet, as you say"
    CLAIM = "a claim so far"
    FACTS = "with facts"


@dataclass(frozen=True)
class EarlierText:
    """An earlier text of an item, with the wording it answered and when it was kept."""

    text: str
    wording: str
    kept_at: datetime


@dataclass(frozen=True)
class SummaryEntry:
    """One text as it is read later; with `earlier`, one that the entry above it said before."""

    wording: str
    text: str
    retired: bool = False
    earlier: EarlierText | None = None


@dataclass(frozen=True)
class SummaryPart:
    """A section, an anti-pattern, or what the guide no longer asks, with what was written there.

    Of a section alone: `standing`, where they say they `stand`, a `fact` in their own words, and of a claim
    the `doubt` of a skeptic. `caption` is what stands under the title of any other part.
    """

    title: str
    entries: tuple[SummaryEntry, ...]
    standing: EvidenceLevel | None = None
    stand: str = ""
    caption: str = ""
    section_id: str = ""
    fact: str = ""
    doubt: str = ""

    @property
    def own_words(self) -> str:
        """What says most: of a section the fact, else the first thing that was written; else everything."""
        texts = [entry.text for entry in self.entries if entry.text]
        return self.fact or "\n".join(texts[:1] if self.standing else texts)

    @property
    def says(self) -> str:
        """The standing, and where they say they stand, as far as that says more."""
        is_said = self.standing is None or self.standing is EvidenceLevel.NOT_YET
        words = [self.standing.value.capitalize()] if self.standing else []
        return " · ".join([*words, *([self.stand] if self.stand and not is_said else [])])


@dataclass(frozen=True)
class StartScreen:
    """The start view. `notice`: what was typed on the page before replaced a text of another window."""

    form_id: str
    guide: Guide
    parts: tuple[SummaryPart, ...]
    assessment: Assessment | None
    notice: bool = False
    agreed: Agreement | None = None


@dataclass(frozen=True)
class PageScreen:
    """A page to fill in. `texts` stand in its inputs; `last_time`: the newest of any earlier assessment.

    `doubt`: what a skeptic would ask about what stands there, if it is a claim.
    """

    form_id: str
    questionnaire: Questionnaire
    page: QuestionPage
    texts: Texts
    last_time: Newest
    notice: bool = False
    finished_at: datetime | None = None
    doubt: str = ""


@dataclass(frozen=True)
class AtTheEnd:
    """A screen that is no form: where it is in the last view travels with it."""

    place: LastPlace

    @property
    def form_id(self) -> str:
        """What travels instead of a form's id."""
        return str(self.place)


@dataclass(frozen=True)
class LastScreen(AtTheEnd):
    """The last view: one page of `of` of what was written. `pages`: of the whole assessment."""

    parts: tuple[SummaryPart, ...]
    of: int
    pages: int
    notice: bool = False


@dataclass(frozen=True)
class GapsScreen(AtTheEnd):
    """Asks once, before the end, about sections in which nothing was written."""

    gaps: tuple[SummaryPart, ...]


@dataclass(frozen=True)
class EndScreen(AtTheEnd):
    """What came out of an assessment that is finished."""

    finished_at: datetime
    sections: tuple[SummaryPart, ...]
    mirror: tuple[SummaryPart, ...]
    retired: tuple[SummaryPart, ...] = ()
    agreed: Agreement | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        is_written = any(part.standing is not EvidenceLevel.NOTHING for part in self.sections)
        return not (is_written or self.mirror or self.retired)


@dataclass(frozen=True)
class HistoryScreen:
    """`newer` and `older` are cursors, or None at the ends. Without an assessment there is no history yet."""

    assessment: Assessment | None
    parts: tuple[SummaryPart, ...]
    newer: str | None = None
    older: str | None = None


Screen = StartScreen | PageScreen | LastScreen | GapsScreen | EndScreen

BYTES_A_SCREEN = 180_000
"""Of people's text in one view, in JSON's longest spelling: Slack refuses a view over 250,000."""

BLOCKS_A_SCREEN = 80
"""A part takes two blocks, a doubt and an entry one; a view holds a hundred."""


def paged(parts: tuple[SummaryPart, ...]) -> tuple[tuple[SummaryPart, ...], ...]:
    """The parts in as few screens as hold them, at least one. A part may go on; an entry is never split."""
    screens: list[list[SummaryPart]] = [[]]
    room, places = BYTES_A_SCREEN, BLOCKS_A_SCREEN
    for part in parts:
        head = replace(part, entries=())
        for entry in (None, *part.entries):
            size, blocks = (
                (len(json.dumps([entry.wording, entry.text])), 1) if entry else (0, 2 + bool(part.doubt))
            )
            if size > room or blocks > places:
                screens.append([head] if entry else [])
                room, places = BYTES_A_SCREEN, BLOCKS_A_SCREEN
            if entry is None:
                screens[-1].append(head)
            else:
                last = screens[-1][-1]
                screens[-1][-1] = replace(last, entries=(*last.entries, entry))
            room, places = room - size, places - blocks
    return tuple(tuple(screen) for screen in screens)
