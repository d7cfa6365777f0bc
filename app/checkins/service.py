"""Answering check-ins: one public method a payload, one transaction a method. Returned means stored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from app.checkins import decisions, readings, replies, store
from app.checkins.decisions import next_bet
from app.checkins.model import Asks, Status
from app.checkins.replies import plan_hint
from app.checkins.screens import FIELDS, ITERATE, READING, STATUS, BetPage, NextBet, Screen, decisions_of
from app.checkins.store import OPEN, STATES
from app.checkins.visit import Arrived, CheckinVisit, Edits, PressedMessage, Subject
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.errors import NotFound, SlackUser
from app.forms.model import Form
from app.forms.store import keeping
from app.launches.model import LaunchState
from app.nudges.planner import Planner
from app.people import enter, find

# All there is about one bet, put together from what is stored now, in as many queries as any other bet.

SETTLED_SHOWN = timedelta(weeks=4)
"""What was settled by mistake can be opened again this long."""

MOST_REVISIONS = 100


def bet_page(visit: CheckinVisit, launch_id: int) -> BetPage:
    launch = visit.launches.find(launch_id)
    history = visit.history(launch)
    verdicts = decisions_of(history)
    items = visit.entries.open_items([launch_id], visit.now - SETTLED_SHOWN).get(launch_id, ())
    following = visit.launches.next_of(launch_id)
    iterates = launch.state is LaunchState.CLOSED and verdicts and verdicts[-1][1].course == ITERATE
    return BetPage(
        launch,
        history,
        visit.now,
        visit.zone,
        items=tuple(item for item in items if item.state == OPEN),
        settled=tuple(item for item in items if item.state != OPEN),
        previous=visit.launches.find(launch.previous_id).bet.title if launch.previous_id else "",
        following=following.bet.title if following else "",
        may_go_on=bool(iterates and following is None),
        earlier=visit.entries.earlier(launch_id, history, MOST_REVISIONS),
        versions=visit.launches.versions(launch_id),
    )


def open_next(visit: CheckinVisit, launch_id: int) -> NextBet | None:
    """The bet that goes on from this one, to be recorded; None where it was recorded meanwhile."""
    page = bet_page(visit, launch_id)
    return next_bet(visit, page.launch) if page.may_go_on else None


@dataclass(frozen=True)
class CheckinResult:
    """What is to be shown: the page of a modal, a sentence, or page 1 of the next bet.

    `messages`: to be edited now, oldest first.
    """

    messages: tuple[int, ...] = ()
    page: Screen | BetPage | None = None
    notice: str = ""
    next_bet: NextBet | None = None


class CheckinService:
    """What a person can do with their check-ins. Raises NotFound for what is not theirs.

    `value` is what a button carries, and `place` where it was pressed. `arrived` runs where a click
    proved that a message of which nobody knew had arrived.
    """

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        clock: Clock,
        planner: Planner,
        edits: Edits,
        arrived: Arrived = lambda _work, _message_id, _channel_id, _ts: None,
    ) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._planner = planner
        self._edits = edits
        self._arrived = arrived

    # Readings

    def open_reading(
        self, who: SlackUser, value: str, status: Status | None, place: PressedMessage | None = None
    ) -> CheckinResult:
        """The modal for a reading, preset to what was pressed; an answer that is there opens for changing."""
        return self._page(who, value, place, lambda visit, about: readings.open_page(visit, about, status))

    def submit_reading(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep the reading. Again, from two windows or after a lost answer: the same, and no revision."""
        with self._visit(who) as visit:
            readings.submit(visit, form_id, form)
            return _done(visit)

    def unchanged(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """A dated repeat of the last reading; the modal where there is none, or where it was answered."""
        return self._page(
            who, value, place, lambda visit, about: readings.one_click(visit, about, Status.UNCHANGED)
        )

    def unseen(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """They did not look, and that is kept without comment."""
        return self._page(
            who, value, place, lambda visit, about: readings.one_click(visit, about, Status.UNSEEN)
        )

    def open_edit(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """Whatever was answered to this check-in, for changing; else what it asks.

        In a message that asked whether it shipped, what was said about that; elsewhere the reading.
        """
        return self._page(who, value, place, lambda visit, about: _edit_page(visit, about, place))

    # Verdicts and days

    def open_decision(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """The modal for a verdict, or for changing the one that there is."""
        return self._page(who, value, place, decisions.open_decision)

    def submit_decision(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep the verdict; `next_bet` where it was to iterate."""
        with self._visit(who) as visit:
            next_bet = decisions.submit_decision(visit, form_id, form)
            return _done(visit, next_bet=next_bet)

    def open_look(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """The modal for the second look."""
        return self._page(who, value, place, decisions.open_look)

    def submit_look(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        with self._visit(who) as visit:
            decisions.submit_look(visit, form_id, form)
            return _done(visit)

    def shipped(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        return self._act(who, value, place, decisions.shipped)

    def open_move(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """The modal for another day to ship on."""
        return self._page(who, value, place, decisions.open_move)

    def submit_move(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        with self._visit(who) as visit:
            decisions.submit_move(visit, form_id, form)
            return _done(visit)

    def drop(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        return self._act(who, value, place, decisions.drop)

    # Not now, not so often

    def skip(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        return self._act(who, value, place, readings.skip)

    def snooze(
        self, who: SlackUser, value: str, how: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """Ask again in 3 hours, tomorrow or next week; twice a check-in, then a notice says so."""
        return self._act(who, value, place, lambda visit, about: readings.snooze(visit, about, how))

    def two_weeks(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        return self._act(who, value, place, lambda visit, about: readings.every(visit, about, 2))

    def weekly(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        return self._act(who, value, place, lambda visit, about: readings.every(visit, about, 1))

    def stop(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        return self._act(who, value, place, readings.stop)

    def rhythm_choice(
        self, who: SlackUser, message_id: str, choice: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """Two weeks for all that is open, a pause of four weeks, or no more messages."""
        number = _number(message_id)
        with self._visit(who) as visit:
            if not visit.is_theirs(number):
                raise NotFound
            visit.arrive(place, number, self._arrived)
            notice = readings.rhythm_choice(visit, choice)
            visit.edit(number)
            return _done(visit, notice=notice)

    # Items, replies, bets

    def settle_item(
        self, who: SlackUser, item_id: str, state: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """An open item is done, dropped, or open after all."""
        if state not in STATES:
            raise NotFound
        with self._visit(who) as visit:
            visit.entries.settle_item(_number(item_id), state, visit.now)
            shown_in = visit.message_at(place.ts) if place else None
            visit.edit(*([] if shown_in is None else [shown_in]))
            return _done(visit)

    def assign_reply(
        self, who: SlackUser, ts: str, launch_id: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """Which launch a reply in the thread is about: it becomes its reading."""
        del place  # the message is known: the reply stands below it
        with self._visit(who) as visit:
            replies.assign(visit, ts, _number(launch_id))
            return _done(visit)

    def hear(self, who: SlackUser, said: replies.ReplyEvent) -> CheckinResult:
        """A reply that was written, edited or deleted. Whatever is not below a message of ours is nothing.

        Raises NotYetKnown where a message is on its way: it may be the one, and Slack sends the event again.
        """
        now = self._clock.now()
        with self._database.write() as connection:
            person = find(connection, who)
            if person is None:
                return CheckinResult()
            seen = CheckinVisit(connection, self._ring, person, now, self._planner, self._edits)
            message_id = seen.message_at(said.thread_ts)
            if message_id is None:
                if seen.is_any_under_way():
                    raise replies.NotYetKnown
                return CheckinResult()
            visit = self._enter(connection, who)
            replies.hear(visit, message_id, said)
            return _done(visit)

    def hint(self, who: SlackUser) -> None:
        """They wrote outside every thread: a word about where we listen, once a day."""
        now = self._clock.now()
        with self._database.write() as connection:
            plan_hint(connection, enter(connection, who, now), now)

    def open_bet(self, who: SlackUser, launch_id: str) -> CheckinResult:
        """All there is about one bet, open or closed."""
        with self._look(who) as visit:
            return CheckinResult(page=bet_page(visit, _number(launch_id)))

    def bet_of(self, who: SlackUser, form_id: str) -> CheckinResult:
        """The page of the bet that a form is about: what was submitted above it shows there."""
        with self._look(who) as visit:
            about = visit.subject(visit.drafts.find(form_id).subject)
            return CheckinResult(page=bet_page(visit, about.launch.id))

    def open_next(self, who: SlackUser, launch_id: str) -> CheckinResult:
        """`next_bet` for a verdict to iterate that has none yet; the bet's page where one was recorded."""
        with self._look(who) as visit:
            found = open_next(visit, _number(launch_id))
            return (
                CheckinResult(next_bet=found)
                if found
                else CheckinResult(page=bet_page(visit, _number(launch_id)))
            )

    def follow_again(self, who: SlackUser, launch_id: str) -> CheckinResult:
        """Stopping was taken back: the next check-in comes in its week."""
        with self._visit(who) as visit:
            launch = visit.launches.find(_number(launch_id))
            if launch.state is LaunchState.STOPPED:
                visit.launches.reopen(launch.id)
                visit.plan()
            return _done(visit, bet_page(visit, launch.id))

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep what was typed so far. The page comes back where another status asks other questions.

        Raises BadText, after keeping the rest, if it is about a text that cannot be kept.
        """
        with self._visit(who) as visit:
            kind = visit.drafts.find(form_id).kind
            if kind not in FIELDS:
                raise NotFound
            before = visit.drafts.find(form_id).values.get(STATUS)
            draft = visit.drafts.keep(form_id, form, FIELDS[kind])
            asks_other = Status.CANNOT_TELL in {before, draft.values.get(STATUS)}
            if kind != READING or form.touched != STATUS or draft.submitted or not asks_other:
                return _done(visit)
            return _done(visit, readings.page_of(visit, visit.subject(draft.subject), draft))

    def _page(
        self,
        who: SlackUser,
        value: str,
        place: PressedMessage | None,
        make: Callable[[CheckinVisit, Subject], Screen | None],
    ) -> CheckinResult:
        with self._visit(who) as visit:
            return _done(visit, make(visit, self._about(visit, value, place)))

    def _act(
        self,
        who: SlackUser,
        value: str,
        place: PressedMessage | None,
        act: Callable[[CheckinVisit, Subject], str | None],
    ) -> CheckinResult:
        with self._visit(who) as visit:
            notice = act(visit, self._about(visit, value, place))
            return _done(visit, notice=notice or "")

    def _about(self, visit: CheckinVisit, value: str, place: PressedMessage | None) -> Subject:
        about = visit.subject(value)
        visit.arrive(place, about.checkin.message_id if about.checkin else None, self._arrived)
        return about

    @contextmanager
    def _visit(self, who: SlackUser) -> Iterator[CheckinVisit]:
        with keeping(self._database) as connection:
            yield self._enter(connection, who)

    @contextmanager
    def _look(self, who: SlackUser) -> Iterator[CheckinVisit]:
        """To read alone. Raises NotFound for somebody who never was here."""
        with self._database.read() as connection:
            person = find(connection, who)
            if person is None:
                raise NotFound
            yield CheckinVisit(connection, self._ring, person, self._clock.now(), self._planner, self._edits)

    def _enter(self, connection: Connection, who: SlackUser) -> CheckinVisit:
        now = self._clock.now()
        person = enter(connection, who, now)
        return CheckinVisit(connection, self._ring, person, now, self._planner, self._edits)


def _edit_page(visit: CheckinVisit, about: Subject, place: PressedMessage | None) -> Screen:
    kinds = (store.READING, store.DECISION, store.LOOK)
    said = {kind for kind in kinds if _is_said(visit, about, kind)}
    match about.asks:
        case Asks.SHIP if place is not None:
            return decisions.open_move(visit, about)
        case Asks.LOOK:
            return decisions.open_look(visit, about)
        case Asks.DECISION if store.READING not in said or store.DECISION in said:
            return decisions.open_decision(visit, about)
        case Asks.READING if store.DECISION in said and store.READING not in said:
            return decisions.open_decision(visit, about)
        case _:
            return readings.open_page(visit, about, None)


def _is_said(visit: CheckinVisit, about: Subject, kind: str) -> bool:
    entry = visit.entries.find(about.launch.id, about.week, kind)
    return entry is not None and not entry.withdrawn


def _done(
    visit: CheckinVisit,
    page: Screen | BetPage | None = None,
    *,
    notice: str = "",
    next_bet: NextBet | None = None,
) -> CheckinResult:
    return CheckinResult(tuple(visit.messages), page, notice, next_bet)


def _number(text: str) -> int:
    """An id out of a payload. NotFound for what no column holds."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound
    return int(text)
