"""Messages on their way."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from app.db.tables.base import Id, Moment, metadata
from app.db.tables.people import people, workspaces

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
