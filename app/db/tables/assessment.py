"""Guides and what was written while going through them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from app.db.tables.base import Id, Moment, metadata
from app.db.tables.people import people

guide_versions = Table(
    "guide_versions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("source", Text, nullable=False),
    Column("served_at", Moment, nullable=False),
)

encryption_keys = Table(
    "encryption_keys",
    metadata,
    Column("key_id", String(64), primary_key=True),
    Column("check", LargeBinary, nullable=False),  # proves that a key of this id is the same key
    Column("first_used_at", Moment, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index("ix_assessments_person_id_started_at", "person_id", "started_at"),
    # One unfinished assessment a person, whatever is clicked twice.
    Index(
        "uq_assessments_one_open",
        "person_id",
        unique=True,
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
)

pages = Table(
    "pages",
    metadata,
    Column("id", String(24), primary_key=True),  # random: it travels in private_metadata
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("assessment_id", ForeignKey(assessments.c.id)),  # null before the first one begins
    Column("guide_hash", ForeignKey(guide_versions.c.hash), nullable=False),
    Column("step", String(200), nullable=False),
    Column("seen", BigInteger, nullable=False),  # the person's stamp when it was rendered
    Column("touched", BigInteger, nullable=False),  # ... and when it was last written on
    Column("submitted", Boolean, nullable=False),
    Column("next_page_id", String(24)),
    Column("replaced", Boolean, nullable=False),  # it overwrote another window's text
    Column("notice", Boolean, nullable=False),  # it has to say so of the page before it
    Column("rendered_at", Moment, nullable=False),
    Index("ix_pages_assessment_id_touched", "assessment_id", "touched"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("page_id", ForeignKey(pages.c.id), nullable=False),
    Column("item", String(120), nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("wording", Text, nullable=False),
    Column("typed", Boolean, nullable=False),  # false: what the page was prefilled with
    Column("action_order", BigInteger, nullable=False),  # Slack's action_ts times 10^8
    Column("stamp", BigInteger, nullable=False),
    PrimaryKeyConstraint("page_id", "item"),
)

answers = Table(
    "answers",
    metadata,
    Column("assessment_id", ForeignKey(assessments.c.id), nullable=False),
    Column("item", String(120), nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("wording", Text, nullable=False),  # the guide's own words, as they were when it was answered
    Column("page_id", String(24), nullable=False),
    Column("stamp", BigInteger, nullable=False),
    Column("answered_at", Moment, nullable=False),
    PrimaryKeyConstraint("assessment_id", "item"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("assessment_id", ForeignKey(assessments.c.id), nullable=False),
    Column("item", String(120), nullable=False),
    Column("stamp", BigInteger, nullable=False),  # of the text that was replaced: the same text is kept once
    Column("sealed_text", LargeBinary, nullable=False),
    Column("wording", Text, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    PrimaryKeyConstraint("assessment_id", "item", "stamp"),
)
