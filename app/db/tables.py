"""Every table, on one page. What a person wrote is only ever in a `sealed_` column."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only for INTEGER."""


class Moment(TypeDecorator[datetime]):
    """Aware UTC in and out; SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None or value.tzinfo:
            return value
        return value.replace(tzinfo=UTC)


workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Id, primary_key=True),
    # Empty, never null, where Slack gives none: a UNIQUE over a null lets two equal rows in.
    Column("enterprise_id", String(32), nullable=False),
    Column("team_id", String(32), nullable=False),
    UniqueConstraint("enterprise_id", "team_id"),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", ForeignKey(workspaces.c.id), nullable=False),
    Column("slack_user_id", String(32), nullable=False),
    # Counts this person's writes. Updating it locks the row, so one person's writes queue up.
    Column("stamp", BigInteger, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "slack_user_id"),
)

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

SEALED = (drafts, answers, revisions)
"""The tables with a `sealed_text`: asked before a key may go."""


# Delivery

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", ForeignKey(workspaces.c.id), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("week", String(8), nullable=False),  # the nominal ISO week, "2026-W47"
    Column("n", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", String(80)),
    Column("try_at", Moment),  # null unless pending
    Column("since", Moment),  # null unless sending or maybe
    Column("claim", String(32)),  # whoever does not hold it writes nothing
    Column("attempts", Integer, nullable=False),
    Column("delivery_id", String(32), nullable=False),  # random: it travels in the message's metadata
    Column("after_ts", String(32)),  # the DM's newest message before the post, by Slack's clock
    Column("channel_id", String(32)),
    Column("message_ts", String(32)),
    Column("sent_at", Moment),
    UniqueConstraint("person_id", "kind", "week", "n"),
    # Both hold only the rows with something to do, so a tick costs what is due and not what is stored.
    Index(
        "ix_outbox_try_at",
        "try_at",
        sqlite_where=text("try_at IS NOT NULL"),
        postgresql_where=text("try_at IS NOT NULL"),
    ),
    Index(
        "ix_outbox_since",
        "since",
        sqlite_where=text("since IS NOT NULL"),
        postgresql_where=text("since IS NOT NULL"),
    ),
)

dms = Table(
    "dms",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("channel_id", String(32), nullable=False),
    Column("latest_ts", String(32)),  # the newest message we know of, by Slack's clock
)

pace = Table(
    "pace",
    metadata,
    Column("workspace_id", ForeignKey(workspaces.c.id), nullable=False),
    Column("method", String(40), nullable=False),
    Column("free_at", BigInteger, nullable=False),  # milliseconds since 1970: the next free slot
    PrimaryKeyConstraint("workspace_id", "method"),
)
