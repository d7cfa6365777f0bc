"""Slack in, Slack out, for whoever reads a share: one service call a payload, and `ack()` comes last."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.errors import NotFound
from app.forms.payloads import read_form
from app.outbox.edits import Edits
from app.sharing import names
from app.sharing.readers.gate import Pressed
from app.sharing.readers.screens import FeedbackProblems, NotedPage, Page, WordPage
from app.sharing.readers.service import ReadingService
from app.sharing.readers.views.noted import noted_view, notice_view
from app.sharing.readers.views.reminder import OFF, ON
from app.sharing.readers.views.word import block_of, word_view
from app.sharing.readers.word import What
from app.slack.blocks import Block
from app.slack.client import Views
from app.slack.payloads import action_value, message_place, sender, view_metadata


def register_readers(app: App, service: ReadingService, edits: Edits, soon: Callable[[], None]) -> None:
    """The four buttons under a post, their modals, and the button of a reminder. `soon`: a tick, please."""
    listeners = ReaderListeners(service, edits, soon)
    app.action(names.READ)(listeners.read)
    app.action(names.TALK)(listeners.opens(What.TALK))
    app.action(names.ADD)(listeners.opens(What.ADD))
    app.action(names.L5)(listeners.opens(What.L5))
    app.action(names.WORD_FIELD)(listeners.autosave)
    app.action(names.MUTE)(listeners.mute)
    app.view(names.WORD_PAGE)(listeners.submit)


class ReaderListeners:
    def __init__(self, service: ReadingService, edits: Edits, soon: Callable[[], None]) -> None:
        self._service = service
        self._edits = edits
        self._soon = soon

    def read(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        page = self._service.read(sender(body), _pressed(body))
        Views(client).show(body, _view(page))
        ack()

    def opens(self, what: What) -> Callable[..., None]:
        """A button that asks for a few words."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            Views(client).show(body, _view(self._service.open(sender(body), what, _pressed(body))))
            ack()

        return listener

    def autosave(self, ack: Ack, body: dict[str, Any]) -> None:
        self._service.autosave(sender(body), view_metadata(body), read_form(body))
        ack()

    def submit(self, ack: Ack, body: dict[str, Any]) -> None:
        page = self._service.submit(sender(body), view_metadata(body), read_form(body))
        if isinstance(page, FeedbackProblems):
            ack(response_action="errors", errors=_errors(page))
            return
        if isinstance(page, NotedPage) and page.in_thread:
            self._soon()
        ack(response_action="update", view=_view(page))

    def mute(self, ack: Ack, body: dict[str, Any]) -> None:
        choice, _, message_id = action_value(body).partition(":")
        if choice not in {ON, OFF}:
            raise NotFound
        self._edits.try_now(self._service.mute(sender(body), message_id, muted=choice == ON))
        ack()


def _pressed(body: dict[str, Any]) -> Pressed:
    place = message_place(body)
    return Pressed(action_value(body), place.channel_id, place.ts)


def _view(page: Page) -> Block:
    if isinstance(page, WordPage):
        return word_view(page)
    return noted_view(page) if isinstance(page, NotedPage) else notice_view(page)


def _errors(problems: FeedbackProblems) -> dict[str, str]:
    return {block_of(problems.form_id, field): said for field, said in problems.sentences.items()}
