"""The words for why: each fits its column, and says no more than is known."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import String

import app
from app.calendar import holidays, schedule
from app.calendar.schedule import DayRange, Rhythm, Slot
from app.checkins import content
from app.db.tables import outbox
from app.nudges import policy, replan
from app.nudges.model import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE, NotificationSettings
from app.nudges.reasons import cause, obstacle
from app.outbox import states
from app.outbox.model import Record, State
from app.settings.model import MOST

TEN = time(10)
CHRISTMAS = DayRange(date(2026, 12, 7), date(2026, 12, 7), "St Nicholas")
MONDAYS = Rhythm(ZoneInfo("UTC"), Slot(1, TEN), off=(CHRISTMAS,))
WIDEST = "Wednesday 30 September"
ENDS = {"Skipped", "Deferred", "Closed", "Transition", "pass_over", "cancel"}
"""Whoever is called so is given a reason to keep."""


def constants(module: ModuleType) -> Iterator[str]:
    return (text for name, text in vars(module).items() if name.isupper() and isinstance(text, str))


def written() -> Iterator[str]:
    """Reasons that stand where they are given, with everything that is filled in at its widest."""
    for file in Path(app.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in ENDS
            ):
                yield from (text for given in node.args if (text := _text(given)))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _text(part) if isinstance(part, ast.Constant) else WIDEST[:MOST] for part in node.values
        )
    return ""


def test_every_reason_that_can_be_stored_fits_its_column() -> None:
    modules = (policy, policy, replan, schedule, schedule, states, content)
    long_day = date(2026, 9, 30)
    away = [DayRange(date.min, long_day, why).reason for why in ("off", "paused")]
    reasons = [*away, *written(), *(text for module in modules for text in constants(module))]
    assert {policy.QUIET, "looked up: it had not arrived"} < set(reasons)
    assert any(text.startswith("your budget of ") and "used up" in text for text in reasons)
    column = outbox.c.reason.type
    assert isinstance(column, String)
    room = column.length or 0
    assert [text for text in reasons if len(text) > room] == []
    assert room == policy.REASON_LIMIT
    assert room >= max(holidays.HOLIDAY_LIMIT, *(len(code) for code in states.NEVER))


def sent(kind: str, week: str, n: int, due: datetime, at: datetime | None = None, id_: int = 1) -> Record:
    return Record(id_, kind, week, n, State.SENT, None, due, due, at or due, None, None)


def on(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (sent(CHECKIN, "2026-W51", 1, on(14)), "your weekly slot"),
        (sent(CHECKIN, "2026-W50", 1, on(8)), "moved from Mon 7 Dec: St Nicholas"),
        (
            sent(CHECKIN, "2026-W51", 1, on(15)),
            "your weekly slot as it was then, or the next working day after it",
        ),
        (sent(CHECKIN, "2026-W51", 1, on(14, 9)), "your weekly slot as it was then"),
        (
            sent(CHECKIN, "2026-W51", 1, on(14), on(14, 11)),
            "your weekly slot at 10:00, and it could not go out sooner",
        ),
        (
            sent(CHECKIN, "2026-W52", 1, on(21), on(22)),
            "it was due on Mon 21 Dec and could not go out sooner",
        ),
        (sent(SHIP, "2026-W51", 3, on(16)), "the day you planned to ship"),
        (sent(SHIP, "2026-W51", 3, on(17)), "moved from Wed 16 Dec: its hour on that day had passed"),
        (
            sent(SHIP, "2026-W51", 1, on(14), on(15)),
            "moved from Mon 14 Dec, to keep 20 hours from another message",
        ),
        (sent(LOOK, "2026-W50", 1, on(9)), "moved from Mon 7 Dec: St Nicholas"),
        (sent(LOOK, "2026-W51", 1, on(14)), "six months have passed since shipping, or since your verdict"),
        (
            sent(REMINDER, "2026-W51", 1, on(17)),
            "three working days after the check-in, without a click since",
        ),
        (sent(SNOOZE, "2026-W51", 1, on(14, 14)), "you asked for it later"),
        (sent("hint", "2026-W51", 1, on(14, 14)), "it answers what you did"),
    ],
)
def test_why_a_message_came_is_said_as_far_as_it_is_known(row: Record, said: str) -> None:
    others = [row, sent(CHECKIN, "2026-W51", 1, on(14), on(14, 9, 59), id_=2)]
    assert cause(row, MONDAYS, others) == said


def test_a_pause_that_began_after_a_message_did_not_move_it() -> None:
    paused = Rhythm(ZoneInfo("UTC"), Slot(1, TEN), off=(DayRange(date.min, date(2027, 1, 1), "paused"),))
    assert "paused" not in cause(sent(CHECKIN, "2026-W51", 1, on(15)), paused, ())


@pytest.mark.parametrize(
    ("changes", "kind", "silent", "enabled", "said"),
    [
        ({}, CHECKIN, 2, True, None),
        ({"stopped": True}, SNOOZE, 0, False, policy.SWITCHED_OFF),
        ({"stopped": True}, SNOOZE, 0, True, replan.STOPPED),
        ({"budget": 0}, REMINDER, 0, True, policy.NONE_WANTED),
        ({"budget": 0}, SNOOZE, 0, True, None),
        ({}, LOOK, 3, True, policy.QUIET),
        ({}, SNOOZE, 3, True, None),
    ],
)
def test_what_keeps_a_planned_message_is_said_before_its_day(
    changes: dict[str, object], kind: str, silent: int, enabled: bool, said: str | None
) -> None:
    manners = NotificationSettings(1, "UTC", Slot(1, TEN), **changes)  # type: ignore[arg-type]
    assert obstacle(manners, kind, silent, enabled=enabled) == said
