"""Check-ins, their answers and open items of one person in the database."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update

from app.calendar.weeks import Week
from app.checkins.model import (
    Answer,
    Asks,
    Checkin,
    CheckinAnswer,
    CheckinState,
    OpenItem,
    QuotedReply,
    Reading,
    Revision,
    Status,
)
from app.db.engine import insert_new, upsert
from app.db.tables import (
    checkin_answer_revisions,
    checkin_answers,
    checkins,
    items,
    launches,
    outbox,
    questions,
    thread_replies,
)
from app.errors import NotFound
from app.forms.revisions import is_replaced
from app.launches.model import INSTRUMENTATION, NOT_YET
from app.launches.verdict import Decision, Look, decision_of
from app.nudges.kinds import CHECKIN
from app.outbox.model import State
from app.work import Work

_COLUMNS = (
    checkins.c.launch_id,
    checkins.c.week,
    checkins.c.message_id,
    checkins.c.asks,
    checkins.c.state,
    checkins.c.snoozes,
    checkins.c.asked_at,
)
_MINE = checkins.c.person_id == bindparam("person")
_ONE = (_MINE, checkins.c.launch_id == bindparam("launch"), checkins.c.week == bindparam("in_week"))
_FIND = select(*_COLUMNS).where(*_ONE)
_IN_WEEKS = select(*_COLUMNS).where(_MINE, checkins.c.week.in_(bindparam("weeks", expanding=True)))
_UPDATE = update(checkins).where(*_ONE)
_OF_MESSAGE = (
    select(*_COLUMNS)
    .join(
        questions,
        (questions.c.launch_id == checkins.c.launch_id) & (questions.c.week == checkins.c.week),
    )
    .where(_MINE, questions.c.message_id == bindparam("message"))
    .order_by(questions.c.place)
)
_ASKS_IT = select(questions.c.message_id).where(
    questions.c.launch_id == bindparam("launch"), questions.c.week == bindparam("in_week")
)
_ANSWERS_WORDS = select(thread_replies.c.answer_id).where(
    thread_replies.c.person_id == bindparam("person"),
    thread_replies.c.launch_id == bindparam("launch"),
    thread_replies.c.week == bindparam("in_week"),
    thread_replies.c.answer_id.is_not(None),
)
_MESSAGES = (
    select(outbox.c.id)
    .where(outbox.c.person_id == bindparam("person"), outbox.c.message_ts.is_not(None))
    .where(or_(outbox.c.id.in_(_ASKS_IT), outbox.c.id.in_(_ANSWERS_WORDS)))
    .order_by(outbox.c.id)
)
"""Those that ask it, and those that say what was taken for its answer."""
_ASKED_SINCE = (
    select(*_COLUMNS)
    .join(launches, launches.c.id == checkins.c.launch_id)
    .where(_MINE, launches.c.state == "open", checkins.c.asked_at >= bindparam("since"))
    .order_by(checkins.c.week, checkins.c.launch_id)
)
MOST_ASKING = 60
"""Messages that lose their buttons when nothing is asked about a launch any more."""

_TO_THEM = select(outbox.c.id).where(outbox.c.person_id == bindparam("person"))
_NAMED = _TO_THEM.where(outbox.c.message_ts == bindparam("named"))
_UNDER_WAY = _TO_THEM.where(outbox.c.state.in_((State.SENDING, State.UNCONFIRMED)))
_ASKED = (
    update(checkins)
    .where(_MINE, checkins.c.asked_at.is_(None))
    .where(
        checkins.c.launch_id.in_(
            select(questions.c.launch_id)
            .where(questions.c.message_id == bindparam("message"), questions.c.week == checkins.c.week)
            .correlate(checkins)
        )
    )
    .values(asked_at=bindparam("now"))
)


class CheckinStore:
    """What one person was, is and will be asked."""

    def __init__(self, work: Work) -> None:
        self._connection = work.connection
        self._person_id = work.person.id

    def find(self, launch_id: int, week: Week) -> Checkin | None:
        """The check-in; None where nothing was asked, or it is somebody else's."""
        row = self._connection.execute(_FIND, self._key(launch_id, week)).first()
        return _checkin(row) if row else None

    def in_weeks(self, *weeks: Week) -> dict[tuple[int, Week], Checkin]:
        """The check-ins of these nominal weeks, by launch and week."""
        values = {"person": self._person_id, "weeks": [str(week) for week in weeks]}
        found = map(_checkin, self._connection.execute(_IN_WEEKS, values))
        return {(one.launch_id, one.week): one for one in found}

    def of_message(self, message_id: int) -> tuple[Checkin, ...]:
        """What a message asks, in its order."""
        values = {"person": self._person_id, "message": message_id}
        return tuple(_checkin(row) for row in self._connection.execute(_OF_MESSAGE, values))

    def messages_of(self, launch_id: int, week: Week) -> tuple[int, ...]:
        """Every message that arrived and shows this check-in: all are edited once it is answered."""
        return tuple(self._connection.scalars(_MESSAGES, self._key(launch_id, week)))

    def still_asking(self, launch_id: int) -> tuple[int, ...]:
        """The newest messages that arrived and ask about the launch without an answer, newest first."""
        asking = (
            select(outbox.c.id)
            .join(questions, questions.c.message_id == outbox.c.id)
            .join(
                checkins,
                (checkins.c.launch_id == questions.c.launch_id) & (checkins.c.week == questions.c.week),
            )
            .where(outbox.c.person_id == self._person_id, questions.c.launch_id == launch_id)
            .where(outbox.c.message_ts.is_not(None), checkins.c.state == CheckinState.OPEN)
            .order_by(outbox.c.id.desc())
            .limit(MOST_ASKING)
        )
        return tuple(self._connection.scalars(asking))

    def overtaken_by(self, message_id: int, week: str) -> tuple[int, ...]:
        """The messages that this weekly one overtakes: of the check-in before it, and what came since."""
        weekly = (outbox.c.person_id == self._person_id, outbox.c.message_ts.is_not(None))
        last = select(func.max(outbox.c.week)).where(*weekly, outbox.c.kind == CHECKIN, outbox.c.week < week)
        asking = (
            select(outbox.c.id)
            .distinct()
            .join(questions, questions.c.message_id == outbox.c.id)
            .join(
                checkins,
                (checkins.c.launch_id == questions.c.launch_id) & (checkins.c.week == questions.c.week),
            )
            .where(*weekly, outbox.c.week < week, outbox.c.week >= last.scalar_subquery())
            .where(outbox.c.id != message_id, checkins.c.state == CheckinState.OPEN)
            .order_by(outbox.c.id)
        )
        return tuple(self._connection.scalars(asking))

    def open_readings(self, since: datetime) -> tuple[Checkin, ...]:
        """The questions for a reading that were asked since then and are open, of each launch the newest."""
        rows = self._connection.execute(_ASKED_SINCE, {"person": self._person_id, "since": since})
        newest = {row.launch_id: _checkin(row) for row in rows}
        return tuple(one for one in newest.values() if one.is_open and one.asks is Asks.READING)

    def message_at(self, ts: str) -> int | None:
        """Our message that has this name in their DM."""
        return self._connection.scalar(_NAMED, {"person": self._person_id, "named": ts})

    def is_theirs(self, message_id: int) -> bool:
        """Whether the message is one to them."""
        theirs = _TO_THEM.where(outbox.c.id == message_id)
        return self._connection.scalar(theirs, {"person": self._person_id}) is not None

    def under_way(self) -> list[int]:
        """Messages to them that are being sent, or of which nobody knows whether they arrived."""
        return list(self._connection.scalars(_UNDER_WAY, {"person": self._person_id}))

    def compose(
        self, message_id: int, asked: Sequence[tuple[int, Week, Asks]], *, first_try: bool = False
    ) -> None:
        """The message asks exactly these, in this order, whatever an earlier try had in it."""
        if not first_try:
            self._connection.execute(delete(questions).where(questions.c.message_id == message_id))
        new = [self._new(*each) | {"message_id": message_id} for each in asked]
        upsert(self._connection, checkins, new, changing=("message_id", "asks"))
        shown = [
            {"message_id": message_id, "launch_id": launch_id, "week": str(week), "place": place}
            for place, (launch_id, week, _) in enumerate(asked)
        ]
        upsert(self._connection, questions, shown)

    def show_also(self, message_id: int, shown: Iterable[Checkin]) -> None:
        """A reminder shows check-ins that stay another message's own."""
        self._connection.execute(delete(questions).where(questions.c.message_id == message_id))
        for place, one in enumerate(shown):
            self._show(message_id, one.launch_id, one.week, place)

    def asked(self, message_id: int, now: datetime) -> None:
        """The message arrived; the first time counts."""
        values = {"person": self._person_id, "message": message_id, "now": now}
        self._connection.execute(_ASKED, values)

    def settle(self, launch_id: int, week: Week, state: CheckinState, asks: Asks = Asks.READING) -> None:
        """Answered, skipped or moved to next week; `asks` is for one that was answered unasked."""
        self._begin(launch_id, week, asks)
        self._update(launch_id, week, state=state)

    def move_to(self, one: Checkin, message_id: int) -> None:
        """Another message asks it again; the old one will say so."""
        self._update(one.launch_id, one.week, message_id=message_id, snoozes=one.snoozes + 1)
        places = len(self.of_message(message_id))
        self._show(message_id, one.launch_id, one.week, places)

    def carry_over(self, one: Checkin) -> None:
        """Snoozed until next week's message."""
        state = CheckinState.SNOOZED
        self._update(one.launch_id, one.week, state=state, snoozes=one.snoozes + 1)

    def _begin(self, launch_id: int, week: Week, asks: Asks) -> None:
        insert_new(self._connection, checkins, **self._new(launch_id, week, asks))

    def _new(self, launch_id: int, week: Week, asks: Asks) -> dict[str, object]:
        mine = {"launch_id": launch_id, "week": str(week), "person_id": self._person_id}
        return mine | {"asks": asks, "state": CheckinState.OPEN, "snoozes": 0}

    def _show(self, message_id: int, launch_id: int, week: Week, place: int) -> None:
        upsert(
            self._connection,
            questions,
            [{"message_id": message_id, "launch_id": launch_id, "week": str(week), "place": place}],
        )

    def _update(self, launch_id: int, week: Week, **values: object) -> None:
        self._connection.execute(_UPDATE, self._key(launch_id, week) | values)

    def _key(self, launch_id: int, week: Week) -> dict[str, object]:
        return {"person": self._person_id, "launch": launch_id, "in_week": str(week)}


