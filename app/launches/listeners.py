"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last."""

import hashlib
import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.forms.payloads import field_errors, read_form
from app.launches.model import BetProblems, ChangeScreen
from app.launches.service import LaunchService
from app.launches.views import (
    CHANGE,
    DETAILS_VIEW,
    FIELD,
    LIST,
    MORE_DETAILS,
    OPEN_CHANGE,
    OPEN_DETAILS,
    RECORD,
    TURN,
    bet_view,
    change_view,
    detail_view,
    help_text,
    kept_view,
    list_view,
)
from app.slack.action_ids import RECORD_LAUNCH
from app.slack.client import Messages, Views
from app.slack.payloads import action_value, message_place, sender, view_metadata

SHORTCUT = "launch"
MESSAGE_SHORTCUT = "follow"


class LaunchListeners:
    """One method a shortcut, button or view; the command's words are routed in bootstrap."""

    def __init__(self, service: LaunchService, command: str) -> None:
        self._service = service
        self._command = command

    def register(self, app: App) -> None:
        """Everything the modals of launches do, and the shortcuts that lead there."""
        app.shortcut(SHORTCUT)(self.open_bet)
        app.shortcut(MESSAGE_SHORTCUT)(self.follow)
        app.view(RECORD)(self.submit_bet)
        app.view(DETAILS_VIEW)(self.submit_details)
        app.view(MORE_DETAILS)(self.submit_details)
        app.view(CHANGE)(self.submit_change)
        app.view_closed(re.compile(r"^launch\."))(self.closed)
        app.action(FIELD)(self.autosave)
        app.action(RECORD_LAUNCH)(self.record)
        app.action(OPEN_CHANGE)(self.open_change)
        app.action(OPEN_DETAILS)(self.open_details)
        app.action(re.compile(rf"^{re.escape(TURN)}\."))(self.turn)

    def help(self, ack: Ack, _body: dict[str, Any], _client: WebClient) -> None:
        ack(help_text(self._command))

    def unknown(self, ack: Ack, _body: dict[str, Any], _client: WebClient) -> None:
        """A word after the command that means nothing to us. It is not repeated: it would be parsed."""
        refusal = f"`{self._command}` does not know that word. Here is what it can do."
        ack(f"{refusal}\n{help_text(self._command)}")

    def open_bet(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From the command, or the shortcut."""
        Views(client).open(body["trigger_id"], bet_view(self._service.open_bet(sender(body))))
        ack()

    def list(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).open(body["trigger_id"], list_view(self._service.list(sender(body))))
        ack()

    def follow(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From a message: its link is kept where Slack gives one, its text never."""
        place = message_place(body)
        link = Messages(client).permalink(place.channel_id, place.ts) or ""
        # One form a message, whatever its ids look like: the column is short, and the ids are Slack's.
        message = "m:" + hashlib.sha256(f"{place.channel_id}:{place.ts}".encode()).hexdigest()[:40]
        screen = self._service.open_bet(sender(body), message=message, permalink=link)
        Views(client).open(body["trigger_id"], bet_view(screen))
        ack()

    def record(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From a button anywhere: above the page it stands on, in the place of the list, which will be old
        then, and on its own from a message."""
        view, shown = bet_view(self._service.open_bet(sender(body))), body.get("view") or {}
        if shown.get("callback_id") == LIST:
            Views(client).replace(body, view)
        else:
            Views(client).show(body, view)
        ack()

    def submit_bet(self, ack: Ack, body: dict[str, Any]) -> None:
        screen = self._service.submit_bet(sender(body), view_metadata(body), read_form(body))
        if isinstance(screen, BetProblems):
            ack(response_action="errors", errors=field_errors(body, screen.sentences))
        else:
            ack(response_action="update", view=detail_view(screen))

    def submit_details(self, ack: Ack, body: dict[str, Any]) -> None:
        """Straight after recording, what is below stays there, a page of the assessment say. From the list,
        the list closes with it, which is old then."""
        screen = self._service.submit_details(sender(body), view_metadata(body), read_form(body))
        clears = body["view"].get("callback_id") == MORE_DETAILS
        ack(response_action="update", view=kept_view(screen, clears=clears))

    def submit_change(self, ack: Ack, body: dict[str, Any]) -> None:
        screen = self._service.submit_change(sender(body), view_metadata(body), read_form(body))
        if isinstance(screen, BetProblems):
            ack(response_action="errors", errors=field_errors(body, screen.sentences))
        elif isinstance(screen, ChangeScreen):
            ack(response_action="update", view=change_view(screen))
        else:
            ack(response_action="update", view=kept_view(screen))

    def closed(self, ack: Ack) -> None:
        """Nothing to do: it carries no text (Slack sends none), and everything typed was saved before."""
        ack()

    def autosave(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.autosave(sender(body), view_metadata(body), read_form(body))
        if screen:
            Views(client).replace(body, bet_view(screen))
        ack()

    def open_change(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.open_change(sender(body), action_value(body))
        Views(client).show(body, change_view(screen))
        ack()

    def open_details(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.open_details(sender(body), action_value(body))
        Views(client).show(body, detail_view(screen))
        ack()

    def turn(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.list(sender(body), action_value(body))
        Views(client).replace(body, list_view(screen))
        ack()
