"""A year lived, and the list of everything that everybody got: `python -m tests.year`."""

import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import click

from app.calendar.weeks import Week
from app.checkins.views.message import ANSWERED
from tests.support.databases import SqliteTemplate
from tests.weight.scale import words_in
from tests.year import checks
from tests.year.lives import YEAR, YEAR_OF_LAUNCHES, Life, live
from tests.year.odd import odd
from tests.year.people import Person
from tests.year.seen import Got, asked_in
from tests.year.world import world


def main() -> None:
    """Print first and check then: what breaks a rule is in the list."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        url = SqliteTemplate(Path(name)).copy_to(Path(name) / "year.db")
        with world([life.seat for life in YEAR_OF_LAUNCHES], url) as around:
            people = live(around, YEAR_OF_LAUNCHES, YEAR)
            for person, life in zip(people, YEAR_OF_LAUNCHES, strict=True):
                tell(person, life)
            for person in people:
                checks.everybody(person)
            ada, _ben, cleo = people
            checks.everything_has_its_verdict(ada)
            checks.silence_is_respected(cleo)
    click.echo(f"\nEvery rule held. {time.monotonic() - began:.0f} seconds.")


def tell(person: Person, life: Life) -> None:
    """Everything they got, in order, with what became of it, and the last message word for word."""
    click.echo(f"\n{'=' * 100}\n{person.seat.real_name}, who {person.seat.title}; {person.seat.tz}")
    for title, day in person.judged:
        click.echo(f"  bet: {title}, judge by {day:%a %d %b}")
    for one in person.diary:
        _tell_one(person, one)
    kinds = Counter(one.kind for one in person.diary)
    weeks = Counter(one.week for one in person.diary)
    click.echo(
        f"\n{len(person.diary)} messages in {len(weeks)} weeks, at most {max(weeks.values())} in one: "
    )
    click.echo(", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    read = Counter[Week]()
    for one in person.diary:
        read[one.week] += words_in(" ".join(one.lines))
    middle = sorted(read.values())[len(read) // 2]
    told = f"{middle} in the middle, {max(read.values())} at most"
    click.echo(f"words a week, theirs and labels too: {told}")
    if not person.answered:
        _tell_of_silence(person)
    for line in odd(person):
        click.echo(f"  odd: {line}")
    click.echo("\nThe fullest message, as it came:")
    for line in max(person.diary, key=lambda one: len(one.asked)).lines:
        click.echo(f"  | {line}")


def _tell_of_silence(person: Person) -> None:
    """What came between two launches that they recorded, their only clicks."""
    for began, until in pairwise([*person.recorded, person.world.now]):
        kinds = Counter(one.kind for one in person.diary if began <= one.at < until)
        said = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        click.echo(f"  from {began:%d %b} to {until:%d %b}: {said}")


def _tell_one(person: Person, one: Got) -> None:
    message = person.message(one.ts)
    became = "a receipt" if message.text == ANSWERED else "edited, open" if message.edited else "open"
    click.echo(f"\nweek {one.week.number:02}  {one.at:%a %d %b %H:%M}  {one.kind} ({became}): {one.opening}")
    now = {each.title: each.asks for each in asked_in(message)}
    for each in one.asked:
        still = "still asked" if now.get(each.title) else "receipt"
        click.echo(f"    {each.asks or 'receipt':9} {each.title}: {each.question} [{still}]")


if __name__ == "__main__":
    main()
