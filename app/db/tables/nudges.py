"""When a person is written to."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

from app.db.tables.base import Moment, metadata
from app.db.tables.delivery import outbox
from app.db.tables.people import people

rhythms = Table(
    "rhythms",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("zone", String(64)),  # null: neither Slack nor the person ever said
    Column("profile_read_at", Moment),  # when Slack was last asked for zone and account
    Column("deactivated", Boolean, nullable=False),
    Column("slot_weekday", Integer, nullable=False),  # 1 is Monday
    Column("slot_time", String(5), nullable=False),  # "10:00", on the wall
    Column("work_days", String(7), nullable=False),  # "12345"
    Column("opens", String(5), nullable=False),
    Column("closes", String(5), nullable=False),
    Column("budget", Integer, nullable=False),
    Column("words_out", Boolean, nullable=False),  # keep my words out of messages
    Column("calendar", String(40), nullable=False),  # which holidays; empty: none, or the one for all
    Column("paused_until", Date),  # the first day that is not paused
    Column("stopped", Boolean, nullable=False),
    Column("asked", Integer, nullable=False),  # weekly messages sent since the last click ...
    Column("asked_stamp", BigInteger, nullable=False),  # ... and the person's stamp at the last of them
    Column("plan_at", Moment),  # when the plan has to be looked at again; null: when something changes
    Index(
        "ix_rhythms_plan_at",
        "plan_at",
        sqlite_where=text("plan_at IS NOT NULL"),
        postgresql_where=text("plan_at IS NOT NULL"),
    ),
)

time_off = Table(
    "time_off",
    metadata,
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    PrimaryKeyConstraint("person_id", "first"),
)

budgets = Table(  # locked by the senders alone while they reserve: they hold a message's row already
    "budgets",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("turn", BigInteger, nullable=False),
)

nudges = Table(  # what counts against a budget, reserved with the claim
    "nudges",
    metadata,
    Column("message_id", ForeignKey(outbox.c.id), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("week", String(8), nullable=False),  # the person's own Monday to Sunday in which it goes out
    Column("at", Moment, nullable=False),
    Index("ix_nudges_person_id_at", "person_id", "at"),
)

edits = Table(  # messages that say something else than what is stored
    "edits",
    metadata,
    Column("message_id", ForeignKey(outbox.c.id), primary_key=True),
    Column("version", BigInteger, nullable=False),  # grows with every wish, so that a later one is not lost
    Column("try_at", Moment, nullable=False),
    Index("ix_edits_try_at", "try_at"),
)

codes = Table(  # a person lets an operator explain their nudges, once
    "codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
