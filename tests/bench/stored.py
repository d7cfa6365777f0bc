"""A year of check-ins of many people, made inside the database: a million rows go through no driver."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    cast,
    insert,
    literal,
    select,
    true,
)

from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.checkins.model import Reading, Status
from app.db.crypto import KeyRing, Owner
from app.db.tables import (
    Moment,
    bets,
    checkins,
    dms,
    entries,
    launches,
    nudges,
    outbox,
    people,
    questions,
    rhythms,
    workspaces,
)
from app.nudges.model import CHECKIN, NotificationSettings
from app.nudges.store import _columns

WEEKS = 50
WEDNESDAY = 3
TEN = time(10)
STATUSES = (Status.ON_TRACK, Status.BEHIND, Status.CANNOT_TELL)

_own = MetaData()
_weeks = Table(
    "bench_weeks", _own, Column("n", Integer, primary_key=True), Column("week", String), Column("at", Moment)
)
_texts = Table(
    "bench_texts", _own, Column("person_id", Integer, primary_key=True), Column("sealed", LargeBinary)
)


@dataclass(frozen=True)
class Life:
    """So many people, asked every Wednesday at ten for a year; the last `due` have this week's planned."""

    people: int
    due: int
    ring: KeyRing
    now: datetime

    @property
    def this_week(self) -> Week:
        return Week.of(self.now.date())

    @property
    def first(self) -> Week:
        return self.this_week - WEEKS


def fill(connection: Connection, life: Life) -> None:
    """Everything that a year leaves behind. One launch a person; person and launch have the same id."""
    _own.create_all(connection)
    if connection.dialect.name == "postgresql":  # no check of every foreign key
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    _add_people(connection, life)
    _add_launches(connection, life)
    _add_weeks(connection, life)
    _add_messages(connection)
    _add_answers(connection)
    _plan_this_week(connection, life)
    _own.drop_all(connection)


def _add_people(connection: Connection, life: Life) -> None:
    ids = range(1, life.people + 1)
    connection.execute(insert(workspaces), {"id": 1, "enterprise_id": "", "team_id": "T1"})
    common = {"workspace_id": 1, "stamp": 1, "created_at": life.now}
    connection.execute(insert(people), [{"id": n, "slack_user_id": f"U{n:07d}", **common} for n in ids])
    connection.execute(insert(dms), [{"person_id": n, "channel_id": f"D{n}", "latest_ts": "1"} for n in ids])
    manners = _columns(NotificationSettings(0, None, Slot(WEDNESDAY, TEN))) | {
        "zone": "UTC",
        "profile_read_at": life.now,
        "deactivated": False,
        "asked": 0,
        "asked_stamp": 0,
        "plan_at": life.now + timedelta(days=2),
    }
    connection.execute(insert(rhythms), [{"person_id": n, **manners} for n in ids])


def _add_launches(connection: Connection, life: Life) -> None:
    ids = range(1, life.people + 1)
    shipped_on = life.first.monday - timedelta(days=7)
    launch = {
        "recorded_at": life.now - timedelta(weeks=WEEKS),
        "state": "open",
        "shipped_on": shipped_on,
        "shipped": True,
        "judge_by": (life.this_week + 20).monday,
        "every": 1,
        "joins": str(life.first),
        "seals_at": life.now - timedelta(weeks=WEEKS),
        "extended": 0,
    }
    connection.execute(
        insert(launches), [{"id": n, "person_id": n, "form_id": f"{n:032x}", **launch} for n in ids]
    )
    connection.execute(insert(bets), [_bet(n, shipped_on, life) for n in ids])
    connection.execute(insert(_texts), [{"person_id": n, "sealed": _reading(n, life)} for n in ids])


def _bet(person_id: int, shipped_on: date, life: Life) -> dict[str, object]:
    texts = {
        "title": "Checkout in two steps",
        "problem": "Buyers give up at the address form, most of them on phones.",
        "metric": "Drop-off between basket and payment, 12 % in October",
        "target": "under 8 %",
        "reason": "",
        "permalink": "",
    }
    return {
        "launch_id": person_id,
        "version": 1,
        "sealed_text": life.ring.seal(json.dumps(texts), Owner(1, person_id)),
        "shipped_on": shipped_on,
        "judge_by": (life.this_week + 20).monday,
        "made_at": life.now - timedelta(weeks=WEEKS),
    }


