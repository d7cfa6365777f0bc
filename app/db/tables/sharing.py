"""What was shared, with whom, and what they said to it."""

from sqlalchemy import (
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
    text,
)

from app.db.tables.base import Id, Moment, metadata
from app.db.tables.delivery import outbox
from app.db.tables.forms import forms
from app.db.tables.people import people, workspaces

# Everything sealed here is bound to the share's author, an EM's words too: they are written to the author.

shares = Table(
    "shares",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token", String(24), nullable=False, unique=True),  # random: it travels in buttons
    Column("workspace_id", ForeignKey(workspaces.c.id), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),  # the author
    Column("form_id", ForeignKey(forms.c.id), nullable=False, unique=True),  # one share a modal
    Column("channel_id", String(32), nullable=False),  # empty: to be copied, never posted
    Column("em_user_id", String(32), nullable=False),  # by Slack's id; empty: nobody was named
    Column("state", String(8), nullable=False),
    Column("reason", String(80)),  # why nothing (more) was posted
    Column("preview", String(24), nullable=False),  # which preview `sealed_text` is; random
    Column("sealed_text", LargeBinary, nullable=False),  # the snapshot, JSON
    Column("made_at", Moment, nullable=False),
    Column("approved_at", Moment),  # Post was pressed
    Column("posted_at", Moment),  # the first message arrived
    Column("ended_at", Moment),  # taken back
    Index("ix_shares_person_id_id", "person_id", "id"),
    Index("ix_shares_workspace_id_channel_id", "workspace_id", "channel_id"),
)

share_words = Table(  # what readers said to a share
    "share_words",
    metadata,
    Column("id", Id, primary_key=True),
    Column("share_id", ForeignKey(shares.c.id), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),  # who said it
    Column("key", String(64), nullable=False, unique=True),  # the form, or who read what: once
    Column("what", String(8), nullable=False),  # read, talk, add, l5
    Column("item", Integer, nullable=False),  # the item's number; 0: none
    Column("by_em", Boolean, nullable=False),  # the named EM, as the share named them
    Column("in_thread", Boolean, nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("message_id", ForeignKey(outbox.c.id)),  # the digest that told the author
    Index("ix_share_words_share_id", "share_id"),
)

share_parts = Table(  # the messages of a share: the post, its details in the thread, words in the thread
    "share_parts",
    metadata,
    Column("id", Id, primary_key=True),  # `n` of the message in the outbox
    Column("share_id", ForeignKey(shares.c.id), nullable=False),
    Column("place", Integer, nullable=False),  # 0: the post; the others are replies
    Column("word_id", ForeignKey(share_words.c.id)),
    Column("sealed_text", LargeBinary, nullable=False),  # what is posted, JSON
    Column("state", String(8), nullable=False),
    Column("ts", String(32)),  # null: not posted, or nobody knows where
    Column("message_id", ForeignKey(outbox.c.id)),  # the newest try
    Column("remove_at", Moment),  # to be deleted from then on
    Column("refusal", String(40)),  # why Slack did not delete it
    Column("by_link", Boolean, nullable=False, default=False),  # where it is, the author's link said
    Column("was_unclear", Boolean, nullable=False, default=False),  # an earlier try may be there
    UniqueConstraint("share_id", "place"),
    Index(
        "ix_share_parts_remove_at",
        "remove_at",
        sqlite_where=text("remove_at IS NOT NULL"),
        postgresql_where=text("remove_at IS NOT NULL"),
    ),
)

share_news = Table(  # what changed about a channel in which a share stands
    "share_news",
    metadata,
    Column("share_id", ForeignKey(shares.c.id), nullable=False),
    Column("what", String(8), nullable=False),  # news.Change
    Column("who", String(32), nullable=False),  # a reader's Slack id, a message's id, both, or empty
    Column("mark", String(8), nullable=False, default=""),  # what a reader is: guest, app, outside
    Column("seen_at", Moment, nullable=False),
    Column("message_id", ForeignKey(outbox.c.id)),  # the message that told the author
    PrimaryKeyConstraint("share_id", "what", "who"),
)

watches = Table(  # channels in which a share stands, looked at once a day
    "watches",
    metadata,
    Column("workspace_id", ForeignKey(workspaces.c.id), nullable=False),
    Column("channel_id", String(32), nullable=False),
    Column("check_at", Moment, nullable=False),
    PrimaryKeyConstraint("workspace_id", "channel_id"),
    Index("ix_watches_check_at", "check_at"),
)

agreements = Table(  # what was agreed about a share: private, each text kept
    "agreements",
    metadata,
    Column("share_id", ForeignKey(shares.c.id), nullable=False),
    Column("n", Integer, nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("share_id", "n"),
)

mutes = Table(  # who wants no reminders about what others shared with them
    "mutes",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("since", Moment, nullable=False),
)
