"""What a channel is and who is in it, asked of Slack now (scopes groups:read and users:read)."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from app.clock import remaining
from app.slack.client import PATIENCE, Failure, Refused, Unclear, call, interactive_client
from app.users import shown_name

log = logging.getLogger(__name__)

NOT_GRANTED = "scope_not_granted"
"""In the place of Slack's `missing_scope`, where the installation lacks what the manifest asks for. A public
channel is `missing_scope` for a bot that may only see private ones."""

PAGE = 200
THREADS = 8
MOST_PAGES = 25


@dataclass(frozen=True)
class Flags:
    """`is_outside`: shared with another workspace, or about to be. `is_archived`: or frozen, or read only.

    `count`: all members as Slack counts them, apps too; 0 where it does not say. `team_id`: our own, as seen
    from there.
    """

    channel_id: str
    name: str
    is_private: bool
    is_outside: bool
    is_archived: bool
    is_member: bool
    count: int
    team_id: str = ""


@dataclass(frozen=True)
class FoundUser:
    """Somebody, by the name that Slack shows. `zone`: as Slack has it; empty where it has none."""

    user_id: str
    name: str
    is_guest: bool
    is_app: bool
    is_outside: bool
    is_gone: bool
    zone: str = ""


class Channels:
    """Asks about channels, with a client a call. Raises nothing that Slack or the network causes."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def flags(self, channel_id: str) -> Flags | Failure:
        """Asks what the channel is. A private one without the bot is Refused with `channel_not_found`, like
        one of no such id."""
        answer = _ask(self._client, "conversations_info", channel=channel_id, include_num_members=True)
        if not isinstance(answer, SlackResponse):
            return answer
        found = answer.get("channel")
        if not isinstance(found, dict) or not isinstance(found.get("is_private"), bool):
            return Unclear("no channel in the answer")

        def any_of(*names: str) -> bool:
            return any(bool(found.get(name)) for name in names)

        count = found.get("num_members")
        return Flags(
            channel_id=str(found.get("id") or ""),
            name=str(found.get("name") or ""),
            is_private=any_of("is_private"),
            is_outside=any_of("is_ext_shared", "is_pending_ext_shared", "pending_shared"),
            is_archived=any_of("is_archived", "is_frozen", "is_read_only"),
            is_member=any_of("is_member"),
            count=count if isinstance(count, int) else 0,
            team_id=str(found.get("context_team_id") or ""),
        )

    def members(self, channel_id: str, most: int) -> tuple[str, ...] | Failure:
        """Returns everybody's id, the bot's too; one more than `most` where there are more than so many."""
        found: tuple[str, ...] = ()
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = self._page(channel_id, cursor, min(most + 1, PAGE))
            if not isinstance(page, tuple):
                return page
            ids, cursor = page
            found += ids
            if cursor is None or len(found) > most:
                return found[: most + 1]
        return Unclear("the members never end")

    def found(self, user_ids: Sequence[str], team_id: str) -> tuple[FoundUser, ...] | Failure:
        """Asks who these are, in their order; a failure where even one of them could not be asked.

        `team_id`: whose people are not from outside; empty leaves that to Slack's own word.
        """
        if not user_ids:
            return ()
        with ThreadPoolExecutor(min(THREADS, len(user_ids)), "who-is-here") as pool:
            asked = [pool.submit(copy_context().run, self._who, each, team_id) for each in user_ids]
            answers = [each.result() for each in asked]
        failed = next((each for each in answers if not isinstance(each, FoundUser)), None)
        return failed or tuple(each for each in answers if isinstance(each, FoundUser))

    def is_member(self, channel_id: str, user_id: str) -> bool | Failure:
        """Returns False too where the bot is not in it, or there is none of that id."""
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = self._page(channel_id, cursor, PAGE)
            if isinstance(page, Refused) and page.code in NOT_THERE:
                return False
            if not isinstance(page, tuple):
                return page
            ids, cursor = page
            if user_id in ids:
                return True
            if cursor is None:
                return False
        return Unclear("the members never end")

    def _page(
        self, channel_id: str, cursor: str | None, limit: int
    ) -> tuple[tuple[str, ...], str | None] | Failure:
        more = {"cursor": cursor} if cursor else {}
        answer = _ask(self._client, "conversations_members", channel=channel_id, limit=limit, **more)
        if not isinstance(answer, SlackResponse):
            return answer
        ids = answer.get("members")
        if not isinstance(ids, list):
            return Unclear("no members in the answer")
        following = (answer.get("response_metadata") or {}).get("next_cursor") or None
        return tuple(str(each) for each in ids), following

    def _who(self, user_id: str, team_id: str) -> FoundUser | Failure:
        own = interactive_client(self._client.token, self._client.base_url)
        answer = _ask(own, "users_info", user=user_id)
        if not isinstance(answer, SlackResponse):
            return answer
        user = answer.get("user")
        if not isinstance(user, dict):
            return Unclear("no user in the answer")
        profile = user.get("profile") or {}
        said = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
        names = (str(name) for name in (*said, user.get("name")) if name)
        return FoundUser(
            user_id=user_id,
            name=shown_name(names, user_id),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_app=bool(user.get("is_bot")) or user_id == "USLACKBOT",
            is_outside=_is_outside(user, team_id),
            is_gone=bool(user.get("deleted")),
            zone=str(user.get("tz") or ""),
        )


NOT_THERE = frozenset({"channel_not_found", "not_in_channel"})


class _NotGrantedError(Exception):
    """Slack's refusal names a scope that the manifest asks for."""


def _ask(client: WebClient, method: str, **arguments: Any) -> SlackResponse | Failure:
    """Tries once, for two seconds, less where the listener's own budget is nearly gone."""

    def call_and_see_what_is_lacking(**arguments: Any) -> SlackResponse:
        try:
            answer: SlackResponse = getattr(client, method)(**arguments)
        except SlackApiError as error:
            said = error.response.data if isinstance(error.response.data, dict) else {}
            lacks = str(said.get("needed")) if said.get("error") == "missing_scope" else ""
            if "groups:read" in lacks or "users:read" in lacks:
                raise _NotGrantedError from None
            raise
        return answer

    client.timeout = remaining(PATIENCE)  # type: ignore[assignment]  # urllib takes fractions
    try:
        return call(call_and_see_what_is_lacking, **arguments)
    except _NotGrantedError:
        log.warning("groups:read or users:read is not granted: install the app again with its manifest")
        return Refused(NOT_GRANTED)


def _is_outside(user: dict[str, Any], team_id: str) -> bool:
    """In an organisation somebody's own workspace may be another than this one, and they are in both."""
    organisation = user.get("enterprise_user")
    teams = (organisation.get("teams") or []) if isinstance(organisation, dict) else []
    own = str(user.get("team_id") or "")
    return bool(user.get("is_stranger")) or bool(team_id and own and own != team_id and team_id not in teams)