def _reading(person_id: int, life: Life) -> bytes:
    """One text for all the weeks of a person: what it costs to store and to open is the same."""
    status = STATUSES[person_id % len(STATUSES)]
    reading = Reading(status, f"{6 + person_id % 5} %, most of it on phones", "The form is not the reason.")
    return life.ring.seal(json.dumps(asdict(reading)), Owner(1, person_id))


def _add_weeks(connection: Connection, life: Life) -> None:
    weeks = [life.first + n for n in range(WEEKS)]
    at = [
        life.now - timedelta(days=life.now.isoweekday() - WEDNESDAY) - timedelta(weeks=WEEKS - n)
        for n in range(WEEKS)
    ]
    rows = [{"n": n, "week": str(weeks[n]), "at": at[n]} for n in range(WEEKS)]
    connection.execute(insert(_weeks), rows)


def _put(connection: Connection, table: Table, rows: Select[tuple[object, ...]]) -> None:
    connection.execute(insert(table).from_select([column.name for column in rows.selected_columns], rows))


def _add_messages(connection: Connection) -> None:
    """Sent in their hour, a week after the other: person after person, as ids go."""
    at = _weeks.c.at
    number = people.c.id * WEEKS + _weeks.c.n
    _put(
        connection,
        outbox,
        select(
            number.label("id"),
            literal(1).label("workspace_id"),
            people.c.id.label("person_id"),
            literal(CHECKIN).label("kind"),
            _weeks.c.week,
            literal(1).label("n"),
            at.label("due_at"),
            at.label("not_after"),
            literal("sent").label("state"),
            literal(1).label("attempts"),
            cast(number, String).label("delivery_id"),
            literal("D1").label("channel_id"),
            cast(number, String).label("message_ts"),
            at.label("sent_at"),
        )
        .join_from(people, _weeks, true())
        .order_by(_weeks.c.n, people.c.id),
    )
    _put(
        connection,
        nudges,
        select(
            outbox.c.id.label("message_id"), outbox.c.person_id, outbox.c.week, outbox.c.sent_at.label("at")
        ),
    )


def _add_answers(connection: Connection) -> None:
    its = outbox.c
    _put(
        connection,
        checkins,
        select(
            its.person_id.label("launch_id"),
            its.week,
            its.person_id,
            its.id.label("message_id"),
            literal("reading").label("asks"),
            literal("answered").label("state"),
            literal(0).label("snoozes"),
            its.sent_at.label("asked_at"),
        ),
    )
    _put(
        connection,
        questions,
        select(
            its.id.label("message_id"),
            its.person_id.label("launch_id"),
            its.week,
            literal(0).label("place"),
        ),
    )
    _put(
        connection,
        entries,
        select(
            its.person_id.label("launch_id"),
            its.week,
            literal("reading").label("what"),
            _texts.c.sealed.label("sealed_text"),
            literal(1).label("stamp"),
            its.sent_at.label("made_at"),
            its.sent_at.label("revised_at"),
            literal(value=False).label("withdrawn"),
        ).join_from(outbox, _texts, _texts.c.person_id == its.person_id),
    )


def _plan_this_week(connection: Connection, life: Life) -> None:
    due_at = life.now.replace(hour=10) + timedelta(days=1)
    this = {
        "workspace_id": 1,
        "kind": CHECKIN,
        "week": str(life.this_week),
        "n": 1,
        "due_at": due_at,
        "not_after": due_at + timedelta(hours=4),
        "state": "pending",
        "try_at": due_at,
        "attempts": 0,
    }
    planned = range(life.people - life.due + 1, life.people + 1)
    first = (life.people + 1) * WEEKS
    rows = [{"id": first + n, "person_id": n, "delivery_id": f"{n:032x}", **this} for n in planned]
    connection.execute(insert(outbox), rows)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT setval('outbox_id_seq', (SELECT max(id) FROM outbox))")
