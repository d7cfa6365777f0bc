"""A launch as a share may tell it: the bet since it was sealed, its numbers, its verdict, and prose apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.calendar.schedule import short
from app.calendar.weeks import local_day
from app.checkins.model import (
    STATUS_WORDS,
    Answer,
    CheckinAnswer,
    Decision,
    Reading,
    Status,
)
from app.checkins.numbers import numbers, series
from app.checkins.screens import decisions_of, kept_answers, look_of, readings_of
from app.launches import model as launches
from app.launches.model import NOT_YET, PARTLY, YES, Detail, Launch, LaunchState
from app.launches.verdict import decision_words, look_words
from app.sharing.choice.offer import launch_key
from app.sharing.choice.summary import Numbered, SharedBet, Told, Version

_WITHOUT_NEWS = frozenset({Status.UNCHANGED, Status.UNSEEN})
"""Answers that repeat or say nothing: whoever shares a bet does not share when they did not look."""

_DETAILS = {
    launches.STOP: "What would make me stop",
    launches.WHERE: "Where the number can be seen",
    launches.INSTRUMENTATION: "Instrumentation in place",
    launches.LINK: "Link",
}
"""How sure they are is none of them."""

_CHOICES = {YES: "Yes", PARTLY: "Partly", NOT_YET: "Not yet"}
_ENDED = {LaunchState.STOPPED: "no longer followed", LaunchState.DROPPED: "did not ship"}
_TOO_EARLY = "too_early"


@dataclass(frozen=True)
class Calendar:
    """Now, and where the person is."""

    now: datetime
    zone: ZoneInfo

    def day(self, moment: datetime) -> date:
        return local_day(moment, self.zone)


def shareable(
    launch: Launch, versions: Sequence[launches.Bet], history: tuple[CheckinAnswer, ...], calendar: Calendar
) -> SharedBet:
    """All of it. What was said before the seal, taken back, only taken for an answer, or said without looking
    is left out.

    `versions`, oldest first, may hold those from before the seal.
    """
    said = tuple(entry for entry in kept_answers(history) if _is_news(entry.answer))
    told = [_version(bet, calendar) for bet in versions if bet.version >= 1]
    verdict, decided_on = _verdict(launch, said, calendar)
    look = look_of(said) if verdict else None
    unit, numbers = _numbers(launch.bet, said, calendar)
    return SharedBet(
        launch_key(launch.id),
        launch.bet.title,
        first=told[0],
        changes=tuple(told[1:]),
        shipped=launch.shipped,
        shipped_on=launch.shipped_on,
        judge_by=launch.judge_by,
        sealed_on=calendar.day(launch.seals_at) if launch.is_sealed(calendar.now) else None,
        details=_details(launch, calendar),
        unit=unit,
        numbers=numbers,
        status=_status(said),
        aim=launch.bet.target,
        address=_address(launch),
        verdict=verdict,
        decided_on=decided_on,
        look=look_words(look) if look else "",
        state="" if verdict else _state(launch, said, calendar),
        prose=tuple(_told(entry, calendar) for entry in said if _texts(entry.answer)),
        message=_message(launch),
    )


def _is_news(answer: Answer) -> bool:
    return not (isinstance(answer, Reading) and answer.status in _WITHOUT_NEWS)


def _version(bet: launches.Bet, calendar: Calendar) -> Version:
    return Version(
        bet.version,
        calendar.day(bet.made_at) if bet.made_at else None,
        bet.title,
        bet.problem,
        bet.metric,
        bet.target,
        bet.shipped_on,
        bet.judge_by,
        bet.reason,
    )


def _verdict(launch: Launch, said: tuple[CheckinAnswer, ...], calendar: Calendar) -> tuple[str, date | None]:
    decisions = decisions_of(said)
    if launch.state is not LaunchState.CLOSED or not decisions:
        return "", None
    entry, decision = decisions[-1]
    return decision_words(decision), entry.day(calendar.zone)


def _status(said: tuple[CheckinAnswer, ...]) -> str:
    """Of the newest reading that says one."""
    readings = [reading for _, reading in readings_of(said) if reading.status is not Status.NOTED]
    return STATUS_WORDS[readings[-1].status] if readings else ""


def _address(launch: Launch) -> str:
    """Where the number can be seen, where that is an address."""
    for name in (launches.LINK, launches.WHERE):
        text = launch.details[name].text.strip() if name in launch.details else ""
        if text.startswith(("https://", "http://")) and len(text.split()) == 1:
            return text
    return ""


def _state(launch: Launch, said: tuple[CheckinAnswer, ...], calendar: Calendar) -> str:
    """Days with their year: the words stay the same in January."""
    if launch.state is not LaunchState.OPEN:
        return _ENDED.get(launch.state, "closed")
    early = [entry for entry, decision in decisions_of(said) if decision.course == _TOO_EARLY]
    since = f"; on {_full(early[-1].day(calendar.zone))} it was too early to judge" if early else ""
    return f"still open{since}"


def _details(launch: Launch, calendar: Calendar) -> tuple[tuple[str, str], ...]:
    given = [(name, launch.details[name]) for name in _DETAILS if name in launch.details]
    told = [(_DETAILS[name] + _added(it, calendar), _detail(name, it)) for name, it in given if it.text]
    if launch.shipped_on != launch.bet.shipped_on:
        told.insert(0, ("Shipped on" if launch.shipped else "To ship on", _full(launch.shipped_on)))
    return tuple(told)


def _detail(name: str, detail: Detail) -> str:
    return _CHOICES.get(detail.text, detail.text) if name == launches.INSTRUMENTATION else detail.text


def _added(detail: Detail, calendar: Calendar) -> str:
    return f" (added later, {_full(calendar.day(detail.added_at))})" if detail.later else ""


def _numbers(
    bet: launches.Bet, said: tuple[CheckinAnswer, ...], calendar: Calendar
) -> tuple[str, tuple[Numbered, ...]]:
    """All of them in words; a value only for those that make one line in a chart."""
    readings = readings_of(said)
    line = series(((entry.day(calendar.zone), reading) for entry, reading in readings), bet)
    if line is None:
        return "", ()
    found = numbers(readings, bet)
    drawn = [entry for entry, number in found if number.unit == line.unit][-len(line.points) :]
    return line.unit, tuple(
        Numbered(entry.day(calendar.zone), number.text, float(number.value) if entry in drawn else None)
        for entry, number in found
    )


def _told(entry: CheckinAnswer, calendar: Calendar) -> Told:
    return Told(entry.day(calendar.zone), _words(entry.answer), _texts(entry.answer))


def _words(answer: Answer) -> str:
    if isinstance(answer, Reading):
        return STATUS_WORDS[answer.status]
    return decision_words(answer) if isinstance(answer, Decision) else look_words(answer)


def _texts(answer: Answer) -> tuple[tuple[str, str], ...]:
    if isinstance(answer, Reading):
        # What is to be done next, and what is missing, are open items: those are nobody else's.
        named = [("", answer.words), ("Learned", answer.learned), ("Link", answer.link)]
    else:
        named = [("", answer.reflection if isinstance(answer, Decision) else answer.text)]
    return tuple((label, text) for label, text in named if text.strip())


def _message(launch: Launch) -> str:
    address = launch.bet.permalink
    return address if address.startswith(("https://", "http://")) else ""


def _full(day: date) -> str:
    return f"{short(day)} {day.year}"
