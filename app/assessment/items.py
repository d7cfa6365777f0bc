"""What a guide asks, as steps and inputs. One input has one key, in views and in the database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.errors import BadText
from app.forms import unkeepable
from app.guide.model import AntiPattern, Guide, Section

INPUTS_A_PAGE = 6
"""Slack advises about six inputs a view."""

CHOICES_A_GROUP = 10
"""What one radio or checkbox group holds."""

START = "start"
LAST = "last"


class Kind(StrEnum):
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
    Choice("when-asked", "I do it when somebody asks me to"),
    Choice("often", "I do it on my own, though not every time"),
    Choice("always", "I do it on my own, and could point to examples"),
)
"""Where I stand today, in words that describe behaviour. Never a number, and nothing adds them up."""


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
    def kind(self) -> Kind:
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
            return storable(self.key, value if isinstance(value, str) else "")
        chosen = (value,) if isinstance(value, str) else value
        offered = next((group for name, group in self.groups() if name == block_id), self.choices)
        ids = {choice.id for choice in offered}
        kept = (
            [choice for choice in choices(before) if choice.id not in ids] if self.kind is Kind.SIGNS else []
        )
        kept += [choice for choice in offered if choice.id in chosen]
        order = {choice.id: place for place, choice in enumerate(self.choices)}
        kept.sort(key=lambda choice: order.get(choice.id, len(order)))
        return json.dumps([[c.id, c.label] for c in kept], ensure_ascii=False) if kept else ""

    def same(self, one: str, other: str) -> bool:
        """Whether two stored values say the same, whatever the labels were called."""
        if not self.choices:
            return one == other
        return [choice.id for choice in choices(one)] == [choice.id for choice in choices(other)]


def kind_of(key: str) -> Kind:
    return Kind(key.partition(":")[0])


def choices(stored: str) -> tuple[Choice, ...]:
    """The choices in a stored value, with the labels they had when they were made."""
    return tuple(Choice(id_, label) for id_, label in json.loads(stored or "[]"))


def readable(key: str, stored: str) -> str:
    """A stored value as a person reads it."""
    if kind_of(key) in {Kind.STAND, Kind.SIGNS}:
        return "\n".join(choice.label for choice in choices(stored))
    return stored


def storable(key: str, text: str) -> str:
    """The text, unless it could not be given back exactly as it came."""
    if sentence := unkeepable(text):
        raise BadText(key, sentence)
    return text


@dataclass(frozen=True)
class Step:
    """One page to fill in: `section:ID:1`, `mirror:ID` or `last:1`; `number` of `of` in a section."""

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


def last_step(number: int) -> Step:
    """The last view, or a further page of it."""
    return Step(f"{LAST}:{number}", number=number)


@dataclass(frozen=True, eq=False)
class Plan:
    """A guide as steps, in order: the sections' pages, the mirror, the last view."""

    guide: Guide
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step | None:
        """The step, or None where this version of the guide has none of that key."""
        if key.startswith(f"{LAST}:"):
            return last_step(int(key.partition(":")[2]))
        return next((step for step in self.steps if step.key == key), None)

    def item(self, key: str) -> Item | None:
        return next((item for step in self.steps if (item := step.item(key))), None)

    def beside(self, key: str, offset: int) -> Step | None:
        """The step after (1) or before (-1); None off the ends, or where the step is not of this version."""
        keys = [step.key for step in self.steps]
        if key.startswith(f"{LAST}:"):
            key = keys[-1]
        place = keys.index(key) + offset if key in keys else -1
        return self.steps[place] if 0 <= place < len(keys) else None

    @property
    def mirror(self) -> Step:
        """The first page of the mirror; the last view where the guide has no anti-patterns."""
        return next((step for step in self.steps if not step.section), self.steps[-1])

    def first_of(self, section_id: str) -> Step | None:
        return self.step(f"section:{section_id}:1")


def make_plan(guide: Guide) -> Plan:
    """The steps of a guide."""
    steps = [step for section in guide.sections for step in _section_steps(section)]
    steps += [_mirror_step(anti_pattern) for anti_pattern in guide.anti_patterns]
    return Plan(guide, (*steps, last_step(1)))


def _section_steps(section: Section) -> list[Step]:
    items = [Item(f"{Kind.QUESTION}:{q.id}", q.text) for q in section.questions]
    about = section.title
    items.append(Item(f"{Kind.STAND}:{section.id}", "Where do you stand today?", STANDS, about))
    items.append(Item(f"{Kind.EVIDENCE}:{section.id}", "What shows it? (evidence)", about=about))
    count = -(-len(items) // INPUTS_A_PAGE)
    cuts = [len(items) * n // count for n in range(count + 1)]
    pages = [items[start:end] for start, end in pairwise(cuts)]
    return [
        Step(f"section:{section.id}:{n}", tuple(page), section=section, number=n, of=count)
        for n, page in enumerate(pages, start=1)
    ]


def _mirror_step(anti_pattern: AntiPattern) -> Step:
    about = anti_pattern.title
    signs = tuple(Choice(sign.id, sign.text) for sign in anti_pattern.signs)
    items = [Item(f"{Kind.SIGNS}:{anti_pattern.id}", "What do you recognise?", signs, about)] if signs else []
    when = "When was that, and what happened?"
    items.append(Item(f"{Kind.WHEN}:{anti_pattern.id}", when, about=about))
    return Step(f"mirror:{anti_pattern.id}", tuple(items), anti_pattern=anti_pattern)


Texts = Mapping[str, str]
"""Stored values by item key."""
