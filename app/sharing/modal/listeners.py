"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last.

Who is in a channel takes longer to ask than an answer may take: it is asked when the answer has left, and
the view filled in then.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.after_response import after_response
from app.errors import SlackUnavailable
from app.forms.model import Form
from app.forms.payloads import read_form
from app.sharing import names
from app.sharing.modal.screens import CheckingScreen, ChooseScreen, Spot, Step, StepProblems
from app.sharing.modal.service import ShareService
from app.sharing.modal.views.help import help_text
from app.sharing.modal.views.list import list_view
from app.sharing.modal.views.steps import step_view
from app.sharing.refusals import refusal_words
from app.slack.action_ids import SHARE
from app.slack.blocks import Block
from app.slack.client import Views
from app.slack.payloads import action_value, command_text, sender, view_metadata
from app.users import SlackUser

SHORTCUT = "share"
TICK = "Tick at least one box, here or on another page: nothing is shared that is not ticked."

Submit = Callable[[SlackUser, Spot, Form], Step | StepProblems | None]


def register(app: App, service: ShareService, prefix: str, most: int) -> None:
    """Everything `PREFIXshare` and the author's modal do. `most`: how many readers a share may have."""
    listeners = ShareListeners(service, f"{prefix}share", most)
    app.command(f"{prefix}share")(listeners.command)
    app.shortcut(SHORTCUT)(listeners.shortcut)
    app.action(SHARE)(listeners.open)
    app.view(names.WHERE)(listeners.submits(service.submit_choice, pushes=True))
    app.view(names.WHAT)(listeners.submits(service.submit_what))
    app.view(names.WORDS)(listeners.submits(service.submit_words))
    app.view(names.EXACTLY)(listeners.submits(lambda who, at, _form: service.submit_exactly(who, at)))
    app.view(names.SENT)(listeners.submits(lambda who, _at, _form: service.open(who)))
    app.view_closed(re.compile(r"^share\."))(listeners.closed)
    app.action(names.FIELD)(listeners.autosave)
    app.action(names.BACK)(listeners.back)
    app.action(names.COPY)(listeners.above(service.copy))
    app.action(names.PIECES)(listeners.above(service.pieces))
    app.action(names.CHECK)(listeners.check)
    app.action(names.OLDER)(listeners.more)
    app.action(re.compile(rf"^{re.escape(names.TURN)}\."))(listeners.turn)


class ShareListeners:
    def __init__(self, service: ShareService, command: str, most: int) -> None:
        self._service = service
        self._command = command
        self._most = most

    def command(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        who, topic = sender(body), command_text(body).casefold()
        if topic == "":
            self._begin(ack, body, client)
        elif topic == "list":
            Views(client).open(body["trigger_id"], list_view(self._service.list(who)))
            ack()
        else:
            ack(help_text(self._command, known=topic == "help"))

    def shortcut(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self._begin(ack, body, client)

    def _begin(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        views, trigger_id = Views(client), str(body["trigger_id"])
        screen = self._service.open(sender(body), place=str(body.get("channel_id") or ""))
        _show(screen, lambda view: views.open(trigger_id, view))
        ack()

    def open(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From a button anywhere: above the page it stands on. In the place of the list, which will be old
        then, and of a page that lies on another one: Slack stacks three, and the preview is the last."""
        views, screen = Views(client), self._service.open(sender(body), action_value(body))
        is_deep = bool((body.get("view") or {}).get("previous_view_id"))
        show = views.replace if is_deep or _callback(body) == names.LIST else views.show
        _show(screen, lambda view: show(body, view))
        ack()

    def submits(self, act: Submit, *, pushes: bool = False) -> Callable[..., None]:
        """A step's Next, Post or Done. `pushes`: the next one lies above it, so that Close leads back."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            who = sender(body)
            screen = act(who, Spot.of(view_metadata(body)), read_form(body))
            if isinstance(screen, StepProblems):
                self._refuse(ack, body, screen)
            elif screen is None:
                ack(response_action="clear")
            else:
                self._look_afterwards(who, client, screen)
                ack(response_action="push" if pushes else "update", view=step_view(screen))

        return listener

    def above(self, act: Callable[[SlackUser, str, Form], Step]) -> Callable[..., None]:
        """A button of the first screen: what it opens lies above it; a problem of its own it shows itself."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            screen = act(sender(body), Spot.of(view_metadata(body)).form_id, read_form(body))
            views = Views(client)
            (views.replace if isinstance(screen, ChooseScreen) else views.show)(body, step_view(screen))
            ack()

        return listener

    def check(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        who = sender(body)
        screen = self._service.check(who, Spot.of(view_metadata(body)))
        Views(client).replace(body, step_view(screen))
        self._look_afterwards(who, client, screen)
        ack()

    def _look_afterwards(self, who: SlackUser, client: WebClient, screen: Step) -> None:
        if not isinstance(screen, CheckingScreen) or screen.stop or screen.problem:
            return

        def fill_in() -> None:
            Views(client).fill(screen.name, step_view(self._service.look(who, screen)))

        after_response(fill_in)

    def _refuse(self, ack: Ack, body: dict[str, Any], problems: StepProblems) -> None:
        """The page stays as it is, with a sentence below each field; where any field will do, the first."""
        shown = [str(block.get("block_id")) for block in body["view"]["blocks"] if block["type"] == "input"]
        of_field = {block_id.partition("@")[0]: block_id for block_id in shown}
        sentences = dict(problems.sentences)
        if problems.stop:
            sentences[names.CHANNEL] = refusal_words(problems.stop, self._most)
        errors = {of_field[field]: said for field, said in sentences.items() if field in of_field}
        ack(response_action="errors", errors=errors or {shown[0]: next(iter(sentences.values()), TICK)})

    def closed(self, ack: Ack) -> None:
        """Nothing to do: it carries no text (Slack sends none), and everything typed was saved before."""
        ack()

    def autosave(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.autosave(sender(body), Spot.of(view_metadata(body)).form_id, read_form(body))
        if screen and _callback(body) == names.WHERE:
            Views(client).replace(body, step_view(screen))
        ack()

    def back(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        at = Spot.of(view_metadata(body))
        screen = self._service.back(sender(body), _callback(body), at, read_form(body))
        Views(client).replace(body, step_view(screen))
        ack()

    def more(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        form_id, page = Spot.of(view_metadata(body)).form_id, Spot.of(f"::{action_value(body)}").page
        screen = self._service.more(sender(body), form_id, read_form(body), page)
        Views(client).replace(body, step_view(screen))
        ack()

    def turn(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).replace(body, list_view(self._service.list(sender(body), action_value(body))))
        ack()


def _show(screen: ChooseScreen, show: Callable[[Block], None]) -> None:
    """Slack may refuse a channel that is there no more as what is chosen at first: then none is."""
    try:
        show(step_view(screen))
    except SlackUnavailable as error:
        if error.code != "invalid_arguments" or not screen.values.get(names.CHANNEL):
            raise
        show(step_view(replace(screen, values={**screen.values, names.CHANNEL: ""})))


def _callback(body: dict[str, Any]) -> str:
    return str((body.get("view") or {}).get("callback_id"))
