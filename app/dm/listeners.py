"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.after_response import after_response
from app.checkins.service import PressedMessage
from app.checkins.views.modals import page_view
from app.dm import action_ids
from app.dm.events import DmEvent, dm_event
from app.dm.names import Names
from app.dm.service import DmResult, DmService
from app.dm.welcome import meet
from app.outbox.edits import Edits
from app.slack.client import Views
from app.slack.payloads import action_id, action_value, message_place, sender
from app.users import SlackUser
from app.work import Workplace

Listener = Callable[[Ack, dict[str, Any], WebClient], None]


class DmListeners:
    """One method an event or button, and one that makes those of the receipts.

    `soon` hurries the tick of this process, after the commit.
    """

    def __init__(
        self,
        service: DmService,
        workplace: Workplace,
        names: Names,
        edits: Edits,
        soon: Callable[[], None],
    ) -> None:
        self._service = service
        self._workplace = workplace
        self._names = names
        self._edits = edits
        self._soon = soon

    def register(self, app: App, *, assess: Listener, launches: Listener) -> None:
        """What is written in the DM, and the buttons of what answers it. `assess` and `launches` open what
        other features show."""
        app.middleware(self.commanded)
        app.event("message")(self.message)
        app.event("app_home_opened")(self.opened)
        app.action(action_ids.KEEP)(self.presses(self._service.keep))
        app.action(action_ids.EDIT)(self.presses(self._service.edit))
        app.action(action_ids.NO_ANSWER)(self.presses(self._service.refuse))
        app.action(action_ids.GO_ON)(self.presses(self._service.go_on))
        for name in (action_ids.WHICH, action_ids.WHICH_THEN):
            app.action(re.compile(rf"^{re.escape(name)}\."))(self.which)
        app.action(action_ids.ASSESS)(assess)
        app.action(action_ids.LAUNCHES)(launches)

    def message(self, ack: Ack, body: dict[str, Any]) -> None:
        """An event is answered once it is stored; an error makes Slack send it again."""
        found = dm_event(body)
        if found:
            who, known = sender(body), self._names.known() if found.typed.nameless else {}
            written = replace(found.written, text=found.typed.text(known))
            self._show(self._service.record(who, written))
            if any(each.id not in known for each in found.typed.nameless):
                after_response(lambda: self._spell(who, found, written.text))
        ack()

    def opened(self, ack: Ack, body: dict[str, Any]) -> None:
        """Somebody looks at the app: the first time for ever, they are told what it is."""
        self.met(sender(body))
        ack()

    def commanded(self, body: dict[str, Any], next_: Callable[[], None]) -> None:
        """So is whoever types a command, which may store nothing itself."""
        next_()
        if "command" in body:
            who = sender(body)
            after_response(lambda: self.met(who))

    def met(self, who: SlackUser) -> None:
        if meet(self._workplace, who):
            self._soon()

    def presses(self, act: Callable[[SlackUser, str, PressedMessage], DmResult]) -> Listener:
        """The listener of a button below a receipt."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            done = act(sender(body), action_value(body), _place(body))
            if done.page:
                Views(client).show(body, page_view(done.page))
            self._show(done)
            ack()

        return listener

    def which(self, ack: Ack, body: dict[str, Any]) -> None:
        ts, _, subject = action_value(body).partition(":")
        is_ours = action_id(body).startswith(action_ids.WHICH)
        self._show(self._service.choose(sender(body), ts, subject, _place(body) if is_ours else None))
        ack()

    def _spell(self, who: SlackUser, found: DmEvent, text: str) -> None:
        """Once more with the names, of whom Slack is asked when its event is answered."""
        spelled = found.typed.text(self._names.ask(found.typed.nameless))
        if spelled != text:
            self._show(self._service.respell(who, found.written.ts, text, spelled))

    def _show(self, done: DmResult) -> None:
        if done.is_awaited:
            self._soon()
        self._edits.try_in_time(reversed(done.messages))


def _place(body: dict[str, Any]) -> PressedMessage:
    found = message_place(body)
    return PressedMessage(found.channel_id, found.ts)
