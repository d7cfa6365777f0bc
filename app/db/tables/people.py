"""Who we know, and where they work."""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, UniqueConstraint

from app.db.tables.base import Id, Moment, metadata

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
