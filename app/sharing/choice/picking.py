"""What can be ticked, as groups of boxes; and what was, out of a form that anybody could have forged.

Fields and choices are named after what they are about, never after a place: a form that is older than what
was written since ticks the same things, or nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.calendar.schedule import day_words
from app.sharing.choice.cutting import cut, one_line
from app.sharing.choice.offer import GONE, Offer, OfferedLaunch, OfferedSection, launch_key
from app.sharing.choice.summary import Mirror

CHOICES_A_GROUP = 10
OPTION = 75
"""Characters of an option's text, and of what stands below it."""
MOST_LINE, MOST_NOTE = 300, 1000

NOTE, EM, STARTERS, MENTION = "note", "em", "starters", "mention"
"""Form fields beside those about one thing. STARTERS and MENTION are ticked at first: they add no word of
theirs."""

IN, ASSESSMENT, LAUNCHES = "in", "assessment", "launches"
"""Fields of the first screen: NEW and BRIEF; which assessment; launches by their ids, a line each."""

NEW, BRIEF = "new", "brief"
"""What changed of what stands in the channel; an assessment in short."""

LINES, STAND, PROOF, FULL = "lines", "stand", "proof", "full"
SIGNS, WHEN = "signs", "when"
BET, PROSE, MESSAGE, LINE = "bet", "prose", "message", "line"
AGREED = "agreed"
"""What can be ticked of a thing. Of FULL there is one an answer: `full_choice`."""

_LAUNCH = "what-bet-"
_HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True)
class ShareChoice:
    """One box. `about`: how what it shares begins."""

    id: str
    label: str
    about: str = ""


@dataclass(frozen=True)
class Group:
    """Boxes about one thing. One of many boxes has several groups of the same title."""

    field: str
    title: str
    choices: tuple[ShareChoice, ...]


@dataclass(frozen=True)
class WordField:
    """A text that goes with what was ticked. `lines`: it may have several."""

    field: str
    label: str
    prefill: str
    hint: str = ""
    most: int = 3000
    lines: bool = True


@dataclass(frozen=True)
class Picks:
    """What was ticked: the key of a thing, and what of it."""

    ticked: frozenset[tuple[str, str]] = frozenset()

    def of(self, key: str) -> frozenset[str]:
        return frozenset(choice for of, choice in self.ticked if of == key)

    def has(self, key: str, choice: str) -> bool:
        return (key, choice) in self.ticked

    @property
    def is_empty(self) -> bool:
        return not self.ticked


def groups(offer: Offer) -> tuple[Group, ...]:
    """Sections, mirror, launches and the agreement, in this order."""
    return tuple(group for _, group in _groups(offer))


def picks(offer: Offer, values: Mapping[str, str], changed: frozenset[str] = frozenset()) -> Picks:
    """What of the offer the form's fields hold; every other id picks nothing.

    `changed`: keys of the launches of which something else stands in the channel.
    """
    ticked = {
        (key, choice.id)
        for key, group in _groups(offer)
        for choice in group.choices
        if choice.id in values.get(group.field, "").split()
    }
    whole = {key for key, choice in ticked if choice == BET}
    wanted = {launch_key(id_) for id_ in named_launches(values)} | (changed if NEW in _in(values) else set())
    keys = {launch.whole.key for launch in offer.launches} & wanted
    ticked |= {(key, LINE) for key in keys - whole}
    if offer.brief and BRIEF in _in(values):
        ticked.add((offer.brief.key, BRIEF))
    return Picks(frozenset(ticked))


def _in(values: Mapping[str, str]) -> list[str]:
    return values.get(IN, "").split()


def named_launches(values: Mapping[str, str]) -> frozenset[int]:
    """The launches that are ticked by their titles, whoever's they are."""
    return _ids(values.get(LAUNCHES, "").split())


def ticked_launches(values: Mapping[str, str]) -> frozenset[int]:
    """The launches of which a form holds ticks, whoever's they are."""
    fields = [field.removeprefix(_LAUNCH) for field in values if field.startswith(_LAUNCH) and values[field]]
    return _ids(fields) | named_launches(values)


def _ids(texts: Iterable[str]) -> frozenset[int]:
    """Those that a database holds: anybody can forge them."""
    ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 20]
    return frozenset(id_ for id_ in ids if id_ <= _HIGHEST_ID)


