"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.assessment.service import AssessmentService, Destination
from app.assessment.summary import find_sections
from app.assessment.views import (
    ANSWER,
    BACK,
    LAST_VIEW,
    MIRROR,
    OVERVIEW,
    READ_GUIDE,
    SECTION,
    SHOW_HISTORY,
    SUBMIT,
    TURN,
    WHICH,
    help_text,
    history_view,
    matches_blocks,
    reading_view,
    render,
)
from app.forms.payloads import read_form
from app.slack.blocks import Block
from app.slack.client import Views
from app.slack.payloads import action_value, command_text, sender, view_metadata

SHORTCUT = "assess"


def register(app: App, service: AssessmentService, prefix: str) -> "AssessmentListeners":
    """Everything `PREFIXassess` and its modals do. Returns the listeners, whose start others may show."""
    listeners = AssessmentListeners(service, f"{prefix}assess")
    app.command(f"{prefix}assess")(listeners.command)
    app.shortcut(SHORTCUT)(listeners.shortcut)
    app.view(SUBMIT)(listeners.submit)
    app.view_closed(re.compile(r"^assess\."))(listeners.closed)
    app.action(ANSWER)(listeners.autosave)
    app.action(BACK)(listeners.goes_to(Destination.BACK))
    app.action(OVERVIEW)(listeners.goes_to(Destination.OVERVIEW))
    app.action(MIRROR)(listeners.goes_to(Destination.MIRROR))
    app.action(LAST_VIEW)(listeners.look_back)
    app.action(SECTION)(listeners.goes_to(Destination.SECTION))
    app.action(READ_GUIDE)(listeners.read_guide)
    app.action(SHOW_HISTORY)(listeners.show_history)
    app.action(re.compile(rf"^{re.escape(TURN)}\."))(listeners.turn)
    return listeners


class AssessmentListeners:
    """One method a command, button or view, and one that makes those of the buttons between pages."""

    def __init__(self, service: AssessmentService, command: str) -> None:
        self._service = service
        self._command = command

    def command(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """Alone, or with `help`, `history`, or a section or a part of its name after it."""
        who, topic = sender(body), command_text(body).casefold()
        if topic == "help":
            ack(help_text(self._command, self._service.questionnaire.guide))
        elif topic == "history":
            self._open(ack, body, client, history_view(self._service.history(who)))
        elif topic == "":
            self._open(ack, body, client, render(self._service.open(who)))
        else:
            found = find_sections(self._service.questionnaire.guide, topic)
            if len(found) == 1:
                self._open(ack, body, client, render(self._service.open_section(who, found[0].id)))
            elif found:
                ack(text=WHICH, blocks=matches_blocks(found))
            else:
                ack(help_text(self._command, self._service.questionnaire.guide, nothing_fits=True))

    def shortcut(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self._open(ack, body, client, render(self._service.open(sender(body))))

    def submit(self, ack: Ack, body: dict[str, Any]) -> None:
        screen = self._service.submit(sender(body), view_metadata(body), read_form(body))
        ack(response_action="update", view=render(screen))

    def closed(self, ack: Ack) -> None:
        """Nothing to do: it carries no text (Slack sends none), and everything typed was saved before."""
        ack()

    def autosave(self, ack: Ack, body: dict[str, Any]) -> None:
        self._service.autosave(sender(body), view_metadata(body), read_form(body))
        ack()

    def goes_to(self, destination: Destination) -> Callable[..., None]:
        """The listener of a button that leads to another page: what stands on this one is kept."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            who, section_id = sender(body), action_value(body) if destination is Destination.SECTION else ""
            if body.get("view"):
                screen = self._service.move(
                    who, view_metadata(body), read_form(body), destination, section_id
                )
            else:  # below the answer to a command
                screen = self._service.open_section(who, section_id)
            Views(client).replace(body, render(screen))
            ack()

        return listener

    def look_back(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).replace(body, render(self._service.look_back(sender(body))))
        ack()

    def read_guide(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).show(body, reading_view(self._service.questionnaire.guide))
        ack()

    def show_history(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).show(body, history_view(self._service.history(sender(body))))
        ack()

    def turn(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.history(sender(body), action_value(body))
        Views(client).replace(body, history_view(screen))
        ack()

    def _open(self, ack: Ack, body: dict[str, Any], client: WebClient, view: Block) -> None:
        Views(client).open(body["trigger_id"], view)
        ack()
