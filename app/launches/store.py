"""Launches in the database, always for one person: another's launch is not found."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, and_, bindparam, case, func, insert, or_, select, update

from app.calendar.weeks import Week
from app.db.engine import insert_new, upsert
from app.db.tables import bet_details, bets, checkin_answers, launches
from app.errors import NotFound
from app.launches.model import Bet, Detail, Launch, LaunchState
from app.launches.verdict import Look, Said, decision_of, look_words, verdict_words
from app.work import Work

# The statements behind every message and page, built once. However many launches there are, they are read in
# three: the launches, their bets, and the details of page 2.

_MINE = launches.c.person_id == bindparam("person")
_THIS = and_(launches.c.id == bindparam("launch"), _MINE)
_THESE = and_(launches.c.id.in_(bindparam("launches", expanding=True)), _MINE)

_ONE = select(launches).where(_THIS)
_OPEN = select(launches).where(_MINE, launches.c.state == "open").order_by(launches.c.id)
_SOME = select(launches).where(_THESE).order_by(launches.c.id)
_newest = (
    select(bets.c.launch_id, func.max(bets.c.version).label("version"))
    .where(bets.c.launch_id.in_(bindparam("launches", expanding=True)))
    .group_by(bets.c.launch_id)
    .subquery()
)
_FIRST_AND_NEWEST = (
    select(bets)
    .join(_newest, _newest.c.launch_id == bets.c.launch_id)
    .where(or_(bets.c.version == 1, bets.c.version == _newest.c.version))
    .order_by(bets.c.launch_id, bets.c.version)
)
_DETAILS = (
    select(bet_details)
    .where(bet_details.c.launch_id.in_(bindparam("launches", expanding=True)))
    .order_by(bet_details.c.n)
)
_TEXTS = ("title", "problem", "metric", "target", "reason", "permalink")


class LaunchStore:
    """What one person follows. Every method raises NotFound for a launch that is not theirs."""

    def __init__(self, work: Work) -> None:
        self._connection = work.connection
        self._work = work
        self._person = work.person

    def record(
        self,
        form_id: str,
        bet: Bet,
        *,
        seals_at: datetime,
        joins: Week,
        shipped: bool,
        now: datetime,
        previous_id: int | None = None,
    ) -> Launch:
        """A new launch with the first version of its bet; the launch of that form where there is one.

        `previous_id` is the bet it iterates on.
        """
        if previous_id is not None:
            self.find(previous_id)
        insert_new(
            self._connection,
            launches,
            person_id=self._person.id,
            form_id=form_id,
            recorded_at=now,
            state=LaunchState.OPEN.value,
            shipped_on=bet.shipped_on,
            shipped=shipped,
            judge_by=bet.judge_by,
            every=1,
            joins=str(joins),
            seals_at=seals_at,
            extended=0,
            previous_id=previous_id,
        )
        of_form = select(launches.c.id).where(launches.c.form_id == form_id, _MINE)
        launch_id = self._connection.scalar(of_form, self._mine())
        if launch_id is None:
            raise NotFound
        insert_new(self._connection, bets, **self._version(launch_id, bet, 1, now))
        return self.find(launch_id)

    def find(self, launch_id: int) -> Launch:
        """The launch, with its bet and details as they stand."""
        found = self._load(_ONE, launch=launch_id)
        if not found:
            raise NotFound
        return found[0]

    def open(self) -> tuple[Launch, ...]:
        """Those still followed, in the order they were recorded."""
        return self._load(_OPEN)

    def all(self, limit: int, skip: int = 0) -> tuple[Launch, ...]:
        """All of them: the open ones first, then the others, newest first."""
        is_over = case((launches.c.state == "open", 0), else_=1)
        every = select(launches).where(_MINE).order_by(is_over, launches.c.id.desc())
        return self._load(every.limit(limit).offset(skip))

    def newest(self, limit: int, skip: int = 0) -> tuple[Launch, ...]:
        """All of them, whatever became of them, newest first."""
        every = select(launches).where(_MINE).order_by(launches.c.id.desc())
        return self._load(every.limit(limit).offset(skip))

    def these(self, launch_ids: Collection[int], *, with_details: bool = True) -> tuple[Launch, ...]:
        """Those of the ids that are theirs, in the order they were recorded."""
        if not launch_ids:
            return ()
        return self._load(_SOME, with_details=with_details, launches=list(launch_ids))

    def next_of(self, launch_id: int) -> Launch | None:
        """The bet that goes on from this one; the first of several."""
        following = select(launches).where(_MINE, launches.c.previous_id == launch_id)
        found = self._load(following.order_by(launches.c.id))
        return found[0] if found else None

    def versions(self, launch_id: int) -> tuple[Bet, ...]:
        """Every version of the bet, oldest first. Version 1 is the bet as it was sealed; what it said before
        that has lower numbers."""
        self.find(launch_id)
        every = select(bets).where(bets.c.launch_id == launch_id)
        rows = self._connection.execute(every.order_by(bets.c.version > 0, func.abs(bets.c.version)))
        return tuple(self._bet(row) for row in rows)

    def verdicts(self, launch_ids: Collection[int]) -> dict[int, tuple[Said, ...]]:
        """What was decided last about those that have a verdict, and the second look at them: our own words
        alone, each with when it was said."""
        newest_last = (
            select(
                checkin_answers.c.launch_id,
                checkin_answers.c.what,
                checkin_answers.c.made_at,
                checkin_answers.c.sealed_text,
            )
            .join(launches, launches.c.id == checkin_answers.c.launch_id)
            .where(_THESE, checkin_answers.c.withdrawn.is_(False))
            .where(checkin_answers.c.what.in_(("decision", "look")))
            .order_by(checkin_answers.c.week, checkin_answers.c.made_at)
        )
        found: dict[int, dict[str, Said]] = {}
        for row in self._connection.execute(newest_last, self._mine() | {"launches": list(launch_ids)}):
            values = json.loads(self._work.open(row.sealed_text))
            is_look = row.what == "look"
            words = look_words(Look(**values)) if is_look else verdict_words(decision_of(values))
            found.setdefault(row.launch_id, {})[row.what] = Said(words, row.made_at)
        return {
            launch: tuple(said[what] for what in ("decision", "look") if what in said)
            for launch, said in found.items()
            if "decision" in said
        }

    def newest_details(self, launch_ids: Collection[int], field: str) -> dict[int, str]:
        """What was said last in this field of page 2, by launch. The launches are known to be theirs."""
        of = {"launches": list(launch_ids), "field": field}
        rows = self._work.connection.execute(_DETAILS.where(bet_details.c.field == bindparam("field")), of)
        return {row.launch_id: self._work.open(row.sealed_text) for row in rows}

    def seal(self, launch_ids: Collection[int], now: datetime) -> None:
        """From now on a change is a new version. What was sealed before keeps its day."""
        self._connection.execute(
            update(launches).where(_THESE, launches.c.seals_at > now).values(seals_at=now),
            self._mine() | {"launches": list(launch_ids)},
        )

    def change(self, launch_id: int, bet: Bet, *, joins: Week, shipped: bool, now: datetime) -> Launch:
        """Another text of the bet. Before the seal it takes the place of the first, which is kept and quoted
        no more; afterwards it is a new version, and `bet.reason` says why."""
        launch = self.find(launch_id)
        version = launch.bet.version + 1 if launch.is_sealed(now) else 1
        if version == 1:  # what an unsealed bet said goes below the first version, as 0, -1 and so on
            mine = bets.c.launch_id == launch_id
            lowest = select(func.min(bets.c.version)).where(mine).scalar_subquery()
            self._connection.execute(update(bets).where(mine, bets.c.version == 1).values(version=lowest - 1))
        upsert(self._connection, bets, [self._version(launch_id, bet, version, now)])
        dates = {"shipped_on": bet.shipped_on, "judge_by": bet.judge_by}
        self._set(launch_id, **dates, joins=str(joins), shipped=shipped)
        return self.find(launch_id)

    def add_detail(self, launch_id: int, field: str, text: str, *, later: bool, now: datetime) -> None:
        """An answer of the second page, or another one: the earlier ones are kept. The same again is none.

        An empty text takes back what was there.
        """
        self.find(launch_id)
        earlier = select(bet_details.c.n, bet_details.c.sealed_text).where(
            bet_details.c.launch_id == launch_id, bet_details.c.field == field
        )
        last = self._connection.execute(earlier.order_by(bet_details.c.n.desc()).limit(1)).first()
        before = self._work.open(last.sealed_text) if last else ""
        if text == before:
            return
        row = {"launch_id": launch_id, "field": field, "n": last.n + 1 if last else 1}
        sealed = self._work.seal(text)
        self._connection.execute(
            insert(bet_details), row | {"sealed_text": sealed, "later": later, "added_at": now}
        )

    def set_every(self, launch_id: int, weeks: int) -> None:
        """A check-in every week, or every second one, counted from the first."""
        self._set(launch_id, every=weeks)

    def stop(self, launch_id: int, now: datetime) -> None:
        """Nobody follows it any more, and it has no verdict."""
        self._end(launch_id, LaunchState.STOPPED, now)

    def drop(self, launch_id: int, now: datetime) -> None:
        """It never shipped, and will not."""
        self._end(launch_id, LaunchState.DROPPED, now)

    def close(self, launch_id: int, now: datetime, look_on: date | None) -> None:
        """It has its verdict; `look_on` is the day of the second look. Closing again keeps the first day."""
        self._end(launch_id, LaunchState.CLOSED, now, look_on)

    def reopen(self, launch_id: int) -> None:
        """Its verdict was taken back, or stopping was."""
        self._set(launch_id, state=LaunchState.OPEN.value, closed_at=None, look_on=None)

    def postpone(self, launch_id: int, judge_by: date, *, counts: bool = True) -> None:
        """It was too early to judge: open, with another date. The bet keeps the one it was made with.

        Not `counts`: the date of an earlier "too early" is put right.
        """
        self._set(launch_id, judge_by=judge_by, extended=launches.c.extended + (1 if counts else 0))

    def looked(self, launch_id: int) -> None:
        """No second look is owed any more."""
        self._set(launch_id, look_on=None)

    def confirm_shipped(self, launch_id: int) -> None:
        """It shipped on the day it was to."""
        self._set(launch_id, shipped=True)

    def move_shipping(self, launch_id: int, day: date, *, joins: Week) -> None:
        """It ships on another day; the judge-by date keeps its distance. The bet keeps both as they were."""
        launch = self.find(launch_id)
        moved = launch.judge_by + (day - launch.shipped_on)
        self._set(launch_id, shipped_on=day, judge_by=moved, joins=str(joins), shipped=False)

    def _end(self, launch_id: int, state: LaunchState, now: datetime, look_on: date | None = None) -> None:
        self._set(
            launch_id,
            state=state.value,
            closed_at=func.coalesce(launches.c.closed_at, now),
            look_on=look_on,
        )

    def _set(self, launch_id: int, **values: Any) -> None:
        done = self._connection.execute(
            update(launches).where(_THIS).values(**values), self._mine() | {"launch": launch_id}
        )
        if not done.rowcount:
            raise NotFound

    def _load(
        self, statement: Executable, *, with_details: bool = True, **values: object
    ) -> tuple[Launch, ...]:
        rows = self._connection.execute(statement, self._mine() | values).all()
        if not rows:
            return ()
        of = {"launches": [row.id for row in rows]}
        versions: dict[int, list[Bet]] = {}
        for row in self._connection.execute(_FIRST_AND_NEWEST, of):
            versions.setdefault(row.launch_id, []).append(self._bet(row))
        details: dict[int, dict[str, Detail]] = {}
        for row in self._connection.execute(_DETAILS, of) if with_details else ():
            detail = Detail(self._work.open(row.sealed_text), row.later, row.added_at)
            details.setdefault(row.launch_id, {})[row.field] = detail
        return tuple(
            Launch(
                id=row.id,
                state=LaunchState(row.state),
                recorded_at=row.recorded_at,
                shipped_on=row.shipped_on,
                shipped=row.shipped,
                judge_by=row.judge_by,
                every=row.every,
                joins=Week.parse(row.joins),
                seals_at=row.seals_at,
                extended=row.extended,
                previous_id=row.previous_id,
                look_on=row.look_on,
                closed_at=row.closed_at,
                bet=versions[row.id][-1],
                first=versions[row.id][0],
                details=details.get(row.id, {}),
            )
            for row in rows
        )

    def _version(self, launch_id: int, bet: Bet, version: int, now: datetime) -> dict[str, Any]:
        texts = {name: getattr(bet, name) for name in _TEXTS}
        return {
            "launch_id": launch_id,
            "version": version,
            "sealed_text": self._work.seal(json.dumps(texts, ensure_ascii=False)),
            "shipped_on": bet.shipped_on,
            "judge_by": bet.judge_by,
            "made_at": now,
        }

    def _bet(self, row: Any) -> Bet:
        texts = json.loads(self._work.open(row.sealed_text))
        dates = {"shipped_on": row.shipped_on, "judge_by": row.judge_by}
        return Bet(**texts, **dates, version=row.version, made_at=row.made_at)

    def _mine(self) -> dict[str, object]:
        return {"person": self._person.id}


def launch_titles(work: Work) -> tuple[str, ...]:
    """The titles of their launches, the newest two hundred."""
    return tuple(launch.bet.title for launch in work.get(LaunchStore).newest(200))
