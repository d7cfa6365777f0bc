"""Summaries to render: an ordinary one, and the longest."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from app.sharing.choice.summary import Mirror, Numbered, SharedBet, SharedSection, Summary, Told, Version
from app.sharing.model import Post

TODAY = date(2026, 12, 20)
NOVEMBER = date(2026, 11, 3)
FIRST = Version(
    1,
    NOVEMBER,
    "Faster checkout",
    "Buyers leave at the address",
    "3.1 % finish",
    "5 % finish",
    date(2026, 11, 1),
    date(2026, 12, 1),
)
CHANGED = Version(
    2,
    date(2026, 12, 1),
    "Faster checkout",
    "Buyers leave at the address",
    "3.1 % finish",
    "4.5 % finish",
    date(2026, 11, 1),
    date(2026, 12, 15),
    "The season changes everything",
)
BET = SharedBet(
    "launch:1",
    "Faster checkout",
    FIRST,
    (CHANGED,),
    sealed_on=date(2026, 11, 4),
    details=(("What would make me stop", "Refunds above 2 %"),),
    unit="%",
    numbers=(Numbered(date(2026, 11, 10), "3.4 %", 3.4), Numbered(date(2026, 11, 17), "3.9 %", 3.9)),
    aim="4.5 % finish",
    judge_by=date(2026, 12, 15),
    verdict="it landed in part, keep it",
    decided_on=date(2026, 12, 16),
    prose=(Told(date(2026, 11, 10), "On track", (("", "3.4 % now"), ("Learned", "Autofill helps"))),),
    message="https://acme.slack.com/archives/C1/p1",
    why="Here it began",
)
SUMMARY = Summary(
    "Ada",
    "Dana",
    TODAY,
    sections=(
        SharedSection(
            "propose",
            "Propose work that matters",
            "I proposed the index.\nNobody had asked.",
            "When asked",
            "ABC-1 in Linear",
            (("What did you propose?", "An index.\nIt was slow before."),),
        ),
        SharedSection("own", "Own the outcome", "I look every week."),
    ),
    mirror=(
        Mirror("ship", "You ship it and forget it", ("Nobody looked again",), "In May, with the export"),
    ),
    bets=(BET,),
    note="Shall we talk on Friday?",
    agreed="One proposal a month",
    agreed_on=NOVEMBER,
    since_day=NOVEMBER,
    starters=("What would you cut?", "What do you see?", "What is next?"),
)


def long(name: str, letter: str, most: int = 3000) -> str:
    """A text of its own, as long as an input takes."""
    return f"{name}:{letter * most}"[: most - 1] + "."


def longest(prose: str = "<", answer: str = "&") -> Summary:
    """16 answers, and ten bets with fifty readings, each text as long as it can be."""
    emoji = "\U0001f469\u200d\U0001f680" * 25
    sections = tuple(
        SharedSection(
            f"s{n}",
            f"Section {n}",
            long(f"lines {n}", "&", 300),
            "When asked",
            long(f"proof {n}", "&"),
            tuple((f"Question {q} of {n}?", long(f"answer {n}.{q}", answer)) for q in range(2)),
        )
        for n in range(8)
    )
    bets = tuple(_long_bet(n, emoji, prose) for n in range(10))
    starters = tuple(long(f"starter {n}", "&", 450) for n in range(3))
    agreed = long("agreed", "&")
    return Summary(
        "Ada",
        "Dana",
        TODAY,
        sections,
        (Mirror("m", "The mirror", (long("sign", "&", 75),), long("when", "&")),),
        bets,
        long("note", "&", 1000),
        agreed,
        NOVEMBER,
        NOVEMBER,
        starters,
    )


def _long_bet(number: int, title: str, letter: str) -> SharedBet:
    days = [NOVEMBER + timedelta(weeks=week) for week in range(50)]
    texts = (long(f"{part} {number}", "&") for part in ("problem", "metric", "target", "reason", "stop"))
    problem, metric, target, reason, stop = texts
    first = Version(1, NOVEMBER, title, problem, metric, target, NOVEMBER, TODAY)
    second = Version(2, TODAY, title, problem, metric, f"{target} then", NOVEMBER, TODAY, reason)
    return SharedBet(
        f"b{number}",
        title,
        first,
        (second,),
        sealed_on=NOVEMBER,
        details=(("What would make me stop", stop),),
        unit="%",
        numbers=tuple(Numbered(day, f"{n}.5 %", n + 0.5) for n, day in enumerate(days)),
        aim=f"{target} then",
        judge_by=TODAY,
        state="still open",
        prose=tuple(Told(day, "On track", (("", long(f"told {number} {day}", letter)),)) for day in days),
        message="https://acme.slack.com/archives/C1/p1",
        why=long(f"why {number}", "&", 300),
    )


def blocks_of(post: Post) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(post.blocks)
    return found


def elements(blocks: object) -> Iterator[dict[str, Any]]:
    """Everything in the blocks that has a type."""
    if isinstance(blocks, dict):
        yield from [blocks] if "type" in blocks else []
        for value in blocks.values():
            yield from elements(value)
    elif isinstance(blocks, list):
        for each in blocks:
            yield from elements(each)


def said(posts: Iterable[Post]) -> str:
    """What is written in rich text, one after the other: without labels and headings, which have a style."""
    runs = (each for post in posts for each in elements(blocks_of(post)) if each["type"] == "text")
    return "".join(each["text"] for each in runs if "style" not in each)


def read(post: Post) -> str:
    """Everything that is read, a line for each text."""
    return "\n".join(
        str(each["text"]) for each in elements(blocks_of(post)) if isinstance(each.get("text"), str)
    )