def word_fields(offer: Offer, picked: Picks) -> tuple[WordField, ...]:
    """What can be said about what was ticked, and a note. All of it may be left empty."""
    lines = [
        WordField(
            line_field(one.whole.key),
            f"{one.whole.title}, in two lines",
            one.whole.lines,
            "For this share only; your answer stays as it is. Left empty, the title stands alone.",
            MOST_LINE,
        )
        for one in offer.sections
        if picked.has(one.whole.key, LINES)
    ]
    whys = [
        WordField(
            why_field(one.id),
            f"Why this message: {one.whole.title}",
            "",
            "One line of your own beside the link. What others wrote there is never copied.",
            MOST_LINE,
            lines=False,
        )
        for one in offer.launches
        if picked.has(launch_key(one.id), MESSAGE)
    ]
    note = WordField(NOTE, "A note to go with it", "", "It stands above everything else.", MOST_NOTE)
    return (*lines, *whys, note)


def full_choice(key: str) -> str:
    """Of the whole answer to the item with this key."""
    return f"{FULL}-{_digest(key)}"


def line_field(key: str) -> str:
    return f"line-{_digest(key)}"


def why_field(launch_id: int) -> str:
    return f"why-bet-{launch_id}"


def _groups(offer: Offer) -> Iterator[tuple[str, Group]]:
    """Each with the key of what it is about."""
    for section in offer.sections:
        key = section.whole.key
        yield from _cut(key, f"what-{_digest(key)}", section.whole.title, _of_section(section))
    for mirror in offer.mirror:
        yield from _cut(mirror.key, f"what-{_digest(mirror.key)}", mirror.title, _of_mirror(mirror))
    for launch in offer.launches:
        field = f"{_LAUNCH}{launch.id}"
        yield from _cut(launch_key(launch.id), field, launch.whole.title, _of_launch(launch, offer))
    if offer.agreed and offer.agreed_on:
        label = f"What we agreed on {day_words(offer.agreed_on, offer.today)}"
        yield from _cut(AGREED, "what-agreed", "What we agreed", [_choice(AGREED, label, offer.agreed)])


def _cut(key: str, field: str, title: str, choices: list[ShareChoice]) -> Iterator[tuple[str, Group]]:
    for n, start in enumerate(range(0, len(choices), CHOICES_A_GROUP), start=1):
        some = tuple(choices[start : start + CHOICES_A_GROUP])
        yield key, Group(field if n == 1 else f"{field}-{n}", title, some)


def _of_section(section: OfferedSection) -> list[ShareChoice]:
    whole, choices = section.whole, []
    if whole.key != GONE:
        choices.append(_choice(LINES, "This section, in two lines", whole.lines))
    if whole.stand:
        choices.append(_choice(STAND, "Where I stand today", whole.stand))
    if whole.proof:
        choices.append(_choice(PROOF, "What shows it (evidence)", whole.proof))
    asked = zip(section.keys, whole.answers, strict=True)
    in_full = [_choice(full_choice(key), f"In full: {wording}", text) for key, (wording, text) in asked]
    return choices + in_full


def _of_mirror(mirror: Mirror) -> list[ShareChoice]:
    choices = [_choice(SIGNS, "What I recognized", "; ".join(mirror.signs))] if mirror.signs else []
    return choices + ([_choice(WHEN, "When that was, in full", mirror.when)] if mirror.when else [])


def _of_launch(launch: OfferedLaunch, offer: Offer) -> list[ShareChoice]:
    whole, count = launch.whole, len(launch.whole.prose)
    judged = f"judge by {day_words(launch.judge_by, offer.today)}"
    choices = [
        _choice(BET, "The bet, its changes, numbers and state", f"{judged}; {whole.verdict or whole.state}")
    ]
    if count:
        about = f"{count} answers" if count > 1 else "1 answer"
        choices.append(_choice(PROSE, "What I wrote with the answers (prose), in the thread", about))
    if whole.message:
        choices.append(_choice(MESSAGE, "The Slack message it came from, as a link"))
    return choices


def _choice(id_: str, label: str, about: str = "") -> ShareChoice:
    return ShareChoice(id_, cut(one_line(label), OPTION), cut(one_line(about), OPTION))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]
