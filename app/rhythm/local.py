"""Local times: the one place where a date and an hour in somebody's zone become an instant.

A zone changes its offset a few times a year. Then an hour is missing (a gap) or comes twice (a fold), and a
library's default may run a weekly appointment never or twice. Our rule has one answer for every local date:
the first instant at which the local calendar and clock have reached that date and hour.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_NOT_A_PLACE = re.compile(r"localtime|posixrules|(posix|right)/.*")
"""The machine's own zone, and a second copy of all zones, one of them counting leap seconds."""
_SECOND = timedelta(seconds=1)


def zone(name: str | None) -> ZoneInfo:
    """The zone of an IANA name. ValueError for everything else, and for what only this machine knows."""
    try:
        if name and _NAME.fullmatch(name) and not _NOT_A_PLACE.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, in the tzdata package
        pass
    raise ValueError("this is not the name of a time zone, such as Europe/Berlin")


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When it is `at` on `day` in `zone`, in UTC: exactly one answer for every date.

    A time that comes twice happens the first time. A time inside a gap happens at the gap's end, the first
    instant that exists after it; so does every time of a day that was skipped whole (Samoa, 30 Dec 2011).
    For one `at`, a later date has a later instant; only midnight of a skipped day is the next day's midnight.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(moment, zone) == wall:
        return moment
    return _end_of_gap(wall.replace(microsecond=0), zone)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same moment, aware, as it reads in `zone`."""
    return _aware(moment).astimezone(zone)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the calendar in `zone` at that moment."""
    return local(moment, zone).date()


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _aware(moment: datetime) -> datetime:
    """A naive moment would be read in the machine's zone, without a word."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """PEP 495: in a gap, fold=1 reads with the offset after it and fold=0 with the one before, and the gap's
    end lies between the two. Found by halving: zoneinfo does not say when it changes an offset."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    reached = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while reached - before > _SECOND:
        middle = before + (reached - before) // (2 * _SECOND) * _SECOND
        if _wall(middle, zone) < wall:
            before = middle
        else:
            reached = middle
    return reached
