"""Launches and their bets."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from app.db.tables.base import Id, Moment, metadata
from app.db.tables.people import people

launches = Table(
    "launches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column(
        "form_id", String(32), nullable=False, unique=True
    ),  # a form records one launch, sent twice or not
    Column("recorded_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),  # open, closed (with a verdict), stopped, dropped
    Column("shipped_on", Date, nullable=False),
    Column("shipped", Boolean, nullable=False),  # false: the day lies ahead, or nobody confirmed it yet
    Column("judge_by", Date, nullable=False),
    Column("every", Integer, nullable=False),  # weeks: 1 or 2
    Column("joins", String(8), nullable=False),  # the nominal week of its first check-in
    Column("seals_at", Moment, nullable=False),  # from then on a change is a new version
    Column("extended", Integer, nullable=False),  # how often it was "too early"
    Column("previous_id", ForeignKey("launches.id")),  # the bet that this one iterates on
    Column("look_on", Date),  # the second look that is owed
    Column("closed_at", Moment),
    Index("ix_launches_person_id_state", "person_id", "state"),
)

bets = Table(
    "bets",
    metadata,
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("version", Integer, nullable=False),  # 1 is what was sealed; what it said before: 0, -1 and so on
    Column("sealed_text", LargeBinary, nullable=False),  # the bet's texts as JSON
    Column("shipped_on", Date, nullable=False),
    Column("judge_by", Date, nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("launch_id", "version"),
)

bet_details = Table(  # the second page: told at once, or later, one question a check-in
    "bet_details",
    metadata,
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("field", String(20), nullable=False),
    Column("n", Integer, nullable=False),  # the newest counts, the others are kept
    Column("sealed_text", LargeBinary, nullable=False),
    Column("later", Boolean, nullable=False),  # added after the bet was recorded
    Column("added_at", Moment, nullable=False),
    PrimaryKeyConstraint("launch_id", "field", "n"),
)
