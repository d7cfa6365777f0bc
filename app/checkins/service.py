"""Answering check-ins: one public method a payload, one transaction a method. Returned means stored."""

from dataclasses import dataclass
from datetime import timedelta

from app.checkins import decisions, readings, several, snooze, store
from app.checkins.begun import begun, begun_elsewhere, discard, use
from app.checkins.model import Asks, CheckinState, Status
from app.checkins.prompts import Prompts
from app.checkins.readings import standing
from app.checkins.screens import (
    DECISION,
    FIELDS,
    ITERATE,
    LOOK,
    READING,
    READINGS,
    STATUS,
    BetPage,
    NextBet,
    Screen,
    decisions_of,
    look_of,
)
from app.checkins.store import OPEN, STATES, AnswerStore, CheckinStore, OpenItemStore
from app.checkins.subjects import RequestedEdits, Subject, end_asking, find_subject, settle, show, zone_of
from app.checkins.weekly import shown_in
from app.errors import NotFound
from app.forms.model import Form, FormDraft
from app.forms.store import FormStore
from app.launches.model import LaunchState, parse_id
from app.launches.store import LaunchStore
from app.nudges.planner import Planner
from app.nudges.policy import Arrival
from app.outbox.store import Outbox
from app.users import SlackUser
from app.work import Work, Workplace

SETTLED_SHOWN = timedelta(weeks=4)
"""What was settled by mistake can be opened again this long."""

MOST_REVISIONS = 100


