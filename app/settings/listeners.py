"""Slack in, Slack out: each payload becomes one service call, and `ack()` comes last."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.forms.payloads import field_errors, read_form
from app.settings.model import (
    ADD_TIME_OFF,
    CODE,
    FIELD,
    OPEN,
    REMOVE_TIME_OFF,
    RESET,
    SETTINGS_PAGE,
    WHY,
    SettingsProblems,
)
from app.settings.service import SettingsService
from app.settings.views import settings_view, why_view
from app.slack.client import Views
from app.slack.payloads import action_value, sender, view_metadata


class SettingsListeners:
    """One method a button or view; the command's words are routed in bootstrap."""

    def __init__(self, service: SettingsService) -> None:
        self._service = service

    def register(self, app: App) -> None:
        """Everything the Settings modal and "why" do, and the buttons that lead there from anywhere."""
        app.action(OPEN)(self.open)
        app.action(WHY)(self.why)
        app.action(CODE)(self.code)
        app.action(RESET)(self.reset)
        app.action(FIELD)(self.autosave)
        app.action(ADD_TIME_OFF)(self.add_time_off)
        app.action(REMOVE_TIME_OFF)(self.remove_time_off)
        app.view(SETTINGS_PAGE)(self.submit)

    def open(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From the command, or a button."""
        Views(client).show(body, settings_view(self._service.open(sender(body))))
        ack()

    def why(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From the command, or a button."""
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

    def add_time_off(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        screen = self._service.add_time_off(sender(body), view_metadata(body), read_form(body))
        Views(client).replace(body, settings_view(screen))
        ack()

    def remove_time_off(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        form_id, form = view_metadata(body), read_form(body)
        screen = self._service.remove_time_off(sender(body), form_id, form, action_value(body))
        Views(client).replace(body, settings_view(screen))
        ack()

    def submit(self, ack: Ack, body: dict[str, Any]) -> None:
        outcome = self._service.submit(sender(body), view_metadata(body), read_form(body))
        if isinstance(outcome, SettingsProblems):
            ack(response_action="errors", errors=field_errors(body, outcome.sentences))
        else:
            ack(response_action="update", view=settings_view(outcome))
