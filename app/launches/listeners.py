"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.forms.payloads import read_form
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
from app.slack.blocks import Block
from app.slack.client import Messages, Views
from app.slack.payloads import MessagePlace, action_value, command_text, message_place, sender, view_metadata

SHORTCUT = "launch"
MESSAGE_SHORTCUT = "follow"
HELP = "help"

Topics = Mapping[str, Callable[[dict[str, Any], WebClient], Block]]
"""Words after the command that other features answer, each with the view to open."""


def register(app: App, service: LaunchService, prefix: str, topics: Topics) -> None:
    """Everything `PREFIXlaunch` and its modals do."""
    listeners = LaunchListeners(service, f"{prefix}launch", topics)
    app.command(f"{prefix}launch")(listeners.command)
    app.shortcut(SHORTCUT)(listeners.shortcut)
    app.shortcut(MESSAGE_SHORTCUT)(listeners.follow)
    app.view(RECORD)(listeners.submit_bet)
    app.view(DETAILS_VIEW)(listeners.submit_details)
    app.view(MORE_DETAILS)(listeners.submit_more)
    app.view(CHANGE)(listeners.submit_change)
    app.view_closed(re.compile(r"^launch\."))(listeners.closed)
    app.action(FIELD)(listeners.autosave)
    app.action(RECORD_LAUNCH)(listeners.record)
    app.action(OPEN_CHANGE)(listeners.open_change)
    app.action(OPEN_DETAILS)(listeners.open_details)
    app.action(re.compile(rf"^{re.escape(TURN)}\."))(listeners.turn)


class LaunchListeners:
    def __init__(self, service: LaunchService, command: str, topics: Topics) -> None:
        self._service = service
        self._command = command
        self._topics = topics

    def command(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        who, topic = sender(body), command_text(body).casefold()
        if topic == "":
            self._open(ack, body, client, bet_view(self._service.open_bet(who)))
        elif topic == "list":
            self._open(ack, body, client, list_view(self._service.list(who)))
        elif topic in self._topics:
            self._open(ack, body, client, self._topics[topic](body, client))
        else:
            ack(help_text(self._command, self._topics, known=topic == HELP))

    def _open(self, ack: Ack, body: dict[str, Any], client: WebClient, view: Block) -> None:
        Views(client).open(body["trigger_id"], view)
        ack()

    def shortcut(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self._open(ack, body, client, bet_view(self._service.open_bet(sender(body))))

    def follow(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From a message: its link is kept where Slack gives one, its text never."""
        place = message_place(body)
        link = Messages(client).permalink(place.channel_id, place.ts) or ""
        screen = self._service.open_bet(sender(body), message=_subject(place), permalink=link)
        self._open(ack, body, client, bet_view(screen))

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
            _refuse(ack, body, screen)
        else:
            ack(response_action="update", view=detail_view(screen))

    def submit_details(self, ack: Ack, body: dict[str, Any]) -> None:
        """Straight after recording: what is below, a page of the assessment say, stays there."""
        screen = self._service.submit_details(sender(body), view_metadata(body), read_form(body))
        ack(response_action="update", view=kept_view(screen, clears=False))

    def submit_more(self, ack: Ack, body: dict[str, Any]) -> None:
        screen = self._service.submit_details(sender(body), view_metadata(body), read_form(body))
        ack(response_action="update", view=kept_view(screen))

    def submit_change(self, ack: Ack, body: dict[str, Any]) -> None:
        screen = self._service.submit_change(sender(body), view_metadata(body), read_form(body))
        if isinstance(screen, BetProblems):
            _refuse(ack, body, screen)
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
        Views(client).push(body["trigger_id"], change_view(screen))
        ack()

    def open_details(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.open_details(sender(body), action_value(body))
        Views(client).push(body["trigger_id"], detail_view(screen))
        ack()

    def turn(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.list(sender(body), action_value(body))
        Views(client).replace(body, list_view(screen))
        ack()


def _subject(place: MessagePlace) -> str:
    """One form a message, whatever its ids look like: the column is short, and the ids are Slack's."""
    return "m:" + hashlib.sha256(f"{place.channel_id}:{place.ts}".encode()).hexdigest()[:40]


def _refuse(ack: Ack, body: dict[str, Any], problems: BetProblems) -> None:
    """The page stays as it is, with a sentence below each field; a block id may carry a suffix."""
    shown = [str(block.get("block_id")) for block in (body.get("view") or {}).get("blocks") or []]
    of_field = {block_id.partition("@")[0]: block_id for block_id in shown}
    ack(
        response_action="errors",
        errors={of_field.get(field, field): sentence for field, sentence in problems.sentences.items()},
    )