def _checkin(row: Any) -> Checkin:
    return Checkin(
        row.launch_id,
        Week.parse(row.week),
        row.message_id,
        Asks(row.asks),
        CheckinState(row.state),
        row.snoozes,
        row.asked_at,
    )


# Open items: what is to be done for a launch, quoted in its next check-in.

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = (OPEN, DONE, DROPPED)

_MY_ITEMS = and_(launches.c.id == items.c.launch_id, launches.c.person_id == bindparam("person"))
_OPEN = (
    select(items)
    .join(launches, _MY_ITEMS)
    .where(items.c.launch_id.in_(bindparam("launches", expanding=True)))
    .where(or_(items.c.state == OPEN, items.c.settled_at >= bindparam("since")))
    .order_by(items.c.id)
)


class OpenItemStore:
    """What one person has left to do for their launches."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection
        self._person_id = work.person.id

    def open_items(
        self, launch_ids: Collection[int], settled_since: datetime | None = None
    ) -> dict[int, tuple[OpenItem, ...]]:
        """What is open by launch, oldest first; with a moment, also what was settled since then."""
        if not launch_ids:
            return {}
        values = {"person": self._person_id, "launches": list(launch_ids), "since": settled_since}
        found: dict[int, list[OpenItem]] = {}
        for row in self._connection.execute(_OPEN, values):
            found.setdefault(row.launch_id, []).append(self._item(row))
        return {launch_id: tuple(of_launch) for launch_id, of_launch in found.items()}

    def want_instrumentation(self, launch_id: int, told: str, now: datetime) -> None:
        """Add an item where they `told` that what counts the metric is not in place: they settle it."""
        if told == NOT_YET:
            self.add_item(launch_id, INSTRUMENTATION, "Instrumentation is not in place yet", now)

    def add_item(self, launch_id: int, origin: str, text: str, now: datetime) -> None:
        """Something to do. What `origin` made already gets the new text; an empty text drops it.

        A text that is no other than before changes nothing: what was done stays done.
        """
        _require_launch(self._work, launch_id)
        made_by = select(items).where(items.c.launch_id == launch_id, items.c.origin == origin)
        row = self._connection.execute(made_by).first()
        if row is None and text.strip():
            new = {"launch_id": launch_id, "origin": origin, "made_at": now, "state": OPEN}
            insert_new(self._connection, items, **new, sealed_text=self._work.seal(text))
        elif row is not None and not text.strip():
            self._settle(row, DROPPED, now)
        elif row is not None and self._work.open(row.sealed_text) != text:
            again = {"sealed_text": self._work.seal(text), "state": OPEN, "settled_at": None}
            self._connection.execute(update(items).where(items.c.id == row.id).values(again))

    def settle_item(self, item_id: int, state: str, now: datetime) -> OpenItem:
        """Done, dropped, or open again. Raises NotFound unless it is theirs."""
        theirs = select(items).join(launches, _MY_ITEMS).where(items.c.id == item_id)
        row = self._connection.execute(theirs, {"person": self._person_id}).first()
        if row is None or state not in STATES:
            raise NotFound
        self._settle(row, state, now)
        return self._item(self._connection.execute(theirs, {"person": self._person_id}).one())

    def _settle(self, row: Any, state: str, now: datetime) -> None:
        if row.state != state:
            settled = {"state": state, "settled_at": None if state == OPEN else now}
            self._connection.execute(update(items).where(items.c.id == row.id).values(settled))

    def _item(self, row: Any) -> OpenItem:
        text = self._work.open(row.sealed_text)
        return OpenItem(row.id, row.launch_id, text, row.made_at, row.state, row.settled_at)


# Answers to check-ins.

READING, DECISION, LOOK = "reading", "decision", "look"

_ANSWER_KEY = and_(
    checkin_answers.c.launch_id == bindparam("launch"),
    checkin_answers.c.week == bindparam("in_week"),
    checkin_answers.c.what == bindparam("kind"),
)
_MY_ANSWERS = and_(launches.c.id == checkin_answers.c.launch_id, launches.c.person_id == bindparam("person"))
_past = checkin_answer_revisions.c
_HOW_OFTEN = (
    select(func.count())
    .where(
        _past.launch_id == checkin_answers.c.launch_id,
        _past.week == checkin_answers.c.week,
        _past.what == checkin_answers.c.what,
    )
    .correlate(checkin_answers)
    .scalar_subquery()
)
_ALL = (
    select(checkin_answers, _HOW_OFTEN.label("revisions"))
    .join(launches, _MY_ANSWERS)
    .where(checkin_answers.c.launch_id.in_(bindparam("launches", expanding=True)))
    .order_by(checkin_answers.c.week, checkin_answers.c.made_at, checkin_answers.c.what)
)
_OWNER = select(launches.c.id).where(
    launches.c.id == bindparam("launch"), launches.c.person_id == bindparam("person")
)
_CHANGE_ANSWER = update(checkin_answers).where(_ANSWER_KEY)


class AnswerStore:
    """What one person answered, launch by launch. All answers of a launch are read at once, and once.

    For writing it needs the person of `people.enter`: revisions are told apart by their stamp.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection
        self._person = work.person
        self._known: dict[int, tuple[CheckinAnswer, ...]] = {}

    def find(self, launch_id: int, week: Week, what: str) -> CheckinAnswer | None:
        """The answer as it stands, one that was withdrawn too."""
        of_week = (each for each in self.history(launch_id) if each.week == week)
        return next((each for each in of_week if kind_of(each.answer) == what), None)

    def history(self, launch_id: int) -> tuple[CheckinAnswer, ...]:
        """All answers of a launch, by week from the oldest."""
        return self.of_launches([launch_id]).get(launch_id, ())

    def of_launches(self, launch_ids: Collection[int]) -> dict[int, tuple[CheckinAnswer, ...]]:
        """All answers by launch, by week from the oldest, in two queries however many there are."""
        unread = [launch_id for launch_id in launch_ids if launch_id not in self._known]
        if unread:
            self._known |= self._read(unread)
        return {launch_id: self._known[launch_id] for launch_id in launch_ids if self._known[launch_id]}

    def put(
        self, launch_id: int, week: Week, answer: Answer, now: datetime, *, revises: bool = True
    ) -> CheckinAnswer:
        """Keep the answer; what it replaces becomes a revision by the rule of `app.forms.revisions`.

        The same answer changes nothing. Not `revises`: it says the same as before, spelled another way.
        Raises NotFound for a launch that is not theirs.
        """
        before, what = self.find(launch_id, week, kind_of(answer)), kind_of(answer)
        if before and before.says == answer:
            return before
        text = self._work.seal(json.dumps(asdict(answer), ensure_ascii=False, default=str))
        written = {"sealed_text": text, "revised_at": now, "stamp": self._person.stamp, "withdrawn": False}
        if before and not revises:
            self._connection.execute(_CHANGE_ANSWER, _key(launch_id, week, what) | {"sealed_text": text})
            return self._remember(replace(before, answer=answer))
        if before is None:
            _require_launch(self._work, launch_id)
            key = {"launch_id": launch_id, "week": str(week), "what": what}
            self._connection.execute(insert(checkin_answers), key | written | {"made_at": now})
            new = CheckinAnswer(launch_id, week, answer, now, now, stamp=self._person.stamp)
            return self._remember(new)
        if is_replaced(before.says, answer, stamp=before.stamp, now=self._person.stamp):
            before = self._keep_revision(before, now)
        self._connection.execute(_CHANGE_ANSWER, _key(launch_id, week, what) | written)
        return self._remember(
            replace(before, answer=answer, revised_at=now, withdrawn=False, stamp=self._person.stamp)
        )

    def withdraw(self, launch_id: int, week: Week, what: str, now: datetime) -> None:
        """It was taken back. The text stays as a revision, and answering again brings the answer back."""
        before = self.find(launch_id, week, what)
        if before is None:
            raise NotFound
        if is_replaced(before.says, None):
            kept = self._keep_revision(before, now)
            self._connection.execute(_CHANGE_ANSWER, _key(launch_id, week, what) | {"withdrawn": True})
            self._remember(replace(kept, withdrawn=True))

    def earlier(
        self, launch_id: int, history: Collection[CheckinAnswer], most: int
    ) -> dict[CheckinAnswer, tuple[Revision, ...]]:
        """Earlier texts of a launch's answers, newest first, in one query: the newest `most` of them all."""
        by_key = {(str(each.week), kind_of(each.answer)): each for each in history}
        newest_first = (
            select(checkin_answer_revisions)
            .join(launches, launches.c.id == _past.launch_id)
            .where(launches.c.person_id == self._person.id, _past.launch_id == launch_id)
            .order_by(_past.replaced_at.desc(), _past.stamp.desc())
            .limit(most)
        )
        found: dict[CheckinAnswer, list[Revision]] = {}
        for row in self._connection.execute(newest_first):
            if its := by_key.get((row.week, row.what)):
                revision = Revision(_read(row.what, self._work.open(row.sealed_text)), row.replaced_at)
                found.setdefault(its, []).append(revision)
        return {its: tuple(revisions) for its, revisions in found.items()}

    def _read(self, launch_ids: list[int]) -> dict[int, tuple[CheckinAnswer, ...]]:
        of = {"launches": launch_ids, "person": self._person.id}
        found: dict[int, list[CheckinAnswer]] = {launch_id: [] for launch_id in launch_ids}
        for row in self._connection.execute(_ALL, of):
            answer = CheckinAnswer(
                row.launch_id,
                Week.parse(row.week),
                _read(row.what, self._work.open(row.sealed_text)),
                row.made_at,
                row.revised_at,
                bool(row.withdrawn),
                row.revisions,
                row.stamp,
            )
            found[row.launch_id].append(answer)
        return {launch_id: tuple(of_launch) for launch_id, of_launch in found.items()}

    def _keep_revision(self, before: CheckinAnswer, now: datetime) -> CheckinAnswer:
        """Keep the text as it was sealed. Returns the answer with one revision more."""
        what = kind_of(before.answer)
        text = select(checkin_answers.c.sealed_text).where(_ANSWER_KEY)
        sealed = self._connection.scalar(text, _key(before.launch_id, before.week, what))
        insert_new(
            self._connection,
            checkin_answer_revisions,
            launch_id=before.launch_id,
            week=str(before.week),
            what=what,
            stamp=before.stamp,
            sealed_text=sealed,
            replaced_at=now,
        )
        return replace(before, revisions=before.revisions + 1)

    def _remember(self, answer: CheckinAnswer) -> CheckinAnswer:
        key = (answer.week, kind_of(answer.answer))
        others = [each for each in self.history(answer.launch_id) if (each.week, kind_of(each.answer)) != key]
        order = sorted([*others, answer], key=lambda each: (each.week, each.made_at, kind_of(each.answer)))
        self._known[answer.launch_id] = tuple(order)
        return answer


def _require_launch(work: Work, launch_id: int) -> None:
    """Raises NotFound for a launch that is not theirs."""
    if work.connection.scalar(_OWNER, {"launch": launch_id, "person": work.person.id}) is None:
        raise NotFound


def kind_of(answer: Answer) -> str:
    """What kind of answer it is, as it is stored."""
    match answer:
        case Reading():
            return READING
        case Decision():
            return DECISION
        case Look():
            return LOOK


def _key(launch_id: int, week: Week, what: str) -> dict[str, object]:
    return {"launch": launch_id, "in_week": str(week), "kind": what}


def _read(what: str, text: str) -> Answer:
    """Back from the JSON in which it is stored."""
    values = json.loads(text)
    if what == READING:
        replies = tuple(QuotedReply(**each) for each in values.pop("replies", ()))
        return Reading(**values | {"status": Status(values["status"]), "replies": replies})
    if what == LOOK:
        return Look(**values)
    return decision_of(values)