@dataclass(frozen=True)
class PressedMessage:
    """The message in which something was pressed, by Slack's names."""

    channel_id: str
    ts: str


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

    `value` is what a button carries, and `place` where it was pressed.
    """

    def __init__(self, workplace: Workplace, prompts: Prompts, planner: Planner, arrival: Arrival) -> None:
        self._workplace = workplace
        self._prompts = prompts
        self._planner = planner
        self._arrival = arrival

    # Readings

    def open_reading(
        self, who: SlackUser, value: str, status: Status | None, place: PressedMessage | None = None
    ) -> CheckinResult:
        """The modal for a reading, preset to what was pressed; an answer that is there opens for changing."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            return _result(work, readings.open_page(work, self._prompts, about, status))

    def submit_reading(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep the reading. Again, from two windows or after a lost answer: the same, and no revision."""
        with self._workplace.work(who) as work:
            readings.submit(work, form_id, form)
            return _result(work)

    def unchanged(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """A dated repeat of the last reading; the modal where there is none, or where it was answered."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            return _result(work, readings.one_click(work, self._prompts, about, Status.UNCHANGED))

    def unseen(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """They did not look, and that is kept without comment."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            return _result(work, readings.one_click(work, self._prompts, about, Status.UNSEEN))

    def open_edit(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """Whatever was answered to this check-in, for changing; else what it asks.

        In a message that asked whether it shipped, what was said about that; elsewhere the reading.
        """
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            read, decided = (
                standing(work, about, kind) is not None for kind in (store.READING, store.DECISION)
            )
            match about.asks:
                case Asks.SHIP if place is not None:
                    return _result(work, decisions.open_move(work, about))
                case Asks.LOOK:
                    return _result(work, decisions.open_look(work, about))
                case Asks.DECISION if decided or not read:
                    return _result(work, decisions.open_decision(work, about))
                case Asks.READING if decided and not read:
                    return _result(work, decisions.open_decision(work, about))
                case _:
                    return _result(work, readings.open_page(work, self._prompts, about, None))

    def finish(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """The modal for what was begun: what this check-in asks, or the verdict that was begun about it."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            found = begun(work, [about.launch.id]).get(about.launch.id)
            if about.asks is Asks.LOOK:
                return _result(work, decisions.open_look(work, about))
            if about.asks is Asks.DECISION or (found and found.kind == DECISION):
                return _result(work, decisions.open_decision(work, about))
            return _result(work, readings.open_page(work, self._prompts, about, None))

    # All of a message at once

    def answer_all(
        self, who: SlackUser, message_id: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """The form over what a message asks, also of one that a later one overtook; of one launch its own.

        Where nothing is open any more the message says so.
        """
        with self._workplace.work(who) as work:
            number = self._message(work, message_id, place)
            owed = [one for one in shown_in(work, number) if one.is_open]
            asked = [one for one in owed if one.checkin.asks is Asks.READING]
            if len(asked) > 1:
                return _result(work, several.open_several(work, number))
            about = several.subject_of(work, (asked or owed)[0]) if owed else None
            if about is None or about.asks not in {Asks.READING, Asks.DECISION}:
                work.get(RequestedEdits).request(number)
                return _result(work)
            if about.asks is Asks.DECISION:
                return _result(work, decisions.open_decision(work, about))
            return _result(work, readings.open_page(work, self._prompts, about, None))

    def submit_all(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep the readings that got a status; the others stay open."""
        with self._workplace.work(who) as work:
            several.submit_several(work, form_id, form)
            return _result(work)

    def unchanged_all(
        self, who: SlackUser, message_id: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """Nothing moved, in all launches of the message that were ever looked at."""
        with self._workplace.work(who) as work:
            number = self._message(work, message_id, place)
            several.click_for_all(work, self._prompts, number, Status.UNCHANGED)
            return _result(work)

    def unseen_all(
        self, who: SlackUser, message_id: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """They looked at none of them, and that is kept without comment."""
        with self._workplace.work(who) as work:
            number = self._message(work, message_id, place)
            several.click_for_all(work, self._prompts, number, Status.UNSEEN)
            return _result(work)

    def undo_all(self, who: SlackUser, message_id: str, place: PressedMessage | None = None) -> CheckinResult:
        """Take back that nothing moved."""
        with self._workplace.work(who) as work:
            several.undo_all(work, self._message(work, message_id, place))
            return _result(work)

    # Verdicts and days

    def open_decision(
        self, who: SlackUser, value: str, place: PressedMessage | None = None, landed: str = ""
    ) -> CheckinResult:
        """The modal for a verdict, preset to what was pressed, or for changing the one that there is."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            return _result(work, decisions.open_decision(work, about, landed))

    def submit_decision(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep the verdict; `next_bet` where it was to iterate."""
        with self._workplace.work(who) as work:
            next_bet = decisions.submit_decision(work, form_id, form)
            self._planner.plan(work)
            return _result(work, next_bet=next_bet)

    def open_look(
        self, who: SlackUser, value: str, place: PressedMessage | None = None, lasted: str = ""
    ) -> CheckinResult:
        """The modal for the second look, preset to what was pressed."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            return _result(work, decisions.open_look(work, about, lasted))

    def submit_look(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep what was seen; `next_bet` where the effect is gone."""
        with self._workplace.work(who) as work:
            next_bet = decisions.submit_look(work, form_id, form)
            self._planner.plan(work)
            return _result(work, next_bet=next_bet)

    def shipped(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """It shipped on the day it was to. Check-ins follow."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            work.get(LaunchStore).confirm_shipped(about.launch.id)
            end_asking(work, about.launch.id)
            settle(work, about, CheckinState.ANSWERED, Asks.SHIP)
            self._planner.plan(work)
            return _result(work)

    def open_move(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """The modal for another day to ship on."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            return _result(work, decisions.open_move(work, about))

    def submit_move(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep the other day."""
        with self._workplace.work(who) as work:
            decisions.submit_move(work, form_id, form)
            self._planner.plan(work)
            return _result(work)

    def drop(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """It will not ship. What shipped already has to be decided or stopped instead."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            if not about.launch.shipped:
                work.get(LaunchStore).drop(about.launch.id, work.now)
                end_asking(work, about.launch.id)
            settle(work, about, CheckinState.ANSWERED, Asks.SHIP)
            self._planner.plan(work)
            return _result(work)

    # Not now, not so often

    def skip(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """Nothing is asked about it this week. An answer that is there stays."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            if about.checkin is None or about.checkin.state is not CheckinState.ANSWERED:
                checkins = work.get(CheckinStore)
                checkins.settle(about.launch.id, about.week, CheckinState.SKIPPED, about.asks)
            show(work, about)
            self._planner.plan(work)
            return _result(work)

    def snooze(
        self, who: SlackUser, value: str, how: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """Ask again in 3 hours, tomorrow or next week; twice a check-in, then a notice says so."""
        with self._workplace.work(who) as work:
            notice = snooze.snooze(work, self._planner, self._about(work, value, place), how)
            self._planner.plan(work)
            return _result(work, notice=notice)

    def two_weeks(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """A check-in every second week from now on."""
        return self._every(who, value, place, 2)

    def weekly(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """A check-in every week from now on."""
        return self._every(who, value, place, 1)

    def _every(self, who: SlackUser, value: str, place: PressedMessage | None, weeks: int) -> CheckinResult:
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            work.get(LaunchStore).set_every(about.launch.id, weeks)
            show(work, about)
            self._planner.plan(work)
            return _result(work)

    def stop(self, who: SlackUser, value: str, place: PressedMessage | None = None) -> CheckinResult:
        """Nobody follows it any more. What has a verdict keeps it."""
        with self._workplace.work(who) as work:
            about = self._about(work, value, place)
            if about.launch.closed_at is None:
                work.get(LaunchStore).stop(about.launch.id, work.now)
                end_asking(work, about.launch.id)
            show(work, about)
            self._planner.plan(work)
            return _result(work)

    def rhythm_choice(
        self, who: SlackUser, message_id: str, choice: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """Two weeks for all that is open, a pause of four weeks, or no more messages."""
        with self._workplace.work(who) as work:
            number = self._message(work, message_id, place)
            notice = snooze.rhythm_choice(work, choice)
            self._planner.plan(work)
            work.get(RequestedEdits).request(number)
            return _result(work, notice=notice)

    # Items, bets

    def settle_item(
        self, who: SlackUser, item_id: str, state: str, place: PressedMessage | None = None
    ) -> CheckinResult:
        """An open item is done, dropped, or open after all."""
        if state not in STATES:
            raise NotFound
        with self._workplace.work(who) as work:
            work.get(OpenItemStore).settle_item(parse_id(item_id), state, work.now)
            shown_in = work.get(CheckinStore).message_at(place.ts) if place else None
            if shown_in is not None:
                work.get(RequestedEdits).request(shown_in)
            return _result(work)

    def open_bet(self, who: SlackUser, launch_id: str) -> CheckinResult:
        """All there is about one bet, open or closed."""
        with self._workplace.look(who) as work:
            return CheckinResult(page=bet_page(work, parse_id(launch_id)))

    def bet_of(self, who: SlackUser, form_id: str) -> CheckinResult:
        """The page of the bet that a form is about: what was submitted above it shows there."""
        with self._workplace.look(who) as work:
            about = find_subject(work, work.get(FormStore).find(form_id).subject)
            return CheckinResult(page=bet_page(work, about.launch.id))

    def open_next(self, who: SlackUser, launch_id: str) -> CheckinResult:
        """`next_bet` for a verdict to iterate that has none yet; the bet's page where one was recorded."""
        with self._workplace.look(who) as work:
            page = bet_page(work, parse_id(launch_id))
            if page.may_go_on:
                return CheckinResult(next_bet=decisions.next_bet(work, page.launch))
            return CheckinResult(page=page)

    def follow_again(self, who: SlackUser, launch_id: str) -> CheckinResult:
        """Stopping was taken back: the next check-in comes in its week."""
        with self._workplace.work(who) as work:
            launches = work.get(LaunchStore)
            launch = launches.find(parse_id(launch_id))
            if launch.state is LaunchState.STOPPED:
                launches.reopen(launch.id)
                self._planner.plan(work)
            return _result(work, bet_page(work, launch.id))

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> CheckinResult:
        """Keep what was typed so far. The page comes back where another status asks other questions.

        Raises BadText, after keeping the rest, if it is about a text that cannot be kept.
        """
        with self._workplace.work(who) as work:
            forms = work.get(FormStore)
            before = forms.find(form_id)
            if before.kind not in FIELDS:
                raise NotFound
            draft = forms.keep(form_id, form, FIELDS[before.kind])
            asks_other = Status.CANNOT_TELL in {before.values.get(STATUS), draft.values.get(STATUS)}
            if before.kind != READING or form.touched != STATUS or draft.submitted or not asks_other:
                return _result(work)
            return _result(work, self._page(work, draft))

    def use_begun(self, who: SlackUser, form_id: str, form: Form, value: str) -> CheckinResult:
        """The words that were begun elsewhere stand in this form's field from now on."""
        return self._settle_begun(who, form_id, form, value, used=True)

    def discard_begun(self, who: SlackUser, form_id: str, form: Form, value: str) -> CheckinResult:
        """The words that were begun elsewhere are not to come again."""
        return self._settle_begun(who, form_id, form, value, used=False)

    def closed(self, who: SlackUser, form_id: str) -> CheckinResult:
        """A form was closed without saving: the messages about what was typed in it say that it was begun."""
        with self._workplace.work(who) as work:
            draft, checkins = work.get(FormStore).find(form_id), work.get(CheckinStore)
            if draft.submitted or not draft.typed:
                return CheckinResult()
            edits = work.get(RequestedEdits)
            if draft.kind == READINGS:
                edits.request(parse_id(draft.subject))
            else:
                about = find_subject(work, draft.subject)
                edits.request(*checkins.messages_of(about.launch.id, about.week))
                edits.request(*checkins.still_asking(about.launch.id)[:1])
            return _result(work)

    def _settle_begun(
        self, who: SlackUser, form_id: str, form: Form, value: str, *, used: bool
    ) -> CheckinResult:
        other_id, _, launch_text = value.partition(":")
        launch_id = parse_id(launch_text)
        with self._workplace.work(who) as work:
            forms = work.get(FormStore)
            kind = forms.find(form_id).kind
            if kind not in FIELDS:
                raise NotFound
            draft = forms.keep(form_id, form, FIELDS[kind])
            found = begun_elsewhere(work, [launch_id], draft.kind, draft.subject).get(launch_id)
            if found and found.form_id == other_id and not draft.submitted:
                if used:
                    use(work, found, form_id, form.action_order)
                else:
                    discard(work, found, form.action_order)
            return _result(work, self._page(work, forms.find(form_id), used=other_id if used else ""))

    def _page(self, work: Work, draft: FormDraft, *, used: str = "") -> Screen:
        """The modal of this form, as it stands now."""
        if draft.kind == READINGS:
            return several.page_of(work, draft, used=used)
        about = find_subject(work, draft.subject)
        if draft.kind == DECISION:
            return decisions.decision_page(work, about, draft, used=used)
        if draft.kind == LOOK:
            return decisions.look_page(work, about, draft, used=used)
        return readings.page_of(work, self._prompts, about, draft, used=used)

    def _message(self, work: Work, message_id: str, place: PressedMessage | None) -> int:
        """The message whose button was pressed, which arrived. Raises NotFound unless it is one to them."""
        number = parse_id(message_id)
        if not work.get(CheckinStore).is_theirs(number):
            raise NotFound
        self._confirm_by_press(work, place, number)
        return number

    def _about(self, work: Work, value: str, place: PressedMessage | None) -> Subject:
        """The check-in that a button is about, whose message arrived if it was pressed there."""
        about = find_subject(work, value)
        if about.checkin and about.checkin.message_id is not None:
            self._confirm_by_press(work, place, about.checkin.message_id)
        return about

    def _confirm_by_press(self, work: Work, place: PressedMessage | None, message_id: int) -> None:
        """A click in a message of which nobody knew that it had arrived proves that it did.

        Only where no other of theirs is on its way: it could be that one.
        """
        checkins = work.get(CheckinStore)
        if place is None or checkins.message_at(place.ts) is not None:
            return
        if checkins.under_way() != [message_id]:
            return
        if Outbox(work).confirm(message_id, place.channel_id, place.ts, work.now):
            self._arrival(work, message_id, place.channel_id, place.ts)


def bet_page(work: Work, launch_id: int) -> BetPage:
    """All there is about one bet, from what is stored now, in as many queries as for any other bet."""
    launches, answers = work.get(LaunchStore), work.get(AnswerStore)
    launch, history = launches.find(launch_id), answers.history(launch_id)
    verdicts = decisions_of(history)
    items = work.get(OpenItemStore).open_items([launch_id], work.now - SETTLED_SHOWN).get(launch_id, ())
    following = launches.next_of(launch_id)
    look = look_of(history)
    is_gone = look is not None and look.lasted == decisions.GONE
    iterates = launch.state is LaunchState.CLOSED and verdicts and verdicts[-1][1].course == ITERATE
    return BetPage(
        launch,
        history,
        work.now,
        zone_of(work),
        items=tuple(item for item in items if item.state == OPEN),
        settled=tuple(item for item in items if item.state != OPEN),
        previous=launches.find(launch.previous_id).bet.title if launch.previous_id else "",
        following=following.bet.title if following else "",
        may_go_on=bool((iterates or is_gone) and following is None),
        earlier=answers.earlier(launch_id, history, MOST_REVISIONS),
        versions=launches.versions(launch_id),
    )


def _result(
    work: Work, page: Screen | BetPage | None = None, *, notice: str = "", next_bet: NextBet | None = None
) -> CheckinResult:
    """What came of it, with the messages that this transaction changed."""
    return CheckinResult(work.get(RequestedEdits).message_ids, page, notice, next_bet)
