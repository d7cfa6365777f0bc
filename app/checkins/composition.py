"""Which launches a message asks about, and in which order."""

from collections.abc import Iterable, Mapping
from datetime import date

from app.calendar.weeks import Week
from app.checkins.agenda import Followed, LaunchDates
from app.checkins.model import Asks, Checkin, CheckinState, Status
from app.nudges.model import SilenceLevel

Asked = tuple[int, Week, Asks]

_RANK = {Asks.DECISION: 0, Asks.SHIP: 1, Asks.READING: 3, Asks.LOOK: 4}
_BEHIND = 2


def weekly(
    launches: Iterable[Followed],
    checkins: Mapping[tuple[int, Week], Checkin],
    week: Week,
    mood: SilenceLevel,
    last: Mapping[int, Status],
) -> tuple[Asked, ...]:
    """The launches of the weekly message: decisions owed first, then what is behind, then by age.

    `checkins`: those of that week and of the one before, by launch and week. `last`: the status of each
    launch's newest reading. Who was silent for long is asked for nothing but what was to be judged in this
    very week: for the decision, or whether it was shipped at all.
    """
    asked: list[tuple[tuple[int, date, int], Asked]] = []
    for one in launches:
        asks = one.asks(week) or _carried(one, checkins.get((one.id, week - 1)))
        if asks is None or not _is_open(checkins.get((one.id, week))) or not _suits(mood, asks, one, week):
            continue
        rank = _BEHIND if asks is Asks.READING and last.get(one.id) is Status.BEHIND else _RANK[asks]
        asked.append(((rank, one.shipped_on, one.id), (one.id, week, asks)))
    return tuple(entry for _, entry in sorted(asked))


def _carried(one: Followed, before: Checkin | None) -> Asks | None:
    """Snoozed until this week, which its own rhythm would have left out."""
    return before.asks if one.shipped and before and before.state is CheckinState.SNOOZED else None


def _is_open(there: Checkin | None) -> bool:
    return there is None or there.state is CheckinState.OPEN


def _suits(mood: SilenceLevel, asks: Asks, one: Followed, week: Week) -> bool:
    if mood is not SilenceLevel.QUIET:
        return True
    return asks in {Asks.DECISION, Asks.SHIP} and week == Week.of(one.judge_by)


def ships(dates: LaunchDates, week: Week, day: date) -> tuple[Asked, ...]:
    """Launches that were to ship by that day of the week and that nobody asked about."""
    return tuple((one.id, week, Asks.SHIP) for one in dates.unasked_ships if one.shipped_on <= day)


def looks(dates: LaunchDates, week: Week, day: date) -> tuple[Asked, ...]:
    """Second looks owed by that day of the week."""
    owed = sorted(dates.owed_looks.items())
    return tuple((launch_id, week, Asks.LOOK) for launch_id, on in owed if on <= day)
