"""The Web API's calls about messages and people that may fail quietly: somebody asks again later."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from app.clock import remaining
from app.slackkit.gateway import PATIENCE
from app.slackkit.objects import Block
from app.slackkit.posting import Failure, Refused, call, delivery_metadata

log = logging.getLogger(__name__)

BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

GONE = frozenset(
    {
        "message_not_found",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "is_inactive",
        "is_archived",
        "user_disabled",
        "account_inactive",
        "msg_too_long",
        *BAD_BLOCKS,
    }
)
"""Slack's codes that trying again does not change: the message stays as it is."""


@dataclass(frozen=True)
class Deleted:
    """It is not there any more. Not `was_there`: somebody had deleted it before."""

    was_there: bool


@dataclass(frozen=True)
class Profile:
    """A person as Slack knows them. `zone`: an IANA name, as Slack has it; None where it has none."""

    zone: str | None
    deleted: bool


class _Calls:
    """One try, two seconds, less where the listener's own budget is nearly gone."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def _call(self, method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse | Failure:
        self._client.timeout = remaining(PATIENCE)  # type: ignore[assignment]  # urllib takes fractions
        return call(method, **arguments)


class Messages(_Calls):
    """Changes and deletes what a sender posted. Raises nothing that Slack or the network causes."""

    def update(
        self,
        channel_id: str,
        ts: str,
        text: str,
        blocks: Sequence[Block],
        delivery_id: str,
        plain_blocks: Sequence[Block] | None = None,
    ) -> bool:
        """Replace the message; `text` of at most 4,000 characters. Again is harmless.

        True: done, or Slack will never take it. False: Slack did not take it now, nobody knows, or it
        refuses for another reason. The log names refusals that are our own doing. Where Slack refuses the
        blocks, `plain_blocks` are tried.
        """
        failure = self.restate(channel_id, ts, text, blocks, delivery_id, plain_blocks)
        if isinstance(failure, Refused) and failure.code not in GONE - BAD_BLOCKS:
            log.warning("chat.update of delivery %s was refused: %s", delivery_id, failure.code)
        return failure is None or (isinstance(failure, Refused) and failure.code in GONE)

    def restate(
        self,
        channel_id: str,
        ts: str,
        text: str,
        blocks: Sequence[Block],
        delivery_id: str,
        plain_blocks: Sequence[Block] | None = None,
    ) -> Failure | None:
        """The same; why not, by Slack's own code. None: done."""
        answer = self._update(channel_id, ts, text, blocks, delivery_id)
        if plain_blocks is not None and isinstance(answer, Refused) and answer.code in BAD_BLOCKS:
            answer = self._update(channel_id, ts, text, plain_blocks, delivery_id)
        return None if isinstance(answer, SlackResponse) else answer

    def _update(
        self, channel_id: str, ts: str, text: str, blocks: Sequence[Block], delivery_id: str
    ) -> SlackResponse | Failure:
        return self._call(
            self._client.chat_update,
            channel=channel_id,
            ts=ts,
            text=text,
            blocks=list(blocks),
            metadata=delivery_metadata(delivery_id),
        )

    def delete(self, channel_id: str, ts: str) -> Deleted | Failure:
        """Take the message away; again is harmless. Refused: Slack will not, by its own code."""
        answer = self._call(self._client.chat_delete, channel=channel_id, ts=ts)
        if isinstance(answer, Refused) and answer.code == "message_not_found":
            return Deleted(was_there=False)
        return answer if not isinstance(answer, SlackResponse) else Deleted(was_there=True)

    def permalink(self, channel_id: str, ts: str) -> str | None:
        """The address of a message; None where Slack gives none, now or ever."""
        answer = self._call(self._client.chat_getPermalink, channel=channel_id, message_ts=ts)
        link = answer.get("permalink") if isinstance(answer, SlackResponse) else None
        return str(link) if link else None


class Profiles(_Calls):
    """Asks who somebody is (scope users:read). Raises nothing that Slack or the network causes."""

    def of(self, user_id: str) -> Profile | None:
        """None where Slack could not be asked, or knows nobody of this id."""
        answer = self._call(self._client.users_info, user=user_id)
        user = answer.get("user") if isinstance(answer, SlackResponse) else None
        if not isinstance(user, dict):
            return None
        return Profile(str(user.get("tz") or "") or None, bool(user.get("deleted")))
