"""Slack in, Slack out, for what an author does with a share that was posted: `ack()` comes last.

What was stored is shown first, a modal before all, because a trigger lives three seconds. Then messages are
deleted and edited, as long as there is time; the ticks do what is left over.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from app.clock import LISTENER_BUDGET, remaining, within
from app.forms.payloads import read_form
from app.outbox.edits import Edits
from app.sharing import names
from app.sharing.after.removing import Removal
from app.sharing.after.screens import AfterScreen
from app.sharing.after.service import AfterService
from app.sharing.after.views.look_again import after_view
from app.sharing.after.views.there import LINK_KEY
from app.sharing.after.visit import AfterResult
from app.slack.client import Views
from app.slack.payloads import action_value, message_place, sender, view_metadata
from app.users import SlackUser

ASKING = 1.6
"""Seconds that asking who is there may take: the modal has to be opened after it, by the same trigger."""

Act = Callable[[SlackUser, str, str], AfterResult]


def register(
    app: App, service: AfterService, removal: Removal, edits: Edits, soon: Callable[[], None]
) -> None:
    """The buttons of the receipt, of the list of shares, and of a message about a new reader.

    `soon`: something is to be posted now (Scheduler.soon).
    """
    listeners = AfterListeners(service, removal, edits, soon)
    app.action(names.TAKE_BACK)(listeners.removes(service.take_back))
    app.action(names.RETRY)(listeners.removes(service.retry))
    app.action(names.IS_THERE)(listeners.acts(service.open_there))
    app.action(names.NOT_THERE)(listeners.not_there)
    app.action(names.LOOK_AGAIN)(listeners.look_again)
    app.action(names.AGREED)(listeners.acts(service.open_agreed))
    app.action(names.AGREED_FIELD)(listeners.autosave)
    app.action(names.LINK_FIELD)(listeners.nothing)
    app.view(names.WHERE_IS_IT)(listeners.is_there)
    app.view(names.LOOK_AGAIN)(listeners.resume)
    app.view(names.AGREED_PAGE)(listeners.submit_agreed)


class AfterListeners:
    def __init__(
        self, service: AfterService, removal: Removal, edits: Edits, soon: Callable[[], None]
    ) -> None:
        self._service = service
        self._removal = removal
        self._edits = edits
        self._soon = soon

    def acts(self, act: Act) -> Callable[..., None]:
        """A button that opens something."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            done = act(sender(body), action_value(body), _ts(body))
            self._show(body, client, done.page)
            self._follow(done)
            ack()

        return listener

    def removes(self, act: Act) -> Callable[..., None]:
        """Where it was pressed in a modal, that says how far it is: the receipt is not in front there."""

        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            done = act(sender(body), action_value(body), _ts(body))
            with _in_time() if body.get("view") else nullcontext():
                self._removal.try_now(done.share_id)
            if body.get("view"):
                self._show(body, client, self._service.taken(sender(body), action_value(body)))
                self._removal.try_now(done.share_id)
            self._follow(done)
            ack()

        return listener

    def not_there(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with _in_time():
            done = self._service.not_there(sender(body), action_value(body), _ts(body))
        self._show(body, client, done.page)
        self._follow(done)
        ack()

    def look_again(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with _in_time():
            done = self._service.look_again(sender(body), action_value(body), _ts(body))
        if done.page and (body.get("view") or {}).get("callback_id") == names.LOOK_AGAIN:
            Views(client).replace(body, after_view(done.page))
        else:
            self._show(body, client, done.page)
        self._follow(done)
        ack()

    def resume(self, ack: Ack, body: dict[str, Any]) -> None:
        self._answer(ack, self._service.resume(sender(body), view_metadata(body)))

    def is_there(self, ack: Ack, body: dict[str, Any]) -> None:
        link = read_form(body).values.get(LINK_KEY, "")
        with _in_time():
            done = self._service.is_there(sender(body), view_metadata(body), str(link))
        if done.problem:
            ack(response_action="errors", errors={LINK_KEY: done.problem})
            return
        self._removal.try_now(done.share_id)
        self._answer(ack, done)

    def submit_agreed(self, ack: Ack, body: dict[str, Any]) -> None:
        self._answer(ack, self._service.submit_agreed(sender(body), view_metadata(body), read_form(body)))

    def autosave(self, ack: Ack, body: dict[str, Any]) -> None:
        self._service.autosave_agreed(sender(body), view_metadata(body), read_form(body))
        ack()

    def nothing(self, ack: Ack) -> None:
        """A link that is being typed: Save reads it."""
        ack()

    def _answer(self, ack: Ack, done: AfterResult) -> None:
        self._follow(done)
        if done.page:
            ack(response_action="update", view=after_view(done.page))
        else:
            ack()

    def _show(self, body: dict[str, Any], client: WebClient, page: AfterScreen | None) -> None:
        if page:
            Views(client).show(body, after_view(page))

    def _follow(self, done: AfterResult) -> None:
        if done.posts:
            self._soon()
        self._edits.try_in_time(done.messages)


def _ts(body: dict[str, Any]) -> str:
    """The message it was pressed in; empty for a modal's."""
    return "" if body.get("view") else message_place(body).ts


def _in_time() -> AbstractContextManager[None]:
    return within(min(ASKING, remaining(LISTENER_BUDGET)))
