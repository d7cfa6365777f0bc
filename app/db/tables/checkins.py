"""Check-ins and what was answered."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from app.db.tables.base import Id, Moment, metadata
from app.db.tables.delivery import outbox
from app.db.tables.launches import launches
from app.db.tables.people import people

checkins = Table(
    "checkins",
    metadata,
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("week", String(8), nullable=False),  # nominal
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("message_id", ForeignKey(outbox.c.id)),  # the newest message that asks; null: answered unasked
    Column("asks", String(8), nullable=False),  # reading, decision, ship, look
    Column("state", String(10), nullable=False),  # open, answered, skipped, snoozed
    Column("snoozes", Integer, nullable=False),
    Column("asked_at", Moment),
    PrimaryKeyConstraint("launch_id", "week"),
    Index("ix_checkins_person_id_week", "person_id", "week"),
)

questions = Table(  # which messages show a check-in: the week's, a reminder, one it was moved to
    "questions",
    metadata,
    Column("message_id", ForeignKey(outbox.c.id), nullable=False),
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("week", String(8), nullable=False),  # the check-in's, which is not always the message's
    Column("place", Integer, nullable=False),  # in the message, from 0
    PrimaryKeyConstraint("message_id", "launch_id", "week"),
    Index("ix_questions_launch_id_week", "launch_id", "week"),
)

entries = Table(  # what was answered: a reading, a decision, a second look
    "entries",
    metadata,
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("week", String(8), nullable=False),
    Column("what", String(8), nullable=False),  # reading, decision, look
    Column("sealed_text", LargeBinary, nullable=False),  # JSON, the status in it
    Column("stamp", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),  # of the first text
    Column("revised_at", Moment, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    PrimaryKeyConstraint("launch_id", "week", "what"),
)

entry_revisions = Table(
    "entry_revisions",
    metadata,
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("week", String(8), nullable=False),
    Column("what", String(8), nullable=False),
    Column("stamp", BigInteger, nullable=False),  # of the text that was replaced
    Column("sealed_text", LargeBinary, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    PrimaryKeyConstraint("launch_id", "week", "what", "stamp"),
)

items = Table(  # open items: follow-ups, and instrumentation that is not there yet
    "items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("origin", String(40), nullable=False),  # what made it; the same thing makes it once
    Column("sealed_text", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),  # open, done, dropped
    Column("settled_at", Moment),
    UniqueConstraint("launch_id", "origin"),
)

replies = Table(  # what was said in the thread of a check-in
    "replies",
    metadata,
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("ts", String(32), nullable=False),  # Slack's name of the reply
    Column("message_id", ForeignKey(outbox.c.id), nullable=False),
    Column("launch_id", ForeignKey(launches.c.id)),  # null: which launch it is about is not said yet
    Column("sealed_text", LargeBinary, nullable=False),
    Column(
        "edited", String(32), nullable=False
    ),  # Slack's stamp of the newest text: an older event changes nothing
    Column("withdrawn", Boolean, nullable=False),
    PrimaryKeyConstraint("person_id", "ts"),
    Index("ix_replies_message_id", "message_id"),
)
