"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last.

In between, what was stored is shown: a modal first, because a trigger lives three seconds, then the
messages, as long as there is time; the ticks edit what is left over.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.checkins import action_ids
from app.checkins.model import Status
from app.checkins.screens import NextBet
from app.checkins.service import CheckinResult, CheckinService, PressedMessage
from app.checkins.views.modals import notice_view, page_view
from app.clock import LISTENER_BUDGET, remaining
from app.errors import NotFound, SlackUnavailable
from app.forms.model import Form
from app.forms.payloads import read_form
from app.launches.service import LaunchService
from app.launches.verdict import LANDED
from app.launches.views import bet_view
from app.outbox.edits import ROOM, Edits
from app.slack.action_ids import OPEN_BET
from app.slack.blocks import Block
from app.slack.client import Views
from app.slack.payloads import action_choice, action_id, action_value, message_place, sender, view_metadata
from app.users import SlackUser


def register(app: App, service: CheckinService, launches: LaunchService, edits: Edits) -> None:
    """Everything a check-in's message and its modals do."""
    listeners = CheckinListeners(service, launches, edits)
    exact: dict[str, Callable[..., None]] = {
        action_ids.MENU: listeners.menu,
        action_ids.DECIDE: listeners.opens(service.open_decision),
        action_ids.LOOK_AGAIN: listeners.opens(service.open_look),
        action_ids.MOVED: listeners.opens(service.open_move),
        action_ids.EDIT: listeners.opens(service.open_edit),
        action_ids.SHIPPED: listeners.opens(service.shipped),
        action_ids.DROPPED: listeners.opens(service.drop),
        action_ids.TWO_WEEKS_NOW: listeners.opens(service.two_weeks),
        OPEN_BET: listeners.open_bet,
        action_ids.FINISH: listeners.opens(service.finish),
        action_ids.ANSWER_ALL: listeners.opens(service.answer_all),
        action_ids.LATE: listeners.opens(service.answer_all),
        action_ids.UNCHANGED_ALL: listeners.opens(service.unchanged_all),
        action_ids.UNSEEN_ALL: listeners.opens(service.unseen_all),
        action_ids.UNDO_ALL: listeners.opens(service.undo_all),
        action_ids.USE: listeners.changes(service.use_begun),
        action_ids.DISCARD: listeners.changes(service.discard_begun),
        action_ids.FOLLOW_AGAIN: listeners.follow_again,
        action_ids.NEXT_BET: listeners.next_bet,
        action_ids.ITEM: listeners.item,
        action_ids.FIELD: listeners.autosave,
    }
    for name, listener in exact.items():
        app.action(name)(listener)
    app.action(re.compile(rf"^{re.escape(action_ids.STATUS_PREFIX)}"))(listeners.status)
    for prefix, opens in (
        (action_ids.LANDED_PREFIX, service.open_decision),
        (action_ids.LASTED_PREFIX, service.open_look),
    ):
        app.action(re.compile(rf"^{re.escape(prefix)}"))(listeners.presets(prefix, opens))
    app.action(re.compile(rf"^{re.escape(action_ids.RHYTHM)}\."))(listeners.rhythm)
    app.view(action_ids.READING_PAGE)(listeners.submits(service.submit_reading))
    app.view(action_ids.SEVERAL_PAGE)(listeners.submits(service.submit_all))
    app.view(action_ids.DECISION_PAGE)(listeners.submits(service.submit_decision))
    app.view(action_ids.LOOK_PAGE)(listeners.submits(service.submit_look))
    app.view(action_ids.MOVE_PAGE)(listeners.submits(service.submit_move))
    app.view_closed(re.compile(r"^checkin\."))(listeners.closed)


