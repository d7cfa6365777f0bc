"""What a share says, made of what was ticked. What was not ticked changes nothing in it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from app.calendar.schedule import short
from app.checkins.model import STATUS_WORDS, Status
from app.sharing.choice.offer import Offer, OfferedLaunch, OfferedSection
from app.sharing.choice.picking import (
    AGREED,
    BET,
    BRIEF,
    LINE,
    LINES,
    MESSAGE,
    NOTE,
    PROOF,
    PROSE,
    SIGNS,
    STAND,
    STARTERS,
    WHEN,
    Picks,
    full_choice,
    line_field,
    why_field,
)
from app.sharing.choice.starters import starters
from app.sharing.choice.summary import BriefAssessment, Mirror, SharedBet, SharedSection, Summary
from app.sharing.model import SharedItem

LINE_NUMBERS = 2
"""The newest number and the one before it."""


@dataclass(frozen=True)
class Frame:
    """What stands around it: names, the day, and what stands in this same channel already.

    `before_day` None: there was none.
    """

    author: str
    em: str
    today: date
    before: tuple[SharedItem, ...] = ()
    before_day: date | None = None
    em_id: str = ""


def summarize(
    offer: Offer, picks: Picks, values: Mapping[str, str], frame: Frame
) -> tuple[Summary, tuple[SharedItem, ...]]:
    """The share, and its items as they are numbered.

    `values` are the words typed for it, by field. A missing one stands for what its input began with, an
    empty one for nothing.
    """
    sections = tuple(
        _section(one, ticked, values) for one in offer.sections if (ticked := picks.of(one.whole.key))
    )
    mirror = tuple(_mirror(one, ticked) for one in offer.mirror if (ticked := picks.of(one.key)))
    newest_first = sorted(offer.launches, key=lambda one: -one.id)  # whichever page of them was looked at
    told = [_bet(one, ticked, values) for one in newest_first if (ticked := picks.of(one.whole.key))]
    bets = tuple(sorted(told, key=lambda bet: not _is_behind(bet)))  # by what is shared of it alone
    brief = offer.brief if offer.brief and picks.has(offer.brief.key, BRIEF) else None
    items = tuple(_items((*bets, *([brief] if brief else []), *sections, *mirror)))
    agrees = picks.has(AGREED, AGREED)
    summary = Summary(
        author=frame.author,
        em=frame.em,
        today=frame.today,
        sections=sections,
        mirror=mirror,
        bets=bets,
        brief=brief,
        note=values.get(NOTE, "").strip(),
        agreed=offer.agreed if agrees else "",
        agreed_on=offer.agreed_on if agrees else None,
        since_day=frame.before_day,
        em_id=frame.em_id,
    )
    wants_starters = bool(values.get(STARTERS, STARTERS))
    return replace(summary, starters=starters(summary) if wants_starters else ()), items


def _is_behind(bet: SharedBet) -> bool:
    return bet.status == STATUS_WORDS[Status.BEHIND] and not bet.verdict


def _section(one: OfferedSection, ticked: frozenset[str], values: Mapping[str, str]) -> SharedSection:
    whole = one.whole
    asked = zip(one.keys, whole.answers, strict=True)
    return SharedSection(
        whole.key,
        whole.title,
        values.get(line_field(whole.key), whole.lines).strip() if LINES in ticked else "",
        stand=whole.stand if STAND in ticked else "",
        proof=whole.proof if PROOF in ticked else None,
        answers=tuple(answer for key, answer in asked if full_choice(key) in ticked),
    )


def _mirror(one: Mirror, ticked: frozenset[str]) -> Mirror:
    signs = one.signs if SIGNS in ticked else ()
    return Mirror(one.key, one.title, signs, one.when if WHEN in ticked else "")


def _bet(one: OfferedLaunch, ticked: frozenset[str], values: Mapping[str, str]) -> SharedBet:
    """Prose ticked without the bet is prose alone: no status, and not what was decided."""
    whole, links = one.whole, MESSAGE in ticked
    said = SharedBet(whole.key, whole.title)
    if BET in ticked:
        said = replace(whole, prose=(), message="", why="")
    elif LINE in ticked:
        said = _line(whole)
    prose = whole.prose if BET in ticked else tuple(replace(told, words="") for told in whole.prose)
    return replace(
        said,
        prose=prose if PROSE in ticked else (),
        message=whole.message if links else "",
        why=values.get(why_field(one.id), "").strip() if links else "",
    )


def _line(whole: SharedBet) -> SharedBet:
    """What one line tells: nothing of how it came to be what it is."""
    return SharedBet(
        whole.key,
        whole.title,
        shipped=whole.shipped,
        shipped_on=whole.shipped_on,
        judge_by=whole.judge_by,
        unit=whole.unit,
        numbers=whole.numbers[-LINE_NUMBERS:],
        status=whole.status,
        aim=whole.aim,
        address=whole.address,
        verdict=whole.verdict,
        decided_on=whole.decided_on,
        look=whole.look,
        state=whole.state,
    )


def changed(offer: Offer, before: tuple[SharedItem, ...]) -> frozenset[str]:
    """The keys of launches that stand there already, and of which a line would say something else now."""
    lines = tuple(_items(_line(one.whole) for one in offer.launches))
    there = {item.key: item for item in before}
    return frozenset(item.key for item in lines if item.key in there and _differs(item, there[item.key]))


def _differs(item: SharedItem, there: SharedItem) -> bool:
    """Of all numbers a line tells the newest, which have a piece of their own."""
    pieces = {name: digest for name, digest in item.pieces.items() if name != "numbers"}
    return any(there.pieces.get(name) != digest for name, digest in pieces.items())


def _items(things: Iterable[SharedSection | Mirror | SharedBet | BriefAssessment]) -> Iterable[SharedItem]:
    for thing in things:
        pieces = {name: _digest(value) for name, value in _pieces(thing) if value}
        title = brief_title(thing.day) if isinstance(thing, BriefAssessment) else thing.title
        yield SharedItem(thing.key, title, pieces)


def brief_title(day: date) -> str:
    """ "Assessment of 24 Nov 2026, in short"."""
    return f"Assessment of {short(day)} {day.year}, in short"


def _pieces(thing: SharedSection | Mirror | SharedBet | BriefAssessment) -> Iterable[tuple[str, object]]:
    """Each answer and each prose is a piece of its own: sharing one more changes none of the others."""
    for name, value in asdict(thing).items():
        if name == "answers":
            yield from ((f"answer {question}", answer) for question, answer in value)
        elif name == "numbers":
            yield "newest", value[-LINE_NUMBERS:]
            yield name, value
        elif name == "prose":
            yield from ((f"prose {told['day']} {n}", told["texts"]) for n, told in enumerate(value))
            yield from ((f"said {told['day']} {n}", told["words"]) for n, told in enumerate(value))
        elif name not in {"key", "shipped"}:
            yield name, value


def _digest(value: object) -> str:
    told = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
