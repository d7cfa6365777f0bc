"""The Web API, as far as a listener may use it: one try, two seconds, errors of our own."""

from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from app.clock import remaining
from app.errors import SlackUnavailable, TokenRefused
from app.slackkit.blocks import Block

PATIENCE = 2.0
"""Seconds one call may take; less where the listener's own budget is nearly gone."""

STALE = frozenset({"hash_conflict", "not_found"})
"""The view changed or was closed meanwhile: what the person sees is newer than what we would show."""


def interactive_client(token: str | None, base_url: str) -> WebClient:
    """A client without retries: the SDK's own would double the wait and repeat what was done."""
    return WebClient(token=token, base_url=base_url, timeout=int(PATIENCE), retry_handlers=[])


REFUSED = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
    }
)


def check_token(client: WebClient) -> None:
    """Ask Slack whether the token is good. Raises TokenRefused, or SlackUnavailable when it cannot tell."""
    try:
        client.auth_test()
    except SlackApiError as error:
        code = str(error.response.get("error", "unknown_error"))
        raise (TokenRefused(code) if code in REFUSED else SlackUnavailable(code)) from None
    except (SlackRequestError, HTTPException, OSError) as error:
        raise SlackUnavailable(type(error).__name__) from None


class Views:
    """Opens and changes modals for one interaction. Raises SlackUnavailable with Slack's own code."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def open(self, trigger_id: str, view: Block) -> None:
        self._call(self._client.views_open, trigger_id=trigger_id, view=view)

    def push(self, trigger_id: str, view: Block) -> None:
        self._call(self._client.views_push, trigger_id=trigger_id, view=view)

    def update(self, view_id: str, hash_: str | None, view: Block) -> None:
        """Replace the view, unless it changed since `hash_`: then the other click already did."""
        arguments = {"view_id": view_id, "view": view} | ({"hash": hash_} if hash_ else {})
        try:
            self._call(self._client.views_update, **arguments)
        except SlackUnavailable as error:
            if error.code not in STALE:
                raise

    def show(self, payload: Mapping[str, Any], view: Block) -> None:
        """Above the modal that the button stands in, else as the first one."""
        (self.push if payload.get("view") else self.open)(str(payload["trigger_id"]), view)

    def replace(self, payload: Mapping[str, Any], view: Block) -> None:
        """In the place of the modal that the payload came from."""
        shown = payload.get("view") or {}
        self.update(str(shown.get("id")), shown.get("hash"), view)

    def _call(self, method: Callable[..., SlackResponse], **arguments: Any) -> None:
        self._client.timeout = remaining(PATIENCE)  # type: ignore[assignment]  # urllib takes fractions
        try:
            method(**arguments)
        except SlackApiError as error:
            raise SlackUnavailable(str(error.response.get("error", "unknown_error"))) from None
        except (SlackRequestError, HTTPException, OSError) as error:
            raise SlackUnavailable(type(error).__name__) from None
