"""Every table. What a person wrote is only ever in a `Sealed` column."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
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
    false,
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
    """Takes any aware time and gives UTC: SQLite stores no zone, PostgreSQL answers in its session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        # In a zone with a change of clocks two times an hour apart can be equal, and differ by no time.
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Sealed(TypeDecorator[bytes]):
    """What a key ring sealed. Before a key may go, every column of this type is asked for it."""

    impl = LargeBinary
    cache_ok = True


def sealed_columns() -> tuple[Column[bytes], ...]:
    """Every column that holds sealed text, whatever it is called."""
    return tuple(
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    )


# Who we know, and where they work.

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
    Column("zone", String(64)),  # as Slack said it last, known here or not; null: it never did
    UniqueConstraint("workspace_id", "slack_user_id"),
)

# Messages on their way.

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(96), nullable=False, unique=True),  # of ids: whoever plans it again plans the same
    Column("workspace_id", ForeignKey(workspaces.c.id), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("week", String(8), nullable=False),  # the nominal ISO week, "2026-W47"
    Column("n", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(80)),
    Column("try_at", Moment),  # null unless pending
    Column("since", Moment),  # null unless sending or unconfirmed
    Column("claim", String(32)),  # whoever does not hold it writes nothing
    Column("attempts", Integer, nullable=False),
    Column("delivery_id", String(32), nullable=False),  # random: it travels in the message's metadata
    Column("after_ts", String(32)),  # the DM's newest message before the post, by Slack's clock
    Column("channel_id", String(32)),
    Column("message_ts", String(32)),
    Column("sent_at", Moment),
    Column("payload", Sealed),  # only of what must be posted as it was previewed; erased once it is sent
    Index("ix_outbox_person_id_week", "person_id", "week"),
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

# What is typed into modals, the assessment's pages among them.

guide_versions = Table(
    "guide_versions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("source", Text, nullable=False),
    Column("served_at", Moment, nullable=False),
)

forms = Table(
    "forms",
    metadata,
    Column("id", String(32), primary_key=True),  # random: it travels in private_metadata
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("kind", String(24), nullable=False),
    # What it is about, by our own ids; empty for something new.
    Column("subject", String(64), nullable=False),
    Column("page", String(200), nullable=False),  # of a questionnaire; empty for all other forms
    Column("guide_hash", ForeignKey(guide_versions.c.hash)),  # which version of the guide the page shows
    Column("seen", BigInteger, nullable=False),  # the person's stamp when it opened: the writes it knew of
    Column("touched", BigInteger, nullable=False),  # ... and when it was last typed in; 0: never
    Column("submitted", Boolean, nullable=False),
    Column("replaced", Boolean, nullable=False),  # somebody typed here over a text of another window
    Column("outcome", String(64), nullable=False),  # what the submission made, by our own id
    Column("opened_at", Moment, nullable=False),
    Index("ix_forms_person_id_kind_subject", "person_id", "kind", "subject"),
)

form_texts = Table(
    "form_texts",
    metadata,
    Column("form_id", ForeignKey(forms.c.id), nullable=False),
    Column("field", String(128), nullable=False),
    Column("sealed_text", Sealed, nullable=False),
    Column("typed", Boolean, nullable=False),  # false: what the form was prefilled with
    Column("action_order", BigInteger, nullable=False),  # Slack's action_ts times 10^8
    Column("stamp", BigInteger, nullable=False),  # the person's stamp when this text came
    Column("kept_at", Moment, nullable=False),
    PrimaryKeyConstraint("form_id", "field"),
)

encryption_keys = Table(
    "encryption_keys",
    metadata,
    Column("key_id", String(64), primary_key=True),
    Column("check", LargeBinary, nullable=False),  # proves that a key of this id is the same key
    Column("first_used_at", Moment, nullable=False),
)

# What was saved while going through the guide.

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

answers = Table(
    "answers",
    metadata,
    Column("assessment_id", ForeignKey(assessments.c.id), nullable=False),
    Column("item", String(120), nullable=False),
    Column("sealed_text", Sealed, nullable=False),
    Column("wording", Text, nullable=False),  # the guide's own words, as they were when it was answered
    Column("form_id", String(32), nullable=False),  # the page that was submitted
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
    Column("sealed_text", Sealed, nullable=False),
    Column("wording", Text, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    PrimaryKeyConstraint("assessment_id", "item", "stamp"),
)

# Launches and their bets.

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
    Column("sealed_text", Sealed, nullable=False),  # the bet's texts as JSON
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
    Column("sealed_text", Sealed, nullable=False),
    Column("later", Boolean, nullable=False),  # added after the bet was recorded
    Column("added_at", Moment, nullable=False),
    PrimaryKeyConstraint("launch_id", "field", "n"),
)

# Check-ins and what was answered.

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

checkin_answers = Table(  # what was answered: a reading, a decision, a second look
    "checkin_answers",
    metadata,
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("week", String(8), nullable=False),
    Column("what", String(8), nullable=False),  # reading, decision, look
    Column("sealed_text", Sealed, nullable=False),  # JSON, the status in it
    Column("stamp", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),  # of the first text
    Column("revised_at", Moment, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    PrimaryKeyConstraint("launch_id", "week", "what"),
)

checkin_answer_revisions = Table(
    "checkin_answer_revisions",
    metadata,
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("week", String(8), nullable=False),
    Column("what", String(8), nullable=False),
    Column("stamp", BigInteger, nullable=False),  # of the text that was replaced
    Column("sealed_text", Sealed, nullable=False),
    Column("replaced_at", Moment, nullable=False),
    PrimaryKeyConstraint("launch_id", "week", "what", "stamp"),
)

items = Table(  # open items: follow-ups, and instrumentation that is not there yet
    "items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("launch_id", ForeignKey(launches.c.id), nullable=False),
    Column("origin", String(40), nullable=False),  # what made it; the same thing makes it once
    Column("sealed_text", Sealed, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),  # open, done, dropped
    Column("settled_at", Moment),
    UniqueConstraint("launch_id", "origin"),
)

thread_replies = Table(  # what somebody wrote in their DM, in a thread or not, a row for each message
    "thread_replies",
    metadata,
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("ts", String(32), nullable=False),  # Slack's name of it
    Column("thread_ts", String(32), nullable=False, server_default=""),  # empty: in no thread
    Column("message_id", ForeignKey(outbox.c.id)),  # the message of ours that its thread is below
    Column("answer_id", ForeignKey(outbox.c.id)),  # the message that answers it
    # The check-in that it is an answer of; null: of none, or they have not said which. Without a week it is
    # the one that `message_id` asked.
    Column("launch_id", ForeignKey(launches.c.id)),
    Column("week", String(8)),
    Column("fate", String(8), nullable=False, server_default=""),  # dm.model.Fate
    Column("has_files", Boolean, nullable=False, server_default=false()),
    Column("sealed_text", Sealed, nullable=False),
    # Slack's stamp of the newest text: an older event changes nothing.
    Column("edited", String(32), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    PrimaryKeyConstraint("person_id", "ts"),
    Index("ix_thread_replies_message_id", "message_id"),
    Index("ix_thread_replies_answer_id", "answer_id"),
)

# When a person is written to.

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

# What was shared, with whom, and what they said to it.

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
    Column("sealed_text", Sealed, nullable=False),  # the snapshot, JSON
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
    Column("sealed_text", Sealed, nullable=False),
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
    Column("sealed_text", Sealed),  # what is posted, JSON; null once the outbox has it as its payload
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
    Column("what", String(8), nullable=False),  # news.AudienceChange
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
    Column("sealed_text", Sealed, nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("share_id", "n"),
)

mutes = Table(  # who wants no reminders about what others shared with them
    "mutes",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("since", Moment, nullable=False),
)
