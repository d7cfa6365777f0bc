"""What one person wrote in their DM with the bot, in the database."""

from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import and_, bindparam, select, update

from app.calendar.weeks import Week
from app.db.engine import upsert
from app.db.tables import thread_replies
from app.dm.model import Entry, Fate
from app.work import Work

_MINE = thread_replies.c.person_id == bindparam("person")
_KEY = and_(_MINE, thread_replies.c.ts == bindparam("named"))
_FIND = select(thread_replies).where(_KEY)
_ANSWERED_BY = select(thread_replies).where(_MINE, thread_replies.c.answer_id == bindparam("message"))
_CHANGE = update(thread_replies).where(_KEY)


class WrittenStore:
    """Their messages by Slack's name, `ts`. What an earlier text was, the reading that quotes it keeps."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection
        self._person_id = work.person.id

    def find(self, ts: str) -> Entry | None:
        """The message as it is kept; None where none of theirs has this name."""
        return self._entry(self._connection.execute(_FIND, self._key(ts)).first())

    def answered_by(self, message_id: int) -> Entry | None:
        """The message of theirs that this message of ours answers."""
        values = {"person": self._person_id, "message": message_id}
        return self._entry(self._connection.execute(_ANSWERED_BY, values).first())

    def put(self, entry: Entry) -> None:
        """Keep it as it is."""
        row = {
            "person_id": self._person_id,
            "ts": entry.ts,
            "thread_ts": entry.thread_ts,
            "message_id": entry.message_id,
            "answer_id": entry.answer_id,
            "launch_id": entry.launch_id,
            "week": str(entry.week) if entry.week else None,
            "fate": entry.fate,
            "has_files": entry.has_files,
            "sealed_text": self._work.seal(entry.text),
            "edited": entry.edited,
            "withdrawn": entry.withdrawn,
        }
        upsert(self._connection, thread_replies, [row])

    def take(self, ts: str, launch_id: int, week: Week) -> None:
        """It is an answer of this check-in."""
        self._change(ts, fate=Fate.TAKEN, launch_id=launch_id, week=str(week))

    def dismiss(self, ts: str, fate: Fate) -> None:
        """It is no answer: its text is not kept here. What a reading quoted, its revision says."""
        self._change(ts, fate=fate, sealed_text=self._work.seal(""))

    def reworded(self, ts: str, text: str, edited: str) -> None:
        """It says something else."""
        self._change(ts, sealed_text=self._work.seal(text), edited=edited)

    def withdraw(self, ts: str) -> None:
        """They deleted it: its text is not kept here."""
        self._change(ts, withdrawn=True, sealed_text=self._work.seal(""))

    def _change(self, ts: str, **values: object) -> None:
        self._connection.execute(_CHANGE, self._key(ts) | values)

    def _key(self, ts: str) -> dict[str, object]:
        return {"person": self._person_id, "named": ts}

    def _entry(self, row: Any) -> Entry | None:
        if row is None:
            return None
        return Entry(
            row.ts,
            Fate(row.fate),
            self._work.open(row.sealed_text),
            row.thread_ts,
            row.edited,
            bool(row.withdrawn),
            bool(row.has_files),
            row.message_id,
            row.answer_id,
            row.launch_id,
            Week.parse(row.week) if row.week else None,
        )


def is_newer(stamp: str, than: str) -> bool:
    """Slack's stamps compare as numbers: as text "9.5" would follow "10.5"."""
    return _number(stamp) > _number(than)


def _number(stamp: str) -> Decimal:
    try:
        return Decimal(stamp)
    except InvalidOperation:
        return Decimal(0)
