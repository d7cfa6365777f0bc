"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.forms.payloads import read_form
from app.settings.model import CODE, FIELD, OPEN, RESET, SETTINGS_PAGE, WHY, SettingsProblems, block_id
from app.settings.service import SettingsService
from app.settings.views import settings_view, why_view
from app.slack.blocks import Block
from app.slack.client import Views
from app.slack.payloads import sender, view_metadata


class Topics:
    """What may stand after `PREFIXlaunch`: each gives the view to open."""

    def __init__(self, service: SettingsService) -> None:
        self._service = service

    def settings(self, body: dict[str, Any], _client: WebClient) -> Block:
        return settings_view(self._service.open(sender(body)))

    def why(self, body: dict[str, Any], _client: WebClient) -> Block:
        return why_view(self._service.why(sender(body)))


def register(app: App, service: SettingsService) -> None:
    """Everything the Settings modal and "why" do, and the buttons that lead there from anywhere."""
    listeners = SettingsListeners(service)
    app.action(OPEN)(listeners.open)
    app.action(WHY)(listeners.why)
    app.action(CODE)(listeners.code)
    app.action(RESET)(listeners.reset)
    app.action(FIELD)(listeners.autosave)
    app.view(SETTINGS_PAGE)(listeners.submit)


class SettingsListeners:
    def __init__(self, service: SettingsService) -> None:
        self._service = service

    def open(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).show(body, settings_view(self._service.open(sender(body))))
        ack()

    def why(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).show(body, why_view(self._service.why(sender(body))))
        ack()

    def code(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).replace(body, why_view(self._service.make_code(sender(body))))
        ack()

    def reset(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        Views(client).replace(body, settings_view(self._service.reset(sender(body), view_metadata(body))))
        ack()

    def autosave(self, ack: Ack, body: dict[str, Any]) -> None:
        self._service.autosave(sender(body), view_metadata(body), read_form(body))
        ack()

    def submit(self, ack: Ack, body: dict[str, Any]) -> None:
        form_id = view_metadata(body)
        outcome = self._service.submit(sender(body), form_id, read_form(body))
        if isinstance(outcome, SettingsProblems):
            errors = {block_id(form_id, field): said for field, said in outcome.sentences.items()}
            ack(response_action="errors", errors=errors)
        else:
            ack(response_action="update", view=settings_view(outcome))