class CheckinListeners:
    """One method a button, view or event, and a few that make such methods."""

    def __init__(self, service: CheckinService, launches: LaunchService, edits: Edits) -> None:
        self._service = service
        self._launches = launches
        self._edits = edits

    def opens(
        self, act: Callable[[SlackUser, str, PressedMessage | None], CheckinResult]
    ) -> Callable[..., None]:
        """The listener of a button about a check-in."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            self._show(ack, body, client, act(sender(body), action_value(body), _place(body)))

        return listener

    def presets(
        self, prefix: str, opens: Callable[[SlackUser, str, PressedMessage | None, str], CheckinResult]
    ) -> Callable[..., None]:
        """The listener of a button that opens a modal with the choice that ends its id."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            choice = action_id(body).removeprefix(prefix)
            if choice not in dict(LANDED):
                raise NotFound
            self._show(ack, body, client, opens(sender(body), action_value(body), _place(body), choice))

        return listener

    def changes(self, change: Callable[[SlackUser, str, Form, str], CheckinResult]) -> Callable[..., None]:
        """The listener of a button that changes what its modal holds."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            done = change(sender(body), view_metadata(body), read_form(body), action_value(body))
            self._replace(body, client, done)
            ack()

        return listener

    def submits(self, keep: Callable[..., CheckinResult]) -> Callable[..., None]:
        """The listener of a modal's Save."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            who = sender(body)
            done = keep(who, view_metadata(body), read_form(body))
            view = None if done.next_bet is None else self._open_bet(who, done.next_bet)
            self._renew_below(body, client)
            self._edit(done)
            if view is None:
                ack()
            else:
                ack(response_action="update", view=view)

        return listener

    def status(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        try:
            status = Status(action_id(body).removeprefix(action_ids.STATUS_PREFIX))
        except ValueError:
            raise NotFound from None
        done = self._service.open_reading(sender(body), action_value(body), status, _place(body))
        self._show(ack, body, client, done)

    def menu(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        option, _, value = action_choice(body).partition(":")
        who, place, service = sender(body), _place(body), self._service
        if option == action_ids.OPEN_BET_OPTION:
            done = service.open_bet(who, value.partition(":")[0])
        elif option in {action_ids.LATER, action_ids.TOMORROW, action_ids.NEXT_WEEK}:
            done = service.snooze(who, value, option, place)
        else:
            acts = {
                action_ids.UNCHANGED: service.unchanged,
                action_ids.UNSEEN: service.unseen,
                action_ids.SKIP: service.skip,
                action_ids.TWO_WEEKS: service.two_weeks,
                action_ids.WEEKLY: service.weekly,
                action_ids.STOP: service.stop,
                action_ids.UNSHIPPED: service.open_move,
            }
            if option not in acts:
                raise NotFound
            done = acts[option](who, value, place)
        self._show(ack, body, client, done)

    def item(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        state, _, item_id = action_choice(body).partition(":")
        done = self._service.settle_item(sender(body), item_id, state, _place(body))
        self._show(ack, body, client, done)

    def rhythm(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        choice = action_id(body).removeprefix(action_ids.RHYTHM + ".")
        done = self._service.rhythm_choice(sender(body), action_value(body), choice, _place(body))
        self._show(ack, body, client, done)

    def open_bet(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self._show(ack, body, client, self._service.open_bet(sender(body), action_value(body)))

    def follow_again(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        done = self._service.follow_again(sender(body), action_value(body))
        self._replace(body, client, done)
        ack()

    def next_bet(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """Above the closed bet's page, which shows it instead where another window recorded it."""
        done = self._service.open_next(sender(body), action_value(body))
        if done.next_bet:
            Views(client).show(body, self._open_bet(sender(body), done.next_bet))
        else:
            self._replace(body, client, done)
        ack()

    def autosave(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        done = self._service.autosave(sender(body), view_metadata(body), read_form(body))
        if done.page:
            Views(client).replace(body, page_view(done.page))
        ack()

    def closed(self, ack: Ack, body: dict[str, Any]) -> None:
        """It carries no text (Slack sends none): everything typed was saved before."""
        with suppress(NotFound):  # a page that holds no form
            self._edit(self._service.closed(sender(body), view_metadata(body)))
        ack()

    def _show(self, ack: Ack, body: dict[str, Any], client: WebClient, done: CheckinResult) -> None:
        """What a click made is shown: a modal or the bet's page first, then its messages."""
        view = page_view(done.page) if done.page else notice_view(done.notice) if done.notice else None
        pressed_on = body.get("view") or {}
        if view:
            Views(client).show(body, view)
        elif pressed_on.get("callback_id") == action_ids.BET_PAGE:  # it shows what came of it
            bet = str(pressed_on.get("private_metadata") or "")
            self._replace(body, client, self._service.open_bet(sender(body), bet))
        self._edit(done)
        ack()

    def _replace(self, body: dict[str, Any], client: WebClient, done: CheckinResult) -> None:
        """The page in the place of the view that was pressed on, if there is one."""
        if done.page:
            Views(client).replace(body, page_view(done.page))

    def _renew_below(self, body: dict[str, Any], client: WebClient) -> None:
        """Update the bet's own page below the modal that closes: it comes to the front now, and is old.

        The answer is stored: a Slack that does not take the page is no reason to say it was not.
        """
        below = (body.get("view") or {}).get("previous_view_id")
        if not below or remaining(LISTENER_BUDGET) < ROOM:
            return
        done = self._service.bet_of(sender(body), view_metadata(body))
        if done.page:
            with suppress(SlackUnavailable):
                Views(client).update(str(below), None, page_view(done.page))

    def _open_bet(self, who: SlackUser, bet: NextBet) -> Block:
        """Page 1 of the bet that iterates on another."""
        return bet_view(self._launches.open_bet(who, previous=bet.launch_id, prefill=bet.values))

    def _edit(self, done: CheckinResult) -> None:
        """The newest first: it is most likely the one in front of them."""
        self._edits.try_in_time(reversed(done.messages))


def _place(body: dict[str, Any]) -> PressedMessage | None:
    """The message that a button was pressed in; None for one in a modal."""
    if body.get("view"):
        return None
    found = message_place(body)
    return PressedMessage(found.channel_id, found.ts)
